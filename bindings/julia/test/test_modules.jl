struct Net <: AbstractModule
    body
    fcOut
end
Net() = Net(Sequential(Linear(4 => 3), ReLU()), Linear(3 => 2))
(m::Net)(x) = m.fcOut(m.body(x))

@testset "parameters by the names of fields" begin
    net = Net()
    @test keys(named_parameters(net)) == Symbol.(("body.0.weight", "body.0.bias", "fc_out.weight", "fc_out.bias"))
    @test length(parameters(net)) == 4 && size(parameters(net)[1]) == (3, 4)
    @test all(requires_grad, parameters(net))
    @test size(net(zeros(Tensor, 5, 4))) == (5, 2)
    @test net.fcOut.in_features == 3 && net.fcOut.weight isa Tensor{Float32,2}
    @test thrown(() -> net.fcOut.nonsense) isa NotFoundError
    @test thrown(() -> net.fcOut.in_features = 3) isa ReadOnlyError
end

@testset "lists, tuples and tensors as fields" begin
    struct Mixed <: AbstractModule
        layers
        pair
        scale
        constant
        name
    end
    (m::Mixed)(x) = foldl((h, l) -> l(h), m.layers; init = x .* m.scale)
    net = Mixed([Linear(2 => 2), ReLU()], (a = Linear(2 => 1), b = Linear(2 => 1)), parameter(Float32[2 3]), ones(Tensor, 2), "x")
    @test string.(keys(named_parameters(net))) ==
          ("scale", "layers.0.weight", "layers.0.bias", "pair.a.weight", "pair.a.bias", "pair.b.weight", "pair.b.bias")
    @test size(net(ones(Tensor, 4, 2))) == (4, 2)
end

@testset "a struct keeps its peer" begin
    net = Net()
    @test istraining(net) && istraining(net.body)
    testmode!(net)
    @test !istraining(net) && !istraining(net.body)
    GC.gc()
    @test !istraining(net)
    trainmode!(net)
    @test istraining(net)
    mutable struct Changing <: AbstractModule
        layer
    end
    (m::Changing)(x) = m.layer(x)
    m = Changing(Linear(2 => 2))
    testmode!(m)
    GC.gc()
    @test !istraining(m)
    m.layer = Linear(2 => 5)
    @test size(parameters(m)[1]) == (5, 2)
end

@testset "dropout follows the mode" begin
    net = Sequential(Dropout(0.5))
    x = ones(Tensor, 100)
    @test !(Array(net(x)) == Array(x))
    testmode!(net)
    @test Array(net(x)) == Array(x)
end

@testset "save and load by name" begin
    mktempdir() do folder
        net = Net()
        path = joinpath(folder, "net.safetensors")
        save(path, net)
        other = load!(Net(), path)
        @test other isa Net && Array(other.fcOut.weight) == Array(net.fcOut.weight)
        x = randn(Tensor, 3, 4)
        @test Array(predict(other, x)) == Array(predict(net, x))
        @test occursin("fc_out", read(path, String))
    end
end

@testset "summary" begin
    text = String(summarize(Net(), (1, 4)))
    @test occursin("fc_out", text) && occursin("23", text)
    @test repr("text/plain", summarize(Net(), (1, 4))) == text
    @test thrown(() -> summarize(Net(), (1, 5))) isa ShapeError
end

@testset "errors name the layer" begin
    net = Sequential(Flatten(), Sequential(Linear(4 => 3)))
    e = thrown(() -> net(zeros(Tensor, 2, 5)))
    @test e isa ShapeError && e.layer == "1.0"
end

@testset "a struct without a functor" begin
    struct Silent <: AbstractModule
        layer
    end
    @test thrown(() -> Silent(Linear(1 => 1))(zeros(Tensor, 1, 1))) isa NotFoundError
    @test thrown(() -> predict(Silent(Linear(1 => 1)), zeros(Tensor, 1, 1))) isa NotFoundError
end

@testset "classes that are not open" begin
    struct Rule <: AbstractOptimizer
        lr
    end
    @test thrown(() -> step!(Rule(1))) isa MixgradTypeError
end
