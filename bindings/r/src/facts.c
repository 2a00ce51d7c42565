/* What is known of a tensor beside its elements, and its gradient. */
#include <string.h>

#include "mixgrad_r.h"

static SEXP numbers(const int64_t* from, int n) {
  SEXP out = PROTECT(Rf_allocVector(INTSXP, n));
  for (int i = 0; i < n; ++i) {
    if (from[i] > INT32_MAX || from[i] < -INT32_MAX) {
      out = Rf_allocVector(REALSXP, n);
      for (i = 0; i < n; ++i) REAL(out)[i] = (double)from[i];
      break;
    }
    INTEGER(out)[i] = (int)from[i];
  }
  UNPROTECT(1);
  return out;
}

SEXP mg_dim(SEXP x) {
  mixgrad_tensor_info info;
  mg_describe(x, &info);
  return numbers(info.sizes, info.rank);
}

SEXP mg_size(SEXP x) {
  mixgrad_tensor_info info;
  mg_describe(x, &info);
  return info.size <= INT32_MAX ? Rf_ScalarInteger((int)info.size) : Rf_ScalarReal((double)info.size);
}

/* dtype and rank alone do not bind a trace to the shape. */
static void describe_head(SEXP x, mixgrad_tensor_info* info) {
  memset(info, 0, sizeof *info);
  info->struct_size = offsetof(mixgrad_tensor_info, shape);
  mixgrad_status* status = mixgrad_tensor_describe(mg_tensor_of(x), info);
  if (status) mg_raise(status);
}

/* One fact by name, or NULL if there is none of that name. */
SEXP mg_fact(SEXP x, SEXP which) {
  static const char* const names[] = {"disposed",  "identity",      "grad",         "dtype",   "device",
                                      "shape",     "strides",       "ndim",         "is_leaf", "requires_grad",
                                      "is_traced", "is_contiguous", "is_read_only", "version"};
  const char* name = CHAR(STRING_ELT(which, 0));
  size_t known = 0;
  while (known < sizeof names / sizeof *names && strcmp(names[known], name) != 0) ++known;
  if (known == sizeof names / sizeof *names) return R_NilValue;
  if (strcmp(name, "disposed") == 0) return Rf_ScalarLogical(mixgrad_tensor_is_disposed(mg_tensor_of(x)));
  if (strcmp(name, "identity") == 0) return Rf_ScalarReal((double)mixgrad_tensor_identity(mg_tensor_of(x)));
  if (strcmp(name, "grad") == 0) {
    mixgrad_tensor* grad = NULL;
    mixgrad_status* status = mixgrad_tensor_grad(mg_context(), mg_tensor_of(x), &grad);
    if (status) mg_raise(status);
    return grad ? mg_wrap_tensor(grad) : R_NilValue;
  }
  mixgrad_tensor_info info;
  if (strcmp(name, "dtype") == 0 || strcmp(name, "ndim") == 0) {
    describe_head(x, &info);
    return *name == 'd' ? Rf_mkString(mg_dtype_name(info.dtype)) : Rf_ScalarInteger(info.rank);
  }
  mg_describe(x, &info);
  if (strcmp(name, "device") == 0) return Rf_mkString(info.device == 0 ? "cpu" : "unknown");
  if (strcmp(name, "shape") == 0) return numbers(info.sizes, info.rank);
  if (strcmp(name, "strides") == 0) return numbers(info.steps, info.rank);
  if (strcmp(name, "requires_grad") == 0) return Rf_ScalarLogical(info.requires_grad);
  if (strcmp(name, "is_leaf") == 0) return Rf_ScalarLogical(info.is_leaf);
  if (strcmp(name, "is_traced") == 0) return Rf_ScalarLogical(info.is_traced);
  if (strcmp(name, "is_contiguous") == 0) return Rf_ScalarLogical(info.is_contiguous);
  if (strcmp(name, "is_read_only") == 0) return Rf_ScalarLogical(info.is_read_only);
  if (strcmp(name, "version") == 0) return Rf_ScalarReal((double)info.version);
  return R_NilValue;
}

SEXP mg_set_requires_grad(SEXP x, SEXP on) {
  mixgrad_status* status = mixgrad_tensor_set_requires_grad(mg_tensor_of(x), Rf_asLogical(on) == TRUE);
  if (status) mg_raise(status);
  return R_NilValue;
}

SEXP mg_set_grad(SEXP x, SEXP grad) {
  mixgrad_status* status = mixgrad_tensor_set_grad(mg_tensor_of(x), grad == R_NilValue ? NULL : mg_tensor_of(grad));
  if (status) mg_raise(status);
  return R_NilValue;
}

SEXP mg_dispose(SEXP x) {
  mixgrad_tensor_dispose(mg_tensor_of(x));
  mg_drain();
  return R_NilValue;
}
