a <- array(as.numeric(1:24), c(2, 3, 4))
as_base <- function(x) if (length(dim(x))) values(x) else mg_item(x)

test_that("subscripts are base R's", {
  x <- mg_tensor(a)
  expect_equal(values(x[1, , ]), a[1, , ])
  expect_equal(values(x[, 2:3, ]), a[, 2:3, ])
  expect_equal(values(x[, 3:1, ]), a[, 3:1, ])
  expect_equal(values(x[, -1, ]), a[, -1, ])
  expect_equal(values(x[, c(-1, -3), , drop = FALSE]), a[, c(-1, -3), , drop = FALSE])
  expect_equal(values(x[, c(3, 1), ]), a[, c(3, 1), ])
  expect_equal(values(x[, c(1, 1, 2), ]), a[, c(1, 1, 2), ])
  expect_equal(values(x[, c(TRUE, FALSE, TRUE), c(1, 4)]), a[, c(TRUE, FALSE, TRUE), c(1, 4)])
  expect_equal(values(x[, , seq(1, 4, 2)]), a[, , seq(1, 4, 2)])
  expect_equal(as_base(x[2, 3, 4]), a[2, 3, 4])
  expect_equal(values(x[1, , , drop = FALSE]), a[1, , , drop = FALSE])
  expect_equal(values(x[]), a)
  expect_equal(dim(x[, integer(), ]), c(2L, 0L, 4L))
  expect_equal(as.vector(x[a > 20]), a[a > 20])
  expect_equal(as.vector(x[x > 20]), a[a > 20])
  expect_equal(as.vector(x[c(1, 5, 24)]), a[c(1, 5, 24)])
  expect_equal(as.vector(x[-(1:20)]), a[-(1:20)])
  expect_equal(as.vector(x[cbind(c(1, 2), c(3, 1), c(4, 2))]), a[cbind(c(1, 2), c(3, 1), c(4, 2))])
})

test_that("one axis", {
  v <- c(5, 6, 7, 8)
  x <- mg_tensor(v)
  for (i in list(2, 1:3, -2, c(4, 1), c(TRUE, FALSE), 4:1, c(1, 3), -(2:3))) expect_equal(as.vector(x[i]), v[i])
  expect_equal(dim(x[2]), integer())
  expect_equal(dim(x[2, drop = FALSE]), 1L)
})

test_that("an axis stays where a set of one was chosen", {
  x <- mg_tensor(a)
  expect_equal(dim(x[-2, , ]), c(1L, 3L, 4L))
  expect_equal(values(x[I(2), , ]), a[2, , , drop = FALSE])
  expect_equal(dim(x[2, , ]), c(3L, 4L))
  expect_equal(dim(x[c(TRUE, FALSE), , ]), c(1L, 3L, 4L))
})

test_that("ellipsis and new axes", {
  x <- mg_tensor(a)
  expect_equal(values(x[.., 1]), a[, , 1])
  expect_equal(values(x[2, ..]), a[2, , ])
  expect_equal(dim(x[mg_newaxis, ..]), c(1L, 2L, 3L, 4L))
  expect_equal(dim(x[, mg_newaxis, 1, ]), c(2L, 1L, 4L))
})

test_that("writing is in place and through views", {
  x <- mg_tensor(a)
  y <- x
  b <- a
  x[1, 2, ] <- 0
  b[1, 2, ] <- 0
  expect_equal(values(y), b)
  x[, 2:3, 1] <- matrix(c(-1, -2, -3, -4), 2)
  b[, 2:3, 1] <- matrix(c(-1, -2, -3, -4), 2)
  expect_equal(values(y), b)
  x[, c(1, 3), 2] <- c(7, 8)
  b[, c(1, 3), 2] <- c(7, 8)
  expect_equal(values(y), b)
  x[x < 0] <- 100
  b[b < 0] <- 100
  expect_equal(values(y), b)
  x[c(1, 2)] <- c(-5, -6)
  b[c(1, 2)] <- c(-5, -6)
  expect_equal(values(y), b)
  x[, -1, 4] <- mg_zeros(2, 2)
  b[, -1, 4] <- 0
  expect_equal(values(y), b)
  x[] <- 3
  expect_equal(values(y), array(3, dim(a)))
  row <- x[1, , ]
  row[1, 1] <- 9
  expect_equal(mg_item(y[1, 1, 1]), 9)
})

test_that("gradients flow through subscripts", {
  x <- mg_parameter(a)
  sum(x[2, c(3, 1), ] * 2)$backward()
  expected <- array(0, dim(a))
  expected[2, c(1, 3), ] <- 2
  expect_equal(values(x$grad), expected)
})

test_that("what is out of range says so, counting from 1", {
  x <- mg_tensor(a)
  e <- caught(x[3, 1, 1])
  expect_s3_class(e, "mg_index_error")
  expect_match(conditionMessage(e), "index 3 lies outside dim 1", fixed = TRUE)
  expect_equal(e$given, "3")
  expect_s3_class(caught(x[, , 5]), "mg_index_error")
  expect_s3_class(caught(x[0, 1, 1]), "mg_index_error")
  expect_s3_class(caught(x[, 0:2, 1]), "mg_index_error")
  expect_s3_class(caught(x[1, 1]), "mg_index_error")
  expect_s3_class(caught(x[1, 1, 1, 1]), "mg_index_error")
  expect_s3_class(caught(x[25]), "mg_index_error")
  expect_s3_class(caught(x[c(-1, 1), , ]), "mg_index_error")
  expect_s3_class(caught(x[NA, , ]), "mg_value_error")
  expect_s3_class(caught(x[1.5, , ]), "mg_type_error")
  expect_s3_class(caught(x["a", , ]), "mg_type_error")
  expect_s3_class(caught(x[.., ..]), "mg_value_error")
  expect_s3_class(caught(x[3, , ] <- 1), "mg_index_error")
  expect_s3_class(caught(x[1, , ] <- 1:5), "mg_shape_error")
})

test_that("double brackets write, and errors name what was written", {
  x <- mg_tensor(matrix(1:4, 2))
  x[[1, 2]] <- 9L
  expect_equal(as.array(x), matrix(c(1, 2, 9, 4), 2))
  e <- expect_error(x[5, 1], class = "mg_index_error")
  expect_match(deparse(conditionCall(e)), "x, 5, 1", fixed = TRUE)
})
