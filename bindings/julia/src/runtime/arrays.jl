# Between Julia's arrays and tensors. An array's memory enters as a strided view, first dimension fastest, without a copy.

# Arrays whose memory the engine uses, with a semaphore that the engine posts from any thread when it is done: a function of
# the C library, since threads of the engine can not run Julia.
const SHARED = Dict{Ptr{Cvoid},Any}()
const SHARED_LOCK = Threads.SpinLock()
const SHARED_SWEEP_AT = Ref(64)
const SHARED_BYTES = Ref(0)  # since the last sweep
const SHARED_MOST_BYTES = 64 * 1024 * 1024
const SEMAPHORE_BYTES = 32

function sweep_shared()
    for (semaphore, _) in collect(SHARED)
        if ccall(:sem_trywait, Cint, (Ptr{Cvoid},), semaphore) == 0
            ccall(:sem_destroy, Cint, (Ptr{Cvoid},), semaphore)
            Libc.free(semaphore)
            delete!(SHARED, semaphore)
        end
    end
    SHARED_SWEEP_AT[] = max(64, 2 * length(SHARED))
    SHARED_BYTES[] = 0
end

function share(root, bytes)
    semaphore = Libc.malloc(SEMAPHORE_BYTES)
    ccall(:sem_init, Cint, (Ptr{Cvoid}, Cint, Cuint), semaphore, 0, 0)
    lock(SHARED_LOCK) do
        SHARED_BYTES[] += bytes
        (length(SHARED) >= SHARED_SWEEP_AT[] || SHARED_BYTES[] > SHARED_MOST_BYTES) && sweep_shared()
        SHARED[semaphore] = root
    end
    return semaphore
end

"A second header for the memory of an array: while it lives Julia refuses to resize the array."
pinned(A::Array) = (A, reshape(A, length(A), 1))
pinned(A) = A

root_of(A::Array) = pinned(A)
root_of(A) = (A, parent(A) === A ? nothing : root_of(parent(A)))

is_strided(A::Array) = true
is_strided(A::StridedArray) = true
is_strided(A) = false

Tensor(x::Tensor) = x
function Tensor(A::AbstractArray{T,N}) where {T,N}
    N <= ABI.LIMIT_AXES ||
        throw_error(ShapeError, "a tensor has at most $(ABI.LIMIT_AXES) dimensions"; given = string(N))
    number = dtype_number(T)
    is_strided(A) || return Tensor(collect_array(A))
    return GC.@preserve A wrap_memory(A, pointer_of(A), number)
end
pointer_of(A) = length(A) == 0 ? C_NULL : Ptr{Cvoid}(pointer(A))
collect_array(A::AbstractArray{T}) where {T} = copyto!(Array{T}(undef, size(A)), A)

function wrap_memory(A::AbstractArray{T,N}, data, number) where {T,N}
    root = share(root_of(A), length(A) * sizeof(T))
    out = Ref{Ptr{Cvoid}}(C_NULL)
    context = current()
    shape, steps = Int64[size(A)...], Int64[strides(A)...]
    status = GC.@preserve context ABI.tensor_from_memory(
        context.handle, data, number, N, shape, steps, 0, cglobal(:sem_post), root, out)
    if status != C_NULL
        ccall(:sem_post, Cint, (Ptr{Cvoid},), root)
        check(status)
    end
    return Tensor{T,N}(out[])
end

Tensor(x::Number) = Tensor(fill(x))
(::Type{Tensor{T}})(A::AbstractArray) where {T} = astype(Tensor(A), T)
(::Type{Tensor{T}})(A::Tensor) where {T} = astype(A, T)
(::Type{Tensor{T}})(x::Number) where {T} = Tensor(fill(convert(T, x)))

Base.convert(::Type{Tensor}, A::AbstractArray) = Tensor(A)
Base.convert(::Type{Tensor{T}}, A::AbstractArray) where {T} = eltype(A) === T ? Tensor(A) : Tensor{T}(A)

function copy_out(x::Tensor, ::Type{T}, destination::Array) where {T}
    GC.@preserve x destination check(
        ABI.tensor_copy_out(x.handle, dtype_number(T), 1, pointer_of(destination), sizeof(destination)))
    return destination
end

Base.Array(x::Tensor{T,N}) where {T,N} = copy_out(x, T, Array{T,N}(undef, size(x)))
Base.Array{T}(x::Tensor{S,N}) where {T,S,N} = Array{T,N}(x)
# Julia's own conversion refuses what an integer can not hold.
Base.Array{T,N}(x::Tensor{S,N}) where {T,S,N} =
    T <: Integer && T !== S ? Array{T,N}(Array(x)) : copy_out(x, T, Array{T,N}(undef, size(x)))
Base.collect(x::Tensor) = Array(x)
Base.convert(::Type{Array}, x::Tensor) = Array(x)
Base.convert(::Type{Array{T,N}}, x::Tensor{S,N}) where {T,S,N} = Array{T,N}(x)

"""
    unsafe_wrap(Array, x::Tensor)

An array over the memory of a row-major tensor, without a copy: its dimensions are those of the tensor in reverse. The
tensor must stay alive while the array is used.
"""
function Base.unsafe_wrap(::Type{Array}, x::Tensor{T,N}) where {T,N}
    info = describe(x)
    info.is_contiguous == 0 &&
        throw_error(ValueError, "only a row-major tensor without gaps can be wrapped"; hint = "copy it first")
    out = Ref{Ptr{Cvoid}}(C_NULL)
    GC.@preserve x check(ABI.tensor_data(x.handle, out))
    return unsafe_wrap(Array, Ptr{T}(out[]), reverse(size(x)))
end

"""
    reversed(A)

The same memory with the dimensions in reverse, for arrays whose observations are their last dimension.
"""
reversed(A::AbstractArray{T,N}) where {T,N} = permutedims(Tensor(A), ntuple(i -> N + 1 - i, Val(N)))

function Base.copyto!(x::Tensor, A::Array{T}) where {T}
    size(x) == size(A) ||
        throw_error(ShapeError, "the array has another size"; given = string(size(A)), accepted = string(size(x)))
    GC.@preserve x A check(ABI.tensor_copy_in(x.handle, dtype_number(T), 1, pointer_of(A), sizeof(A)))
    return x
end
Base.copyto!(A::Array, x::Tensor) =
    size(A) == size(x) && eltype(A) === eltype(x) ? copy_out(x, eltype(A), A) : copyto!(A, Array(x))
