/* Calls of the engine's functions: .External(C_engine, "name modes", ...). */
#include <stdlib.h>
#include <string.h>

#include "mixgrad_r.h"

/* Keys are strings of the cache, which are equal only if they are the same: found by their address. */
static struct entry {
  SEXP key;
  mg_function function;
}* table;
static size_t room, used;

static struct entry* place(struct entry* in, size_t n, SEXP key) {
  size_t at = ((uintptr_t)key >> 4) * 0x9E3779B97F4A7C15ull >> 20 & (n - 1);
  while (in[at].key && in[at].key != key) at = (at + 1) & (n - 1);
  return &in[at];
}

static void grow(void) {
  size_t n = room ? 2 * room : 512;
  struct entry* larger = calloc(n, sizeof *larger);
  if (!larger) Rf_error("out of memory");
  for (size_t i = 0; i < room; ++i) {
    if (table[i].key) *place(larger, n, table[i].key) = table[i];
  }
  free(table);
  table = larger;
  room = n;
}

const mg_function* mg_find_function(SEXP key) {
  mg_check_fork();
  if (TYPEOF(key) == STRSXP && XLENGTH(key) == 1) key = STRING_ELT(key, 0);
  if (TYPEOF(key) != CHARSXP) mg_fail(MIXGRAD_STATUS_CODE_TYPE, "the name of a function of the engine was expected");
  if (2 * used >= room) grow();
  struct entry* found = place(table, room, key);
  if (found->key) return &found->function;
  const char* text = CHAR(key);
  const char* blank = strchr(text, ' ');
  size_t length = blank ? (size_t)(blank - text) : strlen(text);
  char* name = R_alloc(length + 1, 1);
  memcpy(name, text, length);
  name[length] = 0;
  mixgrad_function* function = NULL;
  mixgrad_status* status = mixgrad_function_find(name, 0, &function);
  if (status) mg_raise(status);
  R_PreserveObject(key);
  found->key = key;
  found->function.function = function;
  found->function.name = mixgrad_function_name(function);
  found->function.modes = blank ? blank + 1 : "";
  ++used;
  return &found->function;
}

mixgrad_value* mg_pack(mg_arena* arena, const mg_function* function, SEXP arguments, size_t* n) {
  size_t count = (size_t)Rf_length(arguments), modes = strlen(function->modes);
  mixgrad_value* values = (mixgrad_value*)R_alloc(count + 1, sizeof *values);
  size_t at = 0;
  mg_find_partner(arena, arguments);
  for (SEXP a = arguments; a != R_NilValue; a = CDR(a), ++at) {
    mg_convert(arena, CAR(a), at < modes ? function->modes[at] : '.', &values[at]);
  }
  while (count > 0 && values[count - 1].kind == MIXGRAD_KIND_ABSENT) --count;
  *n = count;
  return values;
}

/* R's collector does not see the engine's memory: it is called when that has grown much since the last time. */
static void relieve(void) {
  static int64_t limit = 256 << 20;
  mixgrad_memory_info info = {.struct_size = sizeof info};
  mixgrad_status* status = mixgrad_memory_describe(&info);
  if (status) {
    mixgrad_status_release(status);
    return;
  }
  if (info.bytes < limit) return;
  R_gc();
  mg_drain();
  status = mixgrad_memory_describe(&info);
  if (status) mixgrad_status_release(status);
  limit = 2 * info.bytes > 256 << 20 ? 2 * info.bytes : 256 << 20;
}

static size_t run(const mg_function* function, const mixgrad_value* arguments, size_t n, mixgrad_value* results) {
  for (int again = 1;; again = 0) {
    size_t n_results = MG_MAX_RESULTS;
    mixgrad_status* status = mixgrad_call(mg_context(), function->function, arguments, n, results, &n_results);
    if (!status) return n_results;
    if (!again || mixgrad_status_code_of(status) != MIXGRAD_STATUS_CODE_OUT_OF_MEMORY) mg_raise(status);
    mixgrad_status_release(status);
    R_gc(); /* tensors that nobody holds any more */
    mg_drain();
  }
}

/* A constructor's wrapper holds the arguments, and its functions for as long as it lives. */
static void keep_with(SEXP made, SEXP key, SEXP arguments, SEXP callbacks) {
  SEXP list = PROTECT(Rf_PairToVectorList(arguments));
  SEXP call = PROTECT(Rf_lang5(Rf_install("keep_with"), made, key, list, callbacks));
  Rf_eval(call, mg.namespace_);
  UNPROTECT(2);
}

SEXP mg_engine_call(SEXP call) {
  SEXP key = CADR(call), arguments = CDDR(call);
  mg_drain();
  const mg_function* function = mg_find_function(key);
  relieve();
  mg_arena arena;
  mg_arena_open(&arena);
  size_t n;
  mixgrad_value* values = mg_pack(&arena, function, arguments, &n);
  mixgrad_value results[MG_MAX_RESULTS];
  size_t n_results = run(function, values, n, results);
  SEXP out = PROTECT(mg_results_to_r(results, n_results));
  size_t length = strlen(function->name);
  if (length > 4 && strcmp(function->name + length - 4, ".new") == 0 && mg_is_object(out)) {
    keep_with(out, key, arguments, arena.callbacks);
  } else {
    mg_drop_numbers(arena.callbacks);
  }
  UNPROTECT(2);
  return out;
}
