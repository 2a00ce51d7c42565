// Sizes of the allocator's blocks, and where blocks come from.
#pragma once

#include <cstdint>

#include "core/runtime/error.h"

namespace mixgrad {

// Multiples of 64 bytes up to 1 KiB, then eight sizes for each doubling: at most an eighth is unused.
inline constexpr int kLargestExponent = sizeof(void*) > 4 ? 47 : 31;
inline constexpr int kBlockClasses = 16 + 8 * (kLargestExponent - 10);
inline constexpr int64_t kLargestBlock = int64_t{1} << kLargestExponent;

constexpr int block_class(int64_t bytes) {
  if (bytes <= 1024 && bytes >= 0) return bytes == 0 ? 0 : static_cast<int>((bytes - 1) / 64);
  if (bytes < 0 || bytes > kLargestBlock) {
    throw Error(ErrorCode::kOutOfMemory, "memory of this size can not be addressed")
        .given("a request for " + std::to_string(bytes) + " bytes");
  }
  uint64_t last = static_cast<uint64_t>(bytes - 1);
  int exponent = 63 - __builtin_clzll(last);
  return 16 + (exponent - 10) * 8 + static_cast<int>((last >> (exponent - 3)) & 7);
}

constexpr int64_t block_bytes(int cls) {
  if (cls < 16) return int64_t{64} * (cls + 1);
  int exponent = 10 + (cls - 16) / 8, eighth = (cls - 16) % 8;
  return static_cast<int64_t>(eighth + 9) << (exponent - 3);
}

// 64-byte aligned, huge pages from several MiB; null if there is no more. `bytes` is a class's size, the same for both.
void* block_from_system(int64_t bytes);
void block_to_system(void* data, int64_t bytes);

}  // namespace mixgrad
