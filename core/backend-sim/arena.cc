#include "core/backend-sim/arena.h"

#include <sys/mman.h>

#include <cstring>

namespace mixgrad::sim {

namespace {
char* reserve(int protection) {
  void* memory = mmap(nullptr, Arena::kBytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw Error(ErrorCode::kOutOfMemory, "there is no room for the simulated device's memory");
  return static_cast<char*>(memory);
}
}  // namespace

Arena::Arena() : memory_(reserve(PROT_READ | PROT_WRITE)) { distance_ = reserve(PROT_NONE) - memory_; }

void* Arena::allocate(int64_t bytes) {
  int cls = block_class(bytes);
  int64_t size = block_bytes(cls);
  std::lock_guard lock(mutex_);
  void* address;
  if (!free_[cls].empty()) {
    address = free_[cls].back();
    free_[cls].pop_back();
  } else {
    if (size > kBytes - used_) {
      throw Error(ErrorCode::kOutOfMemory, "the simulated device has not enough memory")
          .given("a request for " + std::to_string(bytes) + " bytes");
    }
    std::memset(memory_ + used_, kPoison, static_cast<size_t>(size));
    address = memory_ + used_ + distance_;
    used_ += size;
  }
  in_use_ += size;
  return address;
}

void Arena::release(void* address, int64_t bytes) {
  int cls = block_class(bytes);
  std::lock_guard lock(mutex_);
  free_[cls].push_back(address);
  in_use_ -= block_bytes(cls);
}

Arena::History Arena::history(const void* address) const {
  std::lock_guard lock(mutex_);
  auto it = histories_.find(address);
  return it == histories_.end() ? History() : it->second;
}

void Arena::note(const void* address, const History& history) {
  std::lock_guard lock(mutex_);
  histories_[address] = history;
}

bool Arena::holds(const void* address) const {
  const char* first = memory_ + distance_;
  return address >= first && address < first + kBytes;
}

int64_t Arena::bytes_in_use() const {
  std::lock_guard lock(mutex_);
  return in_use_;
}

}  // namespace mixgrad::sim
