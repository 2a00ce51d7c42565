# lintr over files given as arguments, against the installed package: Rscript bindings/r/lint.R <file>...
suppressPackageStartupMessages({
  library(testthat) # what the tests call
  library(mixgrad)
})
options(lintr.linter_file = normalizePath("bindings/r/.lintr"))

# What the other files of a folder define is known in each, as source() and testthat make it.
define <- function(file) {
  assignments <- Filter(function(e) is.call(e) && identical(e[[1]], quote(`<-`)) && is.name(e[[2]]), parse(file))
  for (e in assignments) {
    is_function <- is.call(e[[3]]) && identical(e[[3]][[1]], quote(`function`))
    assign(as.character(e[[2]]), if (is_function) eval(e[[3]]), globalenv())
  }
}

# Its own names are its own: files define what they like.
lint_all <- function(files) {
  count <- 0
  for (file in files) {
    rm(list = setdiff(ls(globalenv()), c("define", "lint_all")), envir = globalenv())
    for (other in list.files(dirname(file), "[.]R$", full.names = TRUE)) define(other)
    lints <- lintr::lint(file)
    for (lint in lints) {
      cat(sprintf("%s:%d: %s [%s]\n", file, lint$line_number, lint$message, lint$linter))
    }
    count <- count + length(lints)
  }
  count
}

files <- commandArgs(TRUE)
quit(status = if (length(files) == 0 || lint_all(files) > 0) 1 else 0)
