# How tensors show themselves: as arrays of R do, below a line that says what they are.

shape_text <- function(dim) paste0("[", paste(dim, collapse = " x "), "]")

tensor_head <- function(x) {
  if (x$disposed) return("<mg_tensor disposed>")
  if (x$is_traced) return(paste0("<mg_tensor ", x$dtype, " of a trace>"))
  paste0("<mg_tensor ", x$dtype, " ", shape_text(dim(x)), " ", x$device, if (x$requires_grad) " requires_grad", ">")
}

format.mg_tensor <- function(x, ...) {
  if (x$disposed || x$is_traced) return(tensor_head(x))
  format(shown_values(x), ...)
}

# Whole numbers beyond 2^53 are rounded where they are only shown.
shown_values <- function(x) as.array(if (x$dtype %in% c("int64", "uint64")) mg_astype(x, "float64") else x)

# Base R prints what fits; the engine shortens what does not.
print.mg_tensor <- function(x, ..., max = getOption("mixgrad.print_max", 1000)) {
  cat(tensor_head(x), "\n", sep = "")
  if (x$disposed || x$is_traced || length(x) == 0) return(invisible(x))
  if (length(x) > max) cat(mg_to_string(x, threshold = max), "\n", sep = "")
  else if (is.null(levels(x))) print(shown_values(x), ...)
  else print(factor(levels(x)[as.integer(x)], levels(x)))
  invisible(x)
}

str.mg_tensor <- function(object, ...) {
  known <- !object$disposed && !object$is_traced && length(object) > 0
  few <- if (known) as.vector(shown_values(mg_reshape(object, -1)[seq_len(min(5, length(object)))]))
  more <- if (!object$disposed && length(object) > 5) " ..."
  cat(" ", tensor_head(object), " ", paste(format(few, digits = 3), collapse = " "), more, "\n", sep = "")
}

summary.mg_tensor <- function(object, ...) summary(as.vector(shown_values(object)), ...)
