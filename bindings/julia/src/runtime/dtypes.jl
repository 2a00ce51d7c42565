# Element types are Julia's own, and bfloat16.

"""
    BFloat16(x)

The upper half of a Float32: its range, eight bits of precision. Arithmetic is done in Float32.
"""
primitive type BFloat16 <: AbstractFloat 16 end

BFloat16(x::BFloat16) = x
function BFloat16(x::Float32)
    bits = reinterpret(UInt32, x)
    isnan(x) && return reinterpret(BFloat16, (bits >> 16) % UInt16 | 0x0040)
    rounded = bits + 0x00007fff + ((bits >> 16) & 0x00000001)  # to nearest, ties to even
    return reinterpret(BFloat16, (rounded >> 16) % UInt16)
end
BFloat16(x::Real) = BFloat16(Float32(x))
Base.Float32(x::BFloat16) = reinterpret(Float32, UInt32(reinterpret(UInt16, x)) << 16)
Base.Float64(x::BFloat16) = Float64(Float32(x))
Base.Float16(x::BFloat16) = Float16(Float32(x))
(::Type{T})(x::BFloat16) where {T<:Integer} = T(Float32(x))
Base.Bool(x::BFloat16) = Bool(Float32(x))
Base.promote_rule(::Type{BFloat16}, ::Type{T}) where {T<:Union{Float16,Float32}} = Float32
Base.promote_rule(::Type{BFloat16}, ::Type{Float64}) = Float64
Base.promote_rule(::Type{BFloat16}, ::Type{T}) where {T<:Integer} = BFloat16
for f in (:+, :-, :*, :/, :^)
    @eval Base.$f(x::BFloat16, y::BFloat16) = BFloat16($f(Float32(x), Float32(y)))
end
for f in (:(==), :<, :<=)
    @eval Base.$f(x::BFloat16, y::BFloat16) = $f(Float32(x), Float32(y))
end
Base.:-(x::BFloat16) = reinterpret(BFloat16, xor(reinterpret(UInt16, x), 0x8000))
for f in (:isnan, :isinf, :isfinite, :signbit)
    @eval Base.$f(x::BFloat16) = $f(Float32(x))
end
Base.abs(x::BFloat16) = signbit(x) ? -x : x
Base.zero(::Type{BFloat16}) = BFloat16(0.0f0)
Base.one(::Type{BFloat16}) = BFloat16(1.0f0)
Base.eps(::Type{BFloat16}) = BFloat16(0.0078125f0)
Base.show(io::IO, x::BFloat16) = print(io, "BFloat16(", Float32(x), ")")
Base.hash(x::BFloat16, h::UInt) = hash(Float32(x), h)

"The engine's number of an element type, or a `DTypeError`."
dtype_number(T::Type) = throw_error(DTypeError, "mixgrad has no elements of this type"; given = string(T),
                                    accepted = "Bool, Int8 to Int64, UInt8 to UInt64, Float16, BFloat16, Float32, Float64")
