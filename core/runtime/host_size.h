// Counts are 64-bit integers everywhere; the memory of one process may be smaller (WebAssembly: 32 bits).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/runtime/error.h"

namespace mixgrad {

// The size of a container for so many of T: what can not be addressed is an error here, and does not wrap.
template <class T>
size_t host_size(int64_t count) {
  if (count < 0 || static_cast<uint64_t>(count) > PTRDIFF_MAX / sizeof(T)) {
    throw Error(ErrorCode::kOutOfMemory, "memory of this size can not be addressed")
        .given("a request for " + std::to_string(count) + " elements");
  }
  return static_cast<size_t>(count);
}

}  // namespace mixgrad
