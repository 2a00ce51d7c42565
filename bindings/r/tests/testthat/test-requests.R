# What the engine asks of R's objects, and when.

# Points in two classes; notes how many steps were done when an item was made.
Points <- dataset("Points",
  initialize = function(n = 18, noise = FALSE, broken = 0) {
    self$x <- mg_normal(c(n, 2))
    self$y <- mg_argmax(self$x, 2)
    self$notes <- new.env()
    self$notes$steps <- 0
    self$notes$made <- list()
    self$noise <- noise
    self$broken <- broken
  },
  .getitem = function(i) {
    if (i == self$broken) stop("a broken item")
    self$notes$made <- c(self$notes$made, list(c((i - 1) %/% 4, self$notes$steps)))
    x <- self$x[i, ]
    list(if (self$noise) x + mg_normal(2) else x, self$y[i])
  },
  .length = function() 18
)
Steps <- callback("Steps", initialize = function(notes) self$notes <- notes,
  on_batch_end = function(batch, logs) self$notes$steps <- self$notes$steps + 1)

trained <- function(make, prefetch = 2, epochs = 1, ...) {
  mg_manual_seed(3)
  net <- nn_sequential(nn_linear(2, 8), nn_dropout(0.5), nn_linear(8, 2))
  data <- make(...)
  notes <- if (inherits(data, "Points")) data$notes else new.env()
  if (is.null(notes$steps)) notes$steps <- 0
  t <- trainer(net, loss = nnf_cross_entropy, optimizer = optim_sgd(lr = 0.5))
  batches <- dataloader(data, batch_size = 4, prefetch = prefetch)
  error <- caught(fit(t, batches, epochs = epochs, callbacks = list(Steps(notes))))
  list(weights = lapply(net$parameters(), mg_bytes), notes = notes, error = error)
}
in_memory <- function() {
  data <- Points()
  dataset_tensor(data$x, data$y)
}

test_that("batches are made ahead of the steps that need them", {
  batches <- (0:17) %/% 4
  for (prefetch in c(0, 1, 2, 100)) {
    found <- trained(Points, prefetch)
    expect_equal(do.call(rbind, found$notes$made), cbind(batches, pmax(0, batches - prefetch)), ignore_attr = TRUE)
    expect_identical(found$weights, trained(in_memory)$weights)
  }
})

test_that("items that draw random numbers are made in their turn", {
  expect_identical(trained(Points, 2, 2, noise = TRUE)$weights, trained(Points, 0, 2, noise = TRUE)$weights)
})

test_that("an error in an item comes with its batch", {
  found <- trained(Points, 2, broken = 14)
  expect_match(conditionMessage(found$error), "a broken item")
  expect_equal(found$notes$steps, 3)
})

test_that("only what is overridden is asked for", {
  tables <- getFromNamespace("class_tables", "mixgrad")
  before <- tables$Callback
  on.exit(assign("Callback", before, envir = tables))
  asked <- character()
  watched <- before
  for (name in names(watched$methods)) {
    watched$methods[[name]] <- local({
      method <- name
      function(self, ...) asked <<- c(asked, method)
    })
  }
  assign("Callback", watched, envir = tables)
  Ends <- callback("Ends", on_epoch_end = function(epoch, logs) {
    asked <<- c(asked, format(epoch))
    FALSE
  })
  More <- callback("More", initialize = function() self$on_fit_end <- function() asked <<- c(asked, "end"))
  more <- More()
  more$on_fit_start <- function() asked <<- c(asked, "start")
  net <- nn_linear(2, 2)
  t <- trainer(net, loss = nnf_cross_entropy, optimizer = optim_sgd(net$parameters(), lr = 0.5))
  fit(t, dataloader(in_memory(), batch_size = 4), epochs = 2, callbacks = list(Ends(), more))
  expect_equal(asked, c("start", "1", "2", "end"))
})
