// Memory of a simulated device: addresses that the host can not follow, over memory that only the device's thread uses.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "core/runtime/block.h"

namespace mixgrad::sim {

inline constexpr unsigned char kPoison = 0xff;  // as floats NaN, as integers -1

class Arena {
 public:
  static constexpr int64_t kBytes = int64_t{2} << 30;
  Arena();

  // A block's address on the device. What was never used is poisoned; what was released, its stream poisons.
  void* allocate(int64_t bytes);
  void release(void* address, int64_t bytes);

  // Where the bytes of an address of the device really are.
  void* real(const void* address) const { return const_cast<char*>(static_cast<const char*>(address)) - distance_; }
  bool holds(const void* address) const;
  int64_t bytes_in_use() const;

 private:
  mutable std::mutex mutex_;
  char* memory_;
  int64_t distance_, used_ = 0, in_use_ = 0;
  std::vector<void*> free_[kBlockClasses];
};

}  // namespace mixgrad::sim
