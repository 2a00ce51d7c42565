# The tensor's type: a handle of the engine that is an array of Julia.

"""
    Tensor{T,N} <: AbstractArray{T,N}

An array of the engine, with elements of type `T` and `N` dimensions, on which gradients may be recorded.

    Tensor(A)

A tensor over the memory of an array, without a copy; writing to one writes to the other. Arrays whose elements do not lie
at fixed distances are copied.

    Tensor{T}(A)

The same, converted to elements of type `T`, which copies.
"""
mutable struct Tensor{T,N} <: AbstractArray{T,N}
    handle::Ptr{Cvoid}
    peers::Any  # engine objects of structs that hold this tensor, see peers.jl
    # Releasing never blocks and may happen in any thread, so the collector may do it.
    Tensor{T,N}(handle::Ptr{Cvoid}) where {T,N} = finalizer(release_tensor, new{T,N}(handle, nothing))
end

release_tensor(x) = ABI.tensor_release(x.handle)

const ArrayOrNumber = Union{AbstractArray,Number}
const PathLike = AbstractString

const TENSOR_TYPES = Vector{Any}(nothing, 32 * (ABI.LIMIT_AXES + 1))

function tensor_type(dtype, rank)
    slot = dtype * (ABI.LIMIT_AXES + 1) + rank + 1
    found = TENSOR_TYPES[slot]
    found === nothing || return found
    return TENSOR_TYPES[slot] = Tensor{ELEMENT_TYPES[dtype],Int(rank)}
end

# Asking for dtype and rank alone binds no trace to a shape.
const HEAD_BYTES = fieldoffset(ABI.TensorInfo, findfirst(==(:shape), fieldnames(ABI.TensorInfo)))

empty_info(bytes) = Ref(ABI.TensorInfo(bytes, 0, 0, ntuple(i -> 0, 8), ntuple(i -> 0, 8), 0, 0, 0, 0, 0, 0, 0, 0, 0, C_NULL, C_NULL))

"A tensor for a handle that becomes ours."
function wrap_tensor(handle::Ptr{Cvoid})
    info = empty_info(HEAD_BYTES)
    status = ABI.tensor_describe(handle, info)
    if status != C_NULL
        ABI.tensor_release(handle)
        throw_status(status)
    end
    return tensor_type(info[].dtype, info[].rank)(handle)::Tensor
end

numbers_at(numbers::Ptr{Int64}, ::Val{N}) where {N} = ntuple(i -> unsafe_load(numbers, i), Val(N))

function describe(x::Tensor)
    info = empty_info(sizeof(ABI.TensorInfo))
    GC.@preserve x check(ABI.tensor_describe(x.handle, info))
    return info[]
end

Base.size(x::Tensor{T,N}) where {T,N} = GC.@preserve x numbers_at(describe(x).sizes, Val(N))
Base.length(x::Tensor) = Int(describe(x).size)
Base.IndexStyle(::Type{<:Tensor}) = IndexCartesian()

Base.strides(x::Tensor{T,N}) where {T,N} = GC.@preserve x numbers_at(describe(x).steps, Val(N))

"""
    requires_grad(x)

Whether gradients are recorded for a tensor.
"""
requires_grad(x::Tensor) = describe(x).requires_grad != 0

"""
    requires_grad!(x, on = true)

Asks for the recording of gradients for a leaf, or stops it, and gives the tensor back.
"""
function requires_grad!(x::Tensor, on::Bool = true)
    GC.@preserve x check(ABI.tensor_set_requires_grad(x.handle, on))
    return x
end

"Whether no recorded call made the tensor."
isleaf(x::Tensor) = describe(x).is_leaf != 0
"Whether writing to the tensor is an error."
isreadonly(x::Tensor) = describe(x).is_read_only != 0
"Whether the tensor stands for a value in a trace and has no elements."
istraced(x::Tensor) = current().tracing && describe(x).is_traced != 0

"""
    gradient_of(x)

The gradient that `backward` left in a tensor, or `nothing`.
"""
function gradient_of(x::Tensor)
    out = Ref{Ptr{Cvoid}}(C_NULL)
    context = current()
    GC.@preserve x context check(ABI.tensor_grad(context.handle, x.handle, out))
    return out[] == C_NULL ? nothing : wrap_tensor(out[])
end

"""
    gradient_of!(x, gradient)

Replaces the gradient of a tensor; `nothing` removes it.
"""
function gradient_of!(x::Tensor, gradient::Union{Nothing,Tensor})
    GC.@preserve x gradient check(ABI.tensor_set_grad(x.handle, gradient === nothing ? C_NULL : gradient.handle))
    return x
end

"""
    free!(x)

Frees a tensor now; using it later is a `DisposedError`. May be called twice.
"""
function free!(x::Tensor)
    GC.@preserve x ABI.tensor_dispose(x.handle)
    return nothing
end

"""
    isfreed(x)

Whether `free!`, or the end of its scope, has freed a tensor.
"""
isfreed(x::Tensor) = GC.@preserve x ABI.tensor_is_disposed(x.handle) != 0

"""
    identity_of(x)

The same number for tensors that are one in the engine, 0 if it was freed.
"""
identity_of(x::Tensor) = GC.@preserve x ABI.tensor_identity(x.handle)

"A tensor of another scope, or of none, stays where it is."
function keep_result(scope, x::Tensor)
    GC.@preserve scope x begin
        isfreed(x) && return nothing
        status = ABI.scope_keep(scope.handle, x.handle)
        status == C_NULL && return nothing
        ABI.status_code_of(status) == ABI.STATUS_CODE_VALUE || throw_status(status)
        ABI.status_release(status)
    end
    return nothing
end
