# What the engine asks of Julia's structs, and when.

mutable struct Notes
    steps::Int
    made::Vector{Tuple{Int,Int}}
end

"Points in two classes; notes how many steps were done when an item was made."
struct NotedPoints <: AbstractDataset
    x
    y
    notes::Notes
    noise::Bool
    broken::Int
end
function NotedPoints(; noise = false, broken = 0)
    x = randn(Tensor{Float32}, 18, 2)
    return NotedPoints(x, Int64.(sum(x; dims = 2, keepdims = false) .> 0) .+ 1, Notes(0, []), noise, broken)
end
Base.length(d::NotedPoints) = 18
function Base.getindex(d::NotedPoints, i::Integer)
    i == d.broken && error("a broken item")
    push!(d.notes.made, ((i - 1) ÷ 4, d.notes.steps))
    x = d.x[i, :]
    return (d.noise ? x + randn(Tensor{Float32}, 2) : x), d.y[i]
end
struct CountSteps <: AbstractCallback
    notes::Notes
end
Mixgrad.on_batch_end(c::CountSteps, batch, logs) = c.notes.steps += 1

in_memory() = (data = NotedPoints(); TensorDataset(data.x, data.y))
notes_of(data) = data isa NotedPoints ? data.notes : Notes(0, [])

function noted_training(make; prefetch = 2, epochs = 1)
    Mixgrad.seed!(3)
    net = Sequential(Linear(2 => 8), Dropout(0.5), Linear(8 => 2))
    data = make()
    t = Trainer(net; loss = cross_entropy, optimizer = SGD(; lr = 0.5))
    run() = fit!(t, DataLoader(data; batchsize = 4, prefetch); epochs, callbacks = [CountSteps(notes_of(data))])
    failure = try
        quietly(run)
        nothing
    catch error
        error
    end
    return (weights = map(Array, parameters(net)), notes = notes_of(data), failure = failure)
end

@testset "batches are made ahead of the steps that need them" begin
    for prefetch in (0, 1, 2, 100)
        found = noted_training(NotedPoints; prefetch)
        @test found.notes.made == [(i ÷ 4, max(0, i ÷ 4 - prefetch)) for i in 0:17]
        @test found.weights == noted_training(in_memory).weights
    end
end

@testset "items that draw random numbers are made in their turn" begin
    run(prefetch) = noted_training(() -> NotedPoints(; noise = true); prefetch, epochs = 2).weights
    @test run(2) == run(0)
end

@testset "an error in an item comes with its batch" begin
    found = noted_training(() -> NotedPoints(; broken = 14))
    @test found.failure.msg == "a broken item" && found.notes.steps == 3
end

# Their answers note what was asked for.
const ASKED = Symbol[]
struct Unasked <: AbstractCallback end
struct AskedOnce <: AbstractCallback end
Mixgrad.on_fit_start(::AskedOnce) = nothing
Mixgrad.serve(::Union{Unasked,AskedOnce}, method::Symbol, arguments) = (push!(ASKED, method); nothing)

@testset "only what is overridden is asked for" begin
    @test Mixgrad.overrides(CountSteps(Notes(0, []))) == "on_batch_end"
    net = Linear(2 => 2)
    t = Trainer(net; loss = cross_entropy, optimizer = SGD(parameters(net); lr = 0.5))
    quietly(() -> fit!(t, DataLoader(in_memory(); batchsize = 4); epochs = 2, callbacks = [Unasked(), AskedOnce()]))
    @test ASKED == [:on_fit_start]
end
