Points <- dataset("Points",
  initialize = function(n) {
    self$x <- matrix(seq_len(2 * n), n)
    self$y <- factor(rep(c("a", "b"), length.out = n))
    self$asked <- 0
  },
  .getitem = function(i) {
    self$asked <- self$asked + 1
    list(self$x[i, ], self$y[i])
  },
  .length = function() nrow(self$x)
)

test_that("a dataset of the user", {
  data <- Points(10)
  expect_equal(length(data), 10L)
  expect_equal(data[[3]]$x, c(3, 13))
  batch <- data[2:4]
  expect_equal(values(batch$x), matrix(c(2, 3, 4, 12, 13, 14), 3))
  expect_equal(as.integer(batch$y), c(2L, 1L, 2L))
  batches <- as_list(dataloader(data, batch_size = 4))
  expect_equal(vapply(batches, function(b) dim(b[[1]])[1], 1L), c(4L, 4L, 2L))
  expect_equal(data$asked, 1 + 3 + 10)
})

test_that("errors of a dataset come back", {
  Broken <- dataset("Broken", .getitem = function(i) stop("item is broken"), .length = function() 4)
  expect_error(as_list(dataloader(Broken(), batch_size = 2)), "item is broken")
  Short <- dataset("Short", .length = function() 4)
  expect_s3_class(caught(as_list(dataloader(Short()))), "mg_not_found_error")
})

test_that("tensors as a dataset", {
  data <- dataset_tensor(mg_tensor(matrix(1:6, 3)))
  expect_equal(length(data), 3L)
  expect_equal(as.vector(data[[2]][[1]]), c(2L, 5L))
  expect_equal(values(data[c(3, 1)][[1]]), matrix(c(3L, 1L, 6L, 4L), 2))
  expect_equal(values(data[-1][[1]]), matrix(c(2L, 3L, 5L, 6L), 2))
  expect_s3_class(caught(data[[4]]), "mg_index_error")
  expect_s3_class(caught(data[4]), "mg_index_error")
})

test_that("data frames and matrices", {
  data <- as_dataset(iris, target = "Species")
  expect_equal(length(data), 150L)
  batch <- data[c(1, 51, 101)]
  expect_equal(levels(batch$y), levels(iris$Species))
  expect_equal(as.character(batch$y), c("setosa", "versicolor", "virginica"))
  same(batch$x, as.matrix(iris[c(1, 51, 101), 1:4]), 1e-6)
  expect_equal(length(as_dataset(matrix(1, 5, 2), y = 1:5)), 5L)
})

test_that("a loader walks, and shuffles by the seed", {
  data <- dataset_tensor(mg_tensor(as.numeric(1:10)))
  order <- function() {
    batches <- as_list(dataloader(data, batch_size = 3, shuffle = TRUE))
    unlist(lapply(batches, function(b) as.vector(b[[1]])))
  }
  mg_manual_seed(1)
  a <- order()
  mg_manual_seed(1)
  expect_identical(order(), a)
  expect_equal(sort(a), as.numeric(1:10))
  expect_equal(length(dataloader(data, batch_size = 3)), 4L)
  expect_equal(dataloader(data, batch_size = 3, drop_last = TRUE)$length, 3L)
  seen <- 0
  dl_each(dataloader(data, batch_size = 5), function(batch) seen <<- seen + sum(as.vector(batch[[1]])))
  expect_equal(seen, 55)
  step <- mg_iterate(dataloader(data, batch_size = 10))
  expect_length(step(), 1)
  expect_null(step())
})

test_that("a sampler's positions are R's numbers", {
  data <- dataset_tensor(mg_tensor(c(10, 20, 30)))
  order_of <- function(indices) {
    mine <- sampler("S", length = function() 2, indices = function() indices)()
    as.vector(as_list(dataloader(data, batch_size = 2, sampler = mine))[[1]][[1]])
  }
  expect_equal(order_of(c(3, 1)), c(30, 10))
  expect_equal(order_of(2:1), c(20, 10))
  expect_equal(order_of(mg_tensor(c(1, 3), dtype = "int64")), c(10, 30))
  expect_error(order_of(c(0, 1)), "no item 0", class = "mg_index_error")
  expect_error(order_of(c(1.5, 1)), class = "mg_type_error")
})
