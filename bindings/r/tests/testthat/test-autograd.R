test_that("backward", {
  x <- mg_parameter(c(1, 2, 3))
  (x * x)$sum()$backward()
  same(x$grad, c(2, 4, 6))
  sum(x * 2) |> backward()
  same(x$grad, c(4, 6, 8))
  x$grad <- NULL
  expect_null(x$grad)
})

test_that("without recording", {
  x <- mg_parameter(c(1, 2))
  expect_false(with_no_grad(x * 2)$requires_grad)
  expect_true((x * 2)$requires_grad)
  f <- function() {
    local_no_grad()
    x * 2
  }
  expect_false(f()$requires_grad)
  expect_true(mg_is_grad_enabled())
  expect_true(with_no_grad(with_enable_grad(x * 2))$requires_grad)
  expect_error(with_no_grad(stop("inside")), "inside")
  expect_true(mg_is_grad_enabled())
})

test_that("grad and value_and_grad of functions", {
  f <- function(x, y) sum(x * x * y)
  x <- mg_tensor(c(1, 2))
  y <- mg_tensor(c(3, 4))
  g <- mg_grad(f)(x, y)
  same(g[[1]], 2 * c(1, 2) * c(3, 4))
  same(g[[2]], c(1, 4))
  both <- mg_value_and_grad(f)(x, y)
  same(both$value, 19)
  same(both[[2]][[2]], c(1, 4))
  second <- mg_grad(function(x) sum(mg_grad(function(z) sum(z * z * z))(x)[[1]]))(x)
  same(second[[1]], 6 * c(1, 2))
})

test_that("a function of the package as an argument", {
  x <- mg_tensor(c(1, -2))
  g <- mg_grad(function(x) sum(mg_relu(x)))(x)
  same(g[[1]], c(1, 0))
  same(mg_grad(mg_sum)(x)[[1]], c(1, 1))
})

test_that("jvp", {
  out <- mg_jvp(function(x) x * x)(mg_tensor(c(1, 2)), tangents = list(mg_tensor(c(1, 10))))
  same(out[[2]], c(2, 40))
})

test_that("an operator of one's own", {
  calls <- 0
  double <- function(x) {
    mg_custom(list(x), function(a) mg_tensor(as.array(a) * 2), function(...) {
      calls <<- calls + 1
      list(...)[[1]] * 2 # first the gradient of the result, then the inputs
    })
  }
  x <- mg_parameter(c(1, 2))
  y <- double(x)
  same(y, c(2, 4))
  sum(y * 3)$backward()
  same(x$grad, c(6, 6))
  expect_equal(calls, 1)
})

test_that("errors of the user's functions come back as they are", {
  x <- mg_tensor(c(1, 2))
  mine <- structure(class = c("mine", "error", "condition"), list(message = "mine", call = NULL))
  expect_s3_class(caught(mg_grad(function(x) stop(mine))(x)), "mine")
  expect_error(mg_custom(list(x), function(a) stop("in forward")), "in forward")
  expect_equal(withRestarts(mg_grad(function(x) invokeRestart("out", 5))(x), out = function(n) n), 5)
  same(mg_grad(function(x) sum(x))(x)[[1]], c(1, 1)) # goes on
})

test_that("writing into what a gradient needs is an error", {
  x <- mg_parameter(c(1, 2))
  expect_s3_class(caught(x$add_(1)), "mg_gradient_error")
  y <- x * 2
  z <- y * y
  y$add_(1)
  expect_s3_class(caught(sum(z)$backward()), "mg_gradient_error")
  expect_s3_class(caught(mg_ones(2)$sum()$backward()), "mg_gradient_error")
})

test_that("compiled functions are called, and traced once", {
  calls <- 0
  f <- mg_compile(function(x, y) {
    calls <<- calls + 1
    mg_tanh(x) * y$add(1)
  })
  x <- mg_tensor(matrix(c(0.1, 0.2, 0.3, 0.4), 2))
  y <- mg_tensor(c(1, 2))
  eager <- mg_tanh(x) * (y + 1)
  for (i in 1:3) expect_identical(mg_bytes(f(x, y)), mg_bytes(eager))
  expect_equal(calls, 1)
  expect_equal(dim(f(mg_ones(5, 2), y)), c(5L, 2L)) # another size is no new trace
  expect_equal(calls, 1)
  expect_equal(f$traces, 1)
  p <- mg_parameter(c(1, 2))
  sum(f(x, p))$backward()
  same(p$grad, colSums(tanh(as.array(x))))
  file <- tempfile(fileext = ".safetensors")
  f$graph(x, y)$save(file)
  expect_identical(mg_bytes(mg_load_graph(file)(x, y)), mg_bytes(eager))
  expect_s3_class(caught(mg_compile(function(x) if (as.numeric(x) > 0) x else -x)(mg_ones(1))), "mg_trace_error")
})

test_that("vmap", {
  x <- matrix(c(1, 3, 5, 2, 4, 6), 3)
  w <- c(10, 1)
  rowwise <- function(row, w) sum(row * w)
  same(mg_vmap(rowwise, in_dims = list(1, NULL))(mg_tensor(x), mg_tensor(w)), x %*% w)
  same(mg_vmap(rowwise, in_dims = list(2, NULL))(mg_tensor(t(x)), mg_tensor(w)), x %*% w)
  gradients <- mg_vmap(function(row) mg_grad(function(z) sum(z * z))(row)[[1]])(mg_tensor(x))
  expect_equal(values(gradients), 2 * x)
  expect_equal(values(mg_vmap(function(row) row * 2, out_dim = 2)(mg_tensor(x))), t(2 * x))
  expect_s3_class(caught(mg_vmap(rowwise, in_dims = list(3, NULL))(mg_tensor(x), mg_tensor(w))), "mg_index_error")
  expect_s3_class(caught(mg_vmap(rowwise)(mg_tensor(x), mg_tensor(w))), "mg_shape_error")
  expect_error(mg_vmap(function(row) stop("inside"))(mg_tensor(x)), "inside")
})
