/* A function of ops.h, called with its arguments from an array: what the generated thunks.c has for each. C99. */
#ifndef MIXGRAD_CONFORMANCE_THUNK_H
#define MIXGRAD_CONFORMANCE_THUNK_H

#include "mixgrad/ops.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct conformance_thunk {
  const char* name;
  int32_t is_method; /* self stands before the arguments */
  int32_t n_arguments, n_results;
  const char* const* arguments;
  const char* const* results;
  mixgrad_status* (*call)(mixgrad_context* context, const mixgrad_value* given, mixgrad_value* results);
} conformance_thunk;

extern const conformance_thunk conformance_thunks[];
extern const int32_t conformance_thunk_count;

/* What a typed parameter gets of a value. */
static inline mixgrad_tensor* conformance_tensor(mixgrad_value v) {
  return v.kind == MIXGRAD_KIND_TENSOR ? v.payload.as_tensor : NULL;
}
static inline mixgrad_object* conformance_object(mixgrad_value v) {
  return v.kind == MIXGRAD_KIND_OBJECT ? v.payload.as_object : NULL;
}
static inline int64_t conformance_int(mixgrad_value v) { return v.payload.as_int; }
static inline int32_t conformance_number(mixgrad_value v) { return (int32_t)v.payload.as_int; }
static inline double conformance_float(mixgrad_value v) {
  return v.kind == MIXGRAD_KIND_FLOAT ? v.payload.as_float : (double)v.payload.as_int;
}
static inline const char* conformance_string(mixgrad_value v) {
  return v.kind == MIXGRAD_KIND_STRING ? v.payload.as_string : NULL;
}

#ifdef __cplusplus
}
#endif

#endif
