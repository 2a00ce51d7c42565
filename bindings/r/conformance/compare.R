# Values of the plan against what was found: NULL if they are equal, else what differs.

differs <- function(found, expected, at = "") {
  kind <- setdiff(names(expected), c("relative", "absolute"))[1]
  v <- expected[[kind]]
  tell <- function(what, x = found) sprintf("%s: expected %s, found %s", if (at == "") "value" else at, what, shown(x))
  switch(kind,
    tensor = differs_tensor(found, v, tell),
    float = differs_float(found, special_number(v), expected, tell),
    int = if (is.numeric(found) && length(found) == 1 && found == special_number(v)) NULL else tell(v),
    bool = if (identical(found, v)) NULL else tell(v),
    string = if (identical(found, v)) NULL else tell(v),
    bytes = if (identical(found, bytes_of(v))) NULL else tell(v),
    null = if (is.null(found)) NULL else tell("NULL"),
    list = differs_items(found, v, at, tell),
    map = , record = differs_named(found, v, at, tell),
    contains = differs_text(found, v, tell),
    sprintf("a value that this runner does not know: %s", kind))
}

shown <- function(x) paste(utils::head(utils::capture.output(print(x)), 6), collapse = " ")

close_to <- function(found, expected, relative, absolute) {
  same <- (is.nan(found) & is.nan(expected)) | found == expected
  near <- is.finite(found) & is.finite(expected) & abs(found - expected) <= absolute + relative * abs(expected)
  ifelse(is.na(same), FALSE, same) | near
}

limit <- function(x) if (is.null(x)) 0 else special_number(x)

differs_tensor <- function(found, v, tell) {
  if (!is_mg_tensor(found)) return(tell("a tensor"))
  if (found$dtype != v$dtype) return(tell(v$dtype, found$dtype))
  if (!identical(as.numeric(dim(found)), shape_of(v))) return(tell(paste(shape_of(v), collapse = " x "), dim(found)))
  bits <- bytes_of(v$bits)
  own <- mg_bytes(found)
  if (identical(own, bits)) return(NULL)
  differs_elements(own, bits, v, tell)
}

# Element by element: to the bit, but for NaN, unless the plan gives limits.
differs_elements <- function(own, bits, v, tell) {
  a <- numbers_of(own, v$dtype)
  b <- numbers_of(bits, v$dtype)
  if (is.null(v$relative) && is.null(v$absolute)) {
    item <- length(bits) / length(a)
    bad <- colSums(matrix(own != bits, item)) > 0 & !(is.nan(a) & is.nan(b))
  } else {
    bad <- !close_to(a, b, limit(v$relative), limit(v$absolute))
  }
  if (!any(bad)) return(NULL)
  i <- which(bad)[1]
  tell(sprintf("%s at element %d of %d", format(b[i], digits = 17), i, length(a)), format(a[i], digits = 17))
}

differs_float <- function(found, v, expected, tell) {
  if (!is.numeric(found) || length(found) != 1) return(tell(v))
  if (close_to(found, v, limit(expected$relative), limit(expected$absolute))) return(NULL)
  tell(format(v, digits = 17), format(found, digits = 17))
}

differs_items <- function(found, v, at, tell) {
  if (is.null(found) || length(found) != length(v) || is_mg_tensor(found)) {
    return(tell(sprintf("%d elements", length(v))))
  }
  for (i in seq_along(v)) {
    bad <- differs(found[[i]], v[[i]], sprintf("%s[[%d]]", at, i))
    if (!is.null(bad)) return(bad)
  }
  NULL
}

differs_named <- function(found, v, at, tell) {
  if (!setequal(names(found), names(v))) return(tell(paste(names(v), collapse = ", "), names(found)))
  for (name in names(v)) {
    bad <- differs(found[[name]], v[[name]], paste0(at, "$", name))
    if (!is.null(bad)) return(bad)
  }
  NULL
}

differs_text <- function(found, texts, tell) {
  if (!is.character(found)) return(tell("a text"))
  missing <- Filter(function(text) !grepl(text, found, fixed = TRUE), texts)
  if (length(missing)) tell(paste("contains", missing[[1]])) else NULL
}

# An error against what the step says of it.
differs_error <- function(error, step) {
  if (is.null(error)) return("expected an error, found none")
  class <- if (step$code == "error") "mg_error" else sprintf("mg_%s_error", step$code)
  if (!inherits(error, class) || !identical(error$code, step$code)) {
    return(sprintf("expected the error %s, found %s: %s", step$code, class(error)[1], conditionMessage(error)))
  }
  wanted <- Filter(Negate(is.null), step[c("operator", "argument")])
  for (field in names(wanted)) {
    if (!identical(error[[field]], wanted[[field]])) {
      return(sprintf("expected %s %s, found %s", field, wanted[[field]], shown(error[[field]])))
    }
  }
  message <- conditionMessage(error)
  missing <- Filter(function(text) !grepl(text, message, fixed = TRUE), step$message)
  if (length(missing)) sprintf("expected a message with \"%s\", found: %s", missing[[1]], message) else NULL
}
