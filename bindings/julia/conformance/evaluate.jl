# Expressions of the plan, by the public names of the package.

const FOLDER = "build/conformance"

"A public name: what `using Mixgrad` gives, or what is written with the module's name."
named(name) = isdefined(Main, Symbol(name)) ? getfield(Main, Symbol(name)) : getfield(Mixgrad, Symbol(name))

struct Evaluator
    variables::Dict{String,Any}
end

value(e::Evaluator, expression) = (pair = only(expression); worth(e, Val(Symbol(pair.first)), pair.second))

"What gets a name or is an argument is the window itself where there is one: in Julia `x[...]` is a copy."
function named_value(e, expression)
    call = get(expression, "operator", nothing)
    (call === nothing || call["operator"] != "getitem") && return value(e, expression)
    x, items = value_list(e, call["operands"])
    return any(i -> i isa Tensor, items) ? x[whole(x, items)...] : view(x, whole(x, items)...)
end

"Julia's subscripts name every dimension, or say `..` for the rest."
whole(x, items) = any(i -> i === (..), items) || count(i -> i !== newaxis, items) >= ndims(x) ? items : (items..., ..)
value_list(e, items) = Any[value(e, item) for item in items]

worth(e, ::Val{:var}, name) = e.variables[name]
worth(e, ::Val{:tensor}, record) = tensor_of(record)
worth(e, ::Val{:null}, _) = nothing
worth(e, ::Union{Val{:bool},Val{:int},Val{:string},Val{:device}}, x) = x
worth(e, ::Val{:float}, x) = number(x)
worth(e, ::Val{:dtype}, name) = get(TYPES, name, name)
worth(e, ::Val{:enum}, x) = Symbol(x["value"])
worth(e, ::Val{:path}, name) = joinpath(FOLDER, name)
worth(e, ::Val{:list}, items) = (list = value_list(e, items); isempty(list) ? list : map(identity, list))
worth(e, ::Val{:map}, entries) = (; (Symbol(name) => value(e, item) for (name, item) in entries)...)
worth(e, ::Val{:bytes}, digits) = hex2bytes(digits)
worth(e, ::Val{:slice}, bounds) = subscript_item(bounds)
worth(e, ::Val{:record}, record) = value(e, Dict("map" => record["fields"]))
worth(e, ::Val{:function}, place) = named(place["name"])
worth(e, ::Val{:subscript}, items) = Tuple(map(subscript_item, items))

function subscript_item(item)
    item isa String && return Dict("all" => (:), "ellipsis" => (..), "newaxis" => newaxis)[item]
    haskey(item, "at") && return item["at"]
    haskey(item, "tensor") && return tensor_of(item["tensor"])
    haskey(item, "empty") && return 1:0
    by = item["by"]
    return by === nothing || by == 1 ? (item["from"]:item["to"]) : (item["from"]:by:item["to"])
end

function worth(e, ::Val{:host}, host)
    return function (given...)
        inner = Evaluator(merge(e.variables, Dict(zip(host["parameters"], given))))
        return value(inner, host["body"])
    end
end

const DERIVED = Ref(0)

"A struct below the open class, with methods of the functions that the class asks for."
function worth(e, ::Val{:subclass}, subclass)
    base = named("Abstract" * subclass["name"])
    DERIVED[] += 1
    name = Symbol("Derived", DERIVED[])
    Core.eval(Main, :(mutable struct $name <: $base end))
    T = getfield(Main, name)
    for (method, host) in subclass["methods"]
        run = value(e, host)
        if method == "forward" || method == "call"
            Core.eval(Main, :((::$T)(given...) = $run(given...)))
        elseif method == "getindex"
            Core.eval(Main, :(Base.getindex(::$T, i::Integer) = $run(i)))
        else
            Core.eval(Main, :($(parentmodule(named(method))).$(Symbol(method))(::$T, given...) = $run(given...)))
        end
    end
    return Base.invokelatest(T)
end

function arguments_of(e, call)
    places = Any[]
    for item in call["positional"]
        haskey(item, "spread") ? append!(places, value_list(e, item["spread"])) : push!(places, named_value(e, item))
    end
    named_arguments = (Symbol(name) => value(e, item) for (name, item) in call["named"])
    return places, (; named_arguments...)
end

latest(f, places...; options...) = Base.invokelatest(f, places...; options...)

function worth(e, ::Val{:call}, call)
    places, options = arguments_of(e, call)
    if call["schema"] in ("zeros", "ones")  # the element type is part of the first argument, as in Base
        options = Dict(pairs(options))
        T = length(places) > 1 ? places[2] : get(options, :dtype, Float32)
        sizes = isempty(places) ? options[:shape] : places[1]
        delete!(options, :dtype), delete!(options, :shape)
        K = T isa Type ? Tensor{T} : throw(ArgumentError("$T is no type"))
        return sizes isa Integer ? latest(named(call["name"]), K, sizes; options...) : latest(named(call["name"]), K, Tuple(sizes); options...)
    end
    return latest(named(call["name"]), places...; options...)
end

function worth(e, ::Val{:new}, call)
    places, options = arguments_of(e, call)
    name = isdefined(Mixgrad, Symbol("Abstract", call["name"])) ? "Abstract" * call["name"] : call["name"]
    return latest(named(name), places...; options...)
end

function worth(e, ::Val{:method}, call)
    self = value(e, call["self"])
    places, options = arguments_of(e, call)
    call["name"] in ("forward", "call") && return latest(self, places...; options...)
    call["name"] == "save" && return latest(save, places..., self; options...)
    return latest(named(call["name"]), self, places...; options...)
end

const OPERATORS = Dict(
    "+" => (x, y) -> x .+ y, "-" => (x, y) -> x .- y, "*" => (x, y) -> x .* y, "/" => (x, y) -> x ./ y,
    "**" => (x, y) -> x .^ y, "%" => (x, y) -> mod.(x, y), "//" => (x, y) -> fld.(x, y), "@" => (x, y) -> x * y,
    "<" => (x, y) -> x .< y, "<=" => (x, y) -> x .<= y, ">" => (x, y) -> x .> y, ">=" => (x, y) -> x .>= y,
    "==" => (x, y) -> x .== y, "!=" => (x, y) -> x .!= y, "neg" => x -> -x, "abs" => x -> abs.(x),
    "+=" => (x, y) -> x .+= y, "-=" => (x, y) -> x .-= y, "*=" => (x, y) -> x .*= y, "/=" => (x, y) -> x ./= y)

"In Julia dimensions are matched from the first, so a programmer writes the leading ones that the plan leaves out."
function with_leading(operands)
    rank = maximum(x -> x isa Tensor ? ndims(x) : 0, operands)
    return map(x -> x isa Tensor ? leading(x, rank) : x, operands)
end

function worth(e, ::Val{:operator}, call)
    operands = value_list(e, call["operands"])
    operator = call["operator"]
    operator == "getitem" && return result_of(operands[1], whole(operands[1], operands[2]))
    if operator == "setitem"
        x, items, given = operands[1], whole(operands[1], operands[2]), operands[3]
        place = Base.dotview(x, items...)
        given isa Tensor ? Base.Broadcast.materialize!(place, leading(given, ndims(place))) : (x[items...] = given)
        return x
    end
    return OPERATORS[operator]((operator == "@" ? operands : with_leading(operands))...)
end
leading(x, rank) = 0 < ndims(x) < rank ? reshape(x, ntuple(i -> 1, rank - ndims(x))..., size(x)...) : x

"One element is a number of Julia; the plan asks for the tensor without dimensions, which a view is."
result_of(x, items) = all(i -> i isa Integer, items) ? view(x, items...) : x[items...]

const TENSOR_PROPERTIES = Dict("shape" => size, "dtype" => eltype, "requires_grad" => requires_grad, "grad" => gradient_of)

function worth(e, ::Val{:get}, get)
    of = value(e, get["of"])
    of isa Tensor && return TENSOR_PROPERTIES[get["name"]](of)
    get["name"] == "training" && return istraining(of)
    return getproperty(of, Symbol(get["name"]))
end

function worth(e, ::Val{:set}, set)
    of, to = value(e, set["of"]), value(e, set["to"])
    of isa Tensor || return setproperty!(of, Symbol(set["name"]), to)
    return set["name"] == "grad" ? gradient_of!(of, to) : requires_grad!(of, to)
end

worth(e, ::Val{:item}, item) = value(e, item["of"])[item["index"]+1]
worth(e, ::Val{:field}, field) = getproperty(value(e, field["of"]), Symbol(field["name"]))
worth(e, ::Val{:key}, key) = value(e, key["of"])[Symbol(key["key"])]
worth(e, ::Val{:iterate}, walk) = latest(collect, value(e, walk["of"]))
