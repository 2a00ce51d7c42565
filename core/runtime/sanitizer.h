// What a build with sanitizers changes: small objects are not pooled, and pooled blocks that nobody uses are poisoned.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define MIXGRAD_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MIXGRAD_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define MIXGRAD_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MIXGRAD_THREAD_SANITIZER 1
#endif
#endif

#ifdef MIXGRAD_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#define MIXGRAD_POISON(data, bytes) ASAN_POISON_MEMORY_REGION(data, bytes)
#define MIXGRAD_UNPOISON(data, bytes) ASAN_UNPOISON_MEMORY_REGION(data, bytes)
#else
#define MIXGRAD_POISON(data, bytes) ((void)(data), (void)(bytes))
#define MIXGRAD_UNPOISON(data, bytes) ((void)(data), (void)(bytes))
#endif

// For single words only: the static thread-local block of a process is small.
#if defined(__linux__)
#define MIXGRAD_FAST_THREAD_LOCAL __attribute__((tls_model("initial-exec"))) constinit thread_local
#else
#define MIXGRAD_FAST_THREAD_LOCAL constinit thread_local
#endif

namespace mixgrad {
#if defined(MIXGRAD_ADDRESS_SANITIZER) || defined(MIXGRAD_THREAD_SANITIZER)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
}  // namespace mixgrad
