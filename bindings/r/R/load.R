# Loading: finds the engine's library, opens it and makes the package's context.

.onLoad <- function(libname, pkgname) {
  problem <- .Call(C_open_engine, file.path(libname, pkgname, "engine"))
  if (!is.null(problem)) stop(problem, call. = FALSE)
  names <- paste0(names(spellings), "=", spellings, collapse = "\n")
  .Call(C_start, topenv(), absent, names)
}

.onUnload <- function(libpath) library.dynam.unload("mixgrad", libpath)

mg_version <- function() .Call(C_version)

mg_doctor <- function() {
  facts <- list(package = as.character(utils::packageVersion("mixgrad")), engine = mg_version(),
    library = .Call(C_engine_path),
    R = R.version.string, build = mg_build())
  cat(sprintf("%-8s %s\n", names(facts), unlist(facts)), sep = "")
  invisible(facts)
}
