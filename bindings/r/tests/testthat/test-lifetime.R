Net <- nn_module("Net",
  initialize = function() self$body <- nn_sequential(nn_linear(8, 16), nn_relu(), nn_linear(16, 2)),
  forward = function(x) self$body(x)
)

test_that("of a thousand networks none is left", {
  make <- function(n) {
    for (i in seq_len(n)) {
      net <- Net()
      net$cycle <- new.env()
      net$cycle$net <- net
      if (i %% 100 == 0) sum(net(mg_ones(1, 8)))$backward()
    }
  }
  make(20)
  expect_no_leaks(make(1000))
})

test_that("scopes, errors and collections leave nothing", {
  x <- mg_parameter(rnorm(10))
  expect_no_leaks({
    for (i in 1:20) {
      with_scope(sum(x * i), "step")
      caught(mg_add(x, mg_zeros(3)))
      caught(mg_grad(function(z) stop("no"))(x))
    }
    f <- function() {
      local_scope()
      y <- x * 2
      sum(y)$backward()
      invisible()
    }
    f()
    x$grad <- NULL
  })
})

test_that("what a scope gives back lives on", {
  out <- with_scope(list(a = mg_ones(2), b = list(mg_zeros(1))))
  same(out$a, c(1, 1))
  same(out$b[[1]], 0)
  f <- function() {
    local_scope()
    y <- mg_ones(2)
    mg_keep(y)
  }
  same(f(), c(1, 1))
})

test_that("the collector at every allocation", {
  gctorture(TRUE)
  on.exit(gctorture(FALSE))
  x <- mg_tensor(matrix(c(1, 2, 3, 4), 2))
  y <- x %*% x + 1
  z <- y[1, 2:1]
  g <- mg_grad(function(a) sum(a * a))(x)
  net <- nn_linear(2, 1)
  out <- net(x)
  gctorture(FALSE)
  same(y, matrix(c(1, 2, 3, 4), 2) %*% matrix(c(1, 2, 3, 4), 2) + 1)
  same(z, c(16, 8))
  same(g[[1]], c(2, 4, 6, 8))
  expect_equal(dim(out), c(2L, 1L))
})

test_that("the engine's memory makes R collect", {
  peak <- 0
  for (i in 1:60) {
    x <- mg_zeros(4e6) # 16 MB each, of which R sees a pointer
    peak <- max(peak, mg_memory()$bytes)
  }
  expect_lt(peak, 60 * 16e6)
})
