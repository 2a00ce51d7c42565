/* Tensors: external pointers of class mg_tensor. Their state for saveRDS hangs beside them. */
#include <string.h>

#include "mixgrad_r.h"

static const struct {
  int32_t number;
  const char* name;
} dtypes[] = {
    {MIXGRAD_DTYPE_BOOL, "bool"},       {MIXGRAD_DTYPE_INT8, "int8"},         {MIXGRAD_DTYPE_INT16, "int16"},
    {MIXGRAD_DTYPE_INT32, "int32"},     {MIXGRAD_DTYPE_INT64, "int64"},       {MIXGRAD_DTYPE_UINT8, "uint8"},
    {MIXGRAD_DTYPE_UINT16, "uint16"},   {MIXGRAD_DTYPE_UINT32, "uint32"},     {MIXGRAD_DTYPE_UINT64, "uint64"},
    {MIXGRAD_DTYPE_FLOAT16, "float16"}, {MIXGRAD_DTYPE_BFLOAT16, "bfloat16"}, {MIXGRAD_DTYPE_FLOAT32, "float32"},
    {MIXGRAD_DTYPE_FLOAT64, "float64"}};
#define N_DTYPES (sizeof dtypes / sizeof *dtypes)

const char* mg_dtype_name(int32_t number) {
  for (size_t i = 0; i < N_DTYPES; ++i) {
    if (dtypes[i].number == number) return dtypes[i].name;
  }
  return "unknown";
}

int32_t mg_dtype_number(SEXP name) {
  const char* text = TYPEOF(name) == STRSXP && XLENGTH(name) == 1 ? CHAR(STRING_ELT(name, 0)) : "";
  for (size_t i = 0; i < N_DTYPES; ++i) {
    if (strcmp(dtypes[i].name, text) == 0) return dtypes[i].number;
  }
  mg_fail(*text ? MIXGRAD_STATUS_CODE_VALUE : MIXGRAD_STATUS_CODE_TYPE,
          "argument dtype is not a dtype; given \"%s\"; accepted: bool, int8 to int64, uint8 to uint64, float16, "
          "bfloat16, float32, float64",
          text);
  return 0;
}

int mg_is_tensor(SEXP x) { return TYPEOF(x) == EXTPTRSXP && R_ExternalPtrTag(x) == mg.tensor_tag; }

static void finalize(SEXP x) {
  mixgrad_tensor* tensor = R_ExternalPtrAddr(x);
  R_ClearExternalPtr(x);
  if (tensor && !mg.forked) mixgrad_tensor_release(tensor);
}

static void attach(SEXP x, mixgrad_tensor* tensor) {
  R_SetExternalPtrAddr(x, tensor);
  R_RegisterCFinalizerEx(x, finalize, FALSE);
  R_SetExternalPtrProtected(x, mg_new_state(x));
}

SEXP mg_wrap_tensor(mixgrad_tensor* taken) {
  SEXP x = PROTECT(R_MakeExternalPtr(NULL, mg.tensor_tag, R_NilValue));
  attach(x, taken);
  Rf_setAttrib(x, R_ClassSymbol, mg.tensor_class);
  SET_S4_OBJECT(x); /* %*% looks for S4 methods only */
  UNPROTECT(1);
  return x;
}

/* What readRDS has read has an empty pointer, and its state beside it: list(bytes, dtype, dim, requires_grad). */
static void revive(SEXP x) {
  SEXP state = R_ExternalPtrProtected(x);
  if (TYPEOF(state) == VECSXP && XLENGTH(state) == 1) state = VECTOR_ELT(state, 0);
  if (TYPEOF(state) != VECSXP || XLENGTH(state) != 4)
    mg_fail(MIXGRAD_STATUS_CODE_DISPOSED, "this tensor was disposed before it was saved");
  SEXP dim = VECTOR_ELT(state, 2);
  int64_t shape[MIXGRAD_LIMIT_AXES];
  int rank = (int)XLENGTH(dim);
  for (int i = 0; i < rank && i < MIXGRAD_LIMIT_AXES; ++i) shape[i] = (int64_t)REAL(dim)[i];
  mixgrad_tensor* tensor = NULL;
  mixgrad_status* status = mixgrad_tensor_from_copy(mg.root, RAW(VECTOR_ELT(state, 0)),
                                                    INTEGER(VECTOR_ELT(state, 1))[0], rank, shape, NULL, &tensor);
  if (!status && LOGICAL(VECTOR_ELT(state, 3))[0]) status = mixgrad_tensor_set_requires_grad(tensor, 1);
  if (status) mg_raise(status);
  attach(x, tensor);
}

mixgrad_tensor* mg_tensor_of(SEXP x) {
  if (!mg_is_tensor(x))
    mg_fail(MIXGRAD_STATUS_CODE_TYPE, "a tensor was expected, not a value of R's type %s", Rf_type2char(TYPEOF(x)));
  mg_check_fork();
  if (!R_ExternalPtrAddr(x)) revive(x);
  return R_ExternalPtrAddr(x);
}

void mg_describe(SEXP x, mixgrad_tensor_info* info) {
  memset(info, 0, sizeof *info);
  info->struct_size = sizeof *info;
  mixgrad_status* status = mixgrad_tensor_describe(mg_tensor_of(x), info);
  if (status) mg_raise(status);
}

void mg_copy_out(mixgrad_tensor* tensor, int32_t dtype, int column_major, void* to, size_t bytes) {
  mixgrad_status* status = mixgrad_tensor_copy_out(tensor, dtype, column_major, to, bytes);
  if (status) mg_raise(status);
}

/* The shape of an array; a vector has one axis, a plain number as an operand none. */
static int shape_of(SEXP array, int scalar, int64_t* shape) {
  SEXP dim = Rf_getAttrib(array, R_DimSymbol);
  if (dim == R_NilValue) {
    shape[0] = XLENGTH(array);
    return scalar && XLENGTH(array) == 1 ? 0 : 1;
  }
  int rank = (int)XLENGTH(dim);
  if (rank > MIXGRAD_LIMIT_AXES)
    mg_fail(MIXGRAD_STATUS_CODE_SHAPE, "a tensor has at most %d axes, this array has %d", MIXGRAD_LIMIT_AXES, rank);
  for (int i = 0; i < rank; ++i) shape[i] = INTEGER(dim)[i];
  return rank;
}

/* Logicals as bytes. */
static void* bytes_of(SEXP array) {
  R_xlen_t n = XLENGTH(array);
  char* bytes = R_alloc((size_t)n + 1, 1);
  for (R_xlen_t i = 0; i < n; ++i) {
    if (LOGICAL(array)[i] == NA_LOGICAL) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "NA has no counterpart among booleans");
    bytes[i] = (char)(LOGICAL(array)[i] != 0);
  }
  return bytes;
}

int mg_is_integer64(SEXP x) { return TYPEOF(x) == REALSXP && Rf_inherits(x, "integer64"); }

int64_t mg_integer64(SEXP x, R_xlen_t i) {
  int64_t v;
  memcpy(&v, &REAL(x)[i], sizeof v);
  if (v == INT64_MIN) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "NA has no counterpart among integers");
  return v;
}

static SEXP from_array(SEXP array, int32_t dtype, int scalar) {
  static const int64_t zero = 0;
  int64_t shape[MIXGRAD_LIMIT_AXES], strides[MIXGRAD_LIMIT_AXES], none[MIXGRAD_LIMIT_AXES] = {0};
  int rank = shape_of(array, scalar, shape);
  int64_t stride = 1;
  for (int i = 0; i < rank; ++i) {
    strides[i] = stride;
    stride *= shape[i];
  }
  int32_t own = mg_is_integer64(array)     ? MIXGRAD_DTYPE_INT64
                : TYPEOF(array) == REALSXP ? MIXGRAD_DTYPE_FLOAT64
                : TYPEOF(array) == INTSXP  ? MIXGRAD_DTYPE_INT32
                                           : MIXGRAD_DTYPE_BOOL;
  for (R_xlen_t i = 0; own == MIXGRAD_DTYPE_INT64 && i < XLENGTH(array); ++i) mg_integer64(array, i);
  void* data = NULL;
  if (TYPEOF(array) == REALSXP)
    data = REAL(array);
  else if (TYPEOF(array) == LGLSXP)
    data = bytes_of(array);
  else if (TYPEOF(array) == INTSXP) {
    data = INTEGER(array);
    for (R_xlen_t i = 0; i < XLENGTH(array); ++i) {
      if (INTEGER(array)[i] == NA_INTEGER) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "NA has no counterpart among integers");
    }
  } else {
    mg_fail(MIXGRAD_STATUS_CODE_TYPE, "a tensor can't be made of a value of R's type %s", Rf_type2char(TYPEOF(array)));
  }
  mixgrad_context* context = mg_context();
  mixgrad_tensor* tensor = NULL;
  mixgrad_status* status;
  if (dtype == 0 && own != MIXGRAD_DTYPE_BOOL) { /* the array's own memory */
    MARK_NOT_MUTABLE(array);
    void* held = mg_hold_for_engine(array);
    status = mixgrad_tensor_from_memory(context, data, own, rank, shape, strides, 1, mg_delete_later, held, &tensor);
    if (status) mg_delete_later(held);
  } else if (dtype == 0 || dtype == own) {
    status = mixgrad_tensor_from_copy(context, data, own, rank, shape, strides, &tensor);
  } else { /* a row-major tensor of zeros, into which the elements are converted in one pass */
    status = mixgrad_tensor_from_copy(context, (void*)&zero, dtype, rank, shape, none, &tensor);
    if (status) mg_raise(status);
    SEXP out = PROTECT(mg_wrap_tensor(tensor));
    size_t item = TYPEOF(array) == REALSXP ? 8 : own == MIXGRAD_DTYPE_INT32 ? 4 : 1;
    status = mixgrad_tensor_copy_in(tensor, own, 1, data, (size_t)XLENGTH(array) * item);
    if (status) mg_raise(status);
    UNPROTECT(1);
    return out;
  }
  if (status) mg_raise(status);
  return mg_wrap_tensor(tensor);
}

SEXP mg_tensor_from_array(SEXP array, int32_t dtype) { return from_array(array, dtype, 1); }

/* tensor(array, dtype): a copy; tensor(array, NULL): a view. A vector of length one has an axis here. */
SEXP mg_make_tensor(SEXP array, SEXP dtype, SEXP scalar) {
  mg_check_fork();
  mg_drain();
  return from_array(array, dtype == R_NilValue ? 0 : mg_dtype_number(dtype), Rf_asLogical(scalar) == TRUE);
}

/* The elements as R's own, column-major, without attributes. */
static SEXP integers64(mixgrad_tensor* tensor, const mixgrad_tensor_info* info) {
  SEXP out = PROTECT(Rf_allocVector(REALSXP, info->size));
  int is_signed = info->dtype <= MIXGRAD_DTYPE_INT64;
  mg_copy_out(tensor, is_signed ? MIXGRAD_DTYPE_INT64 : MIXGRAD_DTYPE_UINT64, 1, REAL(out), (size_t)info->size * 8);
  const int64_t most = (int64_t)1 << 53;
  for (int64_t i = 0; i < info->size; ++i) {
    int64_t v;
    memcpy(&v, &REAL(out)[i], sizeof v);
    int fits = is_signed ? v <= most && v >= -most : (uint64_t)v <= (uint64_t)most;
    if (!fits)
      mg_fail(MIXGRAD_STATUS_CODE_VALUE,
              "an element of this %s tensor has no exact double: cast it to float64 to round it",
              mg_dtype_name(info->dtype));
    REAL(out)[i] = (double)v;
  }
  UNPROTECT(1);
  return out;
}

static SEXP elements(SEXP x, const mixgrad_tensor_info* info) {
  mixgrad_tensor* tensor = mg_tensor_of(x);
  switch (info->dtype) {
    case MIXGRAD_DTYPE_BOOL: {
      SEXP out = PROTECT(Rf_allocVector(LGLSXP, info->size));
      mg_copy_out(tensor, MIXGRAD_DTYPE_INT32, 1, LOGICAL(out), (size_t)info->size * 4);
      UNPROTECT(1);
      return out;
    }
    case MIXGRAD_DTYPE_INT8:
    case MIXGRAD_DTYPE_INT16:
    case MIXGRAD_DTYPE_INT32:
    case MIXGRAD_DTYPE_UINT8:
    case MIXGRAD_DTYPE_UINT16: {
      SEXP out = PROTECT(Rf_allocVector(INTSXP, info->size));
      mg_copy_out(tensor, MIXGRAD_DTYPE_INT32, 1, INTEGER(out), (size_t)info->size * 4);
      for (int64_t i = 0; i < info->size; ++i) {
        if (INTEGER(out)[i] == NA_INTEGER) { /* an ordinary number elsewhere */
          out = Rf_coerceVector(out, REALSXP);
          for (; i < info->size; ++i) {
            if (ISNA(REAL(out)[i])) REAL(out)[i] = (double)INT32_MIN;
          }
        }
      }
      UNPROTECT(1);
      return out;
    }
    case MIXGRAD_DTYPE_INT64:
    case MIXGRAD_DTYPE_UINT32:
    case MIXGRAD_DTYPE_UINT64:
      return integers64(tensor, info);
    default: {
      SEXP out = PROTECT(Rf_allocVector(REALSXP, info->size));
      mg_copy_out(tensor, MIXGRAD_DTYPE_FLOAT64, 1, REAL(out), (size_t)info->size * 8);
      UNPROTECT(1);
      return out;
    }
  }
}

SEXP mg_elements(SEXP x) {
  mixgrad_tensor_info info;
  mg_describe(x, &info);
  return elements(x, &info);
}

/* Row-major bytes in the tensor's own dtype. */
SEXP mg_bytes(SEXP x) {
  mixgrad_tensor_info info;
  mg_describe(x, &info);
  SEXP out = PROTECT(Rf_allocVector(RAWSXP, info.size * info.item_bytes));
  mg_copy_out(mg_tensor_of(x), info.dtype, 0, RAW(out), (size_t)(info.size * info.item_bytes));
  UNPROTECT(1);
  return out;
}

/* A tensor of row-major bytes. */
SEXP mg_from_bytes(SEXP bytes, SEXP dtype, SEXP dim) {
  int64_t shape[MIXGRAD_LIMIT_AXES];
  double size = 1;
  int rank = (int)XLENGTH(dim);
  if (TYPEOF(bytes) != RAWSXP)
    mg_fail(MIXGRAD_STATUS_CODE_TYPE, "argument bytes has the wrong type; accepted: a raw vector");
  if (rank > MIXGRAD_LIMIT_AXES) mg_fail(MIXGRAD_STATUS_CODE_SHAPE, "a tensor has at most %d axes", MIXGRAD_LIMIT_AXES);
  for (int i = 0; i < rank; ++i) {
    if (!(REAL(dim)[i] >= 0 && REAL(dim)[i] < 9e15)) mg_fail(MIXGRAD_STATUS_CODE_SHAPE, "sizes must not be negative");
    shape[i] = (int64_t)REAL(dim)[i];
    size *= REAL(dim)[i];
  }
  int32_t number = mg_dtype_number(dtype);
  static const int sizes[] = {[MIXGRAD_DTYPE_BOOL] = 1,    [MIXGRAD_DTYPE_INT8] = 1,     [MIXGRAD_DTYPE_INT16] = 2,
                              [MIXGRAD_DTYPE_INT32] = 4,   [MIXGRAD_DTYPE_INT64] = 8,    [MIXGRAD_DTYPE_UINT8] = 1,
                              [MIXGRAD_DTYPE_UINT16] = 2,  [MIXGRAD_DTYPE_UINT32] = 4,   [MIXGRAD_DTYPE_UINT64] = 8,
                              [MIXGRAD_DTYPE_FLOAT16] = 2, [MIXGRAD_DTYPE_BFLOAT16] = 2, [MIXGRAD_DTYPE_FLOAT32] = 4,
                              [MIXGRAD_DTYPE_FLOAT64] = 8};
  if ((double)XLENGTH(bytes) != size * sizes[number])
    mg_fail(MIXGRAD_STATUS_CODE_SHAPE, "%.0f bytes were expected, not %lld", size * sizes[number],
            (long long)XLENGTH(bytes));
  mixgrad_tensor* tensor = NULL;
  mixgrad_status* status = mixgrad_tensor_from_copy(mg_context(), RAW(bytes), number, rank, shape, NULL, &tensor);
  if (status) mg_raise(status);
  return mg_wrap_tensor(tensor);
}
