"Collects until the counters rest."
function collected()
    for _ in 1:4
        GC.gc()
        yield()
    end
    return memory()
end
quiet_fit(t, data; options...) = quietly(() -> fit!(t, data; options...))
struct Small <: AbstractModule
    first
    second
end
Small() = Small(Linear(4 => 8), Linear(8 => 2))
(m::Small)(x) = m.second(relu.(m.first(x)))
struct Noted <: AbstractCallback
    seen
end
Mixgrad.on_epoch_end(c::Noted, epoch, logs) = (push!(c.seen, epoch); nothing)

function one_training()
    net = Small()
    data = DataLoader(TensorDataset(randn(Tensor{Float32}, 8, 4), Tensor([1, 2, 1, 2, 1, 2, 1, 2])); batchsize = 8)
    t = Trainer(net; loss = (o, y) -> cross_entropy(o, y), optimizer = SGD(parameters(net); lr = 0.1), metrics = (acc = Accuracy(),))
    quiet_fit(t, data; epochs = 1, callbacks = [Noted([])])
    return nothing
end
resident() = parse(Int, split(read("/proc/self/statm", String))[2])

@testset "of a thousand networks and trainers none is left" begin
    foreach(_ -> one_training(), 1:50)
    before = collected()
    sizes = map(1:5) do _
        foreach(_ -> one_training(), 1:200)
        collected()
        resident()
    end
    after = collected()
    @test after.objects == before.objects
    @test after.tensors == before.tensors
    @test after.handles <= before.handles
    # If it always grew as in its best round. With a leak all rounds grow; what allocators keep comes to an end.
    @test 4 * minimum(diff(sizes)) < 0.05 * sizes[1]
end

@testset "tensors return to the baseline" begin
    function once()
        x = randn(Tensor{Float32}, 4, 4)
        scope(() -> sum(relu.(x * x)))
        thrown(() -> x * zeros(Tensor, 3, 3))
        gradient(x -> sum(x .* x), x)
        return nothing
    end
    before = collected()
    foreach(_ -> once(), 1:2000)
    after = collected()
    @test (after.tensors, after.objects) == (before.tensors, before.objects)
end

@testset "nets of many forms are reclaimed" begin
    function once()
        net = Small()
        testmode!(net)
        parameters(net)
        predict(net, zeros(Tensor, 1, 4))
        f = compile(x -> net(x))
        f(zeros(Tensor, 1, 4))
        backward(sum(net(ones(Tensor, 2, 4))))
        return nothing
    end
    before = collected()
    foreach(_ -> once(), 1:50)
    after = collected()
    @test (after.tensors, after.objects) == (before.tensors, before.objects)
end

@testset "shared arrays are let go" begin
    for _ in 1:200
        Tensor(zeros(100))
    end
    collected()
    Mixgrad.sweep_shared()
    @test length(Mixgrad.SHARED) < 60
end

@testset "a cancelled fit leaves nothing" begin
    before = collected()
    function cancelled()
        net = Small()
        data = DataLoader(TensorDataset(randn(Tensor{Float32}, 64, 4), Tensor(repeat([1, 2], 32))); batchsize = 8)
        t = Trainer(net; loss = cross_entropy, optimizer = SGD(parameters(net); lr = 0.1))
        begun = Begun(Ref(false))
        task = @async quiet_fit(t, data; epochs = 1_000_000, callbacks = [begun])
        wait_for(begun)
        schedule(task, InterruptException(); error = true)
        thrown(() -> wait(task))
        return nothing
    end
    foreach(_ -> cancelled(), 1:3)
    after = collected()
    @test after.objects <= before.objects + 8  # tasks that failed may be held by Julia's scheduler for a while
end

@testset "threads" begin
    results = zeros(8)
    Threads.@threads for i in 1:8
        x = fill(Tensor{Float32}, i, 100)
        for _ in 1:50
            results[i] = sum(x .* 2)[]
        end
    end
    @test results == 200 .* (1:8)
    @test fetch(Threads.@spawn sum(ones(Tensor, 10))[]) == 10
end
