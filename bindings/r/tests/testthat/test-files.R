test_that("save and load", {
  net <- Net()
  file <- tempfile(fileext = ".safetensors")
  mg_save(net, file)
  copy <- mg_load(Net(), file)
  x <- mg_ones(1, 3)
  expect_identical(values(copy(x)), values(net(x)))
  other <- mg_load_state_dict(Net(), mg_state_dict(net))
  expect_identical(values(other(x)), values(net(x)))
  expect_s3_class(caught(mg_load_state_dict(other, list())), "mg_not_found_error")
  expect_s3_class(caught(mg_load(nn_linear(1, 1), file)), "mg_error")
})

test_that("hostile and truncated files", {
  file <- tempfile(fileext = ".safetensors")
  net <- nn_linear(2, 2)
  huge <- as.raw(c(255, 255, 255, 255, 255, 255, 255, 127, 1, 2))
  for (bytes in list(raw(), as.raw(1:7), charToRaw("nonsense and more nonsense"), huge)) {
    writeBin(bytes, file)
    expect_s3_class(caught(mg_load(net, file)), "mg_format_error")
  }
  mg_save(net, file)
  whole <- readBin(file, "raw", 1e6)
  writeBin(whole[1:(length(whole) - 3)], file)
  expect_s3_class(caught(mg_load(net, file)), "mg_format_error")
  expect_s3_class(caught(mg_load(net, tempfile())), "mg_io_error")
  expect_s3_class(caught(mg_save(net, file.path(tempfile(), "x.safetensors"))), "mg_io_error")
  images <- tempfile()
  labels <- tempfile()
  idx <- function(file, ...) writeBin(as.raw(c(...)), file)
  idx(images, 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1:8)
  idx(labels, 0, 0, 8, 1, 0, 0, 0, 2, 0, 1)
  data <- dataset_image(images, labels, c("a", "b"))
  expect_equal(as.character(data[1:2]$y), c("a", "b"))
  same(as.array(data[[1]]$x)[1, 2, 1] * 255, 3)
  broken <- function(file, ...) {
    idx(file, ...)
    caught(dataset_image(images, labels, c("a", "b")))
  }
  expect_s3_class(broken(labels, 0, 0, 8, 1, 0, 0, 0, 2, 0, 7), "mg_format_error") # a class that is not there
  expect_s3_class(broken(labels, 0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 1), "mg_format_error") # one more than images
  idx(labels, 0, 0, 8, 1, 0, 0, 0, 2, 0, 1)
  expect_s3_class(broken(images, 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1:7), "mg_format_error") # truncated
  huge <- rep(c(127, 255, 255, 255), 3) # larger than the file is
  expect_s3_class(broken(images, 0, 0, 8, 3, huge, 1), "mg_format_error")
  expect_s3_class(broken(images, 31, 139, 8, 0, 1, 2, 3, 4), "mg_io_error") # gzip, but not really
  expect_s3_class(caught(dataset_image(tempfile(), labels, c("a", "b"))), "mg_io_error")
  writeBin(as.raw(c(0, 0, 8, 3, 255, 255, 255, 255)), images)
  expect_s3_class(caught(dataset_image(images, images, c("a", "b"))), "mg_format_error")
})

test_that("a full disk leaves the file that was there", {
  skip_if_not(dir.exists("/dev/shm") && Sys.info()[["sysname"]] == "Linux")
  file <- tempfile(fileext = ".safetensors")
  small <- nn_linear(2, 2)
  mg_save(small, file)
  before <- readBin(file, "raw", 1e6)
  # A limit on the size of files stands for the disk: a child process is given one.
  code <- bquote({
    library(mixgrad, lib.loc = .(dirname(find.package("mixgrad"))))
    e <- tryCatch(mg_save(nn_linear(1000, 1000), .(file)), error = identity)
    cat(class(e)[1])
  })
  script <- tempfile(fileext = ".R")
  writeLines(deparse(code), script)
  command <- sprintf("trap '' XFSZ; ulimit -f 100; '%s/bin/Rscript' %s", R.home(), script)
  out <- suppressWarnings(system2("bash", c("-c", shQuote(command)), stdout = TRUE, stderr = FALSE))
  expect_match(paste(out, collapse = ""), "mg_io_error")
  expect_identical(readBin(file, "raw", 1e6), before)
})
