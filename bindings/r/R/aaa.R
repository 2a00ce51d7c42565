# What generated code is made of. It stands first, since the tables are filled while the package is built.

# What each class can do, by the engine's name of it: filled by the generated files.
class_tables <- new.env()

# Stands for an argument that is not given: the engine's default applies.
absent <- as.symbol(" absent")

given <- function(x) if (is.null(x)) absent else x

# Sizes one by one or in one vector: `mg_zeros(2, 3)` is `mg_zeros(c(2, 3))`.
sizes <- function(...) {
  if (!is.null(names(list(...)))) unknown_argument(names(list(...)))
  flat <- unlist(list(...))
  if (!is.numeric(flat) && !is.null(flat)) {
    raise("type", "sizes are whole numbers", given = class(flat)[1], accepted = "whole numbers")
  }
  as.numeric(flat)
}

# Things one by one or in one list.
several <- function(...) {
  all <- list(...)
  if (!is.null(names(all))) unknown_argument(names(all))
  if (length(all) == 1 && is.list(all[[1]]) && !inherits(all[[1]], "mg_object")) all[[1]] else all
}

unknown_argument <- function(names) {
  names <- names[names != ""]
  raise("type", paste0("there is no argument ", paste(names, collapse = ", ")), argument = names[1])
}

# A result of several parts.
record <- function(values, names) {
  names(values) <- names
  values
}

# What an in-place function gives back: the tensor, or the object, after the call.
in_place <- function(x, call) {
  force(call)
  invisible(x)
}

enum_name <- function(value, names, numbers) names[match(value, numbers)]
