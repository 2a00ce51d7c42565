test_that("errors have classes and fields", {
  e <- caught(mg_matmul(mg_zeros(2, 3), mg_zeros(2, 3)))
  expect_s3_class(e, c("mg_shape_error", "mg_error", "error", "condition"), exact = TRUE)
  expect_equal(e$code, "shape")
  expect_equal(e$operator, "matmul")
  expect_match(conditionMessage(e), "mg_matmul", fixed = TRUE)
  expect_equal(deparse(conditionCall(e))[1], "mg_matmul(mg_zeros(2, 3), mg_zeros(2, 3))")
})

test_that("messages count from 1 and say dim", {
  e <- caught(mg_sum(mg_zeros(2, 3), dim = 3))
  expect_s3_class(e, "mg_index_error")
  expect_equal(e$given, "3")
  expect_equal(e$accepted, "1 to 2")
  expect_match(conditionMessage(e), "dim", fixed = TRUE)
  expect_s3_class(caught(mg_sum(mg_zeros(2, 3), dim = 0)), "mg_index_error")
  e <- caught(nnf_cross_entropy(mg_zeros(2, 3), mg_tensor(c(1L, 4L))))
  expect_s3_class(e, "mg_index_error")
  expect_match(conditionMessage(e), "4", fixed = TRUE)
  expect_s3_class(caught(nnf_cross_entropy(mg_zeros(2, 3), mg_tensor(c(0L, 1L)))), "mg_index_error")
})

test_that("wrong types and values", {
  x <- mg_zeros(2, 3)
  expect_s3_class(caught(mg_sum(x, dim = "a")), "mg_type_error")
  expect_s3_class(caught(mg_sum(x, dim = 1.5)), "mg_type_error")
  expect_s3_class(caught(mg_sum(x, keepdims = 3)), "mg_type_error")
  expect_s3_class(caught(mg_astype(x, "float99")), "mg_value_error")
  expect_s3_class(caught(mg_add(x, "a")), "mg_type_error")
  expect_s3_class(caught(mg_add(x, mg_zeros(4))), "mg_shape_error")
  expect_s3_class(caught(nnf_cross_entropy(x, mg_tensor(TRUE))), "mg_error")
  expect_s3_class(caught(nnf_cross_entropy(x, mg_tensor(1:2), reduction = "median")), "mg_value_error")
  expect_s3_class(caught(nn_linear(0, 2)), "mg_value_error")
  expect_s3_class(caught(nn_linear(2.5, 2)), "mg_type_error")
  expect_s3_class(caught(nn_sequential(1)), "mg_type_error")
  expect_s3_class(caught(optim_sgd(lr = -1)), "mg_value_error")
  expect_s3_class(caught(mg_reshape(x, 7)), "mg_shape_error")
  expect_s3_class(caught(x$no_such_thing), "mg_not_found_error")
  expect_s3_class(caught(nn_relu()$no_such_thing), "mg_not_found_error")
  layer <- nn_linear(1, 1)
  expect_s3_class(caught(layer$weight <- x), "mg_read_only_error")
})

test_that("use after dispose and after the end of a scope", {
  x <- mg_ones(2)
  mg_dispose(x)
  expect_s3_class(caught(x + 1), "mg_disposed_error")
  expect_s3_class(caught(as.array(x)), "mg_disposed_error")
  expect_s3_class(caught(dim(x)), "mg_disposed_error")
  expect_output(print(x), "disposed")
  mg_dispose(x)
  y <- NULL
  with_scope({
    y <- mg_ones(2)
    NULL
  }, "first")
  e <- caught(y + 1)
  expect_s3_class(e, "mg_disposed_error")
})

test_that("memory over the limit is an error, and the process goes on", {
  before <- mg_memory()$limit_bytes
  on.exit(mg_set_memory_limit(before))
  for (i in 1:2) gc(full = TRUE) # or garbage that is freed meanwhile would make room
  mg_set_memory_limit(mg_memory()$bytes + 1e6)
  e <- caught(mg_zeros(1e6))
  expect_s3_class(e, "mg_out_of_memory_error")
  mg_set_memory_limit(before)
  expect_equal(length(mg_zeros(1e6)), 1e6)
})

# What a process says that is told to use an engine.
using_engine <- function(place) {
  script <- tempfile(fileext = ".R")
  on.exit(unlink(script))
  code <- bquote({
    Sys.setenv(MIXGRAD_LIB = .(place))
    tryCatch({
      library(mixgrad, lib.loc = .(dirname(find.package("mixgrad"))))
      cat(mg_version())
    }, error = function(e) cat(conditionMessage(e)))
  })
  writeLines(deparse(code), script)
  paste(system2(file.path(R.home("bin"), "Rscript"), script, stdout = TRUE, stderr = TRUE), collapse = " ")
}

test_that("an engine of one's own is used, or refused with what is wrong", {
  own <- system.file("engine", package = "mixgrad")
  expect_equal(using_engine(own), mg_version())
  expect_equal(using_engine(file.path(own, "libmixgrad.so.0")), mg_version())
  expect_match(using_engine("/no/such/libmixgrad.so"), "MIXGRAD_LIB names, /no/such/libmixgrad.so", fixed = TRUE)
  skip_if(Sys.which("cc") == "", "toolchain-absent: cc")
  folder <- tempfile()
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  old <- c(
    "int mixgrad_library_abi(void) { return 0; }",
    'const char* mixgrad_library_version(void) { return "0.0.9"; }'
  )
  writeLines(old, file.path(folder, "old.c"))
  system2("cc", c("-shared", "-o", file.path(folder, "libmixgrad.so.0"), file.path(folder, "old.c")))
  said <- using_engine(folder)
  expect_match(said, "is version 0.0.9 with ABI 0.0", fixed = TRUE)
  expect_match(said, paste0("version ", utils::packageVersion("mixgrad"), ", needs ABI 0."), fixed = TRUE)
  expect_match(said, "unset MIXGRAD_LIB", fixed = TRUE)
})

test_that("a forked process is refused", {
  skip_if_not_installed("parallel")
  x <- mg_ones(2)
  add <- function(i) tryCatch(as.numeric(x + 1), error = function(e) paste(class(e)[1], conditionMessage(e)))
  out <- parallel::mclapply(1:2, add, mc.cores = 2)
  expect_match(out[[1]], "mg_error mixgrad can not be used in a forked process")
  expect_equal(as.numeric(x + 1), c(2, 2))
})

test_that("errors name the call that the user wrote", {
  net <- nn_linear(2, 3)
  e <- expect_error(net$load("/nowhere"), class = "mg_io_error")
  expect_equal(deparse(conditionCall(e)), 'net$load("/nowhere")')
  e <- expect_error(net(mg_zeros(1, 5)), class = "mg_shape_error")
  expect_equal(deparse(conditionCall(e)), "net(mg_zeros(1, 5))")
  e <- expect_error(mg_sum(1:3, dim = 2), class = "mg_index_error")
  expect_equal(deparse(conditionCall(e)), "mg_sum(1:3, dim = 2)")
})

test_that("a callback that nothing would call is refused", {
  e <- expect_error(callback("C", on_batch_ends = function(batch, logs) NULL), class = "mg_not_found_error")
  expect_match(conditionMessage(e), "on_batch_end,", fixed = TRUE)
  expect_s3_class(callback("C", on_batch_end = function(batch, logs) NULL, helper = function() 1), "mg_class")
})
