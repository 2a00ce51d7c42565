/* What calls run under: recording, scope, generator. R has one thread, so there is one current context. */
#include "mixgrad_r.h"

static SEXP current_cell; /* holds the current context's pointer; null is the package's own */

static void finalize(SEXP x) {
  mixgrad_context* context = R_ExternalPtrAddr(x);
  R_ClearExternalPtr(x);
  if (context && !mg.forked) mixgrad_context_release(context);
}

SEXP mg_wrap_context(mixgrad_context* taken) {
  SEXP x = PROTECT(R_MakeExternalPtr(taken, R_NilValue, R_NilValue));
  R_RegisterCFinalizerEx(x, finalize, FALSE);
  UNPROTECT(1);
  return x;
}

mixgrad_context* mg_context(void) { return current_cell ? R_ExternalPtrAddr(TAG(current_cell)) : mg.root; }

SEXP mg_swap_context(SEXP context) {
  SEXP before = PROTECT(current_cell ? TAG(current_cell) : R_NilValue);
  SEXP cell = context == R_NilValue ? NULL : mg_hold(context);
  if (current_cell) mg_let_go(current_cell);
  current_cell = cell;
  UNPROTECT(1);
  return before;
}

SEXP mg_context_with_recording(SEXP on) {
  mixgrad_context* made = NULL;
  mixgrad_status* status = mixgrad_context_with_recording(mg_context(), Rf_asLogical(on) == TRUE, &made);
  if (status) mg_raise(status);
  return mg_wrap_context(made);
}

SEXP mg_context_with_scope(SEXP scope) {
  mixgrad_context* made = NULL;
  mixgrad_status* status = mixgrad_context_with_scope(mg_context(), R_ExternalPtrAddr(scope), &made);
  if (status) mg_raise(status);
  return mg_wrap_context(made);
}

SEXP mg_context_with_generator(SEXP generator) {
  mixgrad_context* made = NULL;
  mixgrad_status* status = mixgrad_context_with_generator(mg_context(), mg_object_of(generator), &made);
  if (status) mg_raise(status);
  return mg_wrap_context(made);
}

SEXP mg_set_context(SEXP context) { return mg_swap_context(context); }
SEXP mg_current_context(void) { return current_cell ? TAG(current_cell) : R_NilValue; }

SEXP mg_set_seed(SEXP seed) {
  mg_arena arena;
  mg_arena_open(&arena);
  mixgrad_value number;
  mg_convert(&arena, seed, 'i', &number);
  if (number.kind != MIXGRAD_KIND_INT)
    mg_fail(MIXGRAD_STATUS_CODE_TYPE, "argument seed has the wrong type; accepted: a whole number");
  mixgrad_status* status = mixgrad_context_set_seed(mg_context(), number.payload.as_int);
  if (status) mg_raise(status);
  UNPROTECT(1);
  return R_NilValue;
}

SEXP mg_recording(void) { return Rf_ScalarLogical(mixgrad_context_recording(mg_context())); }

/* Scopes. */
static void finalize_scope(SEXP x) {
  mixgrad_scope* scope = R_ExternalPtrAddr(x);
  R_ClearExternalPtr(x);
  if (scope && !mg.forked) mixgrad_scope_release(scope);
}

SEXP mg_new_scope(SEXP name, SEXP parent) {
  mg_check_fork();
  mixgrad_scope* scope = NULL;
  const char* text = name == R_NilValue ? NULL : Rf_translateCharUTF8(STRING_ELT(name, 0));
  mixgrad_status* status = mixgrad_scope_new(text, parent == R_NilValue ? NULL : R_ExternalPtrAddr(parent), &scope);
  if (status) mg_raise(status);
  SEXP x = PROTECT(R_MakeExternalPtr(scope, R_NilValue, R_NilValue));
  R_RegisterCFinalizerEx(x, finalize_scope, FALSE);
  UNPROTECT(1);
  return x;
}

SEXP mg_keep_in_scope(SEXP scope, SEXP tensor) {
  mixgrad_status* status = mixgrad_scope_keep(R_ExternalPtrAddr(scope), mg_tensor_of(tensor));
  if (status) mg_raise(status);
  return R_NilValue;
}

SEXP mg_close_scope(SEXP scope) {
  mixgrad_status* status = mixgrad_scope_close(R_ExternalPtrAddr(scope));
  mg_drain();
  if (status) mg_raise(status);
  return R_NilValue;
}
