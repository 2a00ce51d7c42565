#include "core/runtime/allocator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "core/runtime/block.h"

namespace mixgrad {
namespace {

Allocator& pool() { return Allocator::cpu(); }
constexpr int64_t kMiB = 1 << 20;

TEST(Block, ClassesAreTheSmallestThatFitAndWasteAtMostAnEighth) {
  int64_t before = 0;
  for (int cls = 0; cls < kBlockClasses; ++cls) {
    int64_t bytes = block_bytes(cls);
    EXPECT_GT(bytes, before);
    EXPECT_EQ(bytes % 64, 0);
    EXPECT_EQ(block_class(bytes), cls);
    EXPECT_EQ(block_class(before + 1), cls);
    if (cls >= 16) {
      EXPECT_LE(bytes - before, bytes / 8);
    }
    before = bytes;
  }
  EXPECT_EQ(before, kLargestBlock);
  EXPECT_EQ(block_class(0), 0);
}

// Named so to run first: threads of other tests would change the counts.
TEST(AllocatorDeathTest, AlignsAndCounts) {
  pool().trim();
  MemoryCounters before = pool().counters();
  std::vector<std::pair<void*, int64_t>> blocks;
  int64_t sum = 0;
  for (int64_t bytes : {int64_t{0}, int64_t{1}, int64_t{64}, int64_t{65}, int64_t{4096}, int64_t{4097}, int64_t{100000},
                        kMiB, 5 * kMiB + 3}) {
    void* data = pool().allocate(bytes);
    ASSERT_NE(data, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % 64, 0u);
    std::memset(data, 1, static_cast<size_t>(bytes));
    blocks.push_back({data, bytes});
    sum += block_bytes(block_class(bytes));
  }
  EXPECT_EQ(pool().counters().bytes - before.bytes, sum);
  EXPECT_GE(pool().counters().peak_bytes, before.bytes + sum);
  for (auto [data, bytes] : blocks) pool().release(data, bytes);
  EXPECT_EQ(pool().counters().bytes, before.bytes);
  EXPECT_EQ(pool().counters().pool_bytes - before.pool_bytes, sum);
  pool().trim();
  EXPECT_EQ(pool().counters().pool_bytes, before.pool_bytes);  // sleeping threads of other tests may keep a little
}

TEST(AllocatorDeathTest, ReusesBlocksOfTheSameClass) {
  for (int64_t bytes : {int64_t{4}, int64_t{3000}, int64_t{300000}, 8 * kMiB}) {
    void* first = pool().allocate(bytes);
    pool().release(first, bytes);
    int64_t held = pool().counters().pool_bytes;
    void* again = pool().allocate(bytes - 1);
    EXPECT_EQ(first, again) << bytes;
    EXPECT_LT(pool().counters().pool_bytes, held);
    pool().release(again, bytes - 1);
  }
}

// Small blocks are counted by their threads: the peak must not lose what was never seen by the shared count.
TEST(AllocatorDeathTest, PeakSeesSmallBlocks) {
  void* base = pool().allocate(4 * kMiB);
  std::vector<void*> blocks;
  int64_t start = pool().counters().bytes;
  int64_t lift = std::max<int64_t>(pool().counters().peak_bytes - start, 0) + 64;
  void* lifting = pool().allocate(lift);  // now every further byte is a new peak
  int64_t in_use = pool().counters().bytes;
  for (int i = 0; i < 5000; ++i) blocks.push_back(pool().allocate(i % 7 ? 4 : 2000));
  int64_t most = pool().counters().bytes;
  for (int i = 0; i < 5000; ++i) pool().release(blocks[static_cast<size_t>(i)], i % 7 ? 4 : 2000);
  EXPECT_GE(most - in_use, 5000 * 64);
  EXPECT_EQ(pool().counters().peak_bytes, most);
  pool().release(lifting, lift);
  pool().release(base, 4 * kMiB);
  EXPECT_EQ(pool().counters().bytes, start - block_bytes(block_class(4 * kMiB)));
}

std::string refusal(int64_t bytes) {
  try {
    pool().release(pool().allocate(bytes), bytes);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutOfMemory);
    return error.what();
  }
  return "";
}

class AllocatorLimitDeathTest : public testing::Test {
 protected:
  void SetUp() override { pool().trim(); }
  void TearDown() override { pool().set_limit(0); }
};

TEST_F(AllocatorLimitDeathTest, RefusesWithNumbersAndRecovers) {
  int64_t in_use = pool().counters().bytes, limit = in_use + 10 * kMiB;
  pool().set_limit(limit);
  EXPECT_EQ(pool().counters().limit_bytes, limit);
  void* data = pool().allocate(6 * kMiB);
  std::string text = refusal(5 * kMiB);
  EXPECT_NE(text.find(std::to_string(5 * kMiB)), std::string::npos) << text;
  EXPECT_NE(text.find(std::to_string(in_use + 6 * kMiB)), std::string::npos) << text;
  EXPECT_NE(text.find(std::to_string(limit)), std::string::npos) << text;
  pool().release(data, 6 * kMiB);
  EXPECT_EQ(refusal(5 * kMiB), "");
  EXPECT_EQ(pool().counters().bytes, in_use);
}

TEST_F(AllocatorLimitDeathTest, GivesPooledMemoryBackBeforeItRefuses) {
  pool().set_limit(pool().counters().bytes + 10 * kMiB);
  pool().release(pool().allocate(7 * kMiB), 7 * kMiB);  // pooled: of no use for the next size
  EXPECT_EQ(refusal(8 * kMiB), "");
  MemoryCounters now = pool().counters();
  EXPECT_LE(now.bytes + now.pool_bytes, now.limit_bytes);
}

TEST_F(AllocatorLimitDeathTest, HoldsForSmallBlocksToo) {
  int64_t in_use = pool().counters().bytes;
  pool().set_limit(in_use + kMiB);
  std::vector<void*> blocks;
  try {
    for (;;) {
      blocks.push_back(pool().allocate(1000));
      ASSERT_LT(blocks.size(), 3000u);
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutOfMemory);
  }
  EXPECT_EQ(static_cast<int64_t>(blocks.size()), kMiB / 1024);
  for (void* data : blocks) pool().release(data, 1000);
  EXPECT_EQ(pool().counters().bytes, in_use);
}

TEST_F(AllocatorLimitDeathTest, BelowWhatIsInUseRefusesOnlyNewMemory) {
  void* data = pool().allocate(kMiB);
  pool().set_limit(1);
  EXPECT_NE(refusal(kMiB), "");
  pool().release(data, kMiB);
  EXPECT_THROW(pool().set_limit(-1), Error);
}

TEST(AllocatorDeathTest, ImpossibleSizesAreTypedErrors) {
  EXPECT_NE(refusal(std::numeric_limits<int64_t>::max()), "");
  EXPECT_NE(refusal(-1), "");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_NE(refusal(int64_t{1} << 47), "");  // addressable in principle; no machine has it
#endif
}

TEST(AllocatorDeathTest, ChangingSizesDoNotHoardMemory) {
  pool().trim();
  for (int64_t i = 0; i < 400; ++i) {
    int64_t bytes = kMiB + i * 300000;
    pool().release(pool().allocate(bytes), bytes);
  }
  MemoryCounters now = pool().counters();
  EXPECT_LE(now.pool_bytes, std::max(2 * now.peak_bytes, 64 * kMiB));
}

// Blocks are made, filled, handed over, checked and released by many threads while others trim and read the counters.
TEST(AllocatorDeathTest, ManyThreads) {
  pool().trim();
  int64_t in_use = pool().counters().bytes, kept = pool().counters().pool_bytes;
  struct Item {
    unsigned char* data;
    int64_t bytes;
    unsigned char fill;
  };
  std::mutex mutex;
  std::vector<Item> shared;
  std::atomic<int> wrong{0};
  auto end = [&](const Item& item) {
    for (int64_t i = 0; i < item.bytes; i += 61) wrong += item.data[i] != item.fill;
    pool().release(item.data, item.bytes);
  };
  auto work = [&](unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < 1500; ++i) {
      Item item{nullptr, static_cast<int64_t>(random() % (i % 50 == 0 ? 2000000 : 6000)),
                static_cast<unsigned char>(i)};
      item.data = static_cast<unsigned char*>(pool().allocate(item.bytes));
      std::memset(item.data, item.fill, static_cast<size_t>(item.bytes));
      if (i % 200 == 0) pool().trim();
      if (i % 100 == 0) wrong += pool().counters().bytes < 0;
      std::lock_guard lock(mutex);
      shared.push_back(item);
      while (shared.size() > 100) {
        std::swap(shared[random() % shared.size()], shared.back());
        end(shared.back());
        shared.pop_back();
      }
    }
  };
  for (unsigned round = 0; round < 2; ++round) {
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 8; ++t) threads.emplace_back(work, round * 8 + t);
    for (auto& thread : threads) thread.join();
  }
  for (const Item& item : shared) end(item);
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(pool().counters().bytes, in_use);
  pool().trim();
  EXPECT_EQ(pool().counters().pool_bytes, kept);  // what ended threads kept came back, too
}

}  // namespace
}  // namespace mixgrad
