# Trains a convolutional network on Fashion-MNIST, saves it, loads it again and shows what it thinks of eight images.
library(mixgrad)

Net <- nn_module("Net",
  initialize = function() {
    self$conv1 <- nn_conv2d(1, 32, 3, padding = 1)
    self$conv2 <- nn_conv2d(32, 64, 3, padding = 1)
    self$head <- nn_sequential(nn_flatten(), nn_dropout(0.25), nn_linear(64 * 7 * 7, 10))
  },
  forward = function(x) {
    x |> self$conv1() |> nnf_relu() |> nnf_max_pool2d(2) |>
      self$conv2() |> nnf_relu() |> nnf_max_pool2d(2) |> self$head()
  }
)

mg_manual_seed(42)
fashion <- dataset_fashion_mnist(root = "data", normalize = list(mean = 0.286, std = 0.353))  # train and test
net <- Net()
print(summary(net, input = c(1, 1, 28, 28)))
fitted <- trainer(net, loss = nnf_cross_entropy, metrics = list(acc = metric_accuracy()),
                  optimizer = optim_adamw(lr = 1e-3)) |>
  fit(dataloader(fashion$train, batch_size = 128, shuffle = TRUE), epochs = 5,
      validation = dataloader(fashion$test, batch_size = 512),
      callbacks = list(callback_early_stopping(monitor = "val_acc", patience = 2)))
cat(sprintf("val_acc %.4f\n", summary(fitted)$val_acc))
mg_save(net, "fashion.safetensors")
copy <- mg_load(Net(), "fashion.safetensors")
batch <- fashion$test[1:8]                                 # list(x = <tensor 8x1x28x28>, y = <factor>)
guess <- predict(copy, batch$x, type = "class", levels = levels(batch$y))
mg_plot_images(batch$x, titles = as.character(guess), normalize = TRUE) |> mg_save("predictions.svg")
fitted$plot() |> mg_save("loss.svg")
