/* Registers the native functions, and sets the package up once the engine is open. */
#include <R_ext/Rdynload.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mixgrad_r.h"

struct mg_state mg;

static void in_child(void) { mg.forked = 1; }

/* start(namespace, absent, names): makes the package's context. */
static SEXP start(SEXP namespace_, SEXP absent, SEXP names) {
  mg.namespace_ = namespace_;
  mg.absent = absent;
  mixgrad_status* status =
      mixgrad_context_new(MIXGRAD_INDEX_CONVENTION_R, Rf_translateCharUTF8(STRING_ELT(names, 0)), &mg.root);
  if (!status) status = mixgrad_context_set_host(mg.root, mg_handle_host, NULL);
  if (status) mg_raise(status);
  return R_NilValue;
}

static SEXP is_tensor(SEXP x) { return Rf_ScalarLogical(mg_is_tensor(x)); }

static SEXP memory(void) {
  static const char* const names[] = {"tensors",    "handles",    "objects",     "bytes",
                                      "peak_bytes", "pool_bytes", "limit_bytes", ""};
  mg_check_fork();
  mg_drain();
  mixgrad_memory_info info = {.struct_size = sizeof info};
  mixgrad_status* status = mixgrad_memory_describe(&info);
  if (status) mg_raise(status);
  const int64_t numbers[] = {info.tensors,    info.handles,    info.objects,    info.bytes,
                             info.peak_bytes, info.pool_bytes, info.limit_bytes};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, (const char**)names));
  for (int i = 0; i < 7; ++i) SET_VECTOR_ELT(out, i, Rf_ScalarReal((double)numbers[i]));
  UNPROTECT(1);
  return out;
}
static SEXP set_memory_limit(SEXP bytes) {
  double limit = Rf_asReal(bytes);
  if (!(limit >= 0 && limit < 9e18)) mg_fail(MIXGRAD_STATUS_CODE_VALUE, "argument bytes must not be negative");
  mixgrad_status* status = mixgrad_memory_set_limit((int64_t)limit);
  if (status) mg_raise(status);
  return R_NilValue;
}
static SEXP trim_memory(void) {
  mixgrad_memory_trim();
  return R_NilValue;
}
static SEXP set_threads(SEXP threads) {
  int number = Rf_asInteger(threads);
  mixgrad_status* status = mixgrad_library_set_threads(number == NA_INTEGER ? -1 : number);
  if (status) mg_raise(status);
  return R_NilValue;
}
static SEXP threads(void) { return Rf_ScalarInteger(mixgrad_library_threads()); }
static SEXP version(void) { return Rf_mkString(mixgrad_library_version()); }
static SEXP build(void) { return Rf_mkString(mixgrad_library_build()); }

#define FUNCTIONS(X)           \
  X(open_engine, 1)            \
  X(engine_path, 0)            \
  X(make_tensor, 3)            \
  X(elements, 1)               \
  X(bytes, 1)                  \
  X(from_bytes, 3)             \
  X(dim, 1)                    \
  X(size, 1)                   \
  X(fact, 2)                   \
  X(set_requires_grad, 2)      \
  X(set_grad, 2)               \
  X(dispose, 1)                \
  X(adopt, 2)                  \
  X(object_state, 1)           \
  X(wrapper_of_native, 1)      \
  X(object_get, 2)             \
  X(object_set, 4)             \
  X(object_class_name, 1)      \
  X(tie, 3)                    \
  X(iterate, 1)                \
  X(next, 1)                   \
  X(forget_hosts, 1)           \
  X(serve_request, 1)          \
  X(fail_request, 3)           \
  X(context_with_recording, 1) \
  X(context_with_scope, 1)     \
  X(context_with_generator, 1) \
  X(set_context, 1)            \
  X(current_context, 0)        \
  X(set_seed, 1)               \
  X(recording, 0)              \
  X(new_scope, 2)              \
  X(keep_in_scope, 2)          \
  X(close_scope, 1)            \
  X(job_wait, 2)               \
  X(job_take, 1)               \
  X(job_result, 1)             \
  X(job_cancel, 1)

#define ARGUMENTS_0 void
#define ARGUMENTS_1 SEXP
#define ARGUMENTS_2 SEXP, SEXP
#define ARGUMENTS_3 SEXP, SEXP, SEXP
#define ARGUMENTS_4 SEXP, SEXP, SEXP, SEXP
#define DECLARE(name, n) extern SEXP mg_##name(ARGUMENTS_##n);
FUNCTIONS(DECLARE)
extern SEXP mg_engine_call(SEXP), mg_job_start(SEXP);

#define ENTRY(name, n) {#name, (DL_FUNC) & mg_##name, n},
static const R_CallMethodDef calls[] = {FUNCTIONS(ENTRY){"start", (DL_FUNC)&start, 3},
                                        {"is_tensor", (DL_FUNC)&is_tensor, 1},
                                        {"memory", (DL_FUNC)&memory, 0},
                                        {"set_memory_limit", (DL_FUNC)&set_memory_limit, 1},
                                        {"trim_memory", (DL_FUNC)&trim_memory, 0},
                                        {"set_threads", (DL_FUNC)&set_threads, 1},
                                        {"threads", (DL_FUNC)&threads, 0},
                                        {"version", (DL_FUNC)&version, 0},
                                        {"build", (DL_FUNC)&build, 0},
                                        {NULL, NULL, 0}};
static const R_ExternalMethodDef externals[] = {
    {"engine", (DL_FUNC)&mg_engine_call, -1}, {"job_start", (DL_FUNC)&mg_job_start, -1}, {NULL, NULL, 0}};

void R_init_mixgrad(DllInfo* dll) {
  R_registerRoutines(dll, NULL, calls, NULL, externals);
  R_useDynamicSymbols(dll, FALSE);
  R_forceSymbols(dll, TRUE);
  mg.tensor_tag = Rf_install("mg_tensor");
  mg.object_tag = Rf_install("mg_object");
  mg.native = Rf_install(".native");
  mg.wrapper = Rf_install(".wrapper");
  mg.self = Rf_install("self");
  mg.tensor_class = Rf_mkString("mg_tensor");
  R_PreserveObject(mg.tensor_class);
  MARK_NOT_MUTABLE(mg.tensor_class);
  mg.thread = pthread_self();
  mg_init_states(dll);
  pthread_atfork(NULL, NULL, in_child);
}
