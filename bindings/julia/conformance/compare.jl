# What was found against what the plan expects; never with mixgrad's own comparisons.

struct Mismatch <: Exception
    text::String
end
Base.showerror(io::IO, e::Mismatch) = print(io, e.text)

same(fits, found, expected) = fits || throw(Mismatch("expected $(shown(expected)), found $(shown(found))"))
shown(x) = first(repr(x), 200)
number(x) = x isa String ? Dict("nan" => NaN, "inf" => Inf, "-inf" => -Inf)[x] : Float64(x)

function close_enough(found, expected, limits)
    isnan(expected) && return isnan(found)
    isfinite(expected) && isfinite(found) || return found == expected
    return abs(found - expected) <= limits["absolute"] + limits["relative"] * abs(expected)
end

function check(found, expected)
    haskey(expected, "tensor") && return check_tensor(found, expected["tensor"])
    haskey(expected, "float") && return check_float(found, number(expected["float"]), expected)
    haskey(expected, "bytes") && return same(found isa Vector{UInt8} && found == hex2bytes(expected["bytes"]), found, expected["bytes"])
    haskey(expected, "null") && return same(found === nothing, found, nothing)
    haskey(expected, "bool") && return same(found === expected["bool"], found, expected["bool"])
    haskey(expected, "int") && return same(found isa Integer && found == expected["int"], found, expected["int"])
    if haskey(expected, "string")
        text = found isa Type ? get(NAMES, found, string(found)) : found isa Symbol ? string(found) : found
        return same(text == expected["string"], text, expected["string"])
    end
    haskey(expected, "contains") &&
        return same(all(text -> occursin(text, String(found)), expected["contains"]), found, expected["contains"])
    if haskey(expected, "list")
        items = expected["list"]
        same(found isa Union{Tuple,AbstractVector} && length(found) == length(items), found, items)
        return foreach(check, found, items)
    end
    fields = haskey(expected, "map") ? expected["map"] : expected["record"]
    same(Set(string.(keys(found))) == Set(keys(fields)), keys(found), keys(fields))
    foreach(name -> check(found[Symbol(name)], fields[name]), keys(fields))
end

function check_float(found, expected, limits)
    same(found isa AbstractFloat, found, expected)
    fits = haskey(limits, "relative") ? close_enough(Float64(found), expected, limits) : isequal(Float64(found), expected) || found == expected
    same(fits, found, expected)
end

function check_tensor(found, wanted)
    same(found isa Tensor, typeof(found), "a tensor")
    same(eltype(found) === TYPES[wanted["dtype"]], eltype(found), wanted["dtype"])
    same(collect(size(found)) == wanted["shape"], size(found), wanted["shape"])
    elements, expected = Array(found), array_of(wanted)
    for i in eachindex(elements)
        x, y = elements[i], expected[i]
        fits = haskey(wanted, "relative") ? close_enough(Float64(x), Float64(y), wanted) :
               bits_of([x]) == bits_of([y]) || (isnan(Float64(x)) && isnan(Float64(y)))
        same(fits, "$x at $(Tuple(CartesianIndices(elements)[i]))", y)
    end
end

function check_error(error, step)
    error isa MixgradError || throw(Mismatch("expected an error of $(step["code"]), found $(sprint(showerror, error))"))
    said = sprint(showerror, error)
    same(string(error.code) == step["code"], "$(error.code): $said", step["code"])
    for field in ("operator", "argument")
        step[field] === nothing || same(getproperty(error, Symbol(field)) == step[field],
                                        "$field $(getproperty(error, Symbol(field))): $said", step[field])
    end
    foreach(text -> same(occursin(text, said), said, "a message with $text"), step["message"])
end
