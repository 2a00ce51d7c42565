# saveRDS and readRDS. The native code asks for the state of an object when it is written; after readRDS the object is
# made again when it is first used: by its constructor, with its parameters, children and methods.

# A module's own parameters and buffers; those of its children are theirs.
object_state <- function(native) {
  wrapper <- .Call(C_wrapper_of_native, native)
  if (is.null(wrapper)) return(.Call(C_object_state, native))
  if (!is_module(wrapper)) return(list(training = TRUE))
  all <- wrapper$state()
  list(own = all[!grepl(".", names(all), fixed = TRUE)], training = wrapper$training)
}

revive_object <- function(wrapper) {
  self <- self_of(wrapper)
  state <- .Call(C_object_state, self$.native)
  if (is.null(self$.made)) {
    raise("disposed", sprintf("a %s is not kept by saveRDS: save it with mg_save()", class(wrapper)[1]))
  }
  # Initial weights must not take numbers from the user's generator.
  made <- with_seed(0, do.call(make_again, self$.made))
  .Call(C_adopt, wrapper, made)
  if (!is.null(self$.host)) tie(wrapper)
  self$.callbacks <- self_of(made)$.callbacks
  if (!is_module(wrapper)) return(wrapper)
  for (name in names(self$.parameters)) {
    .External(C_engine, "Module.register_parameter ..t", wrapper, name, self$.parameters[[name]])
  }
  for (name in names(self$.children)) {
    .External(C_engine, "Module.register_module ...", wrapper, name, self$.children[[name]])
  }
  fresh <- setdiff(names(state$own), names(self$.parameters))
  now <- wrapper$state()
  with_no_grad(for (name in fresh) mg_copy_(now[[name]], state$own[[name]]))
  if (!isTRUE(state$training)) wrapper$eval()
  wrapper
}

make_again <- function(key, arguments) do.call(.External, c(list(C_engine, key), arguments), quote = TRUE)
