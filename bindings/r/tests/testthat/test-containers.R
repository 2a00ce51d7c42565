for (kind in c("nn_sequential", "nn_module_list")) {
  test_that(paste(kind, "is a list of its modules"), {
    make <- get(kind)
    layers <- list(nn_linear(3, 4), nn_relu(), nn_linear(4, 2))
    made <- do.call(make, layers)
    expect_length(made, 3)
    expect_identical(seq_along(made), 1:3)
    for (i in seq_along(made)) expect_identical(made[[i]], layers[[i]])
    expect_identical(as.list(made), layers)
    expect_identical(unlist(lapply(made, function(layer) class(layer)[1])), c("nn_linear", "nn_relu", "nn_linear"))
    expect_s3_class(caught(made[[4]]), "mg_index_error")
    expect_match(conditionMessage(caught(made[[4]])), "1 to 3")
    expect_s3_class(caught(made[[0]]), "mg_index_error")
    part <- made[2:3]
    expect_s3_class(part, kind)
    expect_identical(as.list(part), layers[2:3])
    expect_identical(as.list(made[-1]), layers[2:3])
    expect_length(make(), 0)
    expect_identical(as.list(make()), list())
    expect_length(make(layers), 3)
    expect_identical(made[["length"]], made$length)
  })
}

test_that("added modules are elements, and printed", {
  made <- nn_sequential(nn_relu())
  made$append(nn_tanh())
  expect_s3_class(made[[2]], "nn_tanh")
  expect_output(print(made), "<nn_sequential>\n  0: <nn_relu>\n  1: <nn_tanh>", fixed = TRUE)
  expect_output(print(nn_module_list(nn_relu())), "<nn_module_list>\n  0: <nn_relu>", fixed = TRUE)
})

test_that("modules by names", {
  heads <- nn_module_dict(list(small = nn_linear(4, 1), large = nn_linear(4, 3)))
  expect_length(heads, 2)
  expect_identical(names(heads), c("small", "large"))
  expect_identical(heads[["large"]], heads$get("large"))
  expect_identical(names(as.list(heads)), c("small", "large"))
  expect_identical(as.list(heads)$small, heads[["small"]])
  expect_s3_class(caught(heads[["medium"]]), "mg_not_found_error")
  expect_output(print(heads), "<nn_module_dict>\n  small: <nn_linear>\n  large: <nn_linear>", fixed = TRUE)
})

test_that("what has no elements says so", {
  expect_s3_class(caught(nn_relu()[[1]]), "mg_type_error")
  expect_s3_class(caught(nn_relu()[1]), "mg_type_error")
})
