# Users' subclasses of the open classes. A class is a function that makes objects of it; its methods see the object as
# `self`.

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
  tie(self$.wrapper)
  if (!is.null(functions$initialize)) bind_self(list(functions$initialize), self$.wrapper)[[1]](...)
  else if (...length()) raise("type", sprintf("%s has no initialize, so it takes no arguments", name))
  self$.wrapper
}

# Tells the engine which methods are the user's: it asks for no others. Again when there are more of them.
tie <- function(wrapper) {
  self <- self_of(wrapper)
  entries <- overridable_of(self$.engine_class)
  own <- Filter(function(entry) !is.null(own_method(self, entry[1])), entries)
  self$.host <- .Call(C_tie, wrapper, paste(names(own), collapse = ","), self$.host)
}

# A method, or a field that is a function, or NULL.
own_method <- function(self, name) {
  own <- self$.methods[[name]]
  if (is.null(own) && is.function(self[[name]])) self[[name]] else own
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
  methods <- list(initialize = initialize, .getitem = .getitem, .length = .length, ...)
  define_class("Dataset", name, given_methods(methods))
}
callback <- function(name = "Callback", ..., initialize = NULL) {
  methods <- given_methods(list(initialize = initialize, ...))
  known <- vapply(overridable_of("Callback"), `[`, "", 1)
  unknown <- setdiff(grep("^on_", names(methods), value = TRUE), known)
  if (length(unknown)) {
    text <- sprintf("nothing calls %s; accepted: %s", unknown[1], paste(known, collapse = ", "))
    raise("not_found", text, argument = "...", given = unknown[1], accepted = paste(known, collapse = ", "))
  }
  define_class("Callback", name, methods)
}
metric <- function(name = "Metric", ..., initialize = NULL) {
  define_class("Metric", name, given_methods(list(initialize = initialize, ...)))
}
lr_schedule <- function(name = "Schedule", factor = NULL, ..., initialize = NULL) {
  define_class("Schedule", name, given_methods(list(initialize = initialize, factor = factor, ...)))
}
sampler <- function(name = "Sampler", length = NULL, indices = NULL, ..., initialize = NULL) {
  define_class("Sampler", name, given_methods(list(initialize = initialize, length = length, indices = indices, ...)))
}

given_methods <- function(methods) {
  methods <- Filter(Negate(is.null), methods)
  named <- !is.null(names(methods)) && all(names(methods) != "")
  if (length(methods) && !named) raise("type", "methods are given by name")
  methods
}

# What the engine asks of R: a function, or an overridden method. Gives how to convert the answer, and the answer.
serve <- function(host, method, arguments) {
  if (!inherits(host, "mg_object")) return(answer_of_function(do.call(host, arguments)))
  if (method == "call") return(list("t", do.call(host, arguments)))
  # The name in R, the kind of the answer, and "default" if the base has the method.
  entry <- find_member(self_of(host)$.engine_class, "overridable", method)
  value <- do.call(overridden(host, method, entry), arguments)
  # Positions come as R's numbers do, and are int64 there; what is not whole is refused.
  if (method == "indices" && is.numeric(value)) return(list("d", as.double(value)))
  switch(entry[2],
    b = list(".", isTRUE(value)),
    "T" = list("T", unname(lapply(if (is.list(value)) value else list(value), plain_item))),
    if (entry[2] == "") list("", NULL) else list(entry[2], value))
}

# A method of the class, a function in a field of that name, or the method of the base.
overridden <- function(host, method, entry) {
  self <- self_of(host)
  own <- own_method(self, entry[1])
  if (!is.null(own)) return(own)
  if (entry[3] != "default") {
    raise("not_found", sprintf("%s does not override %s", class(host)[1], entry[1]), given = entry[1], call = NULL)
  }
  base <- find_member(self$.engine_class, "methods", method)
  function(...) base(host, ...)
}

# A function gives a tensor, or a list of them; what is no tensor becomes one.
answer_of_function <- function(value) {
  if (is.null(value)) return(list("", NULL))
  list(if (is.list(value)) "T" else "t", if (is.list(value)) unname(value) else value)
}

plain_item <- function(item) if (is_mg_tensor(item)) item else plain(item)
