# Operators and generics of base R. Those that the schemas name are generated; here is the rest.

utils::globalVariables(".Generic") # which operator it is: R sets it

setOldClass("mg_tensor")
# The only operator without S3 methods in this version of R: this is why tensors carry the S4 bit.
setMethod("%*%", signature(x = "mg_tensor", y = "ANY"), function(x, y) mg_matmul(x, y))
setMethod("%*%", signature(x = "ANY", y = "mg_tensor"), function(x, y) mg_matmul(x, y))
setMethod("%*%", signature(x = "mg_tensor", y = "mg_tensor"), function(x, y) mg_matmul(x, y))

# Inside lists R shows what has the S4 bit by this.
setMethod("show", "mg_tensor", function(object) print.mg_tensor(object))

`!.mg_tensor` <- function(x) mg_logical_not(x)
Ops.mg_tensor <- function(e1, e2) not_there(.Generic)
# As base R's, the cumulative ones go through all elements with the first axis fastest.
Math.mg_tensor <- function(x, ...) {
  switch(.Generic,
    ceiling = mg_ceil(x),
    round = rounded(x, ...),
    cumsum = mg_cumulative_sum(column_major(x), dim = 1),
    cumprod = mg_cumulative_prod(column_major(x), dim = 1),
    not_there(.Generic))
}
rounded <- function(x, digits = 0) if (digits == 0) mg_round(x) else mg_round(x * 10^digits) / 10^digits
not_there <- function(name) raise("not_found", paste0(name, " is not defined for tensors"), given = name)

log.mg_tensor <- function(x, base = NULL) { # nolint: object_name_linter. base R's name
  if (is.null(base)) mg_log(x) else mg_log(x) / log(base)
}

# sum(x, y): of all elements of all arguments, as base R's.
Summary.mg_tensor <- function(..., na.rm = FALSE) { # nolint: object_name_linter. base R's name
  reduce <- switch(.Generic,
    sum = mg_sum, prod = mg_prod, max = mg_max, min = mg_min, all = mg_all, any = mg_any, range = mg_range,
    not_there(.Generic))
  combine <- switch(.Generic,
    sum = mg_add, prod = mg_multiply, max = mg_maximum, min = mg_minimum, all = mg_logical_and, any = mg_logical_or)
  args <- list(...)
  refuse_axis(.Generic, names(args))
  if (na.rm) args <- lapply(args, without_missing)
  if (length(args) == 1) return(reduce(args[[1]]))
  if (.Generic == "range") return(mg_range(do.call(c.mg_tensor, args)))
  Reduce(combine, lapply(args, reduce))
}
mg_range <- function(x) mg_stack(list(mg_min(x), mg_max(x)))

mean.mg_tensor <- function(x, ..., na.rm = FALSE) { # nolint: object_name_linter. base R's name
  if (...length()) refuse_axis("mean", "dim")
  mg_mean(if (na.rm) without_missing(x) else x)
}

# sum(x, dim = 1) would add the number 1.
refuse_axis <- function(generic, names) {
  axis <- intersect(c("dim", "dims", "axis", "keepdim", "keepdims"), names)
  if (!length(axis)) return()
  text <- sprintf("%s() is of all elements: mg_%s(x, dim = ...) goes along axes", generic, generic)
  raise("type", text, operator = generic, argument = axis[1], call = sys.call(-1))
}

# What is missing, as base R answers: a NaN is all that tensors know of.
is.na.mg_tensor <- function(x) is.na(as.array(x))
is.nan.mg_tensor <- function(x) is.nan(as.array(x))
is.finite.mg_tensor <- function(x) is.finite(as.array(x))
is.infinite.mg_tensor <- function(x) is.infinite(as.array(x))
anyNA.mg_tensor <- function(x, recursive = FALSE) anyNA(as.vector(x)) # nolint: object_name_linter. base R's name
without_missing <- function(x) x[!is.na(x)]
xtfrm.mg_tensor <- function(x) as.vector(x) # by which order() and sort() compare

t.mg_tensor <- function(x) {
  if (x$ndim > 2) raise("shape", sprintf("t() needs at most two axes, this tensor has %d: use aperm()", x$ndim))
  if (x$ndim < 2) mg_reshape(x, 1, -1) else mg_permute_dims(x, 2, 1)
}
aperm.mg_tensor <- function(a, perm = NULL, ...) mg_permute_dims(a, if (is.null(perm)) rev(seq_len(a$ndim)) else perm)

# Elements with the first axis fastest, as base R counts them.
column_major <- function(x) mg_reshape(if (x$ndim > 1) aperm(x) else x, -1)

rep.mg_tensor <- function(x, times = 1, each = 1, length.out = NULL, ...) {
  size <- if (is.null(length.out)) NA else length.out
  mg_take(column_major(x), rep(seq_len(length(x)), times = times, each = each, length.out = size), dim = 1)
}
rev.mg_tensor <- function(x) column_major(x)[rev(seq_len(length(x)))]
c.mg_tensor <- function(...) mg_concat(lapply(list(...), function(part) column_major(as_tensor(part))), dim = 1)
unique.mg_tensor <- function(x, ...) mg_tensor(unique(as.vector(x)), dtype = x$dtype)
head.mg_tensor <- function(x, n = 6L, ...) rows(x, utils::head(seq_len(rows_of(x)), n))
tail.mg_tensor <- function(x, n = 6L, ...) rows(x, utils::tail(seq_len(rows_of(x)), n))
rows <- function(x, which) do.call(`[`, c(list(x, which), rest_of_axes(x), list(drop = FALSE)))
# An empty subscript for each axis but the first.
rest_of_axes <- function(x) rep(list(empty_argument()), length(dim(x)) - 1)

as_tensor <- function(x) if (is_mg_tensor(x)) x else mg_tensor(x)

bind <- function(parts, dim) {
  parts <- lapply(parts, as_tensor)
  whole <- Filter(function(part) length(base::dim(part)) > 1, parts)
  lift <- function(part) {
    if (length(base::dim(part)) > 1) return(part)
    other <- if (length(whole)) base::dim(whole[[1]])[3 - dim] else max(vapply(parts, length, 1))
    if (length(part) == 1) part <- mg_broadcast_to(mg_reshape(part, 1), other)
    if (dim == 1) mg_reshape(part, 1, -1) else mg_reshape(part, -1, 1)
  }
  mg_concat(lapply(parts, lift), dim = dim)
}
rbind.mg_tensor <- function(..., deparse.level = 1) bind(list(...), 1) # nolint: object_name_linter. base R's name
cbind.mg_tensor <- function(..., deparse.level = 1) bind(list(...), 2) # nolint: object_name_linter. base R's name

all.equal.mg_tensor <- function(target, current, ...) {
  all.equal(as.array(target), if (is_mg_tensor(current)) as.array(current) else current, ...)
}
