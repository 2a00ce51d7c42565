# What modules do in R beside what the schemas say: fields become parameters and children, calling runs forward.

snake_case <- function(name) {
  name <- gsub("([a-z0-9])([A-Z])", "\\1_\\2", name)
  name <- gsub("([A-Z]+)([A-Z][a-z])", "\\1_\\2", name)
  tolower(gsub(".", "_", name, fixed = TRUE))
}

is_module <- function(x) inherits(x, "nn_module")

is_parameter <- function(x) is_mg_tensor(x) && x$requires_grad && x$is_leaf
is_module_list <- function(x) is.list(x) && length(x) && all(vapply(x, is_module, TRUE))

# A module, a leaf that wants a gradient, or a list of modules. What else is assigned there later would leave the engine
# with the old one, which would go on being trained and saved.
register_field <- function(x, self, name, value) {
  if (identical(self[[name]], value) && exists(name, envir = self, inherits = FALSE)) return()
  key <- snake_case(name)
  if (key %in% c(names(self$.children), names(self$.parameters))) {
    text <- sprintf("%s is registered in this %s and can't be replaced: write into it, or make another model",
      name, class(x)[1])
    raise("value", text, argument = "name", given = name, call = sys.call(-2))
  }
  if (is_module(value)) {
    register_child(x, self, key, value)
  } else if (is_parameter(value)) {
    .External(C_engine, "Module.register_parameter ..t", x, key, value)
    self$.parameters <- c(self$.parameters, stats::setNames(list(value), key))
  } else if (is_module_list(value)) {
    container <- nn_module("ModuleList")()
    for (i in seq_along(value)) register_child(container, self_of(container), as.character(i - 1), value[[i]])
    register_child(x, self, key, container)
  }
}
register_child <- function(x, self, name, child) {
  .External(C_engine, "Module.register_module ...", x, name, child)
  self$.children <- c(self$.children, stats::setNames(list(child), name))
}

# What calling a module does. R's own forward runs here; errors inside name the path of layers.
call_module <- function(module, ...) {
  self <- self_of(module)
  forward <- self$.methods$forward
  if (is.null(forward)) return(.External(C_engine, "Module.call .t", module, ...))
  in_layer(.Call(C_object_get, module, "name"), forward(...))
}

mg_parameters <- function(model) model$parameters()
mg_state_dict <- function(model) {
  kind <- class(model)[1]
  if (!is_module(model)) {
    raise("type", sprintf("a module was expected, not a %s", kind), argument = "model", given = kind)
  }
  model$state()
}

# Overwrites parameters and buffers with those of a list, such as another module's state.
mg_load_state_dict <- function(model, state) {
  own <- mg_state_dict(model)
  missing <- setdiff(names(own), names(state))
  unknown <- setdiff(names(state), names(own))
  if (length(missing) || length(unknown)) {
    text <- sprintf("the names differ: missing %s; unknown %s", toString(missing), toString(unknown))
    raise("not_found", text, argument = "state")
  }
  for (name in names(own)) {
    given <- dim(state[[name]])
    wanted <- dim(own[[name]])
    if (!identical(as.numeric(wanted), as.numeric(given))) {
      text <- sprintf("%s has the shape %s, not %s", name, shape_text(given), shape_text(wanted))
      raise("shape", text, argument = "state")
    }
  }
  with_no_grad(for (name in names(own)) mg_copy_(own[[name]], state[[name]]))
  invisible(model)
}

# Saving by what the object can do: modules, trainers and figures write a file.
mg_save <- function(x, path) {
  x$save(path)
  invisible(x)
}
mg_load <- function(x, path) {
  x$load(path)
  invisible(x)
}
mg_resume <- function(trainer, path) {
  trainer$resume(path)
  invisible(trainer)
}

summary.nn_module <- function(object, input = NULL, ...) {
  if (is.null(input)) {
    text <- "summary() of a module needs the sizes of an input: summary(net, input = c(1, 784))"
    raise("type", text, argument = "input")
  }
  structure(list(text = nnf_summary(object, input)), class = "mg_summary")
}
print.mg_summary <- function(x, ...) {
  cat(x$text, if (!grepl("\n$", x$text)) "\n", sep = "")
  invisible(x)
}
format.mg_summary <- function(x, ...) x$text
nn_summary <- function(model, input) nnf_summary(model, input)

# type "response": what the network gives; "class": the number of the largest score, or with levels a factor.
predict.nn_module <- function(object, newdata, type = c("response", "class"), levels = NULL, ...) {
  type <- match.arg(type)
  out <- object$predict(newdata, ...)
  if (type == "response") return(out)
  class <- as.integer(mg_argmax(out, 2))
  if (is.null(levels)) class else factor(levels[class], levels)
}

coef.nn_module <- function(object, ...) lapply(object$named_parameters(), as.array)

print.nn_module <- function(x, ...) {
  cat(module_text(x), "\n", sep = "")
  invisible(x)
}
format.nn_module <- function(x, ...) module_text(x)
module_text <- function(x) {
  self <- self_of(x)
  children <- if (is.null(elements_by(x))) self$.children else elements_of(x, first = 0) # as in names of parameters
  if (!length(children)) return(paste0("<", class(x)[1], ">"))
  inside <- vapply(children, module_text, "")
  lines <- gsub("\n", "\n  ", paste0("\n", names(children), ": ", inside), fixed = TRUE)
  paste0("<", class(x)[1], ">", paste(lines, collapse = ""))
}
