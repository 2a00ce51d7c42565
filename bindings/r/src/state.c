/* saveRDS. Beside the pointer of each tensor and object hangs an ALTREP object, whose only use is that R asks it for
 * what to write: the elements, or the parameters of a module. readRDS finds that state beside an empty pointer. */
#include "mixgrad_r.h"
// clang-format off: this header needs the types of those above
#include <R_ext/Altrep.h>
// clang-format on
#include <string.h>

static R_altrep_class_t state_class;

static R_xlen_t length(SEXP x) {
  (void)x;
  return 0;
}
static void* dataptr(SEXP x, Rboolean writable) {
  static Rbyte nothing[8];
  (void)x;
  (void)writable;
  return nothing;
}

static SEXP tensor_state(SEXP x) {
  mixgrad_tensor* tensor = R_ExternalPtrAddr(x);
  if (!tensor || mixgrad_tensor_is_disposed(tensor)) return Rf_allocVector(VECSXP, 0);
  mixgrad_tensor_info info;
  mg_describe(x, &info);
  SEXP out = PROTECT(Rf_allocVector(VECSXP, 4));
  SEXP bytes = Rf_allocVector(RAWSXP, info.size * info.item_bytes);
  SET_VECTOR_ELT(out, 0, bytes);
  mg_copy_out(tensor, info.dtype, 0, RAW(bytes), (size_t)(info.size * info.item_bytes));
  SET_VECTOR_ELT(out, 1, Rf_ScalarInteger(info.dtype));
  SEXP dim = Rf_allocVector(REALSXP, info.rank);
  SET_VECTOR_ELT(out, 2, dim);
  for (int i = 0; i < info.rank; ++i) REAL(dim)[i] = (double)info.sizes[i];
  SET_VECTOR_ELT(out, 3, Rf_ScalarLogical(info.requires_grad && info.is_leaf));
  UNPROTECT(1);
  return out;
}

static SEXP serialized_state(SEXP x) {
  SEXP handle = R_altrep_data1(x);
  if (mg_is_tensor(handle)) {
    if (!R_ExternalPtrAddr(handle)) return R_ExternalPtrProtected(handle);
    return tensor_state(handle);
  }
  SEXP call = PROTECT(Rf_lang2(Rf_install("object_state"), handle));
  SEXP out = Rf_eval(call, mg.namespace_);
  UNPROTECT(1);
  return out;
}

/* In a list, so that R's own attributes of the vector do not get into the state's. */
static SEXP unserialize(SEXP class, SEXP state) {
  (void)class;
  PROTECT(state);
  SEXP out = Rf_allocVector(VECSXP, 1);
  SET_VECTOR_ELT(out, 0, state);
  UNPROTECT(1);
  return out;
}

SEXP mg_new_state(SEXP handle) { return R_new_altrep(state_class, handle, R_NilValue); }

void mg_init_states(DllInfo* dll) {
  state_class = R_make_altraw_class("mixgrad_state", "mixgrad", dll);
  R_set_altrep_Length_method(state_class, length);
  R_set_altvec_Dataptr_method(state_class, dataptr);
  R_set_altrep_Serialized_state_method(state_class, serialized_state);
  R_set_altrep_Unserialize_method(state_class, unserialize);
}
