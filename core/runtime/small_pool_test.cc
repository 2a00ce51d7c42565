#include "core/runtime/small_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <random>
#include <thread>

namespace mixgrad {
namespace {

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // with sanitizers nothing is pooled
TEST(SmallPool, ReusesAnObjectOfTheSameClass) {
  void* first = small_allocate(100);
  small_release(first, 100);
  void* again = small_allocate(97);  // the same 16 bytes' class
  EXPECT_EQ(first, again);
  void* other = small_allocate(100);
  EXPECT_NE(again, other);
  small_release(again, 97);
  small_release(other, 100);
}
#endif

TEST(SmallPool, ServesEverySizeAligned) {
  for (size_t bytes : {0, 1, 15, 16, 17, 1008, 1023, 1024, 1025, 100000}) {
    auto* data = static_cast<unsigned char*>(small_allocate(bytes));
    ASSERT_NE(data, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % 16, 0u) << bytes;
    std::memset(data, 0xab, bytes);
    small_release(data, bytes);
  }
  small_release(nullptr, 8);
}

// Threads hand objects to each other, end, and start again; each object is filled by its maker and checked by its
// ender.
TEST(SmallPool, ObjectsMayEndOnAnotherThread) {
  struct Item {
    unsigned char* data;
    size_t bytes;
    unsigned char fill;
  };
  std::mutex mutex;
  std::vector<Item> shared;
  std::atomic<int> wrong{0};
  auto end = [&](const Item& item) {
    for (size_t i = 0; i < item.bytes; ++i) wrong += item.data[i] != item.fill;
    small_release(item.data, item.bytes);
  };
  auto work = [&](unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < 2000; ++i) {
      Item item{nullptr, random() % 1100 + 1, static_cast<unsigned char>(random())};
      item.data = static_cast<unsigned char*>(small_allocate(item.bytes));
      std::memset(item.data, item.fill, item.bytes);
      std::lock_guard lock(mutex);
      shared.push_back(item);
      if (shared.size() > 500) {
        for (int k = 0; k < 2; ++k) {
          std::swap(shared[random() % shared.size()], shared.back());
          end(shared.back());
          shared.pop_back();
        }
      }
    }
  };
  for (unsigned round = 0; round < 3; ++round) {
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 8; ++t) threads.emplace_back(work, round * 8 + t);
    for (auto& thread : threads) thread.join();
  }
  for (const Item& item : shared) end(item);
  EXPECT_EQ(wrong, 0);
}

TEST(SmallPool, ThreadLocalObjectsMayReleaseAfterThePoolOfTheirThreadHasEnded) {
  struct Late {
    PoolVector<int> values;
  };
  std::thread([] {
    static thread_local Late late;  // made before the pool's own thread-local object: destroyed after it
    late.values.assign(50, 7);
    EXPECT_EQ(late.values[49], 7);
  }).join();
}

}  // namespace
}  // namespace mixgrad
