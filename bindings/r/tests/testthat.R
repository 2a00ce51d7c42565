library(testthat)
library(mixgrad)

test_check("mixgrad")
