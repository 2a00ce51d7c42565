using Mixgrad
using Statistics
using Test

include("expectations.jl")
Mixgrad.seed!(0)

const FILES = isempty(ARGS) ? sort(filter(f -> startswith(f, "test_"), readdir(@__DIR__))) : ARGS

@testset "Mixgrad" begin
    isempty(ARGS) && @testset "examples" begin
        include("generated/examples.jl")
    end
    for file in FILES
        @testset "$file" begin
            include(file)
        end
    end
end
