# Vectors and tensors as subscripts. Each selects on its own, as base R's do, so that two vectors give a grid. In the
# engine all tensors of a subscript select together: here each gets axes of its own, and what they select along goes to
# the front, where the result's axes stand in the order of the subscripts.

selects <- function(part) !is.null(part$axes)

read_parts <- function(x, parts) {
  if (!any(vapply(parts, selects, TRUE))) return(.External(C_engine, "getitem tk", x, program(parts)))
  selection <- selected(x, parts)
  made <- explained(.External(C_engine, "getitem tk", selection$front, selection$items), x, parts, "getitem")
  ordered_axes(made, selection$order)
}

write_parts <- function(x, parts, value) {
  if (!any(vapply(parts, selects, TRUE))) return(.External(C_engine, "setitem txk", x, value, program(parts)))
  selection <- selected(x, parts)
  laid <- laid_out(value, selection$order)
  explained(.External(C_engine, "setitem txk", selection$front, laid, selection$items), x, parts, "setitem", value)
}

# What is selected from, the subscript for that, and where the axes of the result lie in what the engine gives.
selected <- function(x, parts) {
  selections <- Filter(selects, parts)
  alone <- length(selections) == 1
  front <- rest <- order <- numeric()
  axis <- made <- 0
  kept <- sum(vapply(selections, function(part) as.numeric(part$rank), 1))
  for (part in parts) {
    if (!is.null(part$number)) next
    along <- axis + seq_len(if (selects(part)) part$axes else 1)
    axis <- axis + length(along)
    if (selects(part)) {
      front <- c(front, if (alone && !is.null(part$mask)) rev(along) else along)
      order <- c(order, made + rev(seq_len(part$rank)))
      made <- made + part$rank
    } else {
      rest <- c(rest, along)
      kept <- kept + 1
      order <- c(order, kept)
    }
  }
  view <- .External(C_engine, "getitem tk", x, program(parts))
  items <- if (alone && !is.null(selections[[1]]$mask)) list(turned(selections[[1]]$mask)) else spread(selections)
  list(front = ordered_axes(view, c(front, rest)), items = items, order = order)
}

ordered_axes <- function(x, order) if (is.unsorted(order)) mg_permute_dims(x, order) else x

# The engine goes by rows: through what is turned around it goes in R's order.
turned <- function(x) if (x$ndim > 1) aperm(x) else x

# Positions, turned around, with new axes around their own, in the result's place for them.
spread <- function(selections) {
  if (length(selections) == 1) return(lapply(places(selections[[1]]), turned))
  ranks <- vapply(selections, function(part) as.numeric(part$rank), 1)
  items <- lapply(seq_along(selections), function(k) {
    before <- rep(list(NULL), sum(ranks[seq_len(k - 1)]))
    after <- rep(list(NULL), sum(ranks[-seq_len(k)]))
    lapply(places(selections[[k]]), function(i) {
      .External(C_engine, "getitem tk", turned(i), c(before, list(TRUE), after))
    })
  })
  unlist(items, recursive = FALSE)
}

# Tensors of positions, one for each axis.
places <- function(part) {
  if (!is.null(part$mask)) return(rev(mg_nonzero(turned(part$mask))))
  lapply(part$positions, function(i) if (is_mg_tensor(i)) i else .Call(C_make_tensor, as.vector(i), "int64", FALSE))
}

# A value's axes as the engine wants them; those that it lacks are in front.
laid_out <- function(value, order) {
  if (!is_mg_tensor(value)) {
    if (length(value) == 1 && is.null(base::dim(value))) return(value)
    value <- mg_tensor(value, dtype = if (is.double(value)) "float64")
  }
  missing <- length(order) - value$ndim
  if (!is.unsorted(order) || missing < 0 || value$ndim == 0) return(value)
  if (missing > 0) value <- .External(C_engine, "getitem tk", value, c(rep(list(NULL), missing), list(TRUE)))
  mg_permute_dims(value, order(order))
}

# The engine has seen the axes in another order: its errors are told in the order of x.
explained <- function(call, x, parts, operator, value = NULL) {
  tryCatch(call,
    mg_index_error = function(e) {
      for (part in parts) check_places(part, dim(x), operator)
      stop(e)
    },
    mg_shape_error = function(e) {
      if (is.null(value) || any_traced(parts)) stop(e)
      given <- brackets(if (is.null(dim(value))) length(value) else dim(value))
      accepted <- paste("what broadcasts to", brackets(part_dims(parts, dim(x))))
      text <- sprintf("the shape of the value is not that of its place; given %s; accepted: %s", given, accepted)
      raise("shape", text, operator = operator, argument = "value", given = given, accepted = accepted)
    })
}
any_traced <- function(parts) {
  any(vapply(parts, function(part) !is.null(part$mask) && part$mask$is_traced, TRUE))
}
brackets <- function(dim) paste0("[", paste(dim, collapse = ", "), "]")

check_places <- function(part, dim, operator) {
  i <- part$positions[[1]]
  if (!is_mg_tensor(i) || i$is_traced) return()
  size <- dim[part$axis]
  values <- as.vector(i)
  outside <- which(values < 1 | values > size)
  if (!length(outside)) return()
  place <- if (i$ndim) brackets(arrayInd(outside[1], dim(i))) else "[]"
  given <- format(values[outside[1]])
  accepted <- if (size) paste("1 to", size) else "none"
  text <- "index %s at position %s of a tensor lies outside axis %d, which has %d elements; accepted: %s"
  text <- sprintf(text, given, place, part$axis, size, accepted)
  raise("index", text, operator = operator, argument = "subscript", given = given, accepted = accepted)
}
