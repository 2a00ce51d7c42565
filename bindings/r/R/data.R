# Datasets are indexed as R's vectors are; loaders are walked.

length.dataset <- function(x) {
  own <- self_of(x)$.methods$.length
  if (is.null(own)) .External(C_engine, "Dataset.length .", x) else as.integer(own())
}
`[[.dataset` <- function(x, i, ...) {
  if (is.character(i)) return(get_member(x, i))
  own <- self_of(x)$.methods$.getitem
  named_item(x, if (is.null(own)) .External(C_engine, "Dataset.get .i", x, i) else own(i))
}
# A batch of items: list(x, y), in which y is a factor if the dataset knows the names of its classes.
`[.dataset` <- function(x, i, ...) {
  part <- read_subscript(if (missing(i)) NULL else list(i), length(x), 1)
  named_item(x, .External(C_engine, "Dataset.get_batch .I", x, as.numeric(indices_of(part, length(x)))))
}
indices_of <- function(part, n) {
  if (!is.null(part$number)) return(part$number)
  if (!is.null(part$indices)) return(part$indices)
  if (is.null(part$slice) || is.na(part$slice[1])) return(seq_len(n))
  seq(part$slice[1], part$slice[2], by = part$slice[3])
}
named_item <- function(x, item) {
  if (length(item) == 2) names(item) <- c("x", "y")
  classes <- levels(x)
  if (!is.null(classes) && length(item) == 2 && !is.factor(item$y)) {
    item$y <- factor(classes[as.integer(item$y)], classes)
  }
  item
}
levels.dataset <- function(x) {
  self <- self_of(x)
  has <- function(name) !is.null(find_member(self$.engine_class, "properties", name))
  if (has("classes")) return(get_member(x, "classes"))
  if (has("dataset")) return(levels(get_member(x, "dataset"))) # a part of another
  self$.levels
}

as_dataset <- function(x, ...) UseMethod("as_dataset")
as_dataset.dataset <- function(x, ...) x
as_dataset.default <- function(x, y = NULL, ...) {
  made <- dataset_tensor(as_tensor(x), if (!is.null(y)) as_tensor(y))
  if (is.factor(y)) assign(".levels", levels(y), self_of(made))
  made
}
as_dataset.matrix <- function(x, y = NULL, ...) as_dataset.default(x, y)
# The columns of numbers are the input; `target` names the column to predict.
as_dataset.data.frame <- function(x, target = NULL, ...) {
  y <- if (!is.null(target)) x[[target]]
  as_dataset.default(as.matrix(x[setdiff(names(x), target)]), if (is.character(y)) factor(y) else y)
}

length.dataloader <- function(x) x$length
as.list.mg_object <- function(x, ...) {
  if (!is.null(elements_by(x))) return(elements_of(x))
  step <- mg_iterate(x)
  out <- list()
  while (!is.null(value <- step())) out[[length(out) + 1]] <- value
  out
}
as.list.dataloader <- as.list.mg_object
as_list <- function(x) as.list(x)

# Calls a function with each batch; the tensors that were made for it are freed at once.
dl_each <- function(loader, f) {
  step <- mg_iterate(loader)
  repeat {
    done <- with_scope({
      batch <- step()
      if (!is.null(batch)) f(batch)
      is.null(batch)
    }, "dl_each")
    if (done) return(invisible())
  }
}
