# What the examples of the documentation expect, compared with Julia's own numbers.

"Nested lists, row by row."
nested(x) = x
nested(x::Tensor) = nested(Array(x))
nested(A::AbstractArray{T,0}) where {T} = A[]
nested(A::AbstractVector) = map(nested, A)
nested(A::AbstractArray) = [nested(A[i, ntuple(j -> :, ndims(A) - 1)...]) for i in 1:size(A, 1)]
nested(t::Tuple) = map(nested, collect(Any, t))

alike(x, y, tolerance) = x == y
alike(x::Number, y::Number, tolerance) =
    isnan(y) ? isnan(x) : x == y || isapprox(Float64(x), Float64(y); rtol = max(tolerance, 1e-6), atol = max(tolerance, 1e-6))
alike(x::AbstractVector, y::AbstractVector, tolerance) =
    length(x) == length(y) && all(alike(a, b, tolerance) for (a, b) in zip(x, y))

function expect(value; equals = nothing, size = nothing, type = nothing, tolerance = 0.0)
    size === nothing || @test Base.size(value) == size
    type === nothing || @test eltype(value) === type
    equals === nothing && return nothing
    found = nested(value)
    @test alike(found, equals, tolerance)
    alike(found, equals, tolerance) || @info "found" found equals
    return nothing
end

"The error that `f` throws, or nothing."
function thrown(f)
    try
        f()
    catch error
        return error
    end
    return nothing
end

"Without the lines of progress."
quietly(f) = open(io -> redirect_stderr(f, io), "/dev/null", "w")

"Notes that a fit has begun, and asks for nothing more."
struct Begun <: AbstractCallback
    seen::Ref{Bool}
end
Mixgrad.on_fit_start(c::Begun) = (c.seen[] = true; nothing)
function wait_for(c::Begun)
    while !c.seen[]
        sleep(0.01)
    end
    sleep(0.05)  # most likely it trains by then
end
