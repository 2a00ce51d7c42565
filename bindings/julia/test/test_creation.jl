const TYPES = [Bool, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Float16, BFloat16, Float32, Float64]

@testset "element types of arrays stay" begin
    for T in TYPES
        A = T[0 1; 1 0]
        x = Tensor(A)
        @test x isa Tensor{T,2} && eltype(x) === T && size(x) == (2, 2)
        @test Array(x) == A && Array(x) isa Matrix{T}
    end
end

@testset "boundary values" begin
    for T in (Int8, Int64, UInt8, UInt64)
        @test Array(Tensor([typemin(T), typemax(T)])) == [typemin(T), typemax(T)]
    end
    for v in (floatmax(Float64), nextfloat(0.0), -0.0, Inf)
        @test Array(Tensor([v]))[1] === v
    end
    @test isnan(Tensor([NaN])[1])
end

@testset "memory is shared" begin
    A = Float32[1 2 3; 4 5 6]
    x = Tensor(A)
    A[2, 1] = 40
    @test x[2, 1] == 40
    x[1, 3] = 30
    @test A[1, 3] == 30
    @test strides(x) == (1, 2)
end

@testset "a shared vector is not resized" begin
    v = [1.0, 2.0, 3.0]
    x = Tensor(v)
    @test_throws ErrorException push!(v, 4.0)
    @test Array(x) == [1, 2, 3]
end

@testset "shared arrays live as long as the tensor" begin
    make() = Tensor(collect(1.0:1000.0))
    x = make()
    GC.gc()
    [zeros(1000) for _ in 1:100]
    GC.gc()
    @test Array(x) == 1:1000
end

@testset "views and other arrays" begin
    A = reshape(collect(1.0:12.0), 3, 4)
    @test Array(Tensor(view(A, 2:3, 1:2:3))) == A[2:3, 1:2:3]
    @test Array(Tensor(A')) == A'
    @test Array(Tensor(1:4)) == 1:4
    @test Array(Tensor(BitArray([true false]))) == [true false]
    @test Array(reversed(A)) == permutedims(A)
end

@testset "conversion" begin
    @test eltype(Tensor{Float32}([1, 2])) === Float32
    @test Array(Tensor{Int32}([1.7, -1.7])) == [1, -1]
    @test Array{Float64}(Tensor(Float32[0.5])) == [0.5]
    @test Array{Int32}(Tensor([1.0, 2.0])) == [1, 2]
    @test_throws InexactError Array{Int32}(Tensor([1.5]))
    @test_throws InexactError copyto!(zeros(Int32, 1), Tensor([2^40]))
    @test Array(Float16.(Tensor([1.5]))) == Float16[1.5]
    @test convert(Array, Tensor([1])) == [1]
end

@testset "half precision rounds once" begin
    @test BFloat16(1.00390625f0) == BFloat16(1.0f0)
    @test Array(Tensor{BFloat16}(Float32[1.00390625, 3.0]))[2] == BFloat16(3.0f0)
    @test Float32(BFloat16(-2.5f0)) == -2.5f0 && isnan(BFloat16(NaN32)) && BFloat16(1.0) + BFloat16(2.0) == BFloat16(3.0)
end

@testset "forms of Base" begin
    @test Array(zeros(Tensor{Int32}, 2, 3)) == zeros(Int32, 2, 3)
    @test ones(Tensor, (2,)) == Tensor(Float32[1, 1])
    @test Array(fill(Tensor{Float64}, 7, 2)) == [7, 7]
    @test size(rand(Tensor{Float32}, 2, 3)) == (2, 3) && all(0 .<= Array(rand(Tensor, 100)) .< 1)
    @test size(randn(Tensor{Float64}, 4)) == (4,) && eltype(randn(Tensor{Float64}, 4)) === Float64
    @test size(zeros(Tensor{Float32}, 0, 3)) == (0, 3) && Array(zeros(Tensor{Float32}, 0, 3)) == zeros(Float32, 0, 3)
    @test similar(Tensor([1.0]), Int64, (2, 2)) isa Tensor{Int64,2}
    @test zero(Tensor([3, 4])) == Tensor([0, 0])
end

@testset "seeds" begin
    Mixgrad.seed!(7)
    a = Array(rand(Tensor{Float32}, 3))
    Mixgrad.seed!(7)
    @test Array(rand(Tensor{Float32}, 3)) == a
    generator = Generator(7)
    @test Array(use_generator(() -> rand(Tensor{Float32}, 3), generator)) == a
end

@testset "what can not be a tensor" begin
    @test thrown(() -> Tensor(["a"])) isa DTypeError
    @test thrown(() -> Tensor([1 + 2im])) isa DTypeError
    @test thrown(() -> Tensor(zeros(ntuple(i -> 1, 33)))) isa ShapeError
    @test thrown(() -> zeros(Tensor{String}, 2)) isa DTypeError
    @test thrown(() -> zeros(Tensor{Float32}, -1)) isa MixgradError
end

@testset "many dimensions" begin
    A = reshape(collect(1.0:256.0), ntuple(i -> 2, 8))
    @test Array(Tensor(A)) == A
    B = reshape(A, size(A)..., ntuple(i -> 1, 24)...)
    @test size(Tensor(B)) == size(B)
    @test Tensor(fill(3.5))[] == 3.5 && size(Tensor(2)) == ()
end
