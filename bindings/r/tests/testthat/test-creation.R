float_dtypes <- c("float16", "bfloat16", "float32", "float64")
int_dtypes <- c("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")

test_that("numbers become float32, whole ones int32, logical ones bool", {
  expect_equal(mg_tensor(c(1, 2))$dtype, "float32")
  expect_equal(mg_tensor(1:2)$dtype, "int32")
  expect_equal(mg_tensor(c(TRUE, FALSE))$dtype, "bool")
  expect_equal(mg_tensor(factor(c("a", "b", "a")))$dtype, "int32")
  expect_equal(levels(mg_tensor(factor(c("a", "b", "a")))), c("a", "b"))
})

test_that("arrays keep their dim", {
  for (dims in list(3, c(2, 3), c(2, 3, 4), c(1, 2, 1, 3), c(0, 2), rep(2, 8))) {
    a <- array(seq_len(prod(dims)) / 2, dims)
    for (dtype in c(float_dtypes, int_dtypes)) {
      x <- mg_tensor(a, dtype = dtype)
      expect_equal(dim(x), dim(a))
      same(x, if (grepl("int", dtype)) trunc(a) else a, 0.01)
    }
  }
  expect_equal(values(mg_tensor(matrix(1:6, 2))), matrix(1:6, 2))
  expect_equal(values(mg_tensor(array(c(TRUE, FALSE, TRUE, TRUE), c(2, 2)))), matrix(c(TRUE, FALSE, TRUE, TRUE), 2))
})

test_that("every dtype goes in and comes back", {
  for (dtype in c("bool", int_dtypes, float_dtypes)) {
    x <- mg_tensor(matrix(c(0, 1, 1, 0), 2), dtype = dtype)
    expect_equal(x$dtype, dtype)
    same(as.numeric(x), c(0, 1, 1, 0))
    bytes <- mg_bytes(x)
    expect_equal(as.array(mg_from_bytes(bytes, dtype, dim(x))), as.array(x))
  }
})

test_that("lists are stacked along the first axis", {
  expect_equal(values(mg_tensor(list(c(1, 2), c(3, 4), c(5, 6)))), rbind(c(1, 2), c(3, 4), c(5, 6)))
  expect_equal(as.vector(mg_tensor(list(1L, 2L))), 1:2)
  m <- matrix(c(1, 2, 3, 4, 5, 6), 2)
  expect_equal(values(mg_tensor(list(m, m + 10)))[2, , ], m + 10)
  expect_s3_class(caught(mg_tensor(list(c(1, 2), 3))), "mg_shape_error")
  expect_equal(dim(mg_tensor(iris[1:4])), c(150L, 4L))
})

test_that("tensors without axes", {
  x <- mg_scalar(2.5)
  expect_equal(dim(x), integer())
  expect_equal(mg_item(x), 2.5)
  expect_equal(dim(mg_tensor(2.5)), 1L)
  expect_equal(length(x), 1L)
})

test_that("a view of an array shares its memory and can't be written", {
  a <- matrix(c(1, 2, 3, 4, 5, 6), 2)
  x <- mg_from_array(a)
  expect_equal(x$dtype, "float64")
  expect_equal(x$strides, c(1L, 2L))
  expect_true(x$is_read_only)
  expect_equal(values(x), a)
  expect_s3_class(caught(x[1, 1] <- 5), "mg_read_only_error")
  a[1, 1] <- 100 # R copies: the tensor keeps what it saw
  expect_equal(values(x)[1, 1], 1)
  expect_equal(values(mg_from_array(matrix(1:4, 2))), matrix(1:4, 2))
  rm(a)
  gc()
  expect_equal(values(x + 1)[2, 3], 7)
})

test_that("results do not depend on the layout", {
  a <- matrix(rnorm(200), 20)
  columns <- mg_astype(mg_from_array(a), "float32")
  rows <- mg_tensor(a)
  expect_identical(mg_bytes(mg_sum(columns, dim = 1)), mg_bytes(mg_sum(rows, dim = 1)))
  expect_identical(mg_bytes(mg_sum(mg_from_array(a))), mg_bytes(mg_sum(mg_tensor(a, dtype = "float64"))))
})

test_that("int64 is exact to 2^53 and an error beyond", {
  x <- mg_tensor(2^53, dtype = "int64")
  expect_equal(as.numeric(x), 2^53)
  expect_s3_class(caught(as.numeric(x + 1L)), "mg_value_error")
  expect_equal(as.numeric(mg_cast(x + 1L, "float64")), 2^53)
})

test_that("the smallest int32 is a number", {
  x <- mg_tensor(c(-2^31, 5), dtype = "int32")
  expect_equal(as.numeric(x), c(-2^31, 5))
})

test_that("creation functions", {
  expect_equal(values(mg_zeros(2, 3)), matrix(0, 2, 3))
  expect_equal(values(mg_ones(c(2, 3), dtype = "int32")), matrix(1L, 2, 3))
  expect_equal(mg_arange(4L)$dtype, "int64")
  same(mg_arange(0, 1, step = 0.25), c(0, 0.25, 0.5, 0.75))
  expect_equal(values(mg_eye(2)), diag(2))
  expect_equal(dim(mg_full(c(2, 2), 7)), c(2L, 2L))
  expect_s3_class(caught(mg_zeros(2, dtpe = "float32")), "mg_type_error")
})

test_that("what is no number is refused", {
  expect_s3_class(caught(mg_tensor("a")), "mg_type_error")
  expect_s3_class(caught(mg_tensor(NULL)), "mg_type_error")
  expect_s3_class(caught(mg_tensor(c(1L, NA))), "mg_value_error")
  expect_s3_class(caught(mg_tensor(c(TRUE, NA))), "mg_value_error")
  expect_s3_class(caught(mg_tensor(1, dtype = "float99")), "mg_value_error")
  expect_s3_class(caught(mg_tensor(1, device = "cuda:0")), "mg_device_error")
  expect_s3_class(caught(mg_tensor(1:6, dim = c(2, 2))), "mg_shape_error")
  expect_s3_class(caught(mg_tensor(array(0, rep(1, 33)))), "mg_shape_error")
  expect_true(is.nan(as.numeric(mg_tensor(NaN))))
})

test_that("equal seeds give equal numbers", {
  mg_manual_seed(42)
  a <- values(mg_normal(5))
  mg_manual_seed(42)
  expect_identical(values(mg_normal(5)), a)
  expect_identical(with_seed(42, values(mg_normal(5))), a)
  g <- mg_generator(42)
  expect_identical(values(mg_normal(5, generator = g)), a)
})

test_that("printing", {
  expect_output(print(mg_tensor(matrix(1:4, 2))), "<mg_tensor int32 [2 x 2] cpu>", fixed = TRUE)
  expect_output(print(mg_zeros(100, 100)), "...", fixed = TRUE)
  expect_output(str(mg_tensor(1:3)), "int32 [3] cpu> 1 2 3", fixed = TRUE)
  expect_output(print(list(mg_tensor(1:3))), "mg_tensor")
  expect_equal(format(mg_tensor(1:3)), format(1:3), ignore_attr = TRUE)
  expect_output(print(mg_tensor(factor(c("x", "y")))), "Levels: x y")
})

test_that("the bytes of R's arrays are let go of", {
  expect_no_leaks({
    for (i in 1:50) {
      x <- mg_from_array(rnorm(1000))
      y <- x * 2
    }
    rm(x, y)
  })
})

# Without the package bit64: its numbers are the bits of doubles.
integer64 <- function(...) {
  structure(readBin(as.raw(rbind(c(...), matrix(0, 7, ...length()))), "double", ...length(), 8), class = "integer64")
}

test_that("bit64's numbers are whole numbers, not the doubles of their bits", {
  n <- integer64(5, 6)
  expect_equal(mg_tensor(n)$dtype, "int64")
  same(mg_tensor(n), c(5, 6))
  same(mg_tensor(n, dim = c(2, 1)), matrix(c(5, 6)))
  same(mg_tensor(n, dtype = "float32"), c(5, 6))
  same(mg_add(mg_tensor(1:2), n), c(6, 8))
  same(mg_add(mg_tensor(1:2), integer64(7)), c(8, 9))
  expect_error(mg_tensor(structure(-0, class = "integer64")), "NA", class = "mg_value_error")
  expect_error(mg_tensor(list(n, n)), "integer64", class = "mg_type_error")
  expect_error(mg_tensor(I(data.frame(n = I(n)))), "integer64", class = "mg_type_error")
})

test_that("NA is a number where floating elements are asked for", {
  same(mg_tensor(c(1L, NA), dtype = "float32"), c(1, NaN))
  same(mg_tensor(matrix(c(TRUE, NA), 1), dtype = "bfloat16"), matrix(c(1, NaN), 1))
  expect_error(mg_tensor(c(1L, NA), dtype = "int64"), class = "mg_value_error")
})

test_that("what has no exact double is shown", {
  x <- mg_tensor(2^53, dtype = "int64") + 1L
  expect_output(print(x), "9.007199e+15", fixed = TRUE)
  expect_output(str(x), "9.01e+15", fixed = TRUE)
  expect_equal(format(mg_tensor(7, dtype = "int64")), "7", ignore_attr = TRUE)
  expect_error(as.array(x), "exact", class = "mg_value_error")
})
