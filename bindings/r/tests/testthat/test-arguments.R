# Arguments that are bytes, ranges and records.

test_that("the state as bytes", {
  net <- nn_linear(2, 3)
  data <- net$save_bytes()
  expect_type(data, "raw")
  file <- tempfile(fileext = ".safetensors")
  mg_save(net, file)
  expect_identical(data, readBin(file, "raw", 1e6))
  copy <- nn_linear(2, 3)
  expect_identical(copy$load_bytes(data), copy)
  expect_identical(copy$save_bytes(), data)
  expect_s3_class(caught(copy$load_bytes(data[-length(data)])), "mg_format_error")
  expect_s3_class(caught(copy$load_bytes(raw())), "mg_format_error")
  error <- caught(copy$load_bytes("text"))
  expect_s3_class(error, "mg_type_error")
  expect_identical(error$argument, "data")
})

rows <- function(data) vapply(seq_len(length(data)), function(i) as.numeric(data[[i]][[1]]), 0)

test_that("a range of a dataset", {
  data <- dataset_tensor(mg_arange(5))
  for (part in list(2:3, 4:2, seq(1, 5, by = 2), seq(5, 1, by = -3), 3, 5L, integer(), 1:5)) {
    expect_identical(rows(data$subset(part)), as.numeric(part) - 1)
  }
  expect_s3_class(caught(data$subset(1:6)), "mg_index_error")
  expect_match(conditionMessage(caught(data$subset(1:6))), "no item 6.*1 to 5")
  expect_s3_class(caught(data$subset(0:3)), "mg_index_error")
  expect_s3_class(caught(data$subset(-1:-2)), "mg_index_error")
  for (wrong in list(c(1, 2, 4), c(2, 2), 1.5, "1:3", TRUE)) {
    error <- caught(data$subset(wrong))
    expect_s3_class(error, "mg_type_error")
    expect_identical(error$argument, "range")
  }
})

test_that("a range of a dataset of the user's", {
  squares <- dataset("Squares", .length = function() 4, .getitem = function(i) list(mg_tensor(c(i, i^2))))()
  part <- squares$subset(3:4)
  rm(squares)
  gc(full = TRUE)
  expect_identical(length(part), 2L)
  expect_identical(as.numeric(values(part[[2]][[1]])), c(4, 16))
})

test_that("a record", {
  images <- tempfile()
  labels <- tempfile()
  writeBin(as.raw(c(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 102, 255)), images)
  writeBin(as.raw(c(0, 0, 8, 1, 0, 0, 0, 2, 1, 0)), labels)
  make <- function(normalize) dataset_image(images, labels, c("a", "b"), normalize = normalize)
  same(values(make(list(mean = 0.5, std = 2))$batch(1:2)$images), c(-0.25, -0.05, -0.15, 0.25))
  listed <- make(list(mean = 0.5, std = 2))
  expect_identical(values(make(c(std = 2, mean = 0.5))$batch(1)$images), values(listed$batch(1)$images))
  expect_identical(values(make(NULL)$batch(1)$images)[1], 0)
  for (wrong in list(list(mean = 0.5), list(mean = 0.5, std = 1, gamma = 2), list(mean = "x", std = 1), 0.5)) {
    expect_s3_class(caught(make(wrong)), "mg_type_error")
  }
  error <- caught(make(list(mean = 0.5, std = 0)))
  expect_s3_class(error, "mg_value_error")
  expect_identical(error$argument, "normalize")
})
