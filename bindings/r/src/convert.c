/* R objects become values. A mode for each argument, from its type in the schema, says what a vector of length one is:
 *   t tensor  d tensor of indices  x tensor or number  T tensors  i integer or several  I integers  l list  m map  f
 * function  c callback that is called later  p path  k subscript  s range  . as it is */
#include <math.h>
#include <string.h>

#include "mixgrad_r.h"

static mixgrad_value plain(int32_t kind, int64_t number) {
  mixgrad_value v = {.kind = kind, .length = 0};
  v.payload.as_int = number;
  return v;
}

void mg_arena_open(mg_arena* arena) {
  memset(arena, 0, sizeof *arena);
  arena->held = PROTECT(Rf_cons(R_NilValue, R_NilValue));
  arena->callbacks = R_NilValue;
}
void mg_arena_keep(mg_arena* arena, SEXP object) {
  PROTECT(object);
  SETCDR(arena->held, Rf_cons(object, CDR(arena->held)));
  UNPROTECT(1);
}

static void put_tensor(mg_arena* arena, SEXP x, mixgrad_value* out) {
  *out = plain(MIXGRAD_KIND_TENSOR, 0);
  out->payload.as_tensor = mg_tensor_of(x);
  (void)arena;
}

static int is_factor(SEXP x) { return TYPEOF(x) == INTSXP && Rf_inherits(x, "factor"); }
static int is_plain_number(SEXP x) {
  return XLENGTH(x) == 1 && Rf_getAttrib(x, R_DimSymbol) == R_NilValue && !is_factor(x);
}

static int all_whole(SEXP x) {
  for (R_xlen_t i = 0; i < XLENGTH(x); ++i) {
    if (REAL(x)[i] != trunc(REAL(x)[i]) || fabs(REAL(x)[i]) > 9e15) return 0;
  }
  return 1;
}

/* Doubles beside a floating tensor take its dtype, else they are float32. */
static void put_array(mg_arena* arena, SEXP x, char mode, mixgrad_value* out) {
  int32_t dtype = 0;
  if (TYPEOF(x) == REALSXP && !mg_is_integer64(x))
    dtype = mode == 'd' && all_whole(x) ? MIXGRAD_DTYPE_INT64 : arena->partner ? arena->partner : MIXGRAD_DTYPE_FLOAT32;
  SEXP tensor = PROTECT(mg_tensor_from_array(x, dtype));
  mg_arena_keep(arena, tensor);
  put_tensor(arena, tensor, out);
  UNPROTECT(1);
}

static void put_string(SEXP text, int path, mixgrad_value* out) {
  if (text == NA_STRING) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "NA is not accepted");
  const char* utf8 = path ? R_ExpandFileName(Rf_translateCharUTF8(text)) : Rf_translateCharUTF8(text);
  size_t length = strlen(utf8);
  char* copy = R_alloc(length + 1, 1);
  memcpy(copy, utf8, length + 1);
  *out = plain(MIXGRAD_KIND_STRING, 0);
  out->length = (uint32_t)length;
  out->payload.as_string = copy;
}

/* Whole doubles are integers where the schema wants them; what is not whole goes on, for the engine to refuse. */
static void put_element(SEXP x, R_xlen_t i, int whole, mixgrad_value* out) {
  switch (TYPEOF(x)) {
    case LGLSXP:
      if (LOGICAL(x)[i] == NA_LOGICAL) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "NA is not accepted");
      *out = plain(MIXGRAD_KIND_BOOL, LOGICAL(x)[i] != 0);
      return;
    case INTSXP:
      if (INTEGER(x)[i] == NA_INTEGER) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "NA is not accepted");
      *out = plain(MIXGRAD_KIND_INT, INTEGER(x)[i]);
      return;
    case REALSXP: {
      if (mg_is_integer64(x)) {
        *out = plain(MIXGRAD_KIND_INT, mg_integer64(x, i));
        return;
      }
      double v = REAL(x)[i];
      if (R_IsNA(v)) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "NA is not accepted");
      if (whole && v == trunc(v) && fabs(v) < 9.2e18) {
        *out = plain(MIXGRAD_KIND_INT, (int64_t)v);
        return;
      }
      *out = plain(MIXGRAD_KIND_FLOAT, 0);
      out->payload.as_float = v;
      return;
    }
    default:
      put_string(STRING_ELT(x, i), 0, out);
  }
}

static mixgrad_value* list_of(R_xlen_t n, int32_t kind, mixgrad_value* out) {
  mixgrad_value* items = (mixgrad_value*)R_alloc((size_t)(kind == MIXGRAD_KIND_MAP ? 2 * n : n) + 1, sizeof *items);
  *out = plain(kind, 0);
  out->length = (uint32_t)n;
  out->payload.as_list = items;
  return items;
}

/* Vectors and lists of several. */
static void put_items(mg_arena* arena, SEXP x, char mode, mixgrad_value* out) {
  R_xlen_t n = XLENGTH(x);
  if (n > UINT32_MAX) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "this is too long: make a tensor of it");
  mixgrad_value* items = list_of(n, MIXGRAD_KIND_LIST, out);
  for (R_xlen_t i = 0; i < n; ++i) {
    if (TYPEOF(x) == VECSXP)
      mg_convert(arena, VECTOR_ELT(x, i), mode, &items[i]);
    else
      put_element(x, i, mode == 'i', &items[i]);
  }
}

/* What has no names is no map: it goes on as it is, for the engine to refuse. */
static void put_map(mg_arena* arena, SEXP x, mixgrad_value* out) {
  SEXP names = Rf_getAttrib(x, R_NamesSymbol);
  R_xlen_t n = XLENGTH(x);
  if (n > 0 && names == R_NilValue) {
    if (n == 1 && TYPEOF(x) != VECSXP)
      put_element(x, 0, 0, out);
    else
      put_items(arena, x, '.', out);
    return;
  }
  mixgrad_value* items = list_of(n, MIXGRAD_KIND_MAP, out);
  for (R_xlen_t i = 0; i < n; ++i) {
    put_string(STRING_ELT(names, i), 0, &items[2 * i]);
    if (TYPEOF(x) == VECSXP)
      mg_convert(arena, VECTOR_ELT(x, i), '.', &items[2 * i + 1]);
    else
      put_element(x, i, 0, &items[2 * i + 1]);
  }
}

/* A subscript is a list that the package's R code has made: an index, three bounds with NA for none, NULL for a new
 * axis, TRUE for an ellipsis, a tensor of positions or truths. */
static void put_subscript(SEXP x, mixgrad_value* out) {
  R_xlen_t n = XLENGTH(x);
  mixgrad_value* items = list_of(n, MIXGRAD_KIND_LIST, out);
  for (R_xlen_t i = 0; i < n; ++i) {
    SEXP entry = VECTOR_ELT(x, i);
    if (entry == R_NilValue) {
      items[i] = plain(MIXGRAD_KIND_NEWAXIS, 0);
    } else if (mg_is_tensor(entry)) {
      items[i] = plain(MIXGRAD_KIND_TENSOR, 0);
      items[i].payload.as_tensor = mg_tensor_of(entry);
    } else if (TYPEOF(entry) == LGLSXP) {
      items[i] = plain(MIXGRAD_KIND_ELLIPSIS, 0);
    } else if (XLENGTH(entry) == 1) {
      put_element(entry, 0, 1, &items[i]);
    } else {
      mixgrad_value* bounds = list_of(3, MIXGRAD_KIND_SLICE, &items[i]);
      items[i].length = 0;
      for (int k = 0; k < 3; ++k) {
        double v = REAL(entry)[k];
        bounds[k] = ISNAN(v) ? plain(MIXGRAD_KIND_ABSENT, 0) : plain(MIXGRAD_KIND_INT, (int64_t)v);
      }
    }
  }
}

/* A range of R, such as 8:1 or seq(1, 9, by = 2): both ends belong to it, which the engine knows. Other vectors have
 * uneven steps or no whole numbers: they go on as lists, for the engine to refuse. */
static int put_slice(SEXP x, mixgrad_value* out) {
  R_xlen_t n = XLENGTH(x);
  double first = 1, last = 0, step = 1;
  for (R_xlen_t i = 0; i < n; ++i) {
    double v = TYPEOF(x) == INTSXP ? INTEGER_ELT(x, i) : REAL_ELT(x, i);
    if (v != trunc(v) || fabs(v) > 9e15 || (TYPEOF(x) == INTSXP && INTEGER_ELT(x, i) == NA_INTEGER)) return 0;
    if (i == 0) first = v;
    if (i == 1) step = v - first;
    if (i > 0 && (step == 0 || v - last != step)) return 0;
    last = v;
  }
  mixgrad_value* bounds = list_of(3, MIXGRAD_KIND_SLICE, out);
  out->length = 0;
  bounds[0] = plain(MIXGRAD_KIND_INT, (int64_t)first);
  bounds[1] = plain(MIXGRAD_KIND_INT, (int64_t)last);
  bounds[2] = plain(MIXGRAD_KIND_INT, (int64_t)step);
  return 1;
}

void mg_convert_callback(mg_arena* arena, SEXP f, int kept, mixgrad_value* out) {
  int64_t number = mg_host_number(f, 0);
  *out = plain(MIXGRAD_KIND_CALLBACK, number);
  if (kept) {
    mg_keep_callback(number);
    return;
  }
  if (arena->callbacks == R_NilValue) {
    arena->callbacks = PROTECT(mg_new_numbers());
    mg_arena_keep(arena, arena->callbacks);
    UNPROTECT(1);
  }
  mg_add_number(arena->callbacks, number);
}

/* A function of this package that stands for one of the engine is that; any other is called when the engine asks. */
static void put_function(mg_arena* arena, SEXP f, char mode, mixgrad_value* out) {
  if (TYPEOF(f) == CLOSXP && CLOENV(f) == mg.namespace_) {
    SEXP call = PROTECT(Rf_lang2(Rf_install("engine_name"), f));
    SEXP name = PROTECT(Rf_eval(call, mg.namespace_));
    if (name != R_NilValue) {
      *out = plain(MIXGRAD_KIND_FUNCTION, 0);
      out->payload.as_function = mg_find_function(name)->function;
      UNPROTECT(2);
      return;
    }
    UNPROTECT(2);
  }
  mg_convert_callback(arena, f, mode == 'c', out);
}

/* The dtype of the first floating tensor among the arguments. */
void mg_find_partner(mg_arena* arena, SEXP arguments) {
  int arrays = 0;
  for (SEXP a = arguments; a != R_NilValue; a = CDR(a)) arrays |= TYPEOF(CAR(a)) == REALSXP && !is_plain_number(CAR(a));
  if (!arrays) return;
  for (SEXP a = arguments; a != R_NilValue && !arena->partner; a = CDR(a)) {
    if (!mg_is_tensor(CAR(a))) continue;
    mixgrad_tensor_info info = {.struct_size =
                                    offsetof(mixgrad_tensor_info, shape)}; /* which binds no trace to a shape */
    mixgrad_status* status = mixgrad_tensor_describe(mg_tensor_of(CAR(a)), &info);
    if (status) mg_raise(status);
    if (info.dtype >= MIXGRAD_DTYPE_FLOAT16) arena->partner = info.dtype;
  }
}

static void put_scalar_or_items(mg_arena* arena, SEXP x, char mode, mixgrad_value* out) {
  if (XLENGTH(x) == 1)
    put_element(x, 0, mode == 'i', out);
  else
    put_items(arena, x, mode, out);
}

static void put_string_or_items(mg_arena* arena, SEXP x, char mode, mixgrad_value* out) {
  if (XLENGTH(x) == 1)
    put_string(STRING_ELT(x, 0), mode == 'p', out);
  else
    put_items(arena, x, mode, out);
}

static char mode_of_items(char mode) {
  switch (mode) {
    case 'T':
      return 't';
    case 'I':
      return 'i';
    case 'l':
      return '.';
    default:
      return mode;
  }
}

void mg_convert(mg_arena* arena, SEXP x, char mode, mixgrad_value* out) {
  if (mg_is_tensor(x)) {
    if (mode == 'T') { /* one of several */
      put_tensor(arena, x, list_of(1, MIXGRAD_KIND_LIST, out));
      return;
    }
    put_tensor(arena, x, out);
    return;
  }
  if (x == mg.absent) {
    *out = plain(MIXGRAD_KIND_ABSENT, 0);
    return;
  }
  if (mg_is_object(x)) {
    if (mode == 'l') {
      mg_convert(arena, x, '.', list_of(1, MIXGRAD_KIND_LIST, out));
      return;
    }
    *out = plain(MIXGRAD_KIND_OBJECT, 0);
    out->payload.as_object = mg_object_of(x);
    return;
  }
  switch (TYPEOF(x)) {
    case NILSXP:
      *out = plain(MIXGRAD_KIND_NULL, 0);
      return;
    case LGLSXP:
    case INTSXP:
    case REALSXP:
      if (mode == 's' && TYPEOF(x) != LGLSXP && put_slice(x, out)) return;
      if (mode == 't' || mode == 'd' || (mode == 'x' && !is_plain_number(x)))
        put_array(arena, x, mode, out);
      else if (mode == 'I' || mode == 'l')
        put_items(arena, x, mode == 'I' ? 'i' : '.', out);
      else if (mode == 'T')
        put_array(arena, x, mode, list_of(1, MIXGRAD_KIND_LIST, out));
      else if (mode == 'm')
        put_map(arena, x, out);
      else
        put_scalar_or_items(arena, x, mode, out);
      return;
    case STRSXP:
      if (mode == 'l')
        put_items(arena, x, '.', out);
      else if (mode == 'm')
        put_map(arena, x, out);
      else
        put_string_or_items(arena, x, mode, out);
      return;
    case RAWSXP:
      *out = plain(MIXGRAD_KIND_BYTES, 0);
      out->length = (uint32_t)XLENGTH(x);
      out->payload.as_pointer = RAW(x);
      return;
    case VECSXP:
      if (mode == 'k')
        put_subscript(x, out);
      else if (mode == 'm' || (mode == '.' && Rf_getAttrib(x, R_NamesSymbol) != R_NilValue))
        put_map(arena, x, out);
      else
        put_items(arena, x, mode_of_items(mode), out);
      return;
    case CLOSXP:
    case BUILTINSXP:
    case SPECIALSXP:
      put_function(arena, x, mode, out);
      return;
    default:
      mg_fail(MIXGRAD_STATUS_CODE_TYPE, "a value of R's type %s can't be an argument", Rf_type2char(TYPEOF(x)));
  }
}
