points <- function(n = 64) {
  x <- mg_normal(c(n, 2))
  list(x = x, y = mg_tensor(factor(as.vector(mg_sum(x, dim = 2)) > 0)))
}
loader <- function(n = 64, ...) {
  p <- points(n)
  dataloader(dataset_tensor(p$x, p$y), batch_size = 16, ...)
}
new_trainer <- function(net = nn_sequential(nn_linear(2, 8), nn_relu(), nn_linear(8, 2)), ...) {
  rule <- optim_sgd(net$parameters(), lr = 0.5)
  trainer(net, loss = nnf_cross_entropy, optimizer = rule, metrics = list(acc = metric_accuracy()), ...)
}

test_that("fit", {
  mg_manual_seed(0)
  fitted <- new_trainer() |> fit(loader(shuffle = TRUE), epochs = 5, validation = loader(32))
  frame <- as.data.frame(fitted)
  expect_equal(nrow(frame), 5)
  expect_lt(frame$loss[5], frame$loss[1])
  expect_gt(frame$val_acc[5], 0.8)
  expect_match(fitted$plot()$svg, "<svg", fixed = TRUE)
  expect_equal(fitted$column("loss"), frame$loss)
  expect_output(print(fitted), "val_acc")
  expect_equal(nrow(summary(fitted)), 1)
  expect_equal(dim(predict(fitted, mg_ones(3, 2))), c(3L, 2L))
  expect_true(all(predict(fitted, mg_ones(3, 2), type = "class") %in% 1:2))
  expect_equal(levels(predict(fitted, mg_ones(3, 2), type = "class", levels = c("no", "yes"))), c("no", "yes"))
  read <- unserialize(serialize(fitted, NULL))
  expect_equal(as.data.frame(read), frame)
  expect_identical(as.array(predict(read, mg_ones(3, 2))), as.array(predict(fitted, mg_ones(3, 2))))
  file <- tempfile(fileext = ".pdf")
  grDevices::pdf(file)
  plot(fitted)
  plot(mg_uniform(c(3, 1, 4, 4)), titles = c("a", "b", "c"))
  grDevices::dev.off()
  expect_gt(file.size(file), 1000)
})

# A class number reaches the function as R counts, whoever calls it.
test_that("a compiled loss is the loss", {
  trained <- function(loss) {
    mg_manual_seed(3)
    net <- nn_sequential(nn_linear(2, 4), nn_relu(), nn_linear(4, 2))
    model <- trainer(net, loss = loss, optimizer = optim_sgd(lr = 0.5))
    fitted <- model |> fit(loader(), epochs = 2, validation = loader(32))
    list(as.data.frame(fitted), lapply(net$parameters(), mg_bytes))
  }
  own <- function(output, target) {
    right <- mg_unsqueeze(target, 2) == mg_tensor(1:2)
    -mg_mean(mg_sum(mg_where(right, mg_log_softmax(output, 2), 0), dim = 2))
  }
  plain <- trained(nnf_cross_entropy)
  expect_identical(trained(mg_compile(nnf_cross_entropy)), plain)
  expect_identical(trained(mg_compile(function(output, target) nnf_cross_entropy(output, target))), plain)
  expect_identical(trained(mg_compile(own)), trained(own))
  expect_equal(trained(own)[[1]]$loss, plain[[1]]$loss, tolerance = 1e-5)
  scores <- mg_tensor(matrix(c(1, 2, 3, 0), 2))
  classes <- mg_tensor(c(1L, 2L))
  expect_identical(
    mg_bytes(mg_compile(nnf_cross_entropy)(scores, classes)),
    mg_bytes(nnf_cross_entropy(scores, classes))
  )
})

test_that("progress is a line for each epoch where there is no terminal", {
  out <- tempfile()
  con <- file(out, "w")
  sink(con, type = "message")
  old <- options(mixgrad.progress = TRUE)
  on.exit(options(old))
  new_trainer() |> fit(loader(), epochs = 2)
  sink(type = "message")
  close(con)
  lines <- readLines(out)
  expect_length(lines[lines != ""], 2)
  expect_match(lines, "loss")
})

test_that("datasets, callbacks, metrics and schedules of the user", {
  Points <- dataset("Points",
    initialize = function(n) self$p <- lapply(points(n), as.array),
    .getitem = function(i) list(self$p$x[i, ], self$p$y[i]),
    .length = function() nrow(self$p$x)
  )
  Recorder <- callback("Recorder",
    initialize = function() self$seen <- list(),
    on_epoch_end = function(epoch, logs) {
      self$seen <- c(self$seen, list(c(epoch, logs$loss)))
      epoch == 2
    }
  )
  Rows <- metric("Rows",
    reset = function() self$rows <- 0,
    update = function(output, target) self$rows <- self$rows + dim(target)[1],
    compute = function() self$rows
  )
  Half <- lr_schedule("Half", factor = function(epoch) 0.5^epoch)
  net <- nn_linear(2, 2)
  recorder <- Recorder()
  rule <- optim_sgd(net$parameters(), lr = 1)
  t <- trainer(net, loss = nnf_cross_entropy, optimizer = rule, metrics = list(rows = Rows()), schedule = Half())
  fitted <- fit(t, dataloader(Points(48), batch_size = 20), epochs = 9, callbacks = list(recorder))
  frame <- as.data.frame(fitted)
  expect_equal(frame$rows, c(48, 48))
  expect_equal(frame$lr, c(1, 0.5))
  expect_equal(vapply(recorder$seen, function(s) s[1], 0), c(1, 2))
  expect_equal(vapply(recorder$seen, function(s) s[2], 0), frame$loss)
})

test_that("errors of the user's code come back as they are", {
  Broken <- dataset("Broken", .getitem = function(i) stop("item is broken"), .length = function() 8)
  expect_error(fit(new_trainer(), dataloader(Broken(), batch_size = 4), epochs = 1), "item is broken")
  mine <- structure(class = c("mine", "error", "condition"), list(message = "mine", call = NULL))
  Failing <- callback("Failing", on_epoch_end = function(epoch, logs) stop(mine))
  expect_s3_class(caught(fit(new_trainer(), loader(), epochs = 2, callbacks = list(Failing()))), "mine")
  Bad <- nn_module("Bad", initialize = function() self$l <- nn_linear(2, 2), forward = function(x) stop("in forward"))
  net <- Bad()
  t <- trainer(net, loss = nnf_cross_entropy, optimizer = optim_sgd(net$parameters()))
  expect_error(fit(t, loader(), epochs = 1), "in forward")
})

test_that("network and loss of the user are traced once", {
  calls <- 0
  Net <- nn_module("Net", initialize = function() self$layer <- nn_linear(2, 2), forward = function(x) {
    calls <<- calls + 1
    self$layer(x)
  })
  net <- Net()
  loss <- function(output, target) nnf_cross_entropy(output, target)
  t <- trainer(net, loss = loss, optimizer = optim_sgd(net$parameters(), lr = 0.1))
  fit(t, loader(), epochs = 3)
  expect_equal(calls, 1)
})

test_that("a loop by hand equals the trainer", {
  make <- function() {
    mg_manual_seed(1)
    net <- nn_sequential(nn_linear(2, 8), nn_relu(), nn_linear(8, 2))
    list(net = net, rule = optim_sgd(net$parameters(), lr = 0.1, momentum = 0.9), data = loader())
  }
  a <- make()
  fit(trainer(a$net, loss = nnf_cross_entropy, optimizer = a$rule), a$data, epochs = 2)
  b <- make()
  for (epoch in 1:2) dl_each(b$data, function(batch) {
    b$rule$zero_grad()
    nnf_cross_entropy(b$net(batch[[1]]), batch[[2]])$backward()
    b$rule$step()
  })
  expect_identical(lapply(a$net$parameters(), mg_bytes), lapply(b$net$parameters(), mg_bytes))
})

test_that("save and resume", {
  run <- function(epochs, from = NULL) {
    mg_manual_seed(5)
    t <- new_trainer()
    data <- loader(shuffle = TRUE, seed = 3)
    if (!is.null(from)) mg_resume(t, from)
    fit(t, data, epochs = epochs)
    t
  }
  files <- vapply(1:3, function(i) tempfile(fileext = ".safetensors"), "")
  mg_save(run(4), files[1])
  mg_save(run(2), files[2])
  mg_save(run(4, files[2]), files[3])
  expect_identical(readBin(files[1], "raw", 1e6), readBin(files[3], "raw", 1e6))
})

test_that("a second fit meanwhile is busy", {
  t <- new_trainer()
  found <- NULL
  Again <- callback("Again", on_epoch_end = function(epoch, logs) {
    found <<- caught(fit(t, loader(), epochs = 1))
    FALSE
  })
  fit(t, loader(), epochs = 1, callbacks = list(Again()))
  expect_s3_class(found, "mg_busy_error")
})

test_that("an interrupt ends fit cleanly", {
  file <- tempfile(fileext = ".safetensors")
  code <- bquote({
    library(mixgrad, lib.loc = .(dirname(find.package("mixgrad"))))
    net <- nn_sequential(nn_linear(64, 256), nn_relu(), nn_linear(256, 10))
    x <- mg_normal(c(4096, 64))
    data <- dataloader(dataset_tensor(x, mg_argmax(x[, 1:10], dim = 2)), batch_size = 32)
    t <- trainer(net, loss = nnf_cross_entropy, optimizer = optim_sgd(net$parameters(), lr = 0.1))
    # It asks for nothing more of R, which then waits.
    interrupt <- function() system(sprintf("(sleep 0.3; kill -INT %d)", Sys.getpid()), wait = FALSE)
    begun <- callback("Begun", on_fit_start = interrupt)()
    tryCatch(fit(t, data, epochs = 100000, callbacks = list(begun)), interrupt = function(e) cat("interrupted\n"))
    mg_save(net, .(file))
    stop_at <- function(batch, logs) if (batch == 3) tools::pskill(Sys.getpid(), tools::SIGINT)
    stopping <- callback("Stop", on_batch_end = stop_at)()
    tryCatch(fit(t, data, epochs = 100000, callbacks = list(stopping)), interrupt = function(e) {
      cat("also in a callback\n")
    })
    fit(t, data, epochs = 1)
    cat("goes on\n")
  })
  script <- tempfile(fileext = ".R")
  writeLines(deparse(code), script)
  out <- system2("timeout", c("1200", file.path(R.home("bin"), "Rscript"), script), stdout = TRUE, stderr = FALSE)
  expect_identical(out, c("interrupted", "also in a callback", "goes on"))
  expect_true(file.exists(file))
})

test_that("of a thousand trainers none is left, and the process does not grow", {
  resident <- function() {
    gc(full = TRUE)
    as.numeric(strsplit(readLines("/proc/self/statm"), " ")[[1]][2])
  }
  make <- function(n) {
    for (i in seq_len(n)) {
      t <- new_trainer(nn_sequential(nn_linear(2, 64), nn_relu(), nn_linear(64, 2)))
      if (i %% 50 == 0) fit(t, loader(16), epochs = 1)
    }
  }
  make(50)
  sizes <- numeric()
  expect_no_leaks({
    for (part in 1:5) {
      make(200)
      sizes <- c(sizes, if (file.exists("/proc/self/statm")) resident() else 1)
    }
  })
  # If it always grew as in its best round. With a leak all rounds grow; what allocators keep comes to an end.
  expect_lt(4 * min(diff(sizes)), 0.05 * sizes[1])
})

test_that("an operator of one's own runs inside fit", {
  calls <- c(forward = 0, gradient = 0)
  Doubled <- nn_module("Doubled", initialize = function() self$layer <- nn_linear(2, 2), forward = function(x) {
    mg_custom(list(self$layer(x)), function(a) {
      calls[["forward"]] <<- calls[["forward"]] + 1
      a * 2
    }, function(g, a) {
      calls[["gradient"]] <<- calls[["gradient"]] + 1
      list(g * 2)
    })
  })
  net <- Doubled()
  t <- trainer(net, loss = nnf_cross_entropy, optimizer = optim_sgd(net$parameters(), lr = 0.1))
  frame <- as.data.frame(fit(t, loader(), epochs = 2))
  expect_equal(unname(calls[["gradient"]]), 8)
  expect_gte(calls[["forward"]], 8)
  expect_lt(frame$loss[2], frame$loss[1])
})
