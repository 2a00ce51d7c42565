# Values of the ABI: what Julia hands in, and what comes out.

"Stands for an argument that is not given: the engine's default applies."
struct Absent end
const absent = Absent()
Base.show(io::IO, ::Absent) = print(io, "absent")

"All dimensions that are not named, in a subscript: `x[.., 1]`. Behind it `end` counts from the first dimension."
struct Ellipsis end
const .. = Ellipsis()

"A dimension of one, in a subscript: `x[newaxis, :]`."
struct NewAxis end
const newaxis = NewAxis()

"A subscript of Julia, to be told to the engine."
struct Subscript
    items::Tuple
end

"A range of Julia, or `:`, as an argument."
struct Slice
    range::Union{OrdinalRange,Colon}
end

"Bytes, which are no list of numbers."
struct Bytes
    data::Vector{UInt8}
end

"A function of the user's that the engine may call by number."
mutable struct HostFunction
    call::Any
    number::Int64
end

"""
What one call hands in: lists live in `blocks`, everything that must stay alive until it is over in `roots`, functions of
the user's in `functions`.
"""
struct Packing
    blocks::Vector{Vector{ABI.Value}}
    roots::Vector{Any}
    functions::Vector{Any}
end
Packing() = Packing(Vector{ABI.Value}[], Any[], Any[])

plain(kind, bits = 0) = ABI.Value(kind, 0, reinterpret(UInt64, Int64(bits)))
pointing(kind, length, pointer) = ABI.Value(kind, length, UInt64(UInt(pointer)))

pack_value(p::Packing, ::Absent) = plain(ABI.KIND_ABSENT)
pack_value(p::Packing, ::Nothing) = plain(ABI.KIND_NULL)
pack_value(p::Packing, ::Colon) = plain(ABI.KIND_NULL)  # all dimensions
pack_value(p::Packing, x::Bool) = plain(ABI.KIND_BOOL, x)
pack_value(p::Packing, x::AbstractFloat) = ABI.Value(ABI.KIND_FLOAT, 0, reinterpret(UInt64, Float64(x)))
pack_value(p::Packing, x::Rational) = pack_value(p, Float64(x))
pack_value(p::Packing, x::AbstractIrrational) = pack_value(p, Float64(x))
function pack_value(p::Packing, x::Integer)
    typemin(Int64) <= x <= typemax(Int64) ||
        throw_error(ValueError, "an integer of 64 bits was expected"; given = string(x))
    return plain(ABI.KIND_INT, x)
end
function pack_value(p::Packing, x::Tensor)
    push!(p.roots, x)
    return pointing(ABI.KIND_TENSOR, 0, x.handle)
end
function pack_value(p::Packing, x::String)
    push!(p.roots, x)
    return pointing(ABI.KIND_STRING, ncodeunits(x), pointer(x))
end
pack_value(p::Packing, x::Union{Symbol,AbstractString,AbstractChar}) = pack_value(p, String(string(x)))
pack_value(p::Packing, x::Type) = plain(ABI.KIND_DTYPE, dtype_number(x))
function pack_value(p::Packing, x::EngineObject)
    owner = engine_owner(x)
    push!(p.roots, owner)
    owner === x || push!(p.roots, x)
    return pointing(ABI.KIND_OBJECT, 0, getfield(owner, :_handle))
end
pack_value(p::Packing, x::Union{Tuple,AbstractVector,Base.Generator}) = pack_list(p, ABI.KIND_LIST, collect(Any, x))
pack_value(p::Packing, x::Base.CodeUnits) = pack_value(p, Vector{UInt8}(x))
pack_value(p::Packing, x::Base.AbstractRange) = pack_list(p, ABI.KIND_LIST, collect(Any, x))
function pack_value(p::Packing, x::Union{NamedTuple,AbstractDict,Base.Iterators.Pairs})
    items = Any[]
    for (key, value) in pairs(x)
        push!(items, key, value)
    end
    packed = pack_list(p, ABI.KIND_MAP, items)
    return ABI.Value(packed.kind, packed.length ÷ 2, packed.payload)
end
function pack_value(p::Packing, x::Subscript)
    return pack_list(p, ABI.KIND_LIST, x.items, pack_item)
end
pack_value(p::Packing, x::Slice) = pack_item(p, x.range)
function pack_value(p::Packing, x::Bytes)
    push!(p.roots, x.data)
    return pointing(ABI.KIND_BYTES, length(x.data), pointer(x.data))
end
function pack_value(p::Packing, x::Function)
    known = engine_function(x)
    known === nothing || return pointing(ABI.KIND_FUNCTION, 0, find(known))
    host = host_function(x)
    push!(p.roots, host)
    push!(p.functions, host)
    return plain(ABI.KIND_CALLBACK, host.number)
end
pack_value(p::Packing, x) = throw_error(MixgradTypeError, "a $(typeof(x)) can't be an argument"; given = string(typeof(x)))

function pack_list(p::Packing, kind, items, pack = pack_value)
    block = ABI.Value[pack(p, item) for item in items]
    push!(p.blocks, block)
    return pointing(kind, length(block), pointer(block))
end

# What stands in a subscript; its numbers count from 1 and its ranges end inclusively, which the engine knows.
pack_item(p::Packing, x::Union{Integer,Tensor}) = pack_value(p, x)
pack_item(p::Packing, ::Colon) = pack_slice(p, absent, absent, absent)
pack_item(p::Packing, x::AbstractUnitRange{<:Integer}) = pack_slice(p, first(x), last(x), absent)
# The end of an empty range may lie before the first index, which nothing does.
pack_item(p::Packing, x::OrdinalRange{<:Integer}) =
    isempty(x) ? pack_slice(p, 1, 0, absent) : pack_slice(p, first(x), last(x), step(x))
pack_item(p::Packing, ::Ellipsis) = plain(ABI.KIND_ELLIPSIS)
pack_item(p::Packing, ::NewAxis) = plain(ABI.KIND_NEWAXIS)
pack_item(p::Packing, x) = throw_error(
    MixgradTypeError, "a subscript is made of integers, ranges, `:`, `..`, `newaxis`, and of arrays of integers or Bool values";
    argument = "subscript", given = string(typeof(x)))
no_truth() = throw_error(MixgradTypeError, "one Bool value can not select"; argument = "subscript", given = "Bool",
                         hint = "an array of them selects where it is true")

pack_slice(p::Packing, start, stop, step) = pack_list(p, ABI.KIND_SLICE, (start, stop, step))

# ---- out

as_int(value) = reinterpret(Int64, value.payload)
as_pointer(value) = Ptr{Cvoid}(UInt(value.payload))

"What a result holds; its handles become ours and its memory is freed."
function take_value(slot::Ref{ABI.Value})
    value = slot[]
    value.kind == ABI.KIND_TENSOR && return wrap_tensor(as_pointer(value))
    value.kind == ABI.KIND_OBJECT && return wrap_object(as_pointer(value))
    try
        return copy_value(value)
    finally
        ABI.value_clear(slot)
    end
end

"The same for a value that stays the engine's."
function copy_value(value::ABI.Value)
    kind = value.kind
    kind == ABI.KIND_TENSOR && return (ABI.tensor_retain(as_pointer(value)); wrap_tensor(as_pointer(value)))
    kind == ABI.KIND_OBJECT && return (ABI.object_retain(as_pointer(value)); wrap_object(as_pointer(value)))
    kind == ABI.KIND_FLOAT && return reinterpret(Float64, value.payload)
    (kind == ABI.KIND_INT || kind == ABI.KIND_ENUM) && return as_int(value)
    kind == ABI.KIND_BOOL && return as_int(value) != 0
    (kind == ABI.KIND_ABSENT || kind == ABI.KIND_NULL) && return nothing
    kind == ABI.KIND_STRING && return unsafe_string(Ptr{UInt8}(as_pointer(value)), value.length)
    kind == ABI.KIND_LIST && return copy_list(value, value.length)
    kind == ABI.KIND_MAP && return copy_map(value)
    kind == ABI.KIND_DTYPE && return ELEMENT_TYPES[as_int(value)]
    kind == ABI.KIND_BYTES && return copy(unsafe_wrap(Array, Ptr{UInt8}(as_pointer(value)), Int(value.length)))
    kind == ABI.KIND_DEVICE && return as_int(value) == 0 ? "cpu" : string("device", as_int(value) >> 32)
    kind == ABI.KIND_FUNCTION && return EngineFunction(unsafe_string(ABI.function_name(as_pointer(value))))
    kind == ABI.KIND_CALLBACK && return host_called(as_int(value))
    throw_error(VersionError, "the engine gave a kind of value that this package does not know"; given = string(kind))
end

function copy_list(value, n)
    items = Ptr{ABI.Value}(as_pointer(value))
    list = Any[copy_value(unsafe_load(items, i)) for i in 1:n]
    isempty(list) && return list
    T = mapreduce(typeof, typejoin, list)
    return isconcretetype(T) || T <: Tensor ? convert(Vector{T}, list) : list
end

"A map with the order that the engine gave it."
function copy_map(value)
    items = Ptr{ABI.Value}(as_pointer(value))
    names = Tuple(Symbol(copy_value(unsafe_load(items, 2i - 1))) for i in 1:value.length)
    return NamedTuple{names}(Tuple(copy_value(unsafe_load(items, 2i)) for i in 1:value.length))
end
