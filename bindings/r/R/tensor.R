# Tensors from R's data, what is known of them, and the way back.

is_mg_tensor <- function(x) .Call(C_is_tensor, x)

mg_tensor <- function(data, dtype = NULL, dim = NULL, device = "cpu", requires_grad = FALSE) {
  check_device(device)
  labels <- if (is.factor(data)) levels(data)
  if (is_mg_tensor(data)) {
    made <- .External(C_engine, "copy t", with_no_grad(if (is.null(dtype)) data else mg_astype(data, dtype)))
    if (!is.null(dim)) made <- mg_reshape(made, dim)
  } else {
    if (is.null(dtype)) dtype <- default_dtype(data)
    else if (is.character(dtype) && endsWith(sub("[0-9]+$", "", dtype[1]), "float")) data <- doubles(data)
    made <- .Call(C_make_tensor, shaped(plain(data), dim), dtype, length(dim) == 0 && !is.null(dim))
  }
  if (!is.null(labels)) attr(made, "levels") <- labels
  if (requires_grad) .Call(C_set_requires_grad, made, TRUE)
  made
}

mg_scalar <- function(value, dtype = NULL) mg_tensor(value, dtype, dim = integer())

mg_from_array <- function(data) {
  if (!is.numeric(data) || is.factor(data)) {
    raise("type", "mg_from_array takes a numeric vector or array", argument = "data")
  }
  .Call(C_make_tensor, data, NULL, FALSE)
}

mg_parameter <- function(data, dtype = NULL) mg_tensor(data, dtype, requires_grad = TRUE)

# NA is a number only among doubles.
doubles <- function(data) {
  if ((is.integer(data) || is.logical(data)) && !is.factor(data) && anyNA(data)) storage.mode(data) <- "double"
  data
}

# Data without what tensors have no use for.
plain <- function(data) {
  if (is.factor(data)) return(as.integer(data))
  if (is_integer64(data)) return(data)
  if (is.list(data) && any(vapply(data, is_integer64, TRUE))) {
    raise("type", "an integer64 in a list loses its type: make a tensor of each and stack them", argument = "data")
  }
  if (is.data.frame(data)) data <- as.matrix(data)
  if (is.list(data)) return(stacked(lapply(data, plain)))
  if (!is.numeric(data) && !is.logical(data)) {
    kind <- if (is.object(data)) class(data)[1] else typeof(data)
    raise("type", paste("a tensor can't be made of a", kind), argument = "data", given = kind)
  }
  data
}

# Arrays of one shape along a new first axis.
stacked <- function(parts) {
  dims <- lapply(parts, function(part) if (is.null(base::dim(part))) length(part) else base::dim(part))
  if (length(unique(dims)) > 1) raise("shape", "the parts of a list must be of one shape", argument = "data")
  if (!length(parts) || identical(dims[[1]], 1L) && is.null(base::dim(parts[[1]]))) return(as.numeric(unlist(parts)))
  n <- length(dims[[1]])
  aperm(array(unlist(parts), c(dims[[1]], length(parts))), c(n + 1, seq_len(n)))
}

shaped <- function(data, dim) {
  if (is.null(dim) || length(dim) == 0) return(data)
  if (length(data) != prod(dim)) {
    raise("shape", sprintf("%d elements do not fill %s", length(data), shape_text(dim)), argument = "dim")
  }
  if (!is_integer64(data)) return(array(data, dim))
  dim(data) <- dim
  data
}

# The package bit64's numbers: the bits of doubles mean something else there.
is_integer64 <- function(x) inherits(x, "integer64")

default_dtype <- function(data) {
  if (is_integer64(data)) return("int64")
  if (is.data.frame(data)) data <- as.matrix(data)
  if (is.list(data)) data <- unlist(data)
  if (is.factor(data) || is.integer(data)) "int32" else if (is.logical(data)) "bool" else "float32"
}

check_device <- function(device) {
  if (identical(device, "cpu") || identical(device, "cpu:0")) return()
  text <- paste0("this device is not there; given ", format(device), "; accepted: cpu")
  raise("device", text, argument = "device", given = format(device), accepted = "cpu")
}

mg_to <- function(x, device) {
  if (inherits(x, "mg_object")) return(x$to(device))
  check_device(device)
  x
}
mg_cast <- function(x, dtype) mg_astype(x, dtype)
mg_dispose <- function(x) invisible(.Call(C_dispose, x))

mg_item <- function(x) {
  if (length(x) != 1) raise("value", sprintf("mg_item needs a tensor with one element, this one has %s", length(x)))
  .Call(C_elements, x)
}

mg_bytes <- function(x) .Call(C_bytes, x)
mg_from_bytes <- function(bytes, dtype, dim) .Call(C_from_bytes, bytes, dtype, as.numeric(dim))

dim.mg_tensor <- function(x) .Call(C_dim, x)
length.mg_tensor <- function(x) .Call(C_size, x)
`dim<-.mg_tensor` <- function(x, value) mg_reshape(x, value)
levels.mg_tensor <- function(x) attr(x, "levels")

# `$` gives facts, then methods.
`$.mg_tensor` <- function(x, name) {
  fact <- .Call(C_fact, x, name)
  if (!is.null(fact) || name == "grad") return(fact)
  method <- tensor_method(name)
  if (is.null(method)) raise("not_found", paste0("a tensor has no ", name), given = name)
  function(...) method(x, ...)
}
tensor_method <- function(name) {
  if (name %in% names(tensor_methods)) return(get(tensor_methods[[name]]))
  switch(name, item = mg_item, dispose = mg_dispose, to = mg_to, rep = rep.mg_tensor, t = t.mg_tensor, NULL)
}
`[[.mg_tensor` <- function(x, ...) x[...]
`[[<-.mg_tensor` <- function(x, ..., value) `[<-.mg_tensor`(x, ..., value = value)
`$<-.mg_tensor` <- function(x, name, value) { # nolint: object_name_linter. base R's name
  switch(name,
    requires_grad = .Call(C_set_requires_grad, x, value),
    grad = .Call(C_set_grad, x, value),
    raise("read_only", paste0("a tensor's ", name, " can't be set"), given = name))
  x
}
.DollarNames.mg_tensor <- function(x, pattern = "") { # nolint: object_name_linter. base R's name
  facts <- c("dtype", "device", "shape", "strides", "ndim", "requires_grad", "grad", "is_leaf", "version", "disposed")
  grep(pattern, c(facts, names(tensor_methods)), value = TRUE)
}

as.array.mg_tensor <- function(x, ...) {
  values <- .Call(C_elements, x)
  if (length(dim(x)) > 0) dim(values) <- dim(x)
  values
}
as.matrix.mg_tensor <- function(x, ...) {
  if (length(dim(x)) > 2) raise("shape", sprintf("a matrix has two axes, this tensor has %d", length(dim(x))))
  as.matrix(as.array(x))
}
as.vector.mg_tensor <- function(x, mode = "any") as.vector(.Call(C_elements, x), mode)
as.double.mg_tensor <- function(x, ...) as.double(.Call(C_elements, x))
as.numeric.mg_tensor <- as.double.mg_tensor
as.integer.mg_tensor <- function(x, ...) as.integer(.Call(C_elements, x))
as.logical.mg_tensor <- function(x, ...) as.logical(.Call(C_elements, x))
as.character.mg_tensor <- function(x, ...) as.character(.Call(C_elements, x))
as.list.mg_tensor <- function(x, ...) {
  lapply(seq_len(rows_of(x)), function(i) do.call(`[`, c(list(x, i), rest_of_axes(x))))
}

rows_of <- function(x) if (length(dim(x))) dim(x)[1] else raise("shape", "a tensor without axes has no rows")

backward <- function(x, ...) UseMethod("backward")
backward.default <- function(x, gradient = NULL, retain_graph = FALSE, ...) mg_backward(x, gradient, retain_graph)
