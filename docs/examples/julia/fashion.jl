# Trains a convolutional network on Fashion-MNIST, saves it, loads it again and shows what it thinks of eight images.
using Mixgrad
using Printf

struct Net <: AbstractModule
    conv1; conv2; head
end
Net() = Net(Conv2d(1 => 32, 3; padding = 1), Conv2d(32 => 64, 3; padding = 1),
            Sequential(Flatten(), Dropout(0.25), Linear(64 * 7 * 7 => 10)))
function (m::Net)(x)
    x = max_pool2d(relu.(m.conv1(x)), 2)
    x = max_pool2d(relu.(m.conv2(x)), 2)
    m.head(x)
end

Base.exit_on_sigint(false)  # Ctrl-C is an InterruptException
Mixgrad.seed!(42)
train, test = FashionMNIST(root = "data", normalize = (mean = 0.286, std = 0.353))
net = Net()
println(summarize(net, (1, 1, 28, 28)))
trainer = Trainer(net; loss = cross_entropy, metrics = (acc = Accuracy(),),
                  optimizer = AdamW(lr = 1e-3))
history = fit!(trainer, DataLoader(train; batchsize = 128, shuffle = true); epochs = 5,
               validation = DataLoader(test; batchsize = 512),
               callbacks = [EarlyStopping(monitor = :val_acc, patience = 2)])
@printf("val_acc %.4f\n", column(history, "val_acc")[end])
save("fashion.safetensors", net)
copied = load!(Net(), "fashion.safetensors")
images, labels = test[1:8]                            # 8×1×28×28 Tensor{Float32,4}, labels in 1:10
guess = argmax(predict(copied, images); dims = 2)     # class numbers from 1
write("predictions.svg", imagegrid(images; titles = test.classes[vec(Array(guess))], normalize = true))
write("loss.svg", curves(history))                    # showable as image/svg+xml in IJulia, Pluto, VS Code
