// The memory pool of a device: blocks are kept for reuse, counted, and held to a limit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mixgrad {

struct MemoryCounters {
  int64_t bytes = 0;        // in use
  int64_t peak_bytes = 0;   // most in use so far
  int64_t pool_bytes = 0;   // held, not in use
  int64_t limit_bytes = 0;  // 0: none
};

class Allocator {
 public:
  static Allocator& cpu();
  // 64-byte aligned, uninitialised. Past the limit, or when the system has no more, an out_of_memory error;
  // pooled memory is given back and the attempt repeated before that. Zero bytes give a valid address.
  void* allocate(int64_t bytes);
  void release(void* data, int64_t bytes);
  void trim();
  void set_limit(int64_t bytes);
  MemoryCounters counters() const;

 private:
  Allocator() = default;
};

}  // namespace mixgrad
