# Calling the engine.

"A function of the engine, found when it is called first."
mutable struct EngineFunction
    name::String
    handle::Ptr{Cvoid}
    EngineFunction(name) = new(name, C_NULL)
end

function find(f::EngineFunction)
    f.handle == C_NULL || return f.handle
    out = Ref{Ptr{Cvoid}}(C_NULL)
    check(ABI.function_find(f.name, 0, out))
    return f.handle = out[]
end

"The engine's function that a function of Julia stands for, or `nothing`."
engine_function(f) = nothing
(f::EngineFunction)(arguments...) = invoke(f, map(_input, arguments)...)

const MAX_RESULTS = 8

# Arguments of tensor type take arrays and numbers too.
_input(x::Tensor) = x
_input(x::AbstractArray) = Tensor(x)
_input(x) = x
_inputs(x::Union{Tuple,AbstractVector,Base.Generator}) = Any[_input(item) for item in x]
_inputs(x::NamedTuple) = map(_input, x)
_inputs(x::AbstractDict) = Dict(key => _input(value) for (key, value) in x)
_inputs(x::Tensor) =
    throw_error(MixgradTypeError, "a list of tensors was expected"; given = "a Tensor", hint = "put it in brackets: [x]")
_inputs(x) = x
_sizes(x::Integer) = (x,)
_sizes(x::Tuple) = length(x) == 1 && !(x[1] isa Union{Integer,Colon}) ? _sizes(x[1]) : map(_size, x)
_sizes(x::AbstractVector) = Tuple(x)
_sizes(x) = x
_size(x) = x
_size(::Colon) = -1  # whatever is left
_path(x::AbstractString) = abspath(x)
_path(x) = x
# What is reduced stays as a dimension of one where dims are given, as in Base.
_keeps(dims) = !(dims isa Union{Colon,Nothing,Absent})
_slice(x::Union{OrdinalRange{<:Integer},Colon}) = Slice(x)
_slice(x) = x
_bytes(x::AbstractVector{UInt8}) = Bytes(x)
_bytes(x) = x
_subscript(x::Tuple) = Subscript(x)
_subscript(x) = Subscript((x,))

function pack(p::Packing, arguments)
    n = length(arguments)
    while n > 0 && arguments[n] isa Absent
        n -= 1
    end
    values = Vector{ABI.Value}(undef, n)
    for i in 1:n
        values[i] = pack_value(p, arguments[i])
    end
    return values
end

# Nothing is packed into it: most calls hand in tensors and numbers alone.
const NOTHING_PACKED = Packing()

"Calls a function: one result as it is, several as a tuple, none as `nothing`."
function invoke(f::EngineFunction, @nospecialize(arguments...))
    n = length(arguments)
    while n > 0 && arguments[n] isa Absent
        n -= 1
    end
    values = Vector{ABI.Value}(undef, n)
    p = NOTHING_PACKED
    for i in 1:n
        a = arguments[i]
        if a isa Tensor
            values[i] = pointing(ABI.KIND_TENSOR, 0, a.handle)
        elseif a isa Union{Bool,Int,Float64,Nothing,Absent}
            values[i] = pack_value(NOTHING_PACKED, a)
        else
            p === NOTHING_PACKED && (p = Packing())
            values[i] = pack_value(p, a)
        end
    end
    return GC.@preserve arguments invoke(f, p, values)
end

function invoke(f::EngineFunction, p::Packing, values::Vector{ABI.Value})
    handle = find(f)
    context = current()
    results = Vector{ABI.Value}(undef, MAX_RESULTS)
    room = Ref{Csize_t}(MAX_RESULTS)
    GC.@preserve p context begin
        status = ABI.call(context.handle, handle, values, length(values), results, room)
        if status != C_NULL
            if ABI.status_code_of(status) == ABI.STATUS_CODE_OUT_OF_MEMORY
                # Tensors that nobody refers to may hold what is missing.
                ABI.status_release(status)
                GC.gc()
                room[] = MAX_RESULTS
                status = ABI.call(context.handle, handle, values, length(values), results, room)
            end
            check(status)
        end
    end
    isempty(p.functions) || keep_functions(p.functions)
    made = take_results(results, Int(room[]))
    note_memory(made)
    return made
end

function take_results(results, n)
    n == 0 && return nothing
    n == 1 && return take_result(results, 1)
    taken = 0
    try
        return ntuple(n) do i
            taken = i
            take_result(results, i)
        end
    catch
        for i in taken+1:n
            ABI.value_clear(Ref(results, i))
        end
        rethrow()
    end
end
take_result(results, i) = GC.@preserve results take_value(Ref(results, i))

"Makes an object; it keeps what it was made with and the engine only knows by number."
function construct(f::EngineFunction, @nospecialize(arguments...))
    p = Packing()
    values = pack(p, arguments)
    functions = copy(p.functions)
    empty!(p.functions)
    made = invoke(f, p, values)
    append!(getfield(made, :_kept), functions)
    append!(getfield(made, :_kept), filter(root -> root isa Union{EngineObject,Peer}, p.roots))
    return made
end

enum_name(words, number) = get(words, number, number)
record(value) = value
