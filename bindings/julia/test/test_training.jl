using Random

"Two classes of points in the plane, which a line parts."
function points(n = 64)
    x = randn(Tensor{Float32}, n, 2)
    return x, Int64.(sum(x; dims = 2, keepdims = false) .> 0) .+ 1
end
small() = Sequential(Linear(2 => 8), ReLU(), Linear(8 => 2))
trainer(net = small(); options...) =
    Trainer(net; loss = cross_entropy, optimizer = SGD(parameters(net); lr = 0.5), metrics = (acc = Accuracy(),), options...)
loader(n = 64; options...) = DataLoader(TensorDataset(points(n)...); batchsize = 16, options...)

struct Points <: AbstractDataset
    x
    y
end
Points(n::Integer = 48) = Points(points(n)...)
Base.length(d::Points) = size(d.x, 1)
Base.getindex(d::Points, i::Integer) = (d.x[i, :], Int(d.y[i]))

@testset "fit!" begin
    history = quietly(() -> fit!(trainer(), loader(shuffle = true); epochs = 5, validation = loader(32)))
    logs = history.epochs
    @test length(logs) == 5 && logs[end].loss < logs[1].loss && logs[end].val_acc > 0.8
    @test column(history, "loss")[1] == logs[1].loss
    svg = repr("image/svg+xml", curves(history))
    @test occursin("<svg", svg) && showable("image/svg+xml", history)
    path = tempname()
    write(path, curves(history))
    @test read(path, String) == curves(history).svg
end

# A class number reaches the function as Julia counts, whoever calls it.
@testset "a compiled loss is the loss" begin
    function trained(loss)
        Mixgrad.seed!(3)
        net = Sequential(Linear(2 => 4), ReLU(), Linear(4 => 2))
        history = quietly(() -> fit!(Trainer(net; loss, optimizer = SGD(; lr = 0.5)), loader(); epochs = 2, validation = loader(32)))
        return history.epochs, map(Array, parameters(net))
    end
    function own(output, target)
        right = reshape(target, :, 1) .== Tensor([1 2])
        return -mean(sum(where_(right, log_softmax(output; dims = 2), 0); dims = 2))
    end
    plain = trained(cross_entropy)
    @test trained(compile(cross_entropy)) == plain
    @test trained(compile((output, target) -> cross_entropy(output, target))) == plain
    @test trained(compile(own)) == trained(own)
    @test trained(own)[1][2].loss ≈ plain[1][2].loss
    scores = Tensor(Float32[1 3; 2 0])
    @test compile(cross_entropy)(scores, Tensor([1, 2]))[] == cross_entropy(scores, Tensor([1, 2]))[]
end

@testset "progress in lines" begin
    path = tempname()
    open(io -> redirect_stderr(() -> fit!(trainer(), loader(); epochs = 2), io), path, "w")
    lines = filter(!isempty, readlines(path))
    @test length(lines) == 2 && all(line -> occursin("loss", line), lines)
    open(io -> redirect_stderr(() -> fit!(trainer(), loader(); progress = false), io), path, "w")
    @test isempty(readlines(path))
end

@testset "a dataset of the user's" begin
    data = Points()
    @test length(data) == 48 && data[1:3][1] isa Tensor && data[end][2] in (1, 2)
    batches = collect(DataLoader(data; batchsize = 20))
    @test [size(x, 1) for (x, y) in batches] == [20, 20, 8]
    @test eltype(batches[1][2]) === Int64 && Array(batches[1][1]) == Array(data.x[1:20, :]) && Array(batches[1][2]) == Array(data.y[1:20])
    @test quietly(() -> fit!(trainer(), DataLoader(data; batchsize = 16); epochs = 1)).epochs[1].loss > 0
end

@testset "a dataset of the engine's is indexed" begin
    data = TensorDataset(reshape(Tensor(Float32.(1:6)), 3, 2), Tensor([1, 2, 3]))
    @test length(data) == 3 && Array(data[2][1]) == [3, 4] && data[2][2][] == 2
    x, y = data[2:3]
    @test Array(x) == [3 4; 5 6] && Array(y) == [2, 3] && Array(data[[3, 1]][2]) == [3, 1]
    @test thrown(() -> data[4]) isa IndexError && thrown(() -> data[0]) isa IndexError
    @test length(collect(data)) == 3 && Mixgrad.numobs(data) == 3
end

@testset "errors of a dataset come back" begin
    struct Broken <: AbstractDataset end
    Base.length(::Broken) = 8
    Base.getindex(::Broken, i::Integer) = error("item $i is broken")
    @test thrown(() -> collect(DataLoader(Broken(); batchsize = 4))).msg == "item 1 is broken"
    @test thrown(() -> quietly(() -> fit!(trainer(), DataLoader(Broken(); batchsize = 4)))).msg == "item 1 is broken"
    struct Unfinished <: AbstractDataset end
    @test thrown(() -> collect(DataLoader(Unfinished()))) isa NotFoundError
end

@testset "callbacks" begin
    mutable struct Recorder <: AbstractCallback
        seen::Vector{Any}
    end
    Mixgrad.on_epoch_end(r::Recorder, epoch, logs) = (push!(r.seen, (epoch, logs.loss)); epoch == 2)
    recorder = Recorder([])
    history = quietly(() -> fit!(trainer(), loader(); epochs = 9, callbacks = [recorder]))
    @test first.(recorder.seen) == [1, 2] && length(history.epochs) == 2
    struct Failing <: AbstractCallback end
    Mixgrad.on_epoch_end(::Failing, epoch, logs) = throw(DivideError())
    @test thrown(() -> quietly(() -> fit!(trainer(), loader(); callbacks = [Failing()]))) isa DivideError
    stopping = EarlyStopping(monitor = :loss, patience = 1)
    quietly(() -> fit!(trainer(), loader(); epochs = 2, callbacks = [stopping]))
    @test stopping.best_epoch == 2
end

@testset "metric and schedule of the user's" begin
    mutable struct Rows <: AbstractMetric
        count::Int
    end
    Mixgrad.reset!(m::Rows) = m.count = 0
    Mixgrad.update!(m::Rows, output, target) = m.count += size(target, 1)
    Mixgrad.compute(m::Rows) = Float64(m.count)
    struct Half <: AbstractSchedule end
    Mixgrad.factor(::Half, epoch) = 0.5^(epoch - 1)
    net = Linear(2 => 2)
    t = Trainer(net; loss = cross_entropy, optimizer = SGD(parameters(net); lr = 1.0), metrics = (rows = Rows(0),), schedule = Half())
    logs = quietly(() -> fit!(t, loader(); epochs = 3)).epochs
    @test [l.rows for l in logs] == [64, 64, 64]
    @test [l.lr for l in logs] ≈ logs[1].lr .* [1, 0.5, 0.25]
end

@testset "network and loss of the user's are traced once" begin
    calls = Ref(0)
    struct Counted <: AbstractModule
        layer
        calls
    end
    (m::Counted)(x) = (m.calls[] += 1; m.layer(x))
    net = Counted(Linear(2 => 2), calls)
    t = Trainer(net; loss = (output, target) -> cross_entropy(output, target), optimizer = SGD(parameters(net); lr = 0.1))
    quietly(() -> fit!(t, loader(60); epochs = 3))
    @test calls[] == 1
end

@testset "a loop by hand equals the trainer" begin
    function made()
        Mixgrad.seed!(1)
        net = small()
        return net, SGD(parameters(net); lr = 0.1, momentum = 0.9), loader()
    end
    net, rule, data = made()
    quietly(() -> fit!(Trainer(net; loss = cross_entropy, optimizer = rule), data; epochs = 2))
    other, rule, data = made()
    for _ in 1:2, (x, y) in data
        scope() do
            zero_grad!(rule)
            backward(cross_entropy(other(x), y))
            step!(rule)
            nothing
        end
    end
    @test map(Array, parameters(net)) == map(Array, parameters(other))
end

@testset "save and resume" begin
    function run(epochs, from = nothing)
        Mixgrad.seed!(5)
        t = trainer()
        data = loader(shuffle = true, seed = 3)
        from === nothing || resume!(t, from)
        quietly(() -> fit!(t, data; epochs = epochs))
        return t
    end
    mktempdir() do folder
        whole, half = run(4), run(2)
        save(joinpath(folder, "half"), half)
        resumed = run(4, joinpath(folder, "half"))
        save(joinpath(folder, "whole"), whole)
        save(joinpath(folder, "resumed"), resumed)
        @test read(joinpath(folder, "whole")) == read(joinpath(folder, "resumed"))
    end
end

@testset "a second fit is busy" begin
    struct Again <: AbstractCallback
        trainer
        errors
    end
    Mixgrad.on_epoch_end(c::Again, epoch, logs) = (push!(c.errors, thrown(() -> fit!(c.trainer, loader()))); nothing)
    t, errors = trainer(), []
    quietly(() -> fit!(t, loader(); callbacks = [Again(t, errors)]))
    @test length(errors) == 1 && errors[1] isa BusyError
end

@testset "other tasks run during fit!" begin
    struct Enough <: AbstractCallback
        count
    end
    Mixgrad.on_epoch_end(c::Enough, epoch, logs) = c.count[] > 5
    count, done = Ref(0), Ref(false)
    other = @async while !done[]
        count[] += 1
        sleep(0.001)
    end
    history = quietly(() -> fit!(trainer(), loader(2048); epochs = 10_000, callbacks = [Enough(count)]))
    done[] = true
    wait(other)
    @test length(history.epochs) < 10_000
end

@testset "an interrupted task ends its fit" begin
    t = trainer()
    data = loader(4096)
    begun = Begun(Ref(false))
    task = @async quietly(() -> fit!(t, data; epochs = 1_000_000, callbacks = [begun]))
    wait_for(begun)
    schedule(task, InterruptException(); error = true)
    @test thrown(() -> wait(task)) isa Exception
    @test length(t.history.epochs) < 1_000_000
    @test length(quietly(() -> fit!(t, data; epochs = 1)).epochs) >= 1  # free again
end

@testset "Ctrl-C" begin
    program = """
        using Mixgrad
        Base.exit_on_sigint(false)
        net = Sequential(Linear(64 => 256), ReLU(), Linear(256 => 10))
        x = randn(Tensor{Float32}, 4096, 64)
        y = mod.(argmax(x; dims = 2, keepdims = false), 10) .+ 1
        data = DataLoader(TensorDataset(x, y); batchsize = 32)
        t = Trainer(net; loss = cross_entropy, optimizer = SGD(parameters(net); lr = 0.1))
        fit!(t, data; epochs = 1)
        struct Begun <: AbstractCallback end
        Mixgrad.on_fit_start(::Begun) = (println("started"); flush(stdout))
        try
            fit!(t, data; epochs = 1000000, callbacks = [Begun()])
        catch error
            println(typeof(error))
        end
        save(ARGS[1], net)
        fit!(t, data; epochs = 1)
        println("goes on")
        """
    path = tempname()
    out = Pipe()
    command = `$(Base.julia_cmd()) --project=$(Base.active_project()) -e $program $path`
    process = run(pipeline(command; stdout = out, stderr = devnull); wait = false)
    @test readline(out) == "started"
    sleep(0.5)  # most likely it trains by then
    kill(process, Base.SIGINT)
    close(out.in)
    rest = read(out, String)
    wait(process)
    @test success(process) && startswith(rest, "InterruptException") && endswith(strip(rest), "goes on") && isfile(path)
end

@testset "training on Fashion-MNIST's form" begin
    images = rand(Tensor{Float32}, 64, 1, 28, 28)
    labels = Tensor(rand(MersenneTwister(1), 1:10, 64))
    net = Sequential(Flatten(), Linear(784 => 32), ReLU(), Linear(32 => 10))
    history = quietly(() -> fit!(trainer(net), DataLoader(TensorDataset(images, labels); batchsize = 16, shuffle = true); epochs = 20))
    @test history.epochs[end].loss < history.epochs[1].loss
    guess = argmax(predict(net, images[1:8, ..]); dims = 2)
    @test all(in(1:10), Array(guess)) && size(guess) == (8, 1)
    @test occursin("<svg", imagegrid(images[1:8, ..]; titles = string.(vec(Array(guess)))).svg)
end

@testset "evaluate and KVStore" begin
    @test keys(evaluate(trainer(), loader())) == (:loss, :acc)
    store = KVStore(:local; workers = 2)
    init!(store, "w", zeros(Tensor, 2))
    push!(store, "w", Float32[1, 2]; worker = 0)
    push!(store, "w", Float32[10, 20]; worker = 1)
    @test Array(pull(store, "w")) == [11, 22]
end
