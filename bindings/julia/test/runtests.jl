# julia --project test/runtests.jl [--junit FILE] [test_….jl …]
using Mixgrad
using Statistics
using Test

include("junit.jl")
include("expectations.jl")

const ARGUMENTS = copy(ARGS)
const REPORT = let at = findfirst(==("--junit"), ARGUMENTS)
    at === nothing ? tempname() : (path = ARGUMENTS[at+1]; deleteat!(ARGUMENTS, at:at+1); path)
end
const FILES = isempty(ARGUMENTS) ? sort(filter(f -> startswith(f, "test_"), readdir(@__DIR__))) : ARGUMENTS

results = @testset ReportedSet "Mixgrad" begin
    isempty(ARGUMENTS) && @testset "examples" begin
        Mixgrad.seed!(0)
        include("generated/examples.jl")
    end
    for file in FILES
        @testset "$file" begin
            Mixgrad.seed!(0)
            include(file)
        end
    end
end

passed = write_junit(REPORT, results)
println(sum(pair[2].passed for pair in cases(results)), " checks in ", length(cases(results)), " sets")
passed || exit(1)
