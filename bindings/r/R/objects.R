# Wrappers of the engine's objects. `self` is an environment with the fields of the user's subclass; what users hold is
# an object around it that has the class: a function where it can be called, as modules can, else an empty environment.

# Classes of a wrapper, nearest first, from the engine's name of its class.
s3_classes <- function(name) {
  out <- character()
  while (!is.null(name)) {
    table <- class_tables[[name]]
    out <- c(out, table$class)
    name <- table$base
  }
  c(out, "mg_object")
}

# The method that calling an object of the class runs, or NULL.
callable_method <- function(engine_class) {
  while (!is.null(engine_class)) {
    table <- class_tables[[engine_class]]
    if (!is.null(table$callable)) return(table$methods[[table$callable]])
    engine_class <- table$base
  }
  NULL
}

# Called by the native code for an object that has no wrapper yet.
new_wrapper <- function(engine_class, native) {
  self <- new.env(parent = emptyenv())
  self$.native <- native
  self$.engine_class <- engine_class
  self$.wrapper <- wrapper_around(self, s3_classes(engine_class))
  self$.wrapper
}

wrapper_around <- function(self, classes) {
  call <- if ("nn_module" %in% classes) call_module else callable_method(self$.engine_class)
  around <- if (is.null(call)) new.env(parent = emptyenv()) else function(...) call(sys.function(), ...)
  structure(around, class = classes, self = self)
}

self_of <- function(x) attr(x, "self")

# Called by the native code after a constructor: the arguments live as long as the wrapper, and tell how to make it
# again.
keep_with <- function(wrapper, key, arguments, callbacks) {
  self <- self_of(wrapper)
  self$.made <- list(key = key, arguments = unname(arguments))
  self$.callbacks <- callbacks
}

# An object that a method made, and that stands on the method's own.
holding <- function(made, key, ...) {
  keep_with(made, key, list(...), NULL)
  made
}

# The table of the engine's class in which a member is found, or NULL.
find_member <- function(engine_class, kind, name) {
  while (!is.null(engine_class)) {
    table <- class_tables[[engine_class]]
    found <- table[[kind]][[name]]
    if (!is.null(found)) return(found)
    engine_class <- table$base
  }
  NULL
}

# What the engine may ask of objects of a class, by its names of it.
overridable_of <- function(engine_class) {
  out <- list()
  while (!is.null(engine_class)) {
    table <- class_tables[[engine_class]]
    out <- c(out, table$overridable)
    engine_class <- table$base
  }
  out
}

# A user's field or method, then the engine's property, then its method.
get_member <- function(x, name) {
  self <- self_of(x)
  if (exists(name, envir = self, inherits = FALSE)) return(get(name, envir = self, inherits = FALSE))
  own <- self$.methods[[name]]
  if (!is.null(own)) return(own)
  property <- find_member(self$.engine_class, "properties", name)
  if (!is.null(property)) {
    value <- .Call(C_object_get, x, name)
    return(if (is.null(property$show)) value else property$show(value))
  }
  method <- find_member(self$.engine_class, "methods", name)
  if (!is.null(method)) return(function(...) method(x, ...))
  raise("not_found", sprintf("a %s has no %s", class(x)[1], name), given = name)
}

`$.mg_object` <- function(x, name) get_member(x, name)
`[[.mg_object` <- function(x, i, ...) {
  by <- elements_by(x)
  if (identical(by, "place") && is.numeric(i)) return(element_of(x, i))
  if (identical(by, "name") && is.character(i) && i %in% element_names(x)) return(element_of(x, i))
  if (!is.character(i)) raise("type", sprintf("a %s has no elements by numbers", class(x)[1]), given = format(i)[1])
  get_member(x, i)
}
# Another of these, of some of the elements.
`[.mg_object` <- function(x, i, ...) {
  if (!identical(elements_by(x), "place")) raise("type", sprintf("a %s has no elements by numbers", class(x)[1]))
  do.call(s3_classes(self_of(x)$.engine_class)[1], lapply(seq_along(x)[i], function(place) element_of(x, place)))
}

# How the elements of an object are got: by "place", as a list's are, by "name", or NULL: it has none.
elements_by <- function(x) class_tables[[self_of(x)$.engine_class]]$elements
element_of <- function(x, key) find_member(self_of(x)$.engine_class, "methods", "get")(x, key)
element_names <- function(x) unlist(find_member(self_of(x)$.engine_class, "methods", "names")(x))
# With names: of a sequence the places, if they are wanted, counted from `first`.
elements_of <- function(x, first = NULL) {
  by_place <- elements_by(x) == "place"
  keys <- if (by_place) seq_along(x) else element_names(x)
  out <- lapply(keys, function(key) element_of(x, key))
  if (by_place && is.null(first)) return(out)
  stats::setNames(out, if (by_place) keys - 1 + first else keys)
}

`$<-.mg_object` <- function(x, name, value) { # nolint: object_name_linter. base R's name
  self <- self_of(x)
  property <- find_member(self$.engine_class, "properties", name)
  if (!is.null(property)) {
    if (!property$write) raise("read_only", sprintf("%s of a %s can't be set", name, class(x)[1]), given = name)
    .Call(C_object_set, x, name, value, property$mode)
  } else {
    set_field(x, self, name, value)
  }
  invisible(x)
}

set_field <- function(x, self, name, value) {
  if (inherits(x, "nn_module")) register_field(x, self, name, value)
  assign(name, value, envir = self)
  if (is.function(value) && !is.null(self$.host)) tie(x)
}

member_names <- function(x) {
  self <- self_of(x)
  out <- ls(self)
  engine_class <- self$.engine_class
  while (!is.null(engine_class)) {
    table <- class_tables[[engine_class]]
    out <- c(out, names(self$.methods), names(table$properties), names(table$methods))
    engine_class <- table$base
  }
  unique(out)
}
names.mg_object <- function(x) if (identical(elements_by(x), "name")) element_names(x) else member_names(x)
.DollarNames.mg_object <- function(x, pattern = "") { # nolint: object_name_linter. base R's name
  grep(pattern, member_names(x), value = TRUE)
}

format.mg_object <- function(x, ...) paste0("<", class(x)[1], ">")
print.mg_object <- function(x, ...) {
  self <- self_of(x)
  cat(format(x), "\n", sep = "")
  engine_class <- self$.engine_class
  while (!is.null(engine_class)) {
    for (name in names(class_tables[[engine_class]]$properties)) {
      value <- tryCatch(get_member(x, name), mg_error = function(e) NULL)
      if (!is.atomic(value) || is.null(value)) next
      cat("  ", name, ": ", paste(utils::head(format(value), 10), collapse = " "), "\n", sep = "")
    }
    engine_class <- class_tables[[engine_class]]$base
  }
  invisible(x)
}
str.mg_object <- function(object, ...) cat(" ", format(object), "\n", sep = "")
length.mg_object <- function(x) {
  if (is.null(find_member(self_of(x)$.engine_class, "properties", "length"))) 1L else get_member(x, "length")
}

# A function of this package as an argument: the engine's name of it, or NULL for functions that are not of the engine.
engine_name <- function(fn) {
  for (name in names(engine_functions)) {
    if (identical(fn, get(name), ignore.bytecode = TRUE)) return(engine_functions[[name]])
  }
  NULL
}

# Walks: a function that gives the next element, and NULL at the end.
mg_iterate <- function(x) {
  walk <- .Call(C_iterate, x)
  function() {
    if (is.null(walk)) return(NULL)
    value <- .Call(C_next, walk)
    if (is.null(value)) walk <<- NULL
    value
  }
}
