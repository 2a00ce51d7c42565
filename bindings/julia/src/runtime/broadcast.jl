# Dotted calls. `relu.(x .* w .+ b)` is one tree, evaluated call by call in the engine. Shapes broadcast as Julia's do,
# from the first dimension: what has fewer dimensions gets new ones at its end.

import Base.Broadcast: Broadcasted, BroadcastStyle

struct TensorStyle <: BroadcastStyle end
BroadcastStyle(::Type{<:Tensor}) = TensorStyle()
BroadcastStyle(::TensorStyle, ::BroadcastStyle) = TensorStyle()
BroadcastStyle(::TensorStyle, ::TensorStyle) = TensorStyle()
Base.Broadcast.broadcastable(x::Tensor) = x

# The engine finds the shapes, and tells what does not fit.
Base.Broadcast.instantiate(tree::Broadcasted{TensorStyle}) = tree
Base.copy(tree::Broadcasted{TensorStyle}) = evaluated(tree)

function Base.Broadcast.materialize!(x::Tensor, tree::Broadcasted{TensorStyle})
    arguments = tree.args
    # x .+= y is one call in place.
    if length(arguments) == 2 && arguments[1] === x && in_place(tree.f, x, arguments[2])
        return x
    end
    return write!(x, evaluated(tree))
end
Base.Broadcast.materialize!(x::Tensor, tree::Broadcasted) = write!(x, Base.Broadcast.materialize(tree))
Base.Broadcast.materialize!(x::Tensor, value) = write!(x, value)
for S in (TensorStyle, Nothing, :(<:Base.Broadcast.AbstractArrayStyle{0}))
    @eval Base.copyto!(x::Tensor, tree::Broadcasted{$S}) = Base.Broadcast.materialize!(x, tree)
end
Base.copyto!(A::AbstractArray, tree::Broadcasted{TensorStyle}) = copyto!(A, Array(evaluated(tree)))
Base.Broadcast.materialize!(A::Array, tree::Broadcasted{TensorStyle}) = (A .= Array(evaluated(tree)); A)

function write!(x::Tensor, value)
    value isa AbstractArray && ndims(value) > ndims(x) && throw_error(
        ShapeError, "what is assigned has $(ndims(value)) dimensions, the tensor $(ndims(x))"; argument = "value")
    return overwrite!(x, aligned(value, ndims(x)))
end

function in_place(f, x, argument)
    hasmethod(dotted!, Tuple{typeof(f),Any,Any}) || return false
    value = evaluated(argument)
    value isa AbstractArray && ndims(value) > ndims(x) && return false
    dotted!(f, x, aligned(value, ndims(x)))
    return true
end

evaluated(x) = x
evaluated(x::AbstractArray) = _input(x)
evaluated(x::AbstractRange) = Tensor(collect(x))
evaluated(x::Base.RefValue) = x[]
evaluated(x::Tuple) = all(item -> item isa Number, x) ? Tensor(collect(x)) : x
function evaluated(tree::Broadcasted)
    f, arguments = tree.f, map(evaluated, tree.args)
    return call_dotted(f, arguments)
end

function call_dotted(f, arguments)
    any(a -> a isa AbstractArray, arguments) || return f(arguments...)
    rank = maximum(a -> a isa AbstractArray ? ndims(a) : 0, arguments)
    return dotted(f, map(a -> aligned(a, rank), arguments)...)
end

"With new dimensions of one at the end."
aligned(x, rank) = x
function aligned(x::AbstractArray, rank)
    missing_axes = rank - ndims(x)
    t = _input(x)
    return missing_axes <= 0 || ndims(x) == 0 ? t : invoke(_fn_getitem, t, Subscript((.., ntuple(i -> newaxis, missing_axes)...)))
end

# What stands for an elementwise function of the engine is generated; the rest is here.
dotted(::Type{T}, x) where {T<:ElementType} = astype(x, T)
dotted(::typeof(convert), ::Type{T}, x) where {T<:ElementType} = astype(x, T)
dotted(::typeof(identity), x) = x isa Tensor ? copy(x) : x
dotted(::typeof(Base.:+), x) = x
dotted(::typeof(Base.literal_pow), ::typeof(^), x, ::Val{P}) where {P} = P == 2 ? square(x) : P == 1 ? copy(x) : pow(x, P)
dotted(f::Union{typeof(Base.:+),typeof(Base.:*)}, x, y, z, more...) = foldl((a, b) -> call_dotted(f, (a, b)), (x, y, z, more...))
dotted(::typeof(Base.muladd), x, y, z) = add(multiply(x, y), z)
dotted(::typeof(Base.inv), x) = divide(1, x)
dotted(::typeof(Base.:!), x) = logical(logical_not, x)
dotted(::typeof(Base.:&), x, y) = logical(logical_and, x, y)
dotted(::typeof(Base.:|), x, y) = logical(logical_or, x, y)
dotted(::typeof(Base.xor), x, y) = logical(logical_xor, x, y)

"On Bool alone: Julia's `&` of integers works on their bits, which the engine has no function for."
logical(f, arguments...) = all(is_bool, arguments) ? f(arguments...) : by_element(f, arguments)
is_bool(x) = x isa Bool || (x isa AbstractArray && eltype(x) === Bool)

dotted(f, arguments...) = by_element(f, arguments)

"A function that the engine does not have, on the elements in Julia."
function by_element(f, arguments)
    made = broadcast(f, map(a -> readable(a, f), arguments)...)
    return made isa AbstractArray && eltype(made) <: ElementType ? Tensor(made) : made
end
