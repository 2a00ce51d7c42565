// Memory of a simulated device: addresses that the host can not follow, over memory that only the device's thread uses.
#pragma once

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "core/backend-sim/stream.h"
#include "core/runtime/block.h"

namespace mixgrad::sim {

inline constexpr unsigned char kPoison = 0xff;  // as floats NaN, as integers -1

class Arena {
 public:
  static constexpr int64_t kBytes = int64_t{2} << 30;
  Arena();

  // A block's address on the device. What was never used is poisoned; what was released, the stream of the calls
  // poisons, and whoever asks next may get it before that has happened.
  void* allocate(int64_t bytes);
  void release(void* address, int64_t bytes);

  // What other streams have to know of a block, while it is in use and after it.
  struct History {
    Moment free;  // nobody before this allocation uses it any more
    Moment sent;  // the copy stream has written to it
  };
  History history(const void* address) const;
  void note(const void* address, const History& history);

  // Where the bytes of an address of the device really are.
  void* real(const void* address) const { return const_cast<char*>(static_cast<const char*>(address)) - distance_; }
  bool holds(const void* address) const;
  int64_t bytes_in_use() const;

 private:
  mutable std::mutex mutex_;
  char* memory_;
  int64_t distance_, used_ = 0, in_use_ = 0;
  std::vector<void*> free_[kBlockClasses];
  std::unordered_map<const void*, History> histories_;  // of blocks that have one
};

}  // namespace mixgrad::sim
