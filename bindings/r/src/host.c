/* R's objects and functions have numbers, by which the engine asks for them: in a call, here; in a job, from R code. */
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

#include "mixgrad_r.h"

/* By number. Functions are held; objects are held weakly, since their wrapper holds the engine's object. */
static struct host {
  SEXP object, cell;
  int weak;
}* hosts;
static int64_t n_hosts, host_room; /* numbers begin at 1 */
static int64_t* free_numbers;
static int64_t n_free, free_room;

/* Functions that the engine calls after the call that got them: forward and gradient of custom operators. It does not
 * say when it is done with them, so the newest are kept. */
#define MOST_KEPT 4096
static int64_t kept[MOST_KEPT];
static int64_t n_kept;

int64_t mg_host_number(SEXP object, int weak) {
  SEXP held = weak ? R_MakeWeakRef(object, R_NilValue, R_NilValue, FALSE) : object;
  PROTECT(held);
  int64_t number;
  if (n_free > 0) {
    number = free_numbers[--n_free];
  } else {
    if (n_hosts + 1 >= host_room) {
      int64_t room = host_room ? 2 * host_room : 256;
      struct host* more = realloc(hosts, (size_t)room * sizeof *hosts);
      if (!more) Rf_error("out of memory");
      hosts = more;
      host_room = room;
    }
    number = ++n_hosts;
  }
  hosts[number].object = held;
  hosts[number].cell = mg_hold(held);
  hosts[number].weak = weak;
  UNPROTECT(1);
  return number;
}

void mg_forget_host(int64_t number) {
  if (number < 1 || number > n_hosts || !hosts[number].cell) return;
  mg_let_go(hosts[number].cell);
  hosts[number].cell = NULL;
  if (n_free == free_room) {
    int64_t larger = free_room ? 2 * free_room : 256;
    int64_t* grown = realloc(free_numbers, (size_t)larger * sizeof *grown);
    if (!grown) return; /* the number is lost, nothing else */
    free_numbers = grown;
    free_room = larger;
  }
  free_numbers[n_free++] = number;
}

SEXP mg_host_object(int64_t number) {
  if (number < 1 || number > n_hosts || !hosts[number].cell) return R_NilValue;
  if (!hosts[number].weak) return hosts[number].object;
  SEXP self = R_WeakRefKey(hosts[number].object);
  return self == R_NilValue ? self : Rf_findVarInFrame(self, mg.wrapper);
}

void mg_keep_callback(int64_t number) {
  int64_t* slot = &kept[n_kept++ % MOST_KEPT];
  if (*slot) mg_forget_host(*slot);
  *slot = number;
}

/* Owners of numbers. */
typedef struct {
  int n, room;
  int64_t* numbers;
} owned;

void mg_drop_numbers(SEXP x) {
  owned* all = x == R_NilValue ? NULL : R_ExternalPtrAddr(x);
  if (!all) return;
  R_ClearExternalPtr(x);
  for (int i = 0; i < all->n; ++i) mg_forget_host(all->numbers[i]);
  free(all->numbers);
  free(all);
}

SEXP mg_new_numbers(void) {
  owned* all = calloc(1, sizeof *all);
  if (!all) Rf_error("out of memory");
  SEXP x = PROTECT(R_MakeExternalPtr(all, R_NilValue, R_NilValue));
  R_RegisterCFinalizerEx(x, mg_drop_numbers, FALSE);
  UNPROTECT(1);
  return x;
}

void mg_add_number(SEXP x, int64_t number) {
  owned* all = R_ExternalPtrAddr(x);
  if (all->n == all->room) {
    int room = all->room ? 2 * all->room : 4;
    int64_t* grown = realloc(all->numbers, (size_t)room * sizeof *grown);
    if (!grown) return; /* the function lives on, nothing else */
    all->numbers = grown;
    all->room = room;
  }
  all->numbers[all->n++] = number;
}

int64_t mg_first_number(SEXP x) { return ((owned*)R_ExternalPtrAddr(x))->numbers[0]; }

SEXP mg_forget_hosts(SEXP numbers) {
  mg_drop_numbers(numbers);
  return R_NilValue;
}

static SEXP arguments_of(const mixgrad_request_info* info, size_t call) {
  size_t n = info->n_arguments / info->n_calls;
  SEXP out = PROTECT(Rf_allocVector(VECSXP, (R_xlen_t)n));
  for (size_t i = 0; i < n; ++i) SET_VECTOR_ELT(out, (R_xlen_t)i, mg_copy_to_r(&info->arguments[call * n + i]));
  UNPROTECT(1);
  return out;
}

/* Runs what is asked and answers it. R may jump out of this. */
static void serve(mixgrad_request* request) {
  mixgrad_request_info info = {.struct_size = sizeof info};
  mixgrad_status* status = mixgrad_request_describe(request, &info);
  if (status) mg_raise(status);
  SEXP host = PROTECT(mg_host_object(info.host));
  if (host == R_NilValue) mg_fail(MIXGRAD_STATUS_CODE_HOST, "the object whose %s is asked for is gone", info.method);
  SEXP method = PROTECT(Rf_mkString(info.method));
  mixgrad_context_retain(info.context);
  SEXP before = PROTECT(mg_swap_context(mg_wrap_context(info.context)));
  mg_arena arena;
  mg_arena_open(&arena);
  mixgrad_value* values = (mixgrad_value*)R_alloc(info.n_calls, sizeof *values);
  size_t n = 0;
  for (size_t i = 0; i < info.n_calls; ++i) {
    SEXP call = PROTECT(Rf_lang4(Rf_install("serve"), host, method, PROTECT(arguments_of(&info, i))));
    /* list(mode, result): how the result is to be converted; an empty mode is no result */
    SEXP answer = PROTECT(Rf_eval(call, mg.namespace_));
    mg_arena_keep(&arena, answer);
    const char* mode = CHAR(STRING_ELT(VECTOR_ELT(answer, 0), 0));
    if (*mode) mg_convert(&arena, VECTOR_ELT(answer, 1), *mode, &values[n++]);
    UNPROTECT(3);
  }
  mg_swap_context(before);
  status = mixgrad_request_answer(request, values, n);
  if (status) mixgrad_status_release(status); /* too late an answer */
  UNPROTECT(4);
}

static SEXP serve_pointer(void* request) {
  serve(request);
  return R_NilValue;
}

/* In a call, frames of the engine lie below: an R error must not jump over them. It stops here, crosses the engine as a
 * ticket, and goes on when the engine has returned. */
typedef struct {
  jmp_buf back;
} landing;
static void landed(void* data, Rboolean jumped) {
  if (jumped) longjmp(((landing*)data)->back, 1);
}

void mg_handle_host(void* user_data, mixgrad_request* request) {
  (void)user_data;
  if (!pthread_equal(pthread_self(), mg.thread)) {
    mixgrad_status* status = mixgrad_request_fail(request, 0, "R has one thread, and this is another");
    if (status) mixgrad_status_release(status);
    return;
  }
  landing here;
  SEXP token = PROTECT(R_MakeUnwindCont());
  SEXP before = PROTECT(mg_current_context());
  if (setjmp(here.back) == 0) {
    R_UnwindProtect(serve_pointer, request, landed, &here, token);
  } else {
    mg_swap_context(before);
    mixgrad_status* status = mixgrad_request_fail(request, mg_ticket_of(token), R_curErrorBuf());
    if (status) mixgrad_status_release(status);
  }
  UNPROTECT(2);
}

/* For jobs: called from R code, which catches errors and then puts the context back. */
SEXP mg_serve_request(SEXP pointer) {
  serve(R_ExternalPtrAddr(pointer));
  return R_NilValue;
}

SEXP mg_fail_request(SEXP pointer, SEXP message, SEXP condition) {
  mixgrad_status* status = mixgrad_request_fail(R_ExternalPtrAddr(pointer), mg_ticket_of(condition),
                                                Rf_translateCharUTF8(STRING_ELT(message, 0)));
  if (status) mixgrad_status_release(status);
  return R_NilValue;
}
