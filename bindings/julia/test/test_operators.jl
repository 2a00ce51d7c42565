A = Float32[1 -2 3; 4 5 -6]
B = Float32[2 2 2; 0.5 1 4]
x, y = Tensor(A), Tensor(B)

@testset "dotted" begin
    for f in (+, -, *, /, max, min, ==, !=, <, <=, >, >=)
        @test Array(f.(x, y)) == f.(A, B) && Array(f.(x, 2)) == f.(A, 2) && Array(f.(2, x)) == f.(2, A)
        @test Array(f.(x, B)) == f.(A, B)
    end
    for f in (abs, exp, sign, tanh, abs2, -, identity)
        @test Array(f.(x)) ≈ f.(A)
    end
    @test Array(x .^ 2) == A .^ 2 && Array(2 .^ y) ≈ 2 .^ B
    @test Array(mod.(x, 2.5f0)) ≈ mod.(A, 2.5f0) && Array(fld.(x, 2)) == fld.(A, 2)
    @test Array(relu.(x .* y .+ 1)) == max.(A .* B .+ 1, 0)
    @test Array(@. sqrt(abs(x)) + log(y)) ≈ @. sqrt(abs(A)) + log(B)
    @test Array(ifelse.(x .> 0, x, 0)) == ifelse.(A .> 0, A, 0)
    @test Array(clamp.(x, -1, 2)) == clamp.(A, -1, 2)
    @test Array((x .> 0) .& (y .> 1)) == (A .> 0) .& (B .> 1) && Array(.!(x .> 0)) == .!(A .> 0)
    @test Array(xor.(x .> 0, y .> 1)) == xor.(A .> 0, B .> 1)
    @test Array(x .+ y .+ 1 .+ x) == A .+ B .+ 1 .+ A
    @test relu.(x) isa Tensor && (x .+ 1) isa Tensor{Float32,2}
end

@testset "broadcasting as Julia's" begin
    column, row = Float32[10, 20], Float32[1 2 3]
    @test Array(x .+ column) == A .+ column && Array(x .+ Tensor(column)) == A .+ column
    @test Array(x .* Tensor(row)) == A .* row && Array(Tensor(column) .+ Tensor(row)) == column .+ row
    square_matrix = Float32[1 2; 3 4]
    @test Array(Tensor(square_matrix) .+ Tensor(column)) == square_matrix .+ column
    @test Array(add(Tensor(square_matrix), Tensor(column))) == square_matrix .+ column'
    @test thrown(() -> x .+ Tensor(Float32[1, 2, 3])) isa ShapeError
end

@testset "in place" begin
    z = Tensor(copy(A))
    same = Mixgrad.identity_of(z)
    z .+= 1
    z .*= y
    z .-= B
    z ./= 2
    @test Array(z) ≈ ((A .+ 1) .* B .- B) ./ 2 && Mixgrad.identity_of(z) == same
    z .= relu.(x)
    @test Array(z) == max.(A, 0)
    C = zeros(Float32, 2, 3)
    C .= x .+ 1
    @test C == A .+ 1
    @test thrown(() -> z .= ones(Float32, 2, 3, 2)) isa ShapeError
end

@testset "functions of Julia" begin
    @test Array((v -> v > 0 ? 2v : v).(x)) == (v -> v > 0 ? 2v : v).(A)
    @test Array(Int32.(Tensor([1.0, 2.0]))) == [1, 2]
    p = parameter(A)
    @test thrown(() -> (v -> v + 1).(p)) isa GradientError
end

@testset "undotted" begin
    @test Array(x + y) == A + B && Array(x - y) == A - B && Array(-x) == -A && Array(2x) == 2A && Array(x / 2) == A / 2
    @test Array(x * permutedims(y)) ≈ A * B' && Array(x * y') ≈ A * B' && Array(x * Float32[1, 2, 3]) ≈ A * [1, 2, 3]
    e = thrown(() -> x + Tensor(Float32[1, 2]))
    @test e isa ShapeError && e.operator == "+"
    e = thrown(() -> x * y)
    @test e isa ShapeError && e.operator == "matmul" && occursin("3", e.message)
end

@testset "reductions" begin
    for (f, g) in ((sum, sum), (maximum, maximum), (minimum, minimum), (mean, mean))
        @test f(x)[] ≈ g(A) && Array(f(x; dims = 1)) ≈ g(A; dims = 1) && Array(f(x; dims = (1, 2))) ≈ g(A; dims = (1, 2))
        @test Array(f(x; dims = 2, keepdims = false)) ≈ vec(g(A; dims = 2))
    end
    @test Array(argmax(x; dims = 2)) == reshape([3, 2], 2, 1) && argmin(x)[] == 6
    @test all(x .> -10)[] && !any(x .> 10)[]
    @test sum(abs2, x)[] ≈ sum(abs2, A)
    @test thrown(() -> sum(x; dims = 3)) isa IndexError
    e = thrown(() -> sum(x; dims = 0))
    @test e isa IndexError && e.argument == "axis" || e.argument == "dims"
    @test occursin("counted from 1", e.message) && occursin("dims", e.message)
    @test thrown(() -> sum(x; dims = -1)) isa IndexError
end

@testset "equality is one Bool" begin
    @test x == Tensor(copy(A)) && x == A && A == x && x != y && !(x == Tensor(Float32[1, 2]))
    @test !(Tensor([NaN]) == Tensor([NaN])) && isequal(Tensor([NaN]), Tensor([NaN]))
    @test x ≈ A .+ 1.0f-7 && hash(x) == hash(A)
    @test (x == x) isa Bool
end

@testset "shapes" begin
    @test Array(reshape(x, 3, 2)) == [1 -2; 3 4; 5 -6] && size(reshape(x, :)) == (6,) && size(reshape(x, (3, :))) == (3, 2)
    @test Array(vec(x)) == vec(A) && all(vec(x)[i] == x[i] for i in 1:6)
    @test Array(permutedims(x)) == permutedims(A) && Array(x') == A' && size(Tensor([1, 2])') == (1, 2)
    @test Array(cat(x, y; dims = 3)) == cat(A, B; dims = 3) && size(cat(x, y; dims = 4)) == (2, 3, 1, 2)
    @test Array(hcat(x, x[:, 1])) == hcat(A, A[:, 1]) && Array(hcat(x[1, :], y[2, :])) == hcat(A[1, :], B[2, :])
    @test Array(cat(x, y; dims = 1)) == cat(A, B; dims = 1) && Array(vcat(x, y)) == vcat(A, B) && Array(hcat(x, y)) == hcat(A, B)
    @test Array([x; y]) == [A; B] && Array([x y]) == [A B]
    @test size(dropdims(sum(x; dims = 2); dims = 2)) == (2,)
    @test map(Array, split(x, 3; dims = 2)) == [A[:, i:i] for i in 1:3]
    @test thrown(() -> reshape(x, 4, 2)) isa ShapeError
    values, places = topk(x, 2; dims = 2)
    @test Array(values) == [3 1; 5 4] && Array(places) == [3 1; 2 1]
end

@testset "promotion" begin
    @test eltype(Tensor(Int32[1]) .+ 1) === Int32 && eltype(Tensor(Int32[1]) .+ Tensor(Float32[1])) <: AbstractFloat
    @test eltype(Tensor(Float32[1]) .* 2.5) === Float32
end

@testset "printing" begin
    @test sprint(show, Tensor(Float32[1 2.5; 3 4])) == "Tensor([1.0 2.5; 3.0 4.0])"
    @test repr(Tensor([1, 2])) == "Tensor([1, 2])" && repr(Tensor(fill(1.5))) == "Tensor(fill(1.5))"
    text = repr("text/plain", Tensor(Float32[1 2.5; -3 4]))
    @test startswith(text, "2×2 Tensor{Float32,2}:\n") && occursin("-3.0", text) && !occursin("[", text)
    @test occursin("[2, :, :] =", repr("text/plain", zeros(Tensor, 2, 2, 2)))
    @test occursin("with gradient", repr("text/plain", parameter([1.0])))
    @test repr("text/plain", zeros(Tensor, 0, 2)) == "0×2 Tensor{Float32,2}"
end

@testset "nothing is ambiguous" begin
    ours = filter(pair -> any(m -> m.module === Mixgrad, pair), Test.detect_ambiguities(Mixgrad, Base))
    @test length(ours) == 0
    foreach(pair -> println(stderr, pair[1], "\n    ", pair[2]), Iterators.take(ours, 8))
end
