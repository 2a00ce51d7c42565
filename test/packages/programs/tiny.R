# Trains a tiny network, saves it, loads it again, and says how many points it tells apart.
library(mixgrad)

network <- function() nn_sequential(nn_linear(2, 8), nn_relu(), nn_linear(8, 2))

mg_manual_seed(7)
x <- mg_normal(c(64, 2))
y <- factor(as.vector(mg_sum(x, dim = 2)) > 0)
net <- network()
fitted <- trainer(net, loss = nnf_cross_entropy, optimizer = optim_sgd(net$parameters(), lr = 0.5, momentum = 0.9)) |>
  fit(dataloader(dataset_tensor(x, mg_tensor(y)), batch_size = 16, shuffle = TRUE), epochs = 20)
mg_save(net, "tiny.safetensors")
copy <- mg_load(network(), "tiny.safetensors")
cat(sprintf("right %d of 64\n", sum(predict(copy, x, type = "class", levels = levels(y)) == y)))
cat(sprintf("same %s\n", if (identical(as.array(predict(copy, x)), as.array(predict(net, x)))) "yes" else "no"))
