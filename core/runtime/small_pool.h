// Small objects that come and go with every call are taken from a free list of their thread.
#pragma once

#include <cstddef>
#include <vector>

namespace mixgrad {

void* small_allocate(size_t bytes);  // at most 1 KiB is pooled; more goes to the system
void small_release(void* data, size_t bytes);

struct PoolAllocated {
  static void* operator new(size_t bytes) { return small_allocate(bytes); }
  static void operator delete(void* data, size_t bytes) { small_release(data, bytes); }
};

template <class T>
struct SmallPoolAllocator {
  using value_type = T;
  SmallPoolAllocator() = default;
  template <class U>
  SmallPoolAllocator(const SmallPoolAllocator<U>&) {}  // NOLINT(google-explicit-constructor): the standard wants it so
  T* allocate(size_t n) { return static_cast<T*>(small_allocate(n * sizeof(T))); }
  void deallocate(T* data, size_t n) { small_release(data, n * sizeof(T)); }
  bool operator==(const SmallPoolAllocator&) const { return true; }
};
template <class T>
using PoolVector = std::vector<T, SmallPoolAllocator<T>>;

}  // namespace mixgrad
