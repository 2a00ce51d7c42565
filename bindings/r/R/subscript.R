# Subscripts as base R reads them: from 1, ends included, negative numbers leave out, logical vectors choose, an empty
# place is all. Numbers and even ranges become views; other vectors are taken, axis by axis.
#
# Two differences from arrays: an axis is dropped where one number is its subscript, not wherever its size happens to be
# 1 (a mask that chooses one image, or I(1), leaves a batch of one), and `x[i] <- v` writes into x itself.

mg_newaxis <- structure(list(), class = "mg_newaxis")
.. <- structure(list(), class = "mg_ellipsis")

empty_argument <- function() quote(expr = ) # nolint: spaces_inside_linter. nothing stands there

# The subscripts of a call: NULL where one is empty.
subscripts <- function(...) {
  n <- ...length()
  expressions <- as.list(substitute(list(...)))[-1]
  lapply(seq_len(n), function(i) if (identical(expressions[[i]], empty_argument())) NULL else list(...elt(i)))
}

refuse_subscript <- function(name, message, ...) {
  raise(name, message, operator = "getitem", argument = "subscript", ..., call = sys.call(-1))
}

# One subscript of one axis: number (drops the axis), slice(start, stop, step), indices, new axis, ellipsis.
read_subscript <- function(i, size, axis) {
  if (is.null(i)) return(list(slice = c(NA, NA, NA)))
  i <- i[[1]]
  if (inherits(i, "mg_newaxis")) return(list(newaxis = TRUE))
  chosen <- inherits(i, "AsIs")
  i <- bare_subscript(i)
  if (is.logical(i)) return(from_logical(i, size, axis))
  check_whole(i)
  if (any(i < 0)) {
    if (any(i > 0)) refuse_subscript("index", "positive and negative subscripts can't be mixed")
    return(from_indices(seq_len(size)[i]))
  }
  check_inside(i, size, axis)
  if (length(i) == 1 && !chosen) list(number = i) else from_indices(i)
}

bare_subscript <- function(i) {
  if (inherits(i, "AsIs")) i <- unclass(i)
  if (is_mg_tensor(i)) return(as.vector(i))
  if (is.factor(i)) return(as.integer(i))
  if (is.null(i)) integer() else i
}

check_whole <- function(i) {
  if (!is.numeric(i)) {
    kind <- class(i)[1]
    text <- "a subscript is made of numbers, logical values, .. and mg_newaxis, not of a"
    refuse_subscript("type", paste(text, kind), given = kind)
  }
  check_known(i)
  broken <- i[i != trunc(i)]
  if (length(broken)) refuse_subscript("type", "a subscript must be whole", given = format(broken[1]))
}
check_known <- function(i) {
  if (anyNA(i)) refuse_subscript("value", "NA is not accepted as a subscript", given = "NA")
}
check_inside <- function(i, size, axis) {
  outside <- i[i < 1 | i > size]
  if (!length(outside)) return()
  given <- format(outside[1])
  accepted <- if (size) paste("1 to", size) else "none"
  text <- sprintf("index %s lies outside dim %d, which has %d elements; accepted: %s", given, axis, size, accepted)
  refuse_subscript("index", text, given = given, accepted = accepted)
}

from_logical <- function(i, size, axis) {
  check_known(i)
  n <- length(i)
  if (n != size && (n == 0 || size %% n != 0)) {
    text <- "a logical subscript of length %d does not fit dim %d, which has %d elements"
    refuse_subscript("index", sprintf(text, n, axis, size))
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
  if (sum(is_dots) > 1) refuse_subscript("value", "a subscript may hold one ..")
  missing <- length(dim) - sum(!is_new & !is_dots)
  if (any(is_dots) && missing >= 0) {
    at <- which(is_dots)
    given <- c(given[seq_len(at - 1)], rep(list(NULL), missing), given[seq_along(given) > at])
    is_new <- c(is_new[seq_len(at - 1)], rep(FALSE, missing), is_new[seq_along(is_new) > at])
    missing <- 0
  }
  if (missing != 0) {
    text <- sprintf("the subscript names %d axes of a tensor that has %d", length(dim) - missing, length(dim))
    refuse_subscript("index", text)
  }
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
undropped <- function(parts) {
  lapply(parts, function(part) if (is.null(part$number)) part else list(slice = c(part$number, part$number, 1)))
}

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
    if (length(outside)) {
      axis <- outside[1, 1]
      number <- format(t(i)[outside[1, , drop = FALSE]])
      text <- sprintf("index %s lies outside dim %d, which has %d elements", number, axis, dim[axis])
      refuse_subscript("index", text)
    }
    return(as.vector((i - 1) %*% cumprod(c(1, dim[-length(dim)]))) + 1)
  }
  as.vector(i)
}

# Base R recycles a vector over the chosen part, first axis fastest; tensors and arrays broadcast.
fitted_value <- function(value, dims) {
  if (is_mg_tensor(value) || !is.null(base::dim(value)) || length(value) == 1) return(value)
  n <- prod(dims)
  if (n == 0) return(value[1])
  if (length(value) == 0 || n %% length(value) != 0) {
    text <- sprintf("%d elements do not fill %s", length(value), shape_text(dims))
    raise("shape", text, operator = "setitem", argument = "value")
  }
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
  if (length(given) == 1 && length(dim(x)) != 1 && !is_special(given[[1]][[1]])) {
    return(write_positions(x, given[[1]][[1]], value))
  }
  parts <- read_subscripts(given, dim(x))
  write_parts(x, parts, fitted_value(value, part_dims(parts, dim(x))))
  x
}

# Vectors of indices are written one by one, the first axis' first.
write_parts <- function(x, parts, value) {
  vectors <- which(vapply(parts, function(part) !is.null(part$indices), TRUE))
  if (!length(vectors)) return(.External(C_engine, "setitem txk", x, value, program(parts)))
  at <- vectors[1]
  if (!is_mg_tensor(value) && length(value) > 1) value <- mg_tensor(value, dtype = if (is.double(value)) "float64")
  axis <- axis_along(value, parts, at)
  for (k in seq_along(parts[[at]]$indices)) {
    i <- parts[[at]]$indices[k]
    one <- if (is.null(axis)) value else kept_slice(value, axis, k)
    write_parts(x, replace(parts, at, list(list(slice = c(i, i, 1)))), one)
  }
}

# The axis of the value that runs along a vector of indices; NULL where the value is repeated.
axis_along <- function(value, parts, at) {
  if (!is_mg_tensor(value)) return(NULL)
  after <- sum(vapply(parts[seq_along(parts) > at], function(part) is.null(part$number), TRUE))
  axis <- length(dim(value)) - after
  if (axis < 1 || dim(value)[axis] <= 1) return(NULL)
  chosen <- length(parts[[at]]$indices)
  if (dim(value)[axis] != chosen) {
    text <- sprintf("the value has %d elements along an axis of which %d are chosen", dim(value)[axis], chosen)
    raise("shape", text, operator = "setitem", argument = "value")
  }
  axis
}
kept_slice <- function(x, axis, k) {
  whole <- rep(list(c(NA_real_, NA_real_, NA_real_)), axis - 1)
  .External(C_engine, "getitem tk", x, c(whole, list(c(k, k, 1))))
}

# x[mask] <- v and x[5] <- v of several axes.
write_positions <- function(x, i, value) {
  where <- positions(i, dim(x))
  if (is.logical(where)) where <- which(rep_len(where, length(x)))
  if (any(where < 0)) where <- seq_len(length(x))[where]
  outside <- where[where < 1 | where > length(x)]
  if (length(outside)) {
    text <- sprintf("index %s lies outside a tensor of %s elements", format(outside[1]), length(x))
    refuse_subscript("index", text)
  }
  if (!is_mg_tensor(value)) value <- fitted_value(as.vector(value), length(where))
  at <- arrayInd(where, dim(x))
  for (k in seq_along(where)) {
    one <- if (length(value) == 1) value else value[k]
    .External(C_engine, "setitem txk", x, one, as.list(at[k, ]))
  }
  x
}
