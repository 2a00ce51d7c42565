# Trains a tiny network, saves it, loads it again, and says how many points it tells apart.
using Mixgrad

network() = Sequential(Linear(2 => 8), ReLU(), Linear(8 => 2))

Mixgrad.seed!(7)
x = randn(Tensor{Float32}, 64, 2)
y = Int64.(sum(x; dims = 2, keepdims = false) .> 0) .+ 1
net = network()
trainer = Trainer(net; loss = cross_entropy, optimizer = SGD(parameters(net); lr = 0.5, momentum = 0.9))
fit!(trainer, DataLoader(TensorDataset(x, y); batchsize = 16, shuffle = true); epochs = 20)
save("tiny.safetensors", net)
copied = load!(network(), "tiny.safetensors")
scores = predict(copied, x)
println("right $(sum(vec(Array(argmax(scores; dims = 2))) .== Array(y))) of 64")
println("same $(Array(scores) == Array(predict(net, x)) ? "yes" : "no")")
