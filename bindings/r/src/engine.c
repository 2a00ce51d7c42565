/* Opens the engine's library. */
#include "load.h"
#include "mixgrad_r.h"

/* open_engine(folder): NULL if it is open, else what is wrong with it. */
SEXP mg_open_engine(SEXP folder) {
  const char* problem = mixgrad_load(Rf_translateChar(STRING_ELT(folder, 0)));
  return problem ? Rf_mkString(problem) : R_NilValue;
}

/* Its file. */
SEXP mg_engine_path(void) { return Rf_mkString(mixgrad_loaded()); }
