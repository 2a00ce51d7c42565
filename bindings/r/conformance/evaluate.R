# Expressions of the plan: a list with one entry, whose name says what it is.

variables <- function(parent = emptyenv()) new.env(parent = parent)

special_number <- function(v) if (is.character(v)) c(nan = NaN, inf = Inf, `-inf` = -Inf)[[v]] else as.numeric(v)
whole_number <- function(v) if (abs(v) < 2^31) as.integer(v) else as.numeric(v)

evaluate <- function(e, vars) {
  kind <- names(e)[1]
  x <- e[[1]]
  ev <- function(inner) evaluate(inner, vars)
  switch(kind,
    var = get(x, envir = vars),
    tensor = make_tensor(x),
    null = NULL,
    bool = x,
    int = whole_number(special_number(x)),
    float = special_number(x),
    string = , dtype = , device = x,
    path = file.path("build/conformance", x),
    enum = x$value,
    list = simple_list(lapply(x, ev)),
    map = lapply(x, ev),
    bytes = bytes_of(x),
    slice = range_of(x),
    record = lapply(x$fields, ev),
    "function" = get(x$name),
    host = host_function(x, vars),
    call = apply_call(get(x$name), x, vars),
    new = new_object(x, vars),
    subclass = subclass_object(x, vars),
    curried = apply_call(do.call(get(x$name), c(lapply(x$outer, ev), lapply(x$outerNamed, ev))), x, vars),
    method = apply_call(do.call(`$`, list(ev(x$self), x$name)), x, vars),
    operator = apply_operator(x, vars),
    get = do.call(`$`, list(ev(x$of), x$name)),
    set = set_property(x, vars),
    item = ev(x$of)[[x$index + 1]],
    field = , key = ev(x$of)[[if (kind == "field") x$name else x$key]],
    iterate = as_list(ev(x$of)),
    stop("an expression that this runner does not know: ", kind))
}

# Numbers, strings and logical values in a list are a vector in R.
simple_list <- function(items) {
  single <- vapply(items, function(item) is.atomic(item) && length(item) == 1, TRUE)
  if (length(items) && all(single) && length(unique(vapply(items, typeof, ""))) == 1) unlist(items) else items
}

arguments_of <- function(call, vars) {
  positional <- lapply(call$positional, function(e) {
    if (identical(names(e), "spread")) lapply(e$spread, evaluate, vars) else list(evaluate(e, vars))
  })
  c(unlist(positional, recursive = FALSE), lapply(call$named, evaluate, vars))
}

apply_call <- function(f, call, vars) do.call(f, arguments_of(call, vars), quote = TRUE)

host_function <- function(x, vars) {
  names <- unlist(x$parameters)
  function(...) {
    inner <- variables(vars)
    given <- list(...)
    for (i in seq_along(given)) assign(names[i], given[[i]], envir = inner)
    evaluate(x$body, inner)
  }
}

# Of an open class R's function gives a class of one's own, which makes objects.
new_object <- function(x, vars) {
  made <- apply_call(get(x$name), x, vars)
  if (inherits(made, "mg_class")) made() else made
}
subclass_object <- function(x, vars) {
  methods <- lapply(x$methods, function(method) host_function(method$host, vars))
  do.call(get(x$name), c(list(name = "Subject"), methods))()
}

set_property <- function(x, vars) {
  object <- evaluate(x$of, vars)
  do.call(`$<-`, list(object, x$name, evaluate(x$to, vars)))
  invisible()
}

# One subscript of R: a number drops its axis, I(number) is a slice of one.
subscript_of <- function(item) {
  if (identical(item, "all")) return(quote(expr = )) # nolint: spaces_inside_linter. nothing stands there
  if (is.character(item)) return(switch(item, ellipsis = mixgrad::.., newaxis = mg_newaxis))
  if (!is.null(item$at)) return(item$at)
  if (!is.null(item$tensor)) return(make_tensor(item$tensor))
  if (isTRUE(item$empty)) return(integer())
  I(seq(item$from, item$to, by = if (is.null(item$by)) 1 else item$by))
}

range_of <- function(x) if (isTRUE(x$empty)) integer() else seq(x$from, x$to, by = x$by)

apply_operator <- function(x, vars) {
  symbol <- x$operator
  operands <- x$operands
  if (symbol %in% c("getitem", "setitem")) {
    tensor <- evaluate(operands[[1]], vars)
    items <- lapply(operands[[2]]$subscript, subscript_of)
    named <- sum(!vapply(operands[[2]]$subscript, function(i) identical(i, "newaxis"), TRUE))
    whole <- any(vapply(operands[[2]]$subscript, function(i) identical(i, "ellipsis"), TRUE))
    if (!whole && named < length(dim(tensor))) items <- c(items, list(mixgrad::..))
    if (symbol == "getitem") return(do.call(`[`, c(list(tensor), items), quote = FALSE))
    do.call(`[<-`, c(list(tensor), items, list(value = evaluate(operands[[3]], vars))), quote = FALSE)
    return(tensor)
  }
  f <- get(switch(symbol, "**" = "^", "@" = "%*%", neg = "-", invert = "!", symbol))
  do.call(f, lapply(operands, evaluate, vars))
}
