#include "core/runtime/fair_lock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "core/runtime/test_support.h"

namespace mixgrad {
namespace {

TEST(FairLock, IsGivenInTheOrderInWhichTheyCame) {
  FairLock lock;
  std::vector<int> order;
  std::vector<std::thread> threads;
  ASSERT_TRUE(lock.lock([] { return true; })) << "nobody is asked where the lock is free";
  for (int i = 0; i < 6; ++i) {
    std::atomic<bool> queued{false};
    std::atomic<bool>* seen = &queued;
    threads.emplace_back([&lock, &order, i, seen] {
      bool first = true;
      lock.lock([&] {  // who is asked is in the queue
        if (std::exchange(first, false)) *seen = true;
        return i == 2;  // which lets the others move up
      });
      if (i == 2) return;
      order.push_back(i);
      lock.unlock();
    });
    ASSERT_TRUE(comes([&] { return queued.load(); }));
  }
  threads[2].join();
  lock.unlock();
  for (int i : {0, 1, 3, 4, 5}) threads[static_cast<size_t>(i)].join();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 3, 4, 5}));
  EXPECT_TRUE(lock.lock([] { return true; }));
}

// Whoever has had the lock stands behind who waits for it, though it asks at once.
TEST(FairLock, NobodyOvertakes) {
  FairLock lock;
  int other = 0;
  for (int round = 0; round < 50; ++round) {
    ASSERT_TRUE(lock.lock([] { return false; }));
    std::atomic<bool> queued{false};
    std::thread thread([&] {
      bool first = true;
      lock.lock([&] {
        if (std::exchange(first, false)) queued = true;
        return false;
      });
      ++other;
      lock.unlock();
    });
    bool came = comes([&] { return queued.load(); });
    lock.unlock();
    lock.lock([] { return false; });
    EXPECT_EQ(other, round + 1);
    lock.unlock();
    thread.join();
    ASSERT_TRUE(came);
  }
}

}  // namespace
}  // namespace mixgrad
