/* What the parts of the native code share. It runs on R's main thread unless it says otherwise.
 *
 * R's errors jump out of C functions. Nothing that must be given back is therefore held in C variables across calls
 * that may fail in R: tensors and objects are wrapped at once, memory is R_alloc's, and no R code runs above frames of
 * the engine but through run_guarded. */
#ifndef MIXGRAD_R_H
#define MIXGRAD_R_H

#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "mixgrad/mixgrad.h"

#define MG_MAX_RESULTS 8

/* Symbols and values of the package, found once. */
extern struct mg_state {
  SEXP namespace_; /* the package's */
  SEXP absent;     /* stands for an argument that is not given */
  SEXP tensor_tag, object_tag, native, wrapper, self, tensor_class;
  mixgrad_context* root;
  pthread_t thread; /* R's */
  int forked;       /* this process is a fork of the one that loaded the package */
} mg;

/* Errors: all of these jump. */
void mg_raise(mixgrad_status* taken);
void mg_fail(int32_t code, const char* format, ...);
void mg_check_fork(void);
/* An error or another jump of R's that waits until the engine has returned. */
int64_t mg_ticket_of(SEXP held);
SEXP mg_take_ticket(int64_t ticket); /* R_NilValue if it is not known; unprotected */

/* R objects that live until they are let go. Constant time, unlike R_PreserveObject. */
SEXP mg_hold(SEXP object); /* a cell */
void mg_let_go(SEXP cell);
/* A C deleter that lets an object go from any thread: it waits in a queue for the main thread. */
void* mg_hold_for_engine(SEXP object);
void mg_delete_later(void* held);
void mg_drain(void);

/* Contexts. */
mixgrad_context* mg_context(void);
SEXP mg_swap_context(SEXP context); /* gives the one before */
SEXP mg_current_context(void);
SEXP mg_wrap_context(mixgrad_context* taken);

/* Tensors. */
int mg_is_tensor(SEXP x);
mixgrad_tensor* mg_tensor_of(SEXP x); /* jumps if it is none */
SEXP mg_wrap_tensor(mixgrad_tensor* taken);
void mg_describe(SEXP x, mixgrad_tensor_info* info);
/* The package bit64's numbers, which stand in the bits of doubles; mg_integer64 jumps if one is NA. */
int mg_is_integer64(SEXP x);
int64_t mg_integer64(SEXP x, R_xlen_t i);
/* A tensor with the elements of an R array; dtype 0 is the array's own, without a copy. */
SEXP mg_tensor_from_array(SEXP array, int32_t dtype);
void mg_copy_out(mixgrad_tensor* tensor, int32_t dtype, int column_major, void* to, size_t bytes);
int32_t mg_dtype_number(SEXP name); /* jumps if it is none */
const char* mg_dtype_name(int32_t number);

/* Objects of the engine. */
int mg_is_object(SEXP x);
mixgrad_object* mg_object_of(SEXP x); /* jumps if it is none */
SEXP mg_wrap_object(mixgrad_object* taken);
SEXP mg_self_of(SEXP wrapper); /* its environment */

/* States for saveRDS: an ALTREP object beside each handle gives it when it is asked for. */
void mg_init_states(DllInfo* dll);
SEXP mg_new_state(SEXP handle);

/* Arguments. What values point into lives in R_alloc memory and in the protected list `held`. */
typedef struct {
  SEXP held;
  int32_t partner; /* dtype of the first floating tensor, for plain arrays beside it */
  SEXP callbacks;  /* owns the numbers of functions; R_NilValue if there are none */
} mg_arena;
void mg_arena_open(mg_arena* arena); /* protects one object */
void mg_arena_keep(mg_arena* arena, SEXP object);
void mg_find_partner(mg_arena* arena, SEXP arguments);
void mg_convert(mg_arena* arena, SEXP x, char mode, mixgrad_value* out);
void mg_convert_callback(mg_arena* arena, SEXP f, int kept, mixgrad_value* out);

/* Results. */
SEXP mg_to_r(mixgrad_value* value);            /* takes what it holds */
SEXP mg_copy_to_r(const mixgrad_value* value); /* the value keeps it */
SEXP mg_results_to_r(mixgrad_value* results, size_t n);

/* Calls. */
typedef struct {
  mixgrad_function* function;
  const char* name;
  const char* modes; /* how to convert each argument */
} mg_function;
const mg_function* mg_find_function(SEXP key);
/* Converts a pairlist of arguments. */
mixgrad_value* mg_pack(mg_arena* arena, const mg_function* function, SEXP arguments, size_t* n);

/* The host's objects and functions, by number. */
int64_t mg_host_number(SEXP object, int weak);
void mg_forget_host(int64_t number);
/* An R object that owns numbers: they are forgotten with it, or before. */
SEXP mg_new_numbers(void);
void mg_add_number(SEXP numbers, int64_t number);
int64_t mg_first_number(SEXP numbers);
void mg_drop_numbers(SEXP numbers);
SEXP mg_host_object(int64_t number);
void mg_keep_callback(int64_t number); /* lives on after the call, until thousands of others have come */
void mg_handle_host(void* user_data, mixgrad_request* request); /* from below frames of the engine */

#endif
