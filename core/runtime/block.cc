#include "core/runtime/block.h"

#include <cstdlib>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace mixgrad {

namespace {
#if defined(__linux__)
constexpr int64_t kMapFrom = int64_t{1} << 20;   // below this the system's heap serves
constexpr int64_t kHugeFrom = int64_t{4} << 20;  // from here huge pages save more faults than they waste memory
constexpr int64_t kHugePage = int64_t{2} << 20;

void* map(int64_t bytes) {
  void* data = mmap(nullptr, static_cast<size_t>(bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return data == MAP_FAILED ? nullptr : data;
}

void* map_huge(int64_t bytes) {
  char* data = static_cast<char*>(map(bytes + kHugePage));
  if (!data) return map(bytes);
  int64_t before = -reinterpret_cast<int64_t>(data) & (kHugePage - 1);
  if (before) munmap(data, static_cast<size_t>(before));
  munmap(data + before + bytes, static_cast<size_t>(kHugePage - before));
  madvise(data + before, static_cast<size_t>(bytes), MADV_HUGEPAGE);
  return data + before;
}
#endif
}  // namespace

void* block_from_system(int64_t bytes) {
#if defined(__linux__)
  if (bytes >= kHugeFrom) return map_huge(bytes);
  if (bytes >= kMapFrom) return map(bytes);
#endif
  return std::aligned_alloc(64, static_cast<size_t>(bytes));
}

void block_to_system(void* data, [[maybe_unused]] int64_t bytes) {
#if defined(__linux__)
  if (bytes >= kMapFrom) {
    munmap(data, static_cast<size_t>(bytes));
    return;
  }
#endif
  std::free(data);
}

}  // namespace mixgrad
