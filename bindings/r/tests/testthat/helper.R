# What the examples of the documentation expect, compared by R's own numbers.
expect_value <- function(value, equals, shape, dtype, tolerance = 1e-6) {
  if (!missing(shape)) {
    expect_equal(as.numeric(if (is_mg_tensor(value)) dim(value) else length(value)), as.numeric(shape))
  }
  if (!missing(dtype)) expect_equal(value$dtype, dtype)
  if (missing(equals)) return(invisible())
  if (is_mg_tensor(value)) {
    expect_rank_of(value, equals)
    value <- as.array(value)
    if (length(dim(value)) < 2) value <- as.vector(value)
  }
  if (is.numeric(equals) && is.numeric(value)) {
    expect_equal(value, equals, tolerance = max(tolerance, 1e-6), ignore_attr = TRUE)
  } else {
    expect_identical(value, equals)
  }
}

# One number stands for a tensor of rank 0 as well.
expect_rank_of <- function(value, equals) {
  rank <- if (is.null(dim(equals))) 1L else length(dim(equals))
  if (length(equals) == 1 && rank == 1 && length(dim(value)) == 0) return()
  expect_equal(length(dim(value)), rank)
}

# Tensors, handles and objects are as many after the block as before.
expect_no_leaks <- function(block) {
  gc(full = TRUE)
  before <- mg_memory()
  block
  rm(block)
  gc(full = TRUE)
  gc(full = TRUE)
  after <- mg_memory()
  expect_equal(unlist(after[c("tensors", "handles", "objects")]), unlist(before[c("tensors", "handles", "objects")]))
}

values <- function(x) as.array(x)
same <- function(x, y, tolerance = 1e-6) expect_equal(as.vector(x), as.vector(y), tolerance = tolerance)

# Lines of progress are for people.
options(mixgrad.progress = FALSE)

# An error's fields, whatever it is.
caught <- function(expr) {
  tryCatch({
    expr
    NULL
  }, error = identity)
}

# A network with children, a parameter and a field of its own.
Net <- nn_module("Net",
  initialize = function(hidden = 4) {
    self$first <- nn_linear(3, hidden)
    self$rest <- nn_sequential(nn_relu(), nn_linear(hidden, 2))
    self$scale <- mg_parameter(c(1, 2))
    self$calls <- 0
  },
  forward = function(x) {
    self$calls <- self$calls + 1
    (x |> self$first() |> self$rest()) * self$scale
  }
)
