# Runs the plan: Rscript bindings/r/conformance/run.R, from the repository's root.
library(mixgrad)
options(mixgrad.progress = FALSE)
folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1]))
for (name in c("bits", "evaluate", "compare")) source(file.path(folder, paste0(name, ".R")))

run_step <- function(step, vars) {
  if (!is.null(step$let)) return({
    assign(step$let, evaluate(step$be, vars), envir = vars)
    NULL
  })
  if (!is.null(step$do)) return({
    evaluate(step$do, vars)
    NULL
  })
  if (!is.null(step$seed)) return({
    mg_manual_seed(step$seed)
    NULL
  })
  if (!is.null(step$expect)) return(differs(evaluate(step$expect, vars), step$equals))
  if (!is.null(step$fails)) {
    error <- tryCatch({
      evaluate(step$fails, vars)
      NULL
    }, error = identity)
    return(differs_error(error, step))
  }
  stop("a step that this runner does not know: ", paste(names(step), collapse = ", "))
}

# NULL, or what went wrong.
run_case <- function(case) {
  mg_manual_seed(0)
  vars <- variables()
  tryCatch({
    for (step in case$steps) {
      bad <- run_step(step, vars)
      if (!is.null(bad)) return(bad)
    }
    NULL
  }, error = function(e) paste0(class(e)[1], ": ", conditionMessage(e)))
}

plan <- jsonlite::read_json("build/conformance/r.plan.json", simplifyVector = FALSE)
only <- Sys.getenv("CASE")
cases <- if (only == "") plan$cases else Filter(function(case) grepl(only, case$id, fixed = TRUE), plan$cases)
report <- list()
for (case in cases) {
  bad <- run_case(case)
  outcomes <- if (is.null(case$skip)) c("passed", "failed") else c("failed", "skipped")
  outcome <- outcomes[[if (is.null(bad)) 1 else 2]]
  if (is.null(bad)) bad <- "is skipped and passes: the skip is stale"
  if (outcome == "failed") cat(case$id, ": ", bad, "\n", sep = "")
  count <- report[[case$subject]]
  if (is.null(count)) count <- list(passed = 0L, failed = 0L, skipped = 0L)
  count[[outcome]] <- count[[outcome]] + 1L
  report[[case$subject]] <- count
}
if (only == "") jsonlite::write_json(report, "build/conformance/r.json", auto_unbox = TRUE)
total <- function(name) sum(vapply(report, function(count) count[[name]], 0L))
cat(sprintf("%d passed, %d failed, %d skipped\n", total("passed"), total("failed"), total("skipped")))
quit(status = if (total("failed") > 0 || length(cases) == 0) 1 else 0)
