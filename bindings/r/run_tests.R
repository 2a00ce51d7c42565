# Runs the tests of the installed package: prints what failed, and as its last line the counts.
suppressPackageStartupMessages({
  library(testthat)
  library(mixgrad)
})
options(mixgrad.progress = FALSE)
folder <- commandArgs(TRUE)[1]
filter <- Sys.getenv("TEST", NA)
if (is.na(filter)) filter <- NULL
results <- test_dir(folder, filter = filter, reporter = "silent", stop_on_failure = FALSE, load_package = "none")
bad <- c("expectation_failure", "expectation_error")
outcome <- vapply(results, function(test) {
  kinds <- vapply(test$results, function(result) class(result)[1], "")
  for (result in test$results[kinds %in% bad]) {
    cat(test$file, ": ", test$test, "\n  ", gsub("\n", "\n  ", conditionMessage(result)), "\n", sep = "")
  }
  if (any(kinds %in% bad)) return("failed")
  if (any(kinds == "expectation_skip")) "skipped" else "passed"
}, "")
counts <- table(factor(outcome, c("passed", "failed", "skipped")))
cat(sprintf("%d passed, %d failed, %d skipped\n", counts[["passed"]], counts[["failed"]], counts[["skipped"]]))
quit(status = if (counts[["failed"]] > 0 || sum(counts) == 0) 1 else 0)
