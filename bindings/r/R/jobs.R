# Long work is waited for in short steps, so that an interrupt ends it; requests of the engine are answered in between.

run_job <- function(key, ...) {
  started <- .External(C_job_start, key, ...)
  job <- started[[1]]
  progress <- progress_on(stderr())
  before <- .Call(C_current_context)
  done <- FALSE
  asked <- NULL # the request that is being answered
  on.exit({
    progress$close()
    if (!done) cancel_job(job)
    .Call(C_forget_hosts, started[[2]])
  })
  work <- function() {
    repeat {
      ready <- .Call(C_job_wait, job, 50L)
      if (is.na(ready)) {
        cancel_job(job)
        done <<- TRUE
        signal_interrupt()
      }
      if (!ready) next
      event <- .Call(C_job_take, job)
      if (event[[1]] == "done") return(NULL)
      if (event[[1]] == "request") {
        asked <<- event[[4]]
        .Call(C_serve_request, asked)
        asked <<- NULL
      } else {
        progress$show(event[[1]], event[[3]])
      }
    }
  }
  repeat {
    failed <- tryCatch(work(), error = identity)
    if (is.null(failed)) break
    if (is.null(asked)) stop(failed)
    # An error in an answer crosses the engine and comes back from the job.
    .Call(C_set_context, before)
    .Call(C_fail_request, asked, conditionMessage(failed), failed)
    asked <- NULL
  }
  done <- TRUE
  result <- .Call(C_job_result, job)
  list(...) # what the job works with lives until here
  result
}

# Waits until a cancelled job has let go of what it holds; its error is of no interest.
cancel_job <- function(job) {
  .Call(C_job_cancel, job)
  repeat {
    ready <- .Call(C_job_wait, job, 50L)
    if (is.na(ready) || !ready) next
    event <- .Call(C_job_take, job)
    if (event[[1]] == "done") break
  }
  tryCatch(.Call(C_job_result, job), error = function(e) NULL)
}

# As R itself does for Ctrl-C: handlers first, then back to the prompt.
signal_interrupt <- function() {
  condition <- structure(class = c("interrupt", "condition"), list(message = "", call = NULL))
  signalCondition(condition)
  invokeRestart("abort")
}

# Lines made by the engine: one that is overwritten on a terminal, else one for each epoch.
progress_on <- function(con) {
  terminal <- isatty(con)
  open <- FALSE
  list(
    show = function(kind, record) {
      text <- record$text
      if (is.null(text) || !isTRUE(getOption("mixgrad.progress", TRUE))) return()
      if (terminal) {
        cat("\r", text, "\033[K", if (kind == "event") "\n", file = con, sep = "")
        open <<- kind != "event"
      } else if (kind == "event") {
        cat(text, "\n", file = con, sep = "")
      }
    },
    close = function() {
      if (open) cat("\n", file = con)
      open <<- FALSE
    }
  )
}
