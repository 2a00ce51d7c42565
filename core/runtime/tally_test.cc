#include "core/runtime/tally.h"

#include <gtest/gtest.h>

#include <thread>

namespace mixgrad {
namespace {

TEST(Tally, CountsOfAllThreadsAddUpAlsoAfterTheyHaveEnded) {
  int64_t before = total(Tally::kHandles), other = total(Tally::kTensors);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      for (int n = 0; n < 1000; ++n) count(Tally::kHandles, i % 2 ? 3 : -1);
    });
  }
  count(Tally::kHandles, 5);
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(total(Tally::kHandles) - before, 5 + 2 * 1000 * (3 - 1));
  EXPECT_EQ(total(Tally::kTensors), other);
}

}  // namespace
}  // namespace mixgrad
