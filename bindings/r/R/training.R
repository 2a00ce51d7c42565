# Training as R users write it: trainer(...) |> fit(...), and what came of it is printed, plotted and asked for
# predictions.

fit <- function(object, ...) UseMethod("fit")

fit.trainer <- function(object, train, ...) {
  fitted <- object$fit(train, ...)
  assign(".model", self_of(object)$.made$arguments[[1]], self_of(fitted))
  assign(".epochs", fitted$epochs, self_of(fitted))
  fitted
}

print.trainer <- function(x, ...) {
  cat("<trainer>\n", sep = "")
  invisible(x)
}

as.data.frame.mg_history <- function(x, row.names = NULL, optional = FALSE, ...) { # nolint: object_name_linter.
  rows <- epochs_of(x)
  if (!length(rows)) return(data.frame())
  names <- unique(unlist(lapply(rows, names)))
  number <- function(x) if (is.null(x)) NA_real_ else as.numeric(x)
  columns <- lapply(names, function(name) vapply(rows, function(row) number(row[[name]]), 0))
  data.frame(epoch = seq_along(rows), stats::setNames(columns, names), row.names = row.names)
}

# What saveRDS has kept, where the engine's object is gone.
epochs_of <- function(x) tryCatch(x$epochs, mg_disposed_error = function(e) self_of(x)$.epochs)

print.mg_history <- function(x, digits = 4, ...) {
  n <- length(epochs_of(x))
  cat(sprintf("<mg_history of %d epoch%s>\n", n, if (n == 1) "" else "s"))
  if (n) print(as.data.frame(x), digits = digits, row.names = FALSE)
  invisible(x)
}
summary.mg_history <- function(object, ...) {
  frame <- as.data.frame(object)
  frame[nrow(frame), , drop = FALSE]
}
predict.mg_history <- function(object, newdata, ...) predict(model_of(object), newdata, ...)
coef.mg_history <- function(object, ...) coef(model_of(object))
model_of <- function(fitted) {
  model <- self_of(fitted)$.model
  if (is.null(model)) raise("not_found", "this history does not know its model: it was not made by fit()")
  model
}

# Curves of training and validation, with base graphics; x$plot() gives the engine's SVG.
plot.mg_history <- function(x, which = NULL, ...) {
  frame <- as.data.frame(x)
  names <- setdiff(names(frame), c("epoch", "lr", "seconds"))
  if (is.null(which)) which <- unique(sub("^val_", "", names))
  old <- par(mfrow = c(1, length(which)))
  on.exit(par(old))
  for (name in which) {
    columns <- intersect(c(name, paste0("val_", name)), names)
    graphics::matplot(frame$epoch, frame[columns], type = "b", pch = 1, lty = 1, xlab = "epoch", ylab = name, ...)
    if (length(columns) > 1) legend("topright", columns, col = seq_along(columns), lty = 1, bty = "n")
  }
  invisible(x)
}

# A grid of images [N, H, W] or [N, C, H, W] with values from 0 to 1.
plot.mg_tensor <- function(x, titles = NULL, columns = 8, ...) {
  dims <- dim(x)
  if (length(dims) == 3) x <- mg_expand_dims(x, 2)
  else if (length(dims) != 4) return(plot.default(as.vector(x), ...))
  images <- as.array(x)
  n <- dim(images)[1]
  columns <- min(columns, n)
  old <- par(mfrow = c(ceiling(n / columns), columns), mar = c(0.5, 0.5, 1.5, 0.5))
  on.exit(par(old))
  for (i in seq_len(n)) {
    image <- images[i, , , , drop = FALSE]
    dim(image) <- dim(images)[-1]
    image[] <- pmin(pmax(image, 0), 1)
    plot.new()
    graphics::plot.window(c(0, 1), c(0, 1), asp = dim(image)[2] / dim(image)[3])
    pixels <- if (dim(image)[1] == 1) matrix(gray(image), dim(image)[2]) else aperm(image, c(2, 3, 1))
    rasterImage(pixels, 0, 0, 1, 1, interpolate = FALSE)
    if (!is.null(titles)) title(as.character(titles)[i], line = 0.2)
  }
  invisible(x)
}

as.character.mg_figure <- function(x, ...) x$svg
print.mg_figure <- function(x, ...) {
  cat(sprintf("<mg_figure, %d characters of SVG: mg_save(figure, \"figure.svg\")>\n", nchar(x$svg)))
  invisible(x)
}
plot.mg_figure <- function(x, ...) print(x)
