# Subscripts as base R reads them: from 1, ends included, negative numbers leave out, logical vectors choose, an empty place
# is all. Numbers and even ranges become views; other vectors are taken, axis by axis.
#
# Two differences from arrays: an axis is dropped where one number is its subscript, not wherever its size happens to be 1 (a
# mask that chooses one image, or I(1), leaves a batch of one), and `x[i] <- v` writes into x itself.

mg_newaxis <- structure(list(), class = "mg_newaxis")
.. <- structure(list(), class = "mg_ellipsis")

# The subscripts of a call: NULL where one is empty.
subscripts <- function(...) {
  n <- ...length()
  expressions <- as.list(substitute(list(...)))[-1]
  lapply(seq_len(n), function(i) if (identical(expressions[[i]], quote(expr = ))) NULL else list(...elt(i)))
}

# One subscript of one axis: number (drops the axis), slice(start, stop, step), indices, new axis, ellipsis.
read_subscript <- function(i, size, axis) {
  if (is.null(i)) return(list(slice = c(NA, NA, NA)))
  i <- i[[1]]
  if (inherits(i, "mg_newaxis")) return(list(newaxis = TRUE))
  chosen <- inherits(i, "AsIs")
  if (chosen) i <- unclass(i)
  if (is_mg_tensor(i)) i <- as.vector(i)
  if (is.factor(i)) i <- as.integer(i)
  if (is.null(i)) i <- integer()
  if (is.logical(i)) return(from_logical(i, size, axis))
  if (!is.numeric(i)) raise("type", sprintf("a subscript is made of numbers, logical values, .. and mg_newaxis, not of a %s", class(i)[1]), operator = "getitem", argument = "subscript", given = class(i)[1])
  if (anyNA(i)) raise("value", "NA is not accepted as a subscript", operator = "getitem", argument = "subscript", given = "NA")
  if (any(i != trunc(i))) raise("type", "a subscript must be whole", operator = "getitem", argument = "subscript", given = format(i[i != trunc(i)][1]))
  if (any(i < 0)) {
    if (any(i > 0)) raise("index", "positive and negative subscripts can't be mixed", operator = "getitem", argument = "subscript")
    return(from_indices(seq_len(size)[i]))
  }
  outside <- i[i < 1 | i > size]
  if (length(outside)) {
    raise("index", sprintf("index %s lies outside dim %d, which has %d elements; accepted: %s", format(outside[1]), axis, size, if (size) paste("1 to", size) else "none"),
      operator = "getitem", argument = "subscript", given = format(outside[1]), accepted = if (size) paste("1 to", size) else "none")
  }
  if (length(i) == 1 && !chosen) list(number = i) else from_indices(i)
}

from_logical <- function(i, size, axis, of) {
  if (anyNA(i)) raise("value", "NA is not accepted as a subscript", operator = "getitem", argument = "subscript", given = "NA")
  if (length(i) != size && (length(i) == 0 || size %% length(i) != 0)) {
    raise("index", sprintf("a logical subscript of length %d does not fit dim %d, which has %d elements", length(i), axis, size), operator = "getitem", argument = "subscript")
  }
  from_indices(which(rep_len(i, size)))
}

# Even steps are a slice, of which a view is made.
from_indices <- function(i) {
  n <- length(i)
  if (n == 0) return(list(indices = i))
  if (n == 1) return(list(slice = c(i, i, 1)))
  step <- i[2] - i[1]
  if (step != 0 && all(diff(i) == step)) list(slice = c(i[1], i[n], step)) else list(indices = i)
}

# All subscripts against the tensor's dims; an ellipsis stands for as many as are missing.
read_subscripts <- function(given, dim) {
  is_new <- vapply(given, function(i) !is.null(i) && inherits(i[[1]], "mg_newaxis"), TRUE)
  is_dots <- vapply(given, function(i) !is.null(i) && inherits(i[[1]], "mg_ellipsis"), TRUE)
  if (sum(is_dots) > 1) raise("value", "a subscript may hold one ..", operator = "getitem", argument = "subscript")
  missing <- length(dim) - sum(!is_new & !is_dots)
  if (any(is_dots) && missing >= 0) {
    at <- which(is_dots)
    given <- c(given[seq_len(at - 1)], rep(list(NULL), missing), given[seq_along(given) > at])
    is_new <- c(is_new[seq_len(at - 1)], rep(FALSE, missing), is_new[seq_along(is_new) > at])
    missing <- 0
  }
  if (missing != 0) raise("index", sprintf("the subscript names %d axes of a tensor that has %d", length(dim) - missing, length(dim)), operator = "getitem", argument = "subscript")
  axis <- cumsum(!is_new)
  Map(function(i, axis, new) read_subscript(i, if (new) 0 else dim[axis], axis), given, axis, is_new)
}

# What the engine indexes: numbers and slices; vectors are taken afterwards, from the whole axis.
program <- function(parts) {
  lapply(parts, function(part) {
    if (!is.null(part$number)) part$number
    else if (!is.null(part$newaxis)) NULL
    else if (!is.null(part$slice)) as.numeric(part$slice)
    else c(NA_real_, NA_real_, NA_real_)
  })
}

take_parts <- function(x, parts, drop) {
  out <- .External(C_engine, "getitem tk", x, program(parts))
  axis <- 0
  for (part in parts) {
    if (!is.null(part$number)) next
    axis <- axis + 1
    if (!is.null(part$indices)) out <- .External(C_engine, "take tdi", out, part$indices, axis)
  }
  out
}

# Without `drop` a number is a slice of one.
undropped <- function(parts) lapply(parts, function(part) if (is.null(part$number)) part else list(slice = c(part$number, part$number, 1)))

`[.mg_tensor` <- function(x, ..., drop = TRUE) {
  given <- subscripts(...)
  if (length(given) == 0 || (length(given) == 1 && is.null(given[[1]]))) return(x)
  if (length(given) == 1 && length(dim(x)) != 1 && !is_special(given[[1]][[1]])) return(by_position(x, given[[1]][[1]]))
  parts <- read_subscripts(given, dim(x))
  take_parts(x, if (drop) parts else undropped(parts), drop)
}
is_special <- function(i) inherits(i, "mg_newaxis") || inherits(i, "mg_ellipsis")

# One subscript for several axes: elements counted with the first axis fastest, or a matrix with a row for each element.
by_position <- function(x, i) {
  flat <- column_major(x)
  part <- read_subscript(list(positions(i, dim(x))), length(x), 1)
  if (!is.null(part$number)) part <- list(slice = c(part$number, part$number, 1))
  take_parts(flat, list(part), TRUE)
}
positions <- function(i, dim) {
  if (is_mg_tensor(i)) i <- as.array(i)
  if (is.matrix(i) && is.numeric(i) && ncol(i) == length(dim)) {
    outside <- which(t(i) < 1 | t(i) > dim, arr.ind = TRUE)
    if (length(outside)) raise("index", sprintf("index %s lies outside dim %d, which has %d elements", format(t(i)[outside[1, , drop = FALSE]]), outside[1, 1], dim[outside[1, 1]]), operator = "getitem", argument = "subscript")
    return(as.vector((i - 1) %*% cumprod(c(1, dim[-length(dim)]))) + 1)
  }
  as.vector(i)
}

# Base R recycles a vector over the chosen part, first axis fastest; tensors and arrays broadcast.
fitted_value <- function(value, dims) {
  if (is_mg_tensor(value) || !is.null(base::dim(value)) || length(value) == 1) return(value)
  n <- prod(dims)
  if (n == 0) return(value[1])
  if (length(value) == 0 || n %% length(value) != 0) raise("shape", sprintf("%d elements do not fill %s", length(value), shape_text(dims)), operator = "setitem", argument = "value")
  array(rep_len(value, n), if (length(dims)) dims else 1)
}

part_dims <- function(parts, dim) {
  axis <- cumsum(vapply(parts, function(part) is.null(part$newaxis), TRUE))
  unlist(Map(function(part, axis) {
    if (!is.null(part$number)) NULL
    else if (!is.null(part$newaxis)) 1
    else if (!is.null(part$indices)) length(part$indices)
    else if (is.na(part$slice[1])) dim[axis]
    else (part$slice[2] - part$slice[1]) / part$slice[3] + 1
  }, parts, axis))
}

`[<-.mg_tensor` <- function(x, ..., value) {
  given <- subscripts(...)
  if (length(given) == 0 || (length(given) == 1 && is.null(given[[1]]))) given <- rep(list(NULL), length(dim(x)))
  if (length(given) == 1 && length(dim(x)) != 1 && !is_special(given[[1]][[1]])) return(write_positions(x, given[[1]][[1]], value))
  parts <- read_subscripts(given, dim(x))
  write_parts(x, parts, fitted_value(value, part_dims(parts, dim(x))))
  x
}

# Vectors of indices are written one by one, the last axis' first.
write_parts <- function(x, parts, value) {
  vectors <- which(vapply(parts, function(part) !is.null(part$indices), TRUE))
  if (!length(vectors)) return(.External(C_engine, "setitem txk", x, value, program(parts)))
  at <- vectors[1]
  before <- sum(vapply(parts[seq_len(at - 1)], function(part) is.null(part$number), TRUE))
  after <- sum(vapply(parts[seq_along(parts) > at], function(part) is.null(part$number), TRUE))
  if (!is_mg_tensor(value) && length(value) > 1) value <- mg_tensor(value, dtype = if (is.double(value)) "float64")
  axis <- if (is_mg_tensor(value)) length(dim(value)) - after else 0
  along <- axis >= 1 && dim(value)[axis] > 1
  if (along && dim(value)[axis] != length(parts[[at]]$indices)) {
    raise("shape", sprintf("the value has %d elements along an axis of which %d are chosen", dim(value)[axis], length(parts[[at]]$indices)), operator = "setitem", argument = "value")
  }
  for (k in seq_along(parts[[at]]$indices)) {
    i <- parts[[at]]$indices[k]
    parts_k <- replace(parts, at, list(list(slice = c(i, i, 1))))
    write_parts(x, parts_k, if (along) .External(C_engine, "getitem tk", value, c(rep(list(c(NA_real_, NA_real_, NA_real_)), axis - 1), list(c(k, k, 1)))) else value)
  }
  before
}

# x[mask] <- v and x[5] <- v of several axes.
write_positions <- function(x, i, value) {
  where <- positions(i, dim(x))
  if (is.logical(where)) where <- which(rep_len(where, length(x)))
  if (any(where < 0)) where <- seq_len(length(x))[where]
  if (any(where < 1 | where > length(x))) raise("index", sprintf("index %s lies outside a tensor of %s elements", format(where[where < 1 | where > length(x)][1]), length(x)), operator = "getitem", argument = "subscript")
  if (!is_mg_tensor(value)) value <- fitted_value(as.vector(value), length(where))
  at <- arrayInd(where, dim(x))
  for (k in seq_along(where)) {
    one <- if (length(value) == 1) value else value[k]
    .External(C_engine, "setitem txk", x, one, as.list(at[k, ]))
  }
  x
}
