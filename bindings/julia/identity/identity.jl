# One variant of the program that every language runs: identity.jl out=<folder> images=4096 mode=trainer ...
using Mixgrad
using Printf

const GIVEN = Dict(let (name, value) = split(text, "="; limit = 2); name => value end for text in ARGS)
argument(name, default) = get(GIVEN, name, default)
const IMAGES = parse(Int, argument("images", "60000"))
const EPOCHS = parse(Int, argument("epochs", "3"))
const STOP_AFTER = parse(Int, argument("stop_after", "0"))
out(name) = joinpath(argument("out", "."), name)

struct Net <: AbstractModule
    body
    calls
end
function Net()
    convolutional = argument("network", "perceptron") == "convolutional"
    body = if convolutional
        Sequential(stage(1 => 8)..., stage(8 => 16)..., Flatten(), Dropout(0.1), Linear(784 => 10))
    else
        Sequential(Flatten(), Linear(784 => 256), ReLU(), Linear(256 => 10))
    end
    return Net(body, Ref(0))
end
stage(channels) = (Conv2d(channels, 3; padding = 1), BatchNorm2d(channels[2]), ReLU(), MaxPool2d(2))
function (m::Net)(x)
    m.calls[] += 1
    return m.body(x)
end

struct Enough <: Exception end

# Records the loss of each batch, and can fail in the middle.
struct Recorder <: AbstractCallback
    losses::Vector{Float64}
end
function Mixgrad.on_batch_end(r::Recorder, batch, logs)
    push!(r.losses, logs.loss)
    length(r.losses) == STOP_AFTER && throw(Enough())
    return nothing
end

# Records which items it was asked for, counted from 0.
struct Asked <: AbstractDataset
    data
    asked::Vector{Int64}
end
Base.length(d::Asked) = length(d.data)
function Base.getindex(d::Asked, i::Integer)
    push!(d.asked, i - 1)
    return d.data[i]
end

"The elements in row-major order."
by_rows(x) = (A = Array(x); vec(permutedims(A, ndims(A):-1:1)))
write_all(name, parts...) = open(io -> foreach(part -> write(io, part), parts), out(name), "w")
first_of(data, n) = n < length(data) ? Subset(data, 1:n) : data

function by_trainer(net, optimizer, schedule, recorder, train, validation)
    trainer = Trainer(net; loss = cross_entropy, optimizer = optimizer, metrics = (acc = Accuracy(),), schedule = schedule,
                      capture = argument("capture", "true") == "true")
    haskey(GIVEN, "resume") && resume!(trainer, GIVEN["resume"])
    loader = DataLoader(train; batchsize = 128, shuffle = true)
    try
        fit!(trainer, loader; epochs = EPOCHS, validation = validation, callbacks = [recorder], progress = false)
    catch error
        error isa Enough || rethrow()
        save(out("checkpoint.safetensors"), trainer)
        write_all("losses.bin", recorder.losses)
        exit(0)
    end
    return trainer.traces, column(trainer.history, "val_acc")[end]
end

function by_hand(net, optimizer, schedule, recorder, train, validation)
    asked = Asked(train, Int64[])
    loader = DataLoader(asked; batchsize = 128, shuffle = true)
    for epoch in 0:EPOCHS-1
        optimizer.lr = 0.1 * factor(schedule, epoch)
        for (batch, (x, y)) in enumerate(loader)
            scope() do
                zero_grad!(optimizer)
                loss = cross_entropy(net(x), y)
                backward(loss)
                step!(optimizer)
                Mixgrad.on_batch_end(recorder, batch, (loss = Float64(loss[]),))
            end
        end
    end
    write_all("order.bin", asked.asked)
    accuracy = Accuracy()
    testmode!(net)
    no_grad() do
        for (x, y) in validation
            scope(() -> update!(accuracy, net(x), y))
        end
    end
    trainmode!(net)
    return 0, compute(accuracy)
end

function main()
    Mixgrad.seed!(42)
    train, test = FashionMNIST(root = "data")
    net = Net()
    write_all("initial.bin", map(by_rows, values(named_parameters(net)))...)
    optimizer, schedule = SGD(parameters(net); lr = 0.1, momentum = 0.9), StepLR(2; gamma = 0.1)
    recorder = Recorder(Float64[])
    validation = DataLoader(first_of(test, IMAGES ÷ 6); batchsize = 512)
    run = argument("mode", "trainer") == "loop" ? by_hand : by_trainer
    traces, accuracy = run(net, optimizer, schedule, recorder, first_of(train, IMAGES), validation)
    calls = net.calls[]
    write_all("losses.bin", recorder.losses)
    save(out("model.safetensors"), net)
    images, _ = test[1:256]
    scores = predict(net, images)
    guess = argmax(scores; dims = 2, keepdims = false)
    write_all("predictions.bin", by_rows(scores), Array(guess) .- 1)
    write_all("facts.txt", "traces=$traces\nforward_calls=$calls\nval_acc=$(@sprintf("%.4f", accuracy))\n")
end
main()
