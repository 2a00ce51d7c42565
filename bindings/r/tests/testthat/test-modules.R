test_that("fields are registered in order", {
  net <- Net()
  names <- c("scale", "first.weight", "first.bias", "rest.1.weight", "rest.1.bias")
  expect_named(net$named_parameters(), names)
  expect_length(mg_parameters(net), 5)
  expect_named(mg_state_dict(net), names)
  expect_equal(net$named_parameters()$scale$identity, net$scale$identity)
})

test_that("calling", {
  net <- Net()
  x <- mg_ones(2, 3)
  y <- net(x)
  expect_equal(dim(y), c(2L, 2L))
  expect_equal(net$calls, 1)
  expect_identical(values(net$forward(x)), values(y))
  expect_identical(values(x |> net()), values(y))
  sum(y)$backward()
  expect_true(all(!vapply(net$parameters(), function(p) is.null(p$grad), TRUE)))
  net$zero_grad()
  expect_true(all(vapply(net$parameters(), function(p) is.null(p$grad), TRUE)))
})

test_that("names are snake_case, lists count from 0", {
  Deep <- nn_module("Deep", initialize = function() {
    self$fcOut <- nn_linear(1, 1)
    self$layers <- lapply(1:2, function(i) nn_linear(2, 2, bias = FALSE))
  })
  expect_named(Deep()$named_parameters(), c("fc_out.weight", "fc_out.bias", "layers.0.weight", "layers.1.weight"))
})

test_that("methods and constants of one's own", {
  Counter <- nn_module("Counter", limit = 3, twice = function(x) x * self$limit, forward = function(x) self$twice(x))
  net <- Counter()
  same(net(mg_ones(2)), c(3, 3))
  net$limit <- 5
  same(net(mg_ones(2)), c(5, 5))
})

test_that("modes", {
  net <- Net()
  expect_true(net$training && net$rest$training)
  net$eval()
  expect_false(net$training || net$rest$training)
  net$train()
  expect_true(net$first$training)
  drop <- nn_dropout(0.5)
  drop$eval()
  same(drop(mg_ones(4)), rep(1, 4))
})

test_that("errors name the layer", {
  e <- caught(nn_sequential(nn_relu(), nn_linear(3, 2))(mg_ones(1, 5)))
  expect_s3_class(e, "mg_shape_error")
  expect_equal(e$layer, "1")
  Outer <- nn_module("Outer", initialize = function() self$inner <- Net(), forward = function(x) self$inner(x))
  e <- caught(Outer()(mg_ones(1, 5)))
  expect_equal(e$layer, "inner.first")
  expect_match(conditionMessage(e), "^inner.first: ")
})

test_that("without forward", {
  Empty <- nn_module("Empty")
  expect_s3_class(caught(Empty()(mg_ones(1))), "mg_error")
  expect_s3_class(caught(Empty(1)), "mg_type_error")
})

test_that("same seed, same weights", {
  mg_manual_seed(3)
  a <- values(Net()$first$weight)
  mg_manual_seed(3)
  expect_identical(values(Net()$first$weight), a)
  mg_manual_seed(4)
  expect_false(identical(values(Net()$first$weight), a))
})

test_that("saveRDS and readRDS", {
  net <- Net()
  net$eval()
  x <- mg_ones(1, 3)
  file <- tempfile(fileext = ".rds")
  saveRDS(list(net = net, x = x, factor = mg_tensor(factor("a"))), file)
  mg_manual_seed(9)
  read <- readRDS(file)
  expect_identical(values(read$net(read$x)), values(net(x)))
  expect_false(read$net$training)
  expect_named(read$net$named_parameters(), names(net$named_parameters()))
  expect_true(read$net$scale$requires_grad)
  sum(read$net(x))$backward()
  again <- unserialize(serialize(read$net, NULL))
  expect_identical(values(again(x)), values(net(x)))
  first <- values(mg_uniform(3))
  mg_manual_seed(9)
  expect_identical(values(mg_uniform(3)), first) # reading has taken no random numbers
})

test_that("readRDS in a fresh session without attaching the package", {
  net <- nn_sequential(nn_linear(2, 3), nn_relu(), nn_linear(3, 1))
  file <- tempfile(fileext = ".rds")
  saveRDS(net, file)
  code <- bquote({
    .libPaths(.(dirname(find.package("mixgrad"))))
    net <- readRDS(.(file))
    cat(as.numeric(net(mixgrad::mg_ones(1, 2))))
  })
  script <- tempfile(fileext = ".R")
  writeLines(deparse(code), script)
  out <- system2(file.path(R.home("bin"), "Rscript"), script, stdout = TRUE, stderr = TRUE)
  same(as.numeric(out[length(out)]), as.numeric(net(mg_ones(1, 2))))
})

test_that("one object has one wrapper", {
  data <- dataset_tensor(mg_zeros(4, 1))
  loader <- dataloader(data)
  expect_identical(loader$dataset, data)
})

test_that("reassigning a layer is an error", {
  net <- Net()
  net$first <- net$first
  expect_s3_class(caught(net$first <- nn_linear(3, 4)), "mg_value_error")
})

test_that("optimizer by hand", {
  net <- nn_linear(1, 1, bias = FALSE)
  rule <- optim_sgd(net$parameters(), lr = 0.5)
  before <- mg_item(net$weight)
  sum(net(mg_ones(1, 1)))$backward()
  rule$step()
  same(net$weight, before - 0.5)
  rule$zero_grad()
  expect_null(net$weight$grad)
  rule$lr <- 0.25
  expect_equal(rule$lr, 0.25)
})

test_that("printing", {
  expect_output(print(Net()), "<Net>\n  first: <nn_linear>\n  rest: <nn_sequential>\n    0: <nn_relu>", fixed = TRUE)
  expect_output(print(nn_dropout(0.25)), "nn_dropout")
  expect_output(print(optim_sgd(lr = 0.5)), "lr: 0.5")
})

test_that("networks are reclaimed", {
  expect_no_leaks({
    local({
      net <- Net()
      net$cycle <- new.env()
      net$cycle$net <- net
      sum(net(mg_ones(1, 3)))$backward()
    })
  })
})

test_that("what holds a module of the user holds its R part", {
  chain <- nn_sequential(Net(), nn_relu())
  loader <- dataloader(dataset("Ones", .getitem = function(i) list(c(1, i)), .length = function() 2)())
  gc(full = TRUE)
  expect_equal(dim(chain(mg_ones(1, 3))), c(1L, 2L))
  expect_length(as_list(loader), 2)
})

test_that("objects of the user survive saveRDS", {
  Points <- dataset("Points",
    initialize = function(n) self$x <- diag(n),
    .getitem = function(i) list(self$x[i, ]),
    .length = function() nrow(self$x)
  )
  read <- unserialize(serialize(Points(3), NULL))
  expect_equal(values(read[1:3][[1]]), diag(3))
  expect_equal(length(as_list(dataloader(read, batch_size = 2))), 2L)
  layers <- unserialize(serialize(list(drop = nn_dropout(0.25), rule = optim_sgd(lr = 0.5)), NULL))
  expect_equal(layers$drop$p, 0.25)
  expect_equal(layers$rule$lr, 0.5)
})

test_that("modules are moved and converted", {
  net <- mg_to(nn_linear(2, 2), "cpu")
  expect_equal(net$weight$dtype, "float32")
  net$to(dtype = "float64")
  expect_equal(net$weight$dtype, "float64")
  expect_s3_class(caught(mg_to(net, "cuda:0")), "mg_device_error")
})

test_that("what is registered can't be replaced unnoticed", {
  Net <- nn_module("Net", initialize = function() {
    self$head <- nn_linear(2, 3)
    self$w <- mg_parameter(1)
    self$note <- 1
  })
  net <- Net()
  for (value in list(nn_linear(2, 5), mg_tensor(1), NULL, 3)) {
    expect_error(net$head <- value, "head is registered in this Net", class = "mg_value_error")
    expect_error(net$w <- value, "w is registered in this Net", class = "mg_value_error")
  }
  net$note <- nn_linear(1, 1)
  expect_equal(names(mg_state_dict(net)), c("w", "head.weight", "head.bias", "note.weight", "note.bias"))
})
