/* Long work. R code waits for it in short steps; interrupts are looked for here and signalled from there. */
#include "mixgrad_r.h"

static void finalize(SEXP x) {
  mixgrad_job* job = R_ExternalPtrAddr(x);
  R_ClearExternalPtr(x);
  if (job && !mg.forked) mixgrad_job_release(job); /* the last handle: this cancels it */
}

static mixgrad_job* job_of(SEXP x) {
  if (!R_ExternalPtrAddr(x)) mg_fail(MIXGRAD_STATUS_CODE_DISPOSED, "this job is gone");
  return R_ExternalPtrAddr(x);
}

/* .External(C_job_start, key, ...): list(job, owner of the numbers of the functions among the arguments) */
SEXP mg_job_start(SEXP call) {
  mg_drain();
  const mg_function* function = mg_find_function(CADR(call));
  mg_arena arena;
  mg_arena_open(&arena);
  size_t n;
  mixgrad_value* values = mg_pack(&arena, function, CDDR(call), &n);
  SEXP out = PROTECT(Rf_allocVector(VECSXP, 2));
  SET_VECTOR_ELT(out, 1, arena.callbacks);
  SEXP x = R_MakeExternalPtr(NULL, R_NilValue, arena.held);
  SET_VECTOR_ELT(out, 0, x);
  R_RegisterCFinalizerEx(x, finalize, TRUE);
  mixgrad_job* job = NULL;
  mixgrad_status* status = mixgrad_job_start(mg_context(), function->function, values, n, &job);
  if (status) mg_raise(status);
  R_SetExternalPtrAddr(x, job);
  UNPROTECT(2);
  return out;
}

static void check_interrupt(void* data) {
  (void)data;
  R_CheckUserInterrupt();
}

/* TRUE if something can be taken, FALSE if not yet, NA if the user has interrupted. */
SEXP mg_job_wait(SEXP x, SEXP milliseconds) {
  int32_t ready = 0;
  mixgrad_status* status = mixgrad_job_wait(job_of(x), Rf_asInteger(milliseconds), &ready);
  if (status) mg_raise(status);
  if (!R_ToplevelExec(check_interrupt, NULL)) return Rf_ScalarLogical(NA_LOGICAL);
  return Rf_ScalarLogical(ready != 0);
}

static void finalize_request(SEXP x) {
  mixgrad_request* request = R_ExternalPtrAddr(x);
  R_ClearExternalPtr(x);
  if (request && !mg.forked) mixgrad_request_release(request);
}

/* list(kind, name, record, request) */
SEXP mg_job_take(SEXP x) {
  static const char* const kinds[] = {"none", "progress", "event", "request", "done"};
  mg_drain();
  SEXP out = PROTECT(Rf_allocVector(VECSXP, 4));
  SEXP pointer = PROTECT(R_MakeExternalPtr(NULL, R_NilValue, R_NilValue));
  R_RegisterCFinalizerEx(pointer, finalize_request, FALSE);
  mixgrad_event event = {.struct_size = sizeof event};
  mixgrad_status* status = mixgrad_job_take(job_of(x), &event);
  if (status) mg_raise(status);
  if (event.kind == MIXGRAD_EVENT_KIND_REQUEST) {
    R_SetExternalPtrAddr(pointer, event.request); /* ours from here on */
    event.request = NULL;
    SET_VECTOR_ELT(out, 3, pointer);
  }
  int known = event.kind >= 0 && event.kind <= MIXGRAD_EVENT_KIND_DONE;
  SET_VECTOR_ELT(out, 0, Rf_mkString(kinds[known ? event.kind : 0]));
  if (event.name) SET_VECTOR_ELT(out, 1, Rf_mkString(event.name));
  if (event.kind == MIXGRAD_EVENT_KIND_PROGRESS || event.kind == MIXGRAD_EVENT_KIND_EVENT)
    SET_VECTOR_ELT(out, 2, mg_copy_to_r(&event.payload));
  mixgrad_event_clear(&event);
  UNPROTECT(2);
  return out;
}

SEXP mg_job_result(SEXP x) {
  mixgrad_value results[MG_MAX_RESULTS];
  size_t n = MG_MAX_RESULTS;
  mixgrad_status* status = mixgrad_job_result(job_of(x), results, &n);
  if (status) mg_raise(status);
  return mg_results_to_r(results, n);
}

SEXP mg_job_cancel(SEXP x) {
  mixgrad_job_cancel(job_of(x));
  return R_NilValue;
}
