@testset "backward" begin
    x = parameter(Float32[1 2; 3 4])
    backward(sum(x .* x))
    @test Array(gradient_of(x)) == [2 4; 6 8]
    backward(sum(x .* 3))
    @test Array(gradient_of(x)) == [5 7; 9 11]
    gradient_of!(x, nothing)
    @test gradient_of(x) === nothing
    @test thrown(() -> gradient_of!(x, zeros(Tensor, 3))) isa ShapeError
end

@testset "explicit gradients" begin
    x = Tensor(Float32[1, 2, 3])
    @test Array(gradient(x -> sum(x .* x), x)[1]) == [2, 4, 6]
    a, b = gradient((a, b) -> sum(a .* b), x, x .+ 1)
    @test Array(a) == [2, 3, 4] && Array(b) == [1, 2, 3]
    val, grad = withgradient(x -> sum(x .^ 3), x)
    @test val[] == 36 && Array(grad[1]) == [3, 12, 27]
    result = value_and_grad((a, b) -> sum(a .* b), x, x)
    @test result.value[] == 14 && Array.(result.gradients) == [[1, 2, 3], [1, 2, 3]]
    @test Array(gradient(sum, x)[1]) == [1, 1, 1]
    @test Array(gradient(x -> sum(gradient(y -> sum(y .^ 3), x)[1]), x)[1]) == [6, 12, 18]
    out = jvp(v -> v .* v, x; tangents = [Tensor(Float32[1, 0, 10])])
    @test Array(out.tangent) == [2, 0, 60]
end

@testset "gradient of a module has its form" begin
    struct Affine <: AbstractModule
        scale
        layers
    end
    (m::Affine)(x) = m.layers(x .* m.scale)
    net = Affine(parameter(Float32[2]), Sequential(Linear(2 => 3), ReLU(), Linear(3 => 1)))
    x = Tensor(Float32[1 2])
    val, grad = withgradient(m -> sum(m(x)), net)
    @test size(grad[1].layers[1].weight) == (3, 2) && size(grad[1].layers[3].bias) == (1,) && size(grad[1].scale) == (1,)
    @test Array(grad[1].layers[3].bias) == [1]
    @test gradient_of(parameters(net)[1]) === nothing
end

@testset "contexts belong to tasks" begin
    x = parameter(Float32[1])
    no_grad() do
        @test !is_grad_enabled() && !requires_grad(x .* 2)
        @test enable_grad(() -> requires_grad(x .* 2))
        @test fetch(@async is_grad_enabled())
        x .+= 1
    end
    @test is_grad_enabled() && requires_grad(x .* 2) && x[1] == 2
    @test_throws KeyError no_grad(() -> throw(KeyError(1)))
    @test is_grad_enabled()
    @test thrown(() -> x .+= 1) isa GradientError
end

@testset "errors of the function come back as they are" begin
    struct Mine <: Exception end
    raised = Mine()
    @test thrown(() -> gradient(x -> throw(raised), Tensor([1.0]))) === raised
    @test thrown(() -> gradient(x -> x .* x[1], Tensor([1.0]))) isa TraceError
    shown = String[]
    gradient(x -> (push!(shown, repr(x)); sum(x)), Tensor([1.0]))
    @test occursin("trace", shown[1])
end

@testset "views have gradients, numbers have none" begin
    x = Tensor(Float32[1 2; 3 4])
    @test Array(gradient(x -> view(x, 1, 2), x)[1]) == [0 1; 0 0]
    @test Array(gradient(x -> sum(x[1, :] .* 2), x)[1]) == [2 2; 0 0]
    @test Array(gradient(x -> sum(vec(x')), x)[1]) == ones(2, 2)
end

@testset "custom operators" begin
    calls = Symbol[]
    forward(x) = (push!(calls, :forward); x .* x)
    backward_of(g, x) = (push!(calls, :gradient); [g .* x .* 2])
    x = parameter(Float32[1, 3])
    y = custom([x], forward; gradient = backward_of)
    @test Array(y) == [1, 9]
    backward(sum(y))
    @test Array(gradient_of(x)) == [2, 6] && calls == [:forward, :gradient]
    @test thrown(() -> custom([zeros(Tensor, 2)], x -> zeros(Tensor, 3))) isa ShapeError
    @test thrown(() -> custom([zeros(Tensor, 2)], x -> error("mine"))) isa ErrorException
end

@testset "vmap" begin
    x = Tensor(Float32[1 2; 3 4; 5 6])
    @test Array(vmap(row -> sum(row .* 2), x)) == [6, 14, 22]
    @test Array(vmap(column -> sum(column), x; in_dims = [2])) == [9, 12]
    @test Array(vmap((row, v) -> row .+ v, x, x; out_dim = 2)) == [2 6 10; 4 8 12]
    slopes = vmap(row -> gradient(v -> sum(v .^ 3), row)[1], x)
    @test Array(slopes) == 3 .* [1 4; 9 16; 25 36]
    @test thrown(() -> vmap(sum, x; in_dims = [3])) isa IndexError
end

@testset "compile" begin
    calls = Ref(0)
    f = compile(x -> (calls[] += 1; relu.(x .* 2)))
    @test Array(f(Tensor(Float32[1, -1]))) == [2, 0] && Array(f(Tensor(Float32[3, -2]))) == [6, 0]
    @test Array(f(Tensor(Float32[1, 2, 3]))) == [2, 4, 6] && calls[] == 1
    @test Array(f(Tensor(Float32[1 2]))) == [2 4] && calls[] == 2
    mktempdir() do folder
        save(joinpath(folder, "graph.safetensors"), Mixgrad.graph(f, Tensor(Float32[1])))
        g = load_graph(joinpath(folder, "graph.safetensors"))
        @test Array(g(Tensor(Float32[1, -4]))) == [2, 0]
    end
end
