# Errors are conditions of class mg_<name>_error with fields: code, operator, argument, layer, given, accepted, hint.

error_condition <- function(names, message, fields = list(), call = NULL) {
  classes <- c(sprintf("mg_%s_error", setdiff(names, "error")), "mg_error", "error", "condition")
  structure(class = classes, c(list(message = message, call = call, code = names[1]), fields))
}

# Called by the native code, whose caller is the function that the user called.
signal_status <- function(code, message, fields) {
  names <- error_names[[as.character(code)]]
  if (is.null(names)) names <- "internal"
  fields <- as.list(fields[!is.na(fields)])
  names(fields)[names(fields) == "function"] <- "operator"
  call <- users_call()
  stop(error_condition(names, message, fields, call))
}

# The call of a function of this package, above what `$` and jobs put between.
users_call <- function() {
  between <- c("method", "run_job", "force", "call")
  calls <- sys.calls()
  at <- length(calls) - 2
  while (at > 1 && is.name(calls[[at]][[1]]) && as.character(calls[[at]][[1]]) %in% between) at <- at - 1
  if (at > 0) calls[[at]]
}

# The same from R code, by the error's name.
raise <- function(name, message, ..., call = sys.call(-1)) {
  chain <- Filter(function(names) names[1] == name, error_names)
  stop(error_condition(chain[[1]], message, list(...), call))
}

# An error inside a layer names the path to it.
in_layer <- function(name, expr) {
  if (name == "") return(expr)
  tryCatch(expr, mg_error = function(e) {
    e$message <- paste0(name, if (is.null(e$layer)) ": " else ".", e$message)
    e$layer <- paste(c(name, e$layer), collapse = ".")
    stop(e)
  })
}
