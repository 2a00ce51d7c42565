# Arguments that are bytes, ranges and records.

rows(data) = [Array(data[i][1])[] for i in 1:length(data)]

struct Cubes <: AbstractDataset end

mutable struct Powers <: AbstractDataset
    exponent::Int
end
Base.length(::Powers) = 4
Base.getindex(d::Powers, i::Integer) = (Tensor(Float32[i^d.exponent]),)
struct PlainPowers <: AbstractDataset
    exponent::Int
end
Base.length(::PlainPowers) = 4
Base.getindex(d::PlainPowers, i::Integer) = (Tensor(Float32[i^d.exponent]),)
Base.length(::Cubes) = 4
Base.getindex(::Cubes, i::Integer) = (Tensor(Float32[i^3]),)

@testset "the state as bytes" begin
    net, other = Linear(2 => 3), Linear(2 => 3)
    data = save_bytes(net)
    @test data isa Vector{UInt8}
    @test load_bytes!(other, data) === other
    @test save_bytes(other) == data
    @test save_bytes(load_bytes!(Linear(2 => 3), view(vcat(0x00, data), 2:length(data)+1))) == data
    @test_throws FormatError load_bytes!(other, data[1:end-1])
    @test_throws FormatError load_bytes!(other, UInt8[])
    @test_throws MixgradTypeError load_bytes!(other, "text")
    mktempdir() do folder
        save(joinpath(folder, "net.safetensors"), net)
        @test read(joinpath(folder, "net.safetensors")) == data
    end
end

@testset "a range of a dataset" begin
    data = TensorDataset(arange(5))
    for part in (2:3, 4:-1:2, 1:2:5, 5:-3:1, 3:2, 1:2:0, Base.OneTo(4), UInt8(1):UInt8(2))
        @test rows(subset(data, part)) == collect(part) .- 1
    end
    @test rows(subset(data, :)) == 0:4
    @test length(subset(Cubes(), 3:4)) == 2
    @test Array(subset(Cubes(), 3:4)[2][1]) == [64]
    for make in (Powers, PlainPowers)
        part = subset(make(2), 3:4)
        GC.gc()
        @test Array(part[2][1]) == [16]
    end
    @test_throws IndexError subset(data, 1:6)
    @test_throws IndexError subset(data, 0:3)
    for wrong in (3, [1, 3], 1.0:2.0, "1:3")
        @test_throws MixgradTypeError subset(data, wrong)
    end
    @test size(zeros(Tensor{Float32}, 3)[1:2:0]) == (0,)
end

@testset "a record" begin
    mktempdir() do folder
        images, labels = joinpath(folder, "images"), joinpath(folder, "labels")
        write(images, UInt8[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 102, 255])
        write(labels, UInt8[0, 0, 8, 1, 0, 0, 0, 2, 1, 0])
        make(normalize) = ImageDataset(images, labels, ["a", "b"]; normalize = normalize)
        pixels(data) = vec(Array(batch(data, 1:2).images)[:, 1, 1, :]')
        @test pixels(make((mean = 0.5, std = 2))) ≈ [-0.25, -0.15, -0.05, 0.25]
        @test pixels(make(Dict("std" => 2.0, "mean" => 0.5))) ≈ [-0.25, -0.15, -0.05, 0.25]
        @test pixels(make(nothing)) ≈ [0, 0.2, 0.4, 1]
        for wrong in ((mean = 0.5,), (mean = 0.5, std = 1, gamma = 2), (mean = "x", std = 1), 0.5)
            @test_throws MixgradTypeError make(wrong)
        end
        @test_throws ValueError make((mean = 0.5, std = 0))
    end
end
