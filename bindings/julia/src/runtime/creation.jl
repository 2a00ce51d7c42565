# Creation in the form of Base: `zeros(Tensor{Float32}, 2, 3)`.

element_of(::Type{Tensor}) = Float32
element_of(::Type{Tensor{T}}) where {T} = T

for (name, handle) in ((:zeros, :_fn_zeros), (:ones, :_fn_ones))
    @eval begin
        Base.$name(K::Type{<:Tensor}, sizes::Integer...; device = absent) = invoke($handle, sizes, element_of(K), device)
        Base.$name(K::Type{<:Tensor}, sizes::Tuple{Vararg{Integer}}; device = absent) =
            invoke($handle, sizes, element_of(K), device)
        Base.$name(K::Type{<:Tensor}, sizes::Tuple{}; device = absent) = invoke($handle, sizes, element_of(K), device)
    end
end

"""
    zeros(Tensor{T}, sizes...)
    ones(Tensor{T}, sizes...)
    fill(Tensor{T}, value, sizes...)
    rand(Tensor{T}, sizes...)
    randn(Tensor{T}, sizes...)

A tensor of zeros, of ones, of a value, of numbers uniform in [0, 1) or of the standard normal distribution. `Tensor`
alone has elements of type Float32. Random numbers are those of the current generator (`Mixgrad.seed!`).
"""
Base.fill(K::Type{<:Tensor}, value::Number, sizes::Integer...) = full(sizes, value, element_of(K))
Base.fill(K::Type{<:Tensor}, value::Integer, sizes::Integer...) = full(sizes, value, element_of(K))
Base.rand(K::Type{<:Tensor}, sizes::Integer...) = uniform(sizes; dtype = element_of(K))
Base.rand(K::Type{<:Tensor}, sizes::Dims) = uniform(sizes; dtype = element_of(K))
Base.randn(K::Type{<:Tensor}, sizes::Integer...) = normal(sizes; dtype = element_of(K))
Base.randn(K::Type{<:Tensor}, sizes::Dims) = normal(sizes; dtype = element_of(K))

"""
    parameter(A)

A tensor with a copy of the elements that wants a gradient: as a field of a module it is one of its parameters.

# Example
```julia
requires_grad(parameter(Float32[1, 2]))  # true
```
"""
parameter(A) = requires_grad!(no_grad(() -> copy(Tensor(A))))

Base.zero(x::Tensor) = zeros_like(x)
Base.one(x::Tensor{T,2}) where {T} = eye(size(x, 1); dtype = T)
Base.deepcopy_internal(x::Tensor, seen::IdDict) = get!(() -> no_grad(() -> copy(x)), seen, x)
