# Users' subclasses of the open classes. A class is a function that makes objects of it; its methods see the object as `self`.

# `methods` by the names that users give them.
define_class <- function(engine_class, name, methods) {
  fields <- Filter(Negate(is.function), methods) # constants that every object has
  functions <- Filter(is.function, methods)
  generator <- function(...) make_instance(engine_class, name, functions, fields, ...)
  structure(generator, class = "mg_class", name = name, engine_class = engine_class)
}

make_instance <- function(engine_class, name, functions, fields, ...) {
  made <- class_tables[[engine_class]]$new()
  self <- self_of(made)
  classes <- unique(c(name, s3_classes(engine_class)))
  self$.wrapper <- wrapper_around(self, classes)
  self$.methods <- bind_self(functions[names(functions) != "initialize"], self$.wrapper)
  for (field in names(fields)) assign(field, fields[[field]], envir = self)
  self$.host <- .Call(C_tie, self$.wrapper)
  if (!is.null(functions$initialize)) bind_self(list(functions$initialize), self$.wrapper)[[1]](...)
  else if (...length()) raise("type", sprintf("%s has no initialize, so it takes no arguments", name))
  self$.wrapper
}

# Methods with `self` in reach.
bind_self <- function(functions, wrapper) {
  lapply(functions, function(f) {
    around <- new.env(parent = if (is.null(environment(f))) globalenv() else environment(f))
    around$self <- wrapper
    environment(f) <- around
    f
  })
}

print.mg_class <- function(x, ...) {
  cat("<class ", attr(x, "name"), ", a ", class_tables[[attr(x, "engine_class")]]$class, ">\n", sep = "")
  invisible(x)
}

nn_module <- function(name = "Module", initialize = NULL, forward = NULL, ...) {
  define_class("Module", name, given_methods(list(initialize = initialize, forward = forward, ...)))
}
dataset <- function(name = "Dataset", initialize = NULL, .getitem = NULL, .length = NULL, ...) {
  define_class("Dataset", name, given_methods(list(initialize = initialize, .getitem = .getitem, .length = .length, ...)))
}
callback <- function(name = "Callback", ..., initialize = NULL) define_class("Callback", name, given_methods(list(initialize = initialize, ...)))
metric <- function(name = "Metric", ..., initialize = NULL) define_class("Metric", name, given_methods(list(initialize = initialize, ...)))
lr_schedule <- function(name = "Schedule", factor = NULL, ..., initialize = NULL) {
  define_class("Schedule", name, given_methods(list(initialize = initialize, factor = factor, ...)))
}

given_methods <- function(methods) {
  methods <- Filter(Negate(is.null), methods)
  if (length(methods) && (is.null(names(methods)) || any(names(methods) == ""))) raise("type", "methods are given by name")
  methods
}

# What the engine asks of R: a function, or an overridden method. Gives how to convert the answer, and the answer.
serve <- function(host, method, arguments) {
  if (!inherits(host, "mg_object")) return(answer_of_function(do.call(host, arguments)))
  if (method == "call") return(list("t", do.call(host, arguments)))
  self <- self_of(host)
  entry <- find_member(self$.engine_class, "overridable", method)
  own <- self$.methods[[entry[1]]]
  if (is.null(own) && !is.null(self[[entry[1]]]) && is.function(self[[entry[1]]])) own <- self[[entry[1]]]
  if (!is.null(own)) {
    value <- do.call(own, arguments)
  } else if (entry[3] == "default") {
    value <- do.call(find_member(self$.engine_class, "methods", method), c(list(host), arguments))
  } else {
    raise("not_found", sprintf("%s does not override %s", class(host)[1], entry[1]), given = entry[1], call = NULL)
  }
  if (entry[2] == "b") return(list(".", isTRUE(value)))
  if (entry[2] == "") return(list("", NULL))
  if (entry[2] == "T" && !is.list(value)) value <- list(value)
  list(entry[2], if (entry[2] == "T") unname(lapply(value, plain_item)) else value)
}

# A function gives a tensor, or a list of them; what is no tensor becomes one.
answer_of_function <- function(value) {
  if (is.null(value)) return(list("", NULL))
  list(if (is.list(value)) "T" else "t", if (is.list(value)) unname(value) else value)
}

plain_item <- function(item) if (is_mg_tensor(item)) item else plain(item)
