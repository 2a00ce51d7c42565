# Vectors and tensors as subscripts, with base R's arrays as the oracle.
set.seed(1)
b <- array(stats::runif(60), c(3, 4, 5))
float64 <- function(data) mg_tensor(data, dtype = "float64")
# "all" stands where a subscript is empty.
written <- function(subscripts) lapply(subscripts, function(i) if (identical(i, "all")) quote(expr = ) else i) # nolint
at <- function(x, subscripts) do.call(`[`, c(list(x), written(subscripts)))
put <- function(x, subscripts, value) do.call(`[<-`, c(list(x), written(subscripts), list(value = value)))
random_like <- function(part) {
  numbers <- stats::runif(length(part))
  if (is.null(dim(part))) numbers else array(numbers, dim(part))
}
as_tensors <- function(subscripts) {
  lapply(subscripts, function(i) {
    if (is.logical(i)) mg_tensor(i) else if (is.numeric(i) && all(i > 0)) mg_tensor(i, dtype = "int64") else i
  })
}
selections <- list(
  list(c(3, 1, 3), "all", "all"), list("all", c(2, 4, 1), "all"), list("all", "all", c(5, 1, 2)),
  list(c(3, 1, 3), c(2, 4, 1), "all"), list(c(3, 1, 3), "all", c(5, 1, 2)), list("all", c(2, 4, 1), c(1, 2, 2)),
  list(c(3, 1, 3), c(2, 4, 1), c(1, 5, 2)), list(c(3, 1, 3), 2:4, c(4, 4)), list(c(TRUE, FALSE, TRUE), "all", "all"),
  list("all", c(TRUE, TRUE, FALSE, TRUE), c(5, 1, 2)),
  list(c(TRUE, FALSE, TRUE), c(2, 4, 1), c(TRUE, TRUE, FALSE, TRUE, FALSE)),
  list("all", c(-1, -3), c(1, 1)), list(b > 0.5), list(c(1, 60, 7)))

test_that("they read as base R does", {
  x <- float64(b)
  for (s in selections) {
    expected <- at(b, s)
    for (given in list(s, as_tensors(s))) {
      found <- at(x, given)
      expect_equal(as.vector(found), as.vector(expected))
      if (length(s) > 1) expect_equal(as.numeric(dim(found)), as.numeric(dim(expected)))
    }
  }
  expect_equal(values(x[2, c(2, 4, 1), ]), b[2, c(2, 4, 1), ])
  expect_equal(values(x[c(3, 1, 3), 2, c(2, 4, 1)]), b[c(3, 1, 3), 2, c(2, 4, 1)])
  expect_equal(values(x[c(3, 1, 3), 2, , drop = FALSE]), b[c(3, 1, 3), 2, , drop = FALSE])
  expect_equal(values(x[.., c(2, 1, 5)]), b[, , c(2, 1, 5)])
  expect_equal(dim(x[mg_newaxis, c(3, 1, 3), .., 2]), c(1L, 3L, 4L))
  expect_equal(as.vector(x[mg_tensor(as.vector(b > 0.5))]), b[b > 0.5])
  rows <- cbind(c(1, 3, 1), c(4, 2, 4), c(5, 1, 5))
  expect_equal(as.vector(x[rows]), b[rows])
  expect_equal(as.vector(x[mg_tensor(rows, dtype = "int64")]), b[rows])
})

test_that("tensors keep their axes, truths have several", {
  x <- float64(b)
  i <- mg_tensor(rbind(c(2L, 1L), c(3L, 3L)))
  expect_equal(values(x[i, , 2]), array(b[as.vector(as.array(i)), , 2], c(2, 2, 4)))
  expect_equal(dim(x[mg_tensor(2L), , ]), c(1L, 4L, 5L))
  expect_equal(dim(x[mg_scalar(2L), , ]), c(4L, 5L))
  expect_equal(dim(x[mg_scalar(2L), , , drop = FALSE]), c(1L, 4L, 5L))
  plane <- b[, , 1] > 0.4
  expect_equal(values(x[mg_tensor(plane), ]), apply(b, 3, function(part) part[plane]))
  expect_equal(values(x[mg_tensor(plane), c(4, 1, 2)]), apply(b, 3, function(part) part[plane])[, c(4, 1, 2)])
  behind <- b[1, , ] > 0.4
  expect_equal(values(x[, mg_tensor(behind)]), t(apply(b, 1, function(part) part[behind])))
})

test_that("they write as base R does", {
  for (s in selections) {
    for (given in list(s, as_tensors(s))) {
      x <- float64(b)
      part <- at(b, s)
      value <- random_like(part)
      put(x, given, value)
      a <- put(b, s, value)
      expect_equal(values(x), a)
      put(x, given, float64(value) + 1)
      a <- put(a, s, value + 1)
      expect_equal(values(x), a)
      put(x, given, as.vector(value)[1])
      expect_equal(values(x), put(a, s, as.vector(value)[1]))
    }
  }
  x <- float64(b)
  a <- b
  x[c(3, 1), , 2] <- 1:4
  a[c(3, 1), , 2] <- 1:4
  x[x > 0.5] <- 7
  a[a > 0.5] <- 7
  expect_equal(values(x), a)
  x[c(3, 1), c(4, 1), ] <- float64(c(1, 2, 3, 4, 5)) # along the last axis
  a[c(3, 1), c(4, 1), ] <- rep(c(1, 2, 3, 4, 5), each = 4)
  expect_equal(values(x), a)
  row <- x[2, , ]
  row[c(4, 1, 2), 1] <- c(-1, -2, -3)
  expect_equal(as.vector(x[2, c(4, 1, 2), 1]), c(-1, -2, -3))
})

test_that("gradients flow through what they select and into what is written", {
  places <- array(1:60, dim(b))
  for (s in selections) {
    for (given in list(s, as_tensors(s))) {
      chosen <- at(places, s)
      weights <- random_like(chosen)
      x <- mg_parameter(b, dtype = "float64")
      sum(at(x, given) * float64(weights))$backward()
      expected <- numeric(60)
      for (k in seq_along(chosen)) expected[chosen[k]] <- expected[chosen[k]] + weights[k]
      expect_equal(as.vector(x$grad), expected)
      if (anyDuplicated(as.vector(chosen))) next
      slopes <- array(stats::runif(60), dim(b))
      v <- mg_parameter(weights, dtype = "float64")
      y <- float64(b) * 1
      put(y, given, v * 2)
      sum(y * float64(slopes))$backward()
      expect_equal(as.vector(v$grad), 2 * as.vector(at(slopes, s)))
    }
  }
  leaf <- mg_parameter(c(1, 2, 3))
  expect_s3_class(caught(leaf[c(1, 3, 2)] <- 0), "mg_gradient_error")
})

test_that("in traces", {
  chosen <- mg_tensor(c(3L, 1L))
  y <- float64(matrix(stats::runif(6), 3))
  f <- mg_compile(function(t) t[chosen, ] + t[c(2, 2), ])
  expect_equal(values(f(y)), values(y)[c(3, 1), ] + values(y)[c(2, 2), ])
  clipped <- mg_compile(function(t) {
    u <- t * 2
    u[u > 1] <- 1
    u
  })
  expect_equal(values(clipped(y)), pmin(values(y) * 2, 1))
  expect_s3_class(caught(mg_compile(function(t) t[t > 0])(y)), "mg_trace_error")
})

test_that("their errors count from 1", {
  x <- float64(b)
  for (e in list(caught(x[, mg_tensor(c(1L, 5L)), ]), caught(x[, mg_tensor(c(1L, 5L)), ] <- 0))) {
    expect_s3_class(e, "mg_index_error")
    expect_match(conditionMessage(e), "index 5 at position [2] of a tensor lies outside axis 2, which", fixed = TRUE)
    expect_equal(e$accepted, "1 to 4")
  }
  expect_equal(caught(x[, mg_tensor(c(1L, 5L)), ] <- 0)$operator, "setitem")
  expect_match(conditionMessage(caught(x[mg_tensor(0L), , ])), "index 0 at position [1]", fixed = TRUE)
  expect_s3_class(caught(x[mg_tensor(-1L), , ]), "mg_index_error")
  expect_match(conditionMessage(caught(x[, c(1, 2, 5), ])), "index 5 lies outside dim 2", fixed = TRUE)
  expect_match(conditionMessage(caught(x[c(1, 61)])), "index 61 lies outside a tensor of 60 elements", fixed = TRUE)
  expect_s3_class(caught(x[mg_tensor(c(1L, 61L))]), "mg_index_error")
  expect_s3_class(caught(x[mg_tensor(c(1, 2)), , ]), "mg_dtype_error")
  expect_s3_class(caught(x[mg_scalar(TRUE), , ]), "mg_type_error")
  mask <- mg_tensor(c(TRUE, FALSE, TRUE))
  for (e in list(caught(x[, mask, ]), caught(x[c(3, 1, 1), mask, ]))) {
    expect_s3_class(e, "mg_index_error")
    expect_match(conditionMessage(e), "a mask has another size than axis 2", fixed = TRUE)
    expect_equal(e$given, "[3]")
  }
  expect_s3_class(caught(x[mg_tensor(b[, , 1] > 2)]), "mg_index_error")
  expect_s3_class(caught(x[c(TRUE, FALSE), c(TRUE, FALSE, TRUE), ]), "mg_index_error")
  e <- caught(x[, c(4, 1, 2), ] <- array(0, c(3, 2, 5)))
  expect_s3_class(e, "mg_shape_error")
  expect_equal(e$given, "[3, 2, 5]")
  expect_equal(e$accepted, "what broadcasts to [3, 3, 5]")
  expect_s3_class(caught(x[c(1, 7, 60)] <- c(1, 2)), "mg_shape_error")
})
