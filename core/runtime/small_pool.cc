#include "core/runtime/small_pool.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "core/runtime/error.h"
#include "core/runtime/sanitizer.h"

namespace mixgrad {

namespace {

constexpr size_t kStep = 16, kLargest = 1024, kClasses = kLargest / kStep;
constexpr uint32_t kKept = 256;  // objects of a class that a thread keeps; objects may come from other threads

[[noreturn]] void out_of_memory(size_t bytes) {
  throw Error(ErrorCode::kOutOfMemory, "the system has no more memory").given(std::to_string(bytes) + " bytes");
}

void* system_allocate(size_t bytes) {
  void* data = std::malloc(bytes ? bytes : 1);
  if (!data) out_of_memory(bytes);
  return data;
}

struct Free {
  Free* next;
};

struct Cache {
  Free* head[kClasses] = {};
  uint32_t count[kClasses] = {};
  ~Cache() {
    for (Free* list : head) {
      while (list) std::free(std::exchange(list, list->next));
    }
  }
};

// One pointer in the static thread-local block: reading it is one instruction even in a library loaded at run time.
MIXGRAD_FAST_THREAD_LOCAL Cache* t_cache = nullptr;
MIXGRAD_FAST_THREAD_LOCAL bool t_ended = false;

struct Owner {
  ~Owner() {
    t_ended = true;
    delete std::exchange(t_cache, nullptr);
  }
};

Cache* make_cache() {
  if (t_ended) return nullptr;  // other thread-local objects may still be destroyed after ours
  static thread_local Owner owner;
  (void)owner;
  return t_cache = new Cache;
}

inline Cache* cache() { return t_cache ? t_cache : make_cache(); }

}  // namespace

void* small_allocate(size_t bytes) {
  if (kSanitized || bytes > kLargest || bytes == 0) return system_allocate(bytes);
  size_t cls = (bytes - 1) / kStep;
  Cache* c = cache();
  if (c && c->head[cls]) {
    Free* object = c->head[cls];
    c->head[cls] = object->next;
    --c->count[cls];
    return object;
  }
  return system_allocate((cls + 1) * kStep);
}

void small_release(void* data, size_t bytes) {
  if (!data) return;
  if (kSanitized || bytes > kLargest || bytes == 0) return std::free(data);
  size_t cls = (bytes - 1) / kStep;
  Cache* c = cache();
  if (!c || c->count[cls] == kKept) return std::free(data);
  Free* object = static_cast<Free*>(data);
  object->next = c->head[cls];
  c->head[cls] = object;
  ++c->count[cls];
}

}  // namespace mixgrad
