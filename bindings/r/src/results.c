/* Values become R objects. Whole numbers are integers where they fit, else doubles; lists of numbers are vectors. */
#include <math.h>

#include "mixgrad_r.h"

static SEXP whole(int64_t v) {
  if (v > -INT32_MAX && v <= INT32_MAX) return Rf_ScalarInteger((int)v);
  if (v > (int64_t)1 << 53 || v < -((int64_t)1 << 53))
    mg_fail(MIXGRAD_STATUS_CODE_VALUE, "the number %lld has no exact double", (long long)v);
  return Rf_ScalarReal((double)v);
}

static SEXP text(const char* utf8, uint32_t length) {
  return Rf_ScalarString(Rf_mkCharLenCE(utf8 ? utf8 : "", (int)length, CE_UTF8));
}

static SEXP convert(const mixgrad_value* v, int take);

/* The vector type that holds all items, or VECSXP. */
static SEXPTYPE common_type(const mixgrad_value* items, uint32_t n) {
  SEXPTYPE type = n == 0 ? VECSXP : NILSXP;
  for (uint32_t i = 0; i < n; ++i) {
    SEXPTYPE one = VECSXP;
    if (items[i].kind == MIXGRAD_KIND_BOOL) one = LGLSXP;
    if (items[i].kind == MIXGRAD_KIND_STRING) one = STRSXP;
    if (items[i].kind == MIXGRAD_KIND_FLOAT) one = REALSXP;
    if (items[i].kind == MIXGRAD_KIND_INT) {
      int64_t number = items[i].payload.as_int;
      one = number > -INT32_MAX && number <= INT32_MAX ? INTSXP : REALSXP;
    }
    if (type == NILSXP)
      type = one;
    else if (type != one)
      type = (type == INTSXP || type == REALSXP) && (one == INTSXP || one == REALSXP) ? REALSXP : VECSXP;
  }
  return type;
}

static SEXP list(const mixgrad_value* items, uint32_t n, int take) {
  SEXPTYPE type = common_type(items, n);
  SEXP out = PROTECT(Rf_allocVector(type, n));
  for (uint32_t i = 0; i < n; ++i) {
    const mixgrad_value* v = &items[i];
    switch (type) {
      case LGLSXP:
        LOGICAL(out)[i] = v->payload.as_int != 0;
        break;
      case INTSXP:
        INTEGER(out)[i] = (int)v->payload.as_int;
        break;
      case REALSXP:
        REAL(out)[i] = v->kind == MIXGRAD_KIND_INT ? (double)v->payload.as_int : v->payload.as_float;
        break;
      case STRSXP:
        SET_STRING_ELT(out, i, Rf_mkCharLenCE(v->payload.as_string, (int)v->length, CE_UTF8));
        break;
      default:
        SET_VECTOR_ELT(out, i, convert(v, take));
    }
  }
  UNPROTECT(1);
  return out;
}

static SEXP map(const mixgrad_value* items, uint32_t n, int take) {
  SEXP out = PROTECT(Rf_allocVector(VECSXP, n)), names = PROTECT(Rf_allocVector(STRSXP, n));
  for (R_xlen_t i = 0; i < n; ++i) {
    SET_STRING_ELT(names, i, Rf_mkCharLenCE(items[2 * i].payload.as_string, (int)items[2 * i].length, CE_UTF8));
    SET_VECTOR_ELT(out, i, convert(&items[2 * i + 1], take));
  }
  Rf_setAttrib(out, R_NamesSymbol, names);
  UNPROTECT(2);
  return out;
}

static SEXP convert(const mixgrad_value* v, int take) {
  switch (v->kind) {
    case MIXGRAD_KIND_ABSENT:
    case MIXGRAD_KIND_NULL:
    case MIXGRAD_KIND_NEWAXIS:
      return R_NilValue;
    case MIXGRAD_KIND_BOOL:
      return Rf_ScalarLogical(v->payload.as_int != 0);
    case MIXGRAD_KIND_INT:
    case MIXGRAD_KIND_ENUM:
      return whole(v->payload.as_int);
    case MIXGRAD_KIND_FLOAT:
      return Rf_ScalarReal(v->payload.as_float);
    case MIXGRAD_KIND_STRING:
      return text(v->payload.as_string, v->length);
    case MIXGRAD_KIND_BYTES: {
      SEXP out = Rf_allocVector(RAWSXP, v->length);
      for (uint32_t i = 0; i < v->length; ++i) RAW(out)[i] = ((const Rbyte*)v->payload.as_pointer)[i];
      return out;
    }
    case MIXGRAD_KIND_DTYPE:
      return Rf_mkString(mg_dtype_name((int32_t)v->payload.as_int));
    case MIXGRAD_KIND_DEVICE:
      return Rf_mkString(v->payload.as_int == 0 ? "cpu" : "unknown");
    case MIXGRAD_KIND_TENSOR:
      if (!take) mixgrad_tensor_retain(v->payload.as_tensor);
      return mg_wrap_tensor(v->payload.as_tensor);
    case MIXGRAD_KIND_OBJECT:
      if (!take) mixgrad_object_retain(v->payload.as_object);
      return mg_wrap_object(v->payload.as_object);
    case MIXGRAD_KIND_FUNCTION:
      return Rf_mkString(mixgrad_function_name(v->payload.as_function));
    case MIXGRAD_KIND_CALLBACK:
      return mg_host_object(v->payload.as_int);
    case MIXGRAD_KIND_SLICE:
      return list(v->payload.as_list, 3, take);
    case MIXGRAD_KIND_LIST:
      return list(v->payload.as_list, v->length, take);
    case MIXGRAD_KIND_MAP:
      return map(v->payload.as_list, v->length, take);
    default:
      mg_fail(MIXGRAD_STATUS_CODE_VERSION, "the engine gave a kind of value that this package does not know");
  }
  return R_NilValue;
}

/* Everything is copied before what the engine gave is cleared. */
SEXP mg_to_r(mixgrad_value* value) {
  int handle = value->kind == MIXGRAD_KIND_TENSOR || value->kind == MIXGRAD_KIND_OBJECT;
  SEXP out = PROTECT(convert(value, handle));
  if (handle) value->kind = MIXGRAD_KIND_ABSENT;
  mixgrad_value_clear(value);
  UNPROTECT(1);
  return out;
}

SEXP mg_copy_to_r(const mixgrad_value* value) { return convert(value, 0); }

SEXP mg_results_to_r(mixgrad_value* results, size_t n) {
  if (n == 0) return R_NilValue;
  if (n == 1) return mg_to_r(results);
  SEXP out = PROTECT(Rf_allocVector(VECSXP, (R_xlen_t)n));
  for (size_t i = 0; i < n; ++i) SET_VECTOR_ELT(out, (R_xlen_t)i, mg_to_r(&results[i]));
  UNPROTECT(1);
  return out;
}
