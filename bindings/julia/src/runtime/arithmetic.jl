# Undotted operators, as Julia's arrays have them: sums of equal sizes, products of matrices, multiples.

for (operator, name) in ((:+, :add), (:-, :subtract))
    @eval begin
        Base.$operator(x::Tensor, y::Tensor) = $name(same_rank($operator, x, y)...)
        Base.$operator(x::Tensor, y::AbstractArray) = $name(same_rank($operator, x, Tensor(y))...)
        Base.$operator(x::AbstractArray, y::Tensor) = $name(same_rank($operator, Tensor(x), y)...)
        Base.$operator(x::Tensor{T,0}, y::Number) where {T} = $name(x, y)
        Base.$operator(x::Number, y::Tensor{T,0}) where {T} = $name(x, y)
    end
end
Base.:+(x::Tensor) = x
Base.:-(x::Tensor) = negative(x)

function same_rank(operator, x, y)
    ndims(x) == ndims(y) || throw_error(ShapeError, "the tensors have $(ndims(x)) and $(ndims(y)) dimensions";
                                        operator = string(operator), hint = "dotted operators broadcast: x .$operator y")
    return x, y
end

Base.:*(x::Tensor, y::Tensor) = ndims(x) == 0 || ndims(y) == 0 ? multiply(x, y) : matmul(x, y)
const TURNED = (LinearAlgebra.Adjoint{<:Any,<:Matrix}, LinearAlgebra.Transpose{<:Any,<:Matrix})
for T in (Tensor{<:Any,1}, Tensor{<:Any,2}), A in (Vector, Matrix, TURNED...)
    @eval Base.:*(x::$T, y::$A) = matmul(x, Tensor(y))
    @eval Base.:*(x::$A, y::$T) = matmul(Tensor(x), y)
end
Base.:*(x::Tensor, y::Number) = multiply(x, y)
Base.:*(x::Number, y::Tensor) = multiply(x, y)
Base.:/(x::Tensor, y::Number) = divide(x, y)
Base.:/(x::Tensor{T,0}, y::Tensor{S,0}) where {T,S} = divide(x, y)
Base.:/(x::Number, y::Tensor{T,0}) where {T} = divide(x, y)
Base.:\(x::Number, y::Tensor) = divide(y, x)
LinearAlgebra.dot(x::Tensor{T,1}, y::Tensor{S,1}) where {T,S} = matmul(x, y)

# Equality is one Bool; NaN differs from itself.
function Base.:(==)(x::Tensor, y::Tensor)
    size(x) == size(y) || return false
    return length(x) == 0 || value_of(all(equal(x, y)))
end
Base.:(==)(x::Tensor, y::AbstractArray) = size(x) == size(y) && Array(x) == y
Base.:(==)(x::AbstractArray, y::Tensor) = y == x
Base.isequal(x::Tensor, y::Tensor) = isequal(Array(x), Array(y))
Base.hash(x::Tensor, h::UInt) = hash(Array(x), h)
Base.isapprox(x::Tensor, y::Tensor; options...) = isapprox(Array(x), Array(y); options...)
Base.isapprox(x::Tensor, y::AbstractArray; options...) = isapprox(Array(x), y; options...)
Base.isapprox(x::AbstractArray, y::Tensor; options...) = isapprox(x, Array(y); options...)

# Reductions with a function first.
for name in (:sum, :maximum, :minimum, :any, :all), F in (Function, Type)
    @eval Base.$name(f::$F, x::Tensor; dims = :) = $name(call_dotted(f, (x,)); dims = dims)
end
Statistics.mean(f::Union{Function,Type}, x::Tensor; dims = :) = mean(call_dotted(f, (x,)); dims = dims)
