/* The engine's library, opened at run time: the package builds without it, and says itself what is wrong with it. */
#ifndef MIXGRAD_ENGINE_H
#define MIXGRAD_ENGINE_H

#include "mixgrad/mixgrad.h"

#define MG_FUNCTIONS(X)       \
  X(status_release)           \
  X(status_code_of)           \
  X(status_message)           \
  X(status_field)             \
  X(status_ticket)            \
  X(context_new)              \
  X(context_release)          \
  X(context_retain)           \
  X(context_with_recording)   \
  X(context_with_scope)       \
  X(context_with_generator)   \
  X(context_set_host)         \
  X(context_set_seed)         \
  X(context_recording)        \
  X(context_tracing)          \
  X(scope_new)                \
  X(scope_keep)               \
  X(scope_close)              \
  X(scope_release)            \
  X(tensor_release)           \
  X(tensor_retain)            \
  X(tensor_from_memory)       \
  X(tensor_from_copy)         \
  X(tensor_describe)          \
  X(tensor_copy_out)          \
  X(tensor_copy_in)           \
  X(tensor_set_requires_grad) \
  X(tensor_grad)              \
  X(tensor_set_grad)          \
  X(tensor_dispose)           \
  X(tensor_is_disposed)       \
  X(tensor_identity)          \
  X(object_release)           \
  X(object_retain)            \
  X(object_class)             \
  X(object_get)               \
  X(object_set)               \
  X(object_set_host)          \
  X(object_iterate)           \
  X(iterator_next)            \
  X(iterator_release)         \
  X(function_find)            \
  X(function_name)            \
  X(call)                     \
  X(value_clear)              \
  X(job_start)                \
  X(job_wait)                 \
  X(job_take)                 \
  X(job_result)               \
  X(job_cancel)               \
  X(job_release)              \
  X(event_clear)              \
  X(request_describe)         \
  X(request_answer)           \
  X(request_fail)             \
  X(request_release)          \
  X(library_version)          \
  X(library_abi)              \
  X(library_build)            \
  X(library_set_threads)      \
  X(library_threads)          \
  X(memory_describe)          \
  X(memory_set_limit)         \
  X(memory_trim)

/* engine.call is mixgrad_call, and so on. */
extern struct mg_engine {
#define MG_MEMBER(name) __typeof__(mixgrad_##name)* name; /* NOLINT(bugprone-macro-parentheses): a declaration */
  MG_FUNCTIONS(MG_MEMBER)
#undef MG_MEMBER
} engine;

#endif
