# What calls run under: recording, scopes, generators.

# Runs an expression with another context.
within_context <- function(context, expr) {
  before <- .Call(C_set_context, context)
  on.exit(.Call(C_set_context, before))
  expr
}

# Puts the context back when a function returns.
until_return <- function(context, frame, finish = NULL) {
  before <- .Call(C_set_context, context)
  back <- function() {
    .Call(C_set_context, before)
    if (!is.null(finish)) finish()
  }
  do.call(on.exit, list(as.call(list(back)), add = TRUE, after = FALSE), envir = frame)
  invisible()
}

with_no_grad <- function(expr) within_context(.Call(C_context_with_recording, FALSE), expr)
with_enable_grad <- function(expr) within_context(.Call(C_context_with_recording, TRUE), expr)
local_no_grad <- function(frame = parent.frame()) until_return(.Call(C_context_with_recording, FALSE), frame)
mg_is_grad_enabled <- function() .Call(C_recording)

with_generator <- function(generator, expr) within_context(.Call(C_context_with_generator, generator), expr)
with_seed <- function(seed, expr) with_generator(mg_generator(seed), expr)
mg_manual_seed <- function(seed) invisible(.Call(C_set_seed, seed))

open_scopes <- new.env()
open_scopes$list <- list()

push_scope <- function(name) {
  parent <- if (length(open_scopes$list)) open_scopes$list[[length(open_scopes$list)]]
  scope <- .Call(C_new_scope, name, parent)
  open_scopes$list <- c(open_scopes$list, scope)
  scope
}
pop_scope <- function(scope) {
  open_scopes$list <- Filter(function(other) !identical(other, scope), open_scopes$list)
  .Call(C_close_scope, scope)
}

# Tensors in what a block gives back leave its scope.
keep_all <- function(scope, value) {
  if (is_mg_tensor(value)) .Call(C_keep_in_scope, scope, value)
  else if (is.list(value)) for (item in value) keep_all(scope, item)
  value
}

with_scope <- function(expr, name = NULL) {
  scope <- push_scope(name)
  on.exit(pop_scope(scope))
  value <- within_context(.Call(C_context_with_scope, scope), expr)
  keep_all(scope, value)
}

local_scope <- function(name = NULL, frame = parent.frame()) {
  scope <- push_scope(name)
  until_return(.Call(C_context_with_scope, scope), frame, function() pop_scope(scope))
}

mg_keep <- function(tensor) {
  if (!length(open_scopes$list)) raise("value", "there is no open scope")
  .Call(C_keep_in_scope, open_scopes$list[[length(open_scopes$list)]], tensor)
  invisible(tensor)
}
