# One variant of the program that every language runs: Rscript identity.R out=<folder> images=4096 mode=trainer ...
library(mixgrad)
options(mixgrad.progress = FALSE)

pairs <- strsplit(commandArgs(TRUE), "=", fixed = TRUE)
given <- stats::setNames(lapply(pairs, function(p) paste(p[-1], collapse = "=")), vapply(pairs, `[`, "", 1))
argument <- function(name, default) if (is.null(given[[name]])) default else given[[name]]
images <- as.integer(argument("images", "60000"))
epochs <- as.integer(argument("epochs", "3"))
mode <- argument("mode", "trainer")
convolutional <- argument("network", "perceptron") == "convolutional"
stop_after <- as.integer(argument("stop_after", "0"))
out <- function(name) file.path(argument("out", "."), name)

counts <- new.env()
counts$forward <- 0
counts$counting <- TRUE
counts$asked <- integer()

stage <- function(from, to) {
  list(nn_conv2d(from, to, 3, padding = 1), nn_batch_norm2d(to), nn_relu(), nn_max_pool2d(2))
}

Net <- nn_module("Net",
  initialize = function() {
    self$body <- if (convolutional) {
      nn_sequential(c(stage(1, 8), stage(8, 16), nn_flatten(), nn_dropout(0.1), nn_linear(784, 10)))
    } else {
      nn_sequential(nn_flatten(), nn_linear(784, 256), nn_relu(), nn_linear(256, 10))
    }
  },
  forward = function(x) {
    if (counts$counting) counts$forward <- counts$forward + 1
    self$body(x)
  }
)

enough <- structure(class = c("enough", "error", "condition"), list(message = "enough", call = NULL))

# Records the loss of each batch, and can fail in the middle.
Recorder <- callback("Recorder",
  initialize = function() self$losses <- numeric(),
  on_batch_end = function(batch, logs) {
    self$losses <- c(self$losses, logs$loss)
    if (length(self$losses) == stop_after) stop(enough)
  }
)

Asked <- dataset("Asked",
  initialize = function(data) self$data <- data,
  .getitem = function(i) {
    counts$asked <- c(counts$asked, i)
    self$data$get(i)
  },
  .length = function() length(self$data)
)

# Elements in row-major order.
row_major <- function(x) if (length(dim(x)) > 1) as.vector(aperm(as.array(x))) else as.vector(x)
write_numbers <- function(path, ..., size) {
  con <- file(path, "wb")
  on.exit(close(con))
  for (values in list(...)) writeBin(as.double(values), con, size = size, endian = "little")
}
# int64 as two words: R has none.
append_int64 <- function(path, values) {
  con <- file(path, "ab")
  on.exit(close(con))
  writeBin(as.integer(rbind(as.integer(values), 0L)), con, size = 4, endian = "little")
}

first <- function(data, n) if (n < length(data)) dataset_subset(data, seq_len(n)) else data

mg_manual_seed(42)
fashion <- dataset_fashion_mnist(root = "data")
train <- first(fashion$train, images)
test <- first(fashion$test, images %/% 6)
net <- Net()
do.call(write_numbers, c(list(out("initial.bin")), lapply(unname(net$named_parameters()), row_major), size = 4))
rule <- optim_sgd(net$parameters(), lr = 0.1, momentum = 0.9)
schedule <- lr_step(2, gamma = 0.1)
recorder <- Recorder()
validation <- dataloader(test, batch_size = 512)

by_trainer <- function() {
  t <- trainer(net,
    loss = nnf_cross_entropy, optimizer = rule, metrics = list(acc = metric_accuracy()), schedule = schedule,
    capture = argument("capture", "true") == "true")
  if (!is.null(given$resume)) mg_resume(t, given$resume)
  loader <- dataloader(train, batch_size = 128, shuffle = TRUE)
  stopped <- tryCatch({
    fit(t, loader, epochs = epochs, validation = validation, callbacks = list(recorder))
    FALSE
  }, enough = function(e) TRUE)
  if (stopped) {
    mg_save(t, out("checkpoint.safetensors"))
    write_numbers(out("losses.bin"), recorder$losses, size = 8)
    quit(status = 0)
  }
  list(traces = t$traces, val_acc = utils::tail(as.data.frame(t$history)$val_acc, 1))
}

by_hand <- function() {
  loader <- dataloader(Asked(train), batch_size = 128, shuffle = TRUE)
  for (epoch in seq_len(epochs)) {
    rule$lr <- 0.1 * schedule$factor(epoch - 1)
    batch_number <- 0
    dl_each(loader, function(batch) {
      rule$zero_grad()
      loss <- nnf_cross_entropy(net(batch[[1]]), batch[[2]])
      backward(loss)
      rule$step()
      batch_number <<- batch_number + 1
      recorder$on_batch_end(batch_number, list(loss = mg_item(loss)))
    })
  }
  accuracy <- metric_accuracy()
  net$eval()
  with_no_grad(dl_each(validation, function(batch) accuracy$update(net(batch[[1]]), batch[[2]])))
  net$train()
  list(traces = 0, val_acc = accuracy$compute())
}

facts <- if (mode == "loop") by_hand() else by_trainer()
counts$counting <- FALSE
write_numbers(out("losses.bin"), recorder$losses, size = 8)
if (mode == "loop") {
  unlink(out("order.bin"))
  append_int64(out("order.bin"), counts$asked - 1)
}
mg_save(net, out("model.safetensors"))
scores <- net$predict(fashion$test[1:256]$x)
write_numbers(out("predictions.bin"), row_major(scores), size = 4)
append_int64(out("predictions.bin"), as.integer(mg_argmax(scores, 2)) - 1)
known <- c(traces = facts$traces, forward_calls = counts$forward, val_acc = sprintf("%.4f", facts$val_acc))
writeLines(paste0(names(known), "=", known), out("facts.txt"))
