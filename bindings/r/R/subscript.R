# Subscripts as base R reads them: from 1, ends included, negative numbers leave out, logical vectors choose, an empty
# place is all. Numbers and even ranges become views; other vectors, and tensors, select: see selection.R.
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
  raise(name, message, operator = "getitem", argument = "subscript", ..., call = subscript_call())
}
# What the user wrote, which stands above how it is read.
subscript_call <- function() {
  is_ours <- function(call) is.name(call[[1]]) && as.character(call[[1]]) %in% c("[.mg_tensor", "[<-.mg_tensor")
  found <- Filter(is_ours, sys.calls())
  if (length(found)) found[[length(found)]]
}

# One subscript of one axis, or of as many as a tensor of truths has: number (drops the axis), slice(start, stop, step),
# positions, mask, new axis.
read_subscript <- function(i, size, axis) {
  if (is.null(i)) return(list(slice = c(NA, NA, NA)))
  i <- i[[1]]
  if (inherits(i, "mg_newaxis")) return(list(newaxis = TRUE))
  if (is_mg_tensor(i)) from_tensor(i, size, axis) else from_vector(i, size, axis)
}

from_vector <- function(i, size, axis) {
  chosen <- inherits(i, "AsIs")
  i <- bare_subscript(i)
  where <- positions(i, size, axis)
  if (length(i) == 1 && is.numeric(i) && i > 0 && !chosen) list(number = where) else from_positions(where)
}

bare_subscript <- function(i) {
  if (inherits(i, "AsIs")) i <- unclass(i)
  if (is.factor(i)) return(as.integer(i))
  if (is.null(i)) integer() else i
}

# Where a vector points to; without an axis, among all elements.
positions <- function(i, size, axis = NULL) {
  if (is.logical(i)) return(from_logical(i, size, axis))
  check_whole(i)
  if (any(i < 0)) {
    if (any(i > 0)) refuse_subscript("index", "positive and negative subscripts can't be mixed")
    return(seq_len(size)[i])
  }
  check_inside(i, size, axis)
  i
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
check_inside <- function(i, size, axis = NULL) {
  outside <- i[i < 1 | i > size]
  if (!length(outside)) return()
  given <- format(outside[1])
  accepted <- if (size) paste("1 to", size) else "none"
  text <- sprintf("index %s lies outside %s; accepted: %s", given, place_text(size, axis), accepted)
  refuse_subscript("index", text, given = given, accepted = accepted)
}
place_text <- function(size, axis) {
  if (is.null(axis)) sprintf("a tensor of %d elements", size) else sprintf("dim %d, which has %d elements", axis, size)
}

from_logical <- function(i, size, axis) {
  check_known(i)
  n <- length(i)
  if (n != size && (n == 0 || size %% n != 0)) {
    text <- "a logical subscript of length %d does not fit %s"
    refuse_subscript("index", sprintf(text, n, place_text(size, axis)), given = format(n), accepted = format(size))
  }
  which(rep_len(i, size))
}

# Positions keep the tensor's axes; truths stand for as many axes as they have.
from_tensor <- function(i, size, axis) {
  if (i$dtype != "bool") return(list(positions = list(i), axes = 1, rank = i$ndim, axis = axis))
  if (i$ndim == 0) refuse_subscript("type", "one truth is no subscript", given = "a bool tensor without axes")
  if (!identical(as.numeric(dim(i)), as.numeric(size))) {
    along <- paste(if (i$ndim == 1) "axis" else "axes", paste(axis + seq_along(size) - 1, collapse = ", "))
    text <- "a mask has another size than %s, along which it selects; given %s; accepted: %s"
    text <- sprintf(text, along, brackets(dim(i)), brackets(size))
    refuse_subscript("index", text, given = brackets(dim(i)), accepted = brackets(size))
  }
  list(mask = i, axes = i$ndim, rank = 1)
}

# Even steps are a slice, of which a view is made.
from_positions <- function(i) {
  n <- length(i)
  if (n == 1) return(list(slice = c(i, i, 1)))
  step <- if (n) i[2] - i[1] else 0
  if (step != 0 && all(diff(i) == step)) return(list(slice = c(i[1], i[n], step)))
  list(positions = list(i), axes = 1, rank = 1)
}

# How many axes a subscript names.
axes_named <- function(i) {
  if (is.null(i)) return(1)
  i <- i[[1]]
  if (inherits(i, "mg_newaxis") || inherits(i, "mg_ellipsis")) 0
  else if (is_mg_tensor(i) && i$dtype == "bool") max(i$ndim, 1)
  else 1
}

# All subscripts against the tensor's dims; an ellipsis stands for as many as are missing.
read_subscripts <- function(given, dim) {
  is_dots <- vapply(given, function(i) !is.null(i) && inherits(i[[1]], "mg_ellipsis"), TRUE)
  if (sum(is_dots) > 1) refuse_subscript("value", "a subscript may hold one ..")
  named <- vapply(given, axes_named, 1)
  missing <- length(dim) - sum(named)
  if (any(is_dots) && missing >= 0) {
    at <- which(is_dots)
    given <- c(given[seq_len(at - 1)], rep(list(NULL), missing), given[seq_along(given) > at])
    named <- c(named[seq_len(at - 1)], rep(1, missing), named[seq_along(named) > at])
    missing <- 0
  }
  if (missing != 0) {
    text <- sprintf("the subscript names %d axes of a tensor that has %d", length(dim) - missing, length(dim))
    refuse_subscript("index", text)
  }
  first <- cumsum(named) - named + 1
  Map(function(i, first, n) read_subscript(i, dim[first + seq_len(n) - 1], first), given, first, named)
}

# One subscript for several axes: elements counted with the first axis fastest, a matrix with a row for each element, or
# truths for all.
read_whole <- function(i, dim) {
  if (is_mg_tensor(i) && i$dtype == "bool") return(list(whole_mask(i, dim)))
  by_row <- length(base::dim(i)) == 2 && base::dim(i)[2] == length(dim) && !is.logical(i)
  is_tensor <- is_mg_tensor(i)
  i <- if (is_tensor) as.array(i) else bare_subscript(i)
  if (by_row) {
    check_whole(i)
    for (k in seq_along(dim)) check_inside(i[, k], dim[k], k)
    at <- i
  } else {
    if (is_tensor) check_inside(i, prod(dim))
    at <- arrayInd(positions(as.vector(i), prod(dim)), dim)
  }
  list(list(positions = lapply(seq_along(dim), function(k) at[, k]), axes = length(dim), rank = 1))
}
whole_mask <- function(i, dim) {
  if (i$ndim == 1 && length(i) == prod(dim)) i <- aperm(mg_reshape(i, rev(dim)))
  from_tensor(i, dim, 1)
}

# What the engine indexes by numbers and slices: all along what is selected.
program <- function(parts) {
  whole <- c(NA_real_, NA_real_, NA_real_)
  items <- lapply(parts, function(part) {
    if (!is.null(part$number)) list(part$number)
    else if (!is.null(part$newaxis)) list(NULL)
    else if (!is.null(part$slice)) list(as.numeric(part$slice))
    else rep(list(whole), part$axes)
  })
  as.list(unlist(items, recursive = FALSE))
}

# Without `drop` a number is a slice of one.
undropped <- function(parts) {
  lapply(parts, function(part) {
    if (!is.null(part$number)) return(list(slice = c(part$number, part$number, 1)))
    if (!isTRUE(part$rank == 0)) return(part)
    replace(part, c("positions", "rank"), list(list(mg_reshape(part$positions[[1]], 1)), 1))
  })
}

# The tensor, or a view of it, and what is chosen: NULL for all.
chosen_part <- function(x, given) {
  n <- length(dim(x))
  if (length(given) == 0 || (length(given) == 1 && is.null(given[[1]]))) given <- rep(list(NULL), n)
  is_whole <- length(given) == 1 && n != 1 && !is_special(given[[1]][[1]])
  if (!is_whole) return(list(x = x, parts = read_subscripts(given, dim(x))))
  if (n == 0) x <- .External(C_engine, "getitem tk", x, list(NULL))
  list(x = x, parts = read_whole(given[[1]][[1]], dim(x)), whole = TRUE)
}
is_special <- function(i) inherits(i, "mg_newaxis") || inherits(i, "mg_ellipsis")

`[.mg_tensor` <- function(x, ..., drop = TRUE) {
  given <- subscripts(...)
  if (length(given) == 0 || (length(given) == 1 && is.null(given[[1]]))) return(x)
  chosen <- chosen_part(x, given)
  read_parts(chosen$x, if (drop) chosen$parts else undropped(chosen$parts))
}

`[<-.mg_tensor` <- function(x, ..., value) {
  chosen <- chosen_part(x, subscripts(...))
  # As base R takes them for several axes at once: by elements, the first axis fastest.
  if (!is.null(chosen$whole)) {
    value <- if (!is_mg_tensor(value)) as.vector(value) else if (value$ndim > 1) column_major(value) else value
  }
  write_parts(chosen$x, chosen$parts, fitted_value(value, part_dims(chosen$parts, dim(chosen$x))))
  x
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
  axis <- 0
  unlist(lapply(parts, function(part) {
    if (!is.null(part$newaxis)) return(1)
    axis <<- axis + if (is.null(part$axes)) 1 else part$axes
    if (!is.null(part$number)) NULL
    else if (!is.null(part$mask)) sum(as.vector(part$mask))
    else if (!is.null(part$positions)) extent(part$positions[[1]])
    else if (is.na(part$slice[1])) dim[axis]
    else (part$slice[2] - part$slice[1]) / part$slice[3] + 1
  }))
}
extent <- function(i) if (is_mg_tensor(i)) dim(i) else length(i)
