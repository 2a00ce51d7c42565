# Loading: finds the engine's library, opens it and makes the package's context.

# Where the library may be, best first. What the user names is the only place.
engine_paths <- function(pkg_dir) {
  name <- "libmixgrad.so.0"
  own <- Sys.getenv("MIXGRAD_LIB")
  if (own == "") return(c(file.path(pkg_dir, "engine", name), name))
  if (dir.exists(own)) file.path(own, name) else own
}

open_engine <- function(pkg_dir) {
  problems <- character()
  for (path in engine_paths(pkg_dir)) {
    problem <- .Call(C_open_engine, path)
    if (is.null(problem)) return(path)
    problems <- c(problems, paste0("  ", path, ": ", problem))
  }
  stop("mixgrad can't open its engine. It was looked for in\n", paste(problems, collapse = "\n"),
    "\nInstall the package again, so that both are of one release, ",
    "or name the library in the environment variable MIXGRAD_LIB.",
    call. = FALSE)
}

state <- new.env()

.onLoad <- function(libname, pkgname) {
  state$engine <- open_engine(file.path(libname, pkgname))
  names <- paste0(names(spellings), "=", spellings, collapse = "\n")
  .Call(C_start, topenv(), absent, names)
}

.onUnload <- function(libpath) library.dynam.unload("mixgrad", libpath)

mg_version <- function() .Call(C_version)

mg_doctor <- function() {
  facts <- list(package = as.character(utils::packageVersion("mixgrad")), engine = mg_version(), library = state$engine,
    R = R.version.string, build = mg_build())
  cat(sprintf("%-8s %s\n", names(facts), unlist(facts)), sep = "")
  invisible(facts)
}
