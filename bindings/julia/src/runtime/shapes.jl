# Shapes, in the forms of Base.

"""
    reshape(x::Tensor, sizes...; copy)

The same elements, taken in row-major order (the last dimension fastest), in another shape. One size may be `:`. This is
the order of every language of mixgrad, so that a network flattens alike in all of them; Julia's own arrays go by columns.
A view where that can be, else a copy; with `copy = true` always a copy, with `copy = false` a view or an error.

# Example
```julia
reshape(Tensor(Float32[1 2 3; 4 5 6]), 3, 2)  # [1 2; 3 4; 5 6]
```
"""
Base.reshape(x::Tensor, sizes::Tuple{Vararg{Union{Int,Colon}}}; copy = absent) = invoke(_fn_reshape, x, _sizes(sizes), copy)
Base.reshape(x::Tensor, sizes::Tuple{Vararg{Int}}; copy = absent) = invoke(_fn_reshape, x, _sizes(sizes), copy)
Base.reshape(x::Tensor, sizes::Tuple{}; copy = absent) = invoke(_fn_reshape, x, (), copy)
Base.reshape(x::Tensor, sizes::Union{Int,Colon}...; copy = absent) = invoke(_fn_reshape, x, _sizes(sizes), copy)
Base.reshape(x::Tensor, sizes::Int...; copy = absent) = invoke(_fn_reshape, x, _sizes(sizes), copy)
Base.reshape(x::Tensor, size::Int; copy = absent) = invoke(_fn_reshape, x, (size,), copy)
Base.reshape(x::Tensor, ::Colon; copy = absent) = invoke(_fn_reshape, x, (-1,), copy)
Base.reshape(x::Tensor{T,1}, ::Colon; copy = absent) where {T} = invoke(_fn_reshape, x, (-1,), copy)

"""
    permutedims(x::Tensor, order)
    permutedims(x::Tensor)

A view with the dimensions in another order; without one, a matrix transposed.

# Example
```julia
permutedims(Tensor(Float32[1 2 3; 4 5 6]), (2, 1))  # [1 4; 2 5; 3 6]
```
"""
Base.permutedims(x::Tensor, order) = invoke(_fn_permute_dims, x, Tuple(order))
Base.permutedims(x::Tensor, order::Tuple) = invoke(_fn_permute_dims, x, order)
Base.permutedims(x::Tensor, order::Integer...) = invoke(_fn_permute_dims, x, order)
Base.permutedims(x::Tensor{T,2}) where {T} = permutedims(x, (2, 1))
Base.permutedims(x::Tensor{T,1}) where {T} = invoke(_fn_getitem, x, Subscript((newaxis, :)))
engine_function(::typeof(reshape)) = _fn_reshape
engine_function(::typeof(permutedims)) = _fn_permute_dims

LinearAlgebra.transpose(x::Tensor{T,2}) where {T} = permutedims(x)
LinearAlgebra.transpose(x::Tensor{T,1}) where {T} = permutedims(x)
LinearAlgebra.adjoint(x::Tensor{T,2}) where {T} = permutedims(x)
LinearAlgebra.adjoint(x::Tensor{T,1}) where {T} = permutedims(x)

"""
    vec(x::Tensor)

The elements in a vector, by columns as `vec` of every array of Julia: `vec(x)[i] == x[i]`. `reshape(x, :)` goes by rows.
"""
Base.vec(x::Tensor{T,1}) where {T} = x
Base.vec(x::Tensor{T,N}) where {T,N} = reshape(permutedims(x, ntuple(i -> N + 1 - i, Val(N))), (:,))

Base.dropdims(x::Tensor; dims) = squeeze(x; dims = dims)
Base.repeat(x::Tensor, counts::Integer...) = Tensor(repeat(readable(x, repeat), counts...))

Base.cat(x::Tensor, more::AbstractArray...; dims) = _cat(Any[x, more...], dims isa Val ? typeof(dims).parameters[1] : dims)

# As Base's: a dimension that is not there has the size 1.
function _cat(parts, dims)
    dims isa Integer || return concat(parts; dims = dims)
    most = max(dims, maximum(ndims, parts))
    filled(part) = ndims(part) == most ? part : reshape(part, size(part)..., ntuple(_ -> 1, most - ndims(part))...)
    concat(Any[filled(part) for part in parts]; dims = dims)
end
Base.vcat(x::Tensor, more::Tensor...) = concat(Any[x, more...]; dims = 1)
Base.hcat(x::Tensor, more::Tensor...) = _cat(Any[x, more...], 2)

"""
    copy!(x::Tensor, value)
    copy!(x::Tensor; value)

Overwrites the elements with those of a tensor, an array or a number, converted, and gives the tensor back.
"""
Base.copy!(x::Tensor, value::AbstractArray) = overwrite!(x, value)
Base.copy!(x::Tensor{T,1}, value::AbstractVector) where {T} = overwrite!(x, value)
Base.copy!(x::Tensor; value = nothing) = overwrite!(x, value)
Base.copy!(x::Tensor, value::Number) = overwrite!(x, value)
Base.copyto!(x::Tensor, value::Tensor) = overwrite!(x, value)
Base.fill!(x::Tensor, value) = overwrite!(x, value)
function overwrite!(x::Tensor, value)
    invoke(_fn_copy_, x, _input(value))
    return x
end

Base.similar(x::Tensor, ::Type{T}, sizes::Dims) where {T<:ElementType} = zeros(Tensor{T}, sizes...)
Base.similar(x::Tensor, ::Type{T}, sizes::Dims) where {T} = Array{T}(undef, sizes)

"The elements in Julia, for what the engine has no function for; an error where a gradient would be lost."
function readable(x::Tensor, f)
    if current().tracing || (is_grad_enabled() && requires_grad(x))
        throw_error(current().tracing ? TraceError : GradientError, "the engine has no function for $f, so it has no gradient";
                    hint = "make it of the engine's functions, or run it in no_grad on Array(x)")
    end
    return Array(x)
end
readable(x, f) = x
