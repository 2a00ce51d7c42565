// Requests beyond 32 bits are errors that say so, and never wrap to something small.
#include <gtest/gtest.h>

#include "core/runtime/allocator.h"
#include "core/runtime/block.h"
#include "core/runtime/error.h"
#include "core/runtime/host_size.h"
#include "core/tensor/tensor.h"

namespace mixgrad {
namespace {

static_assert(sizeof(void*) == 4, "these tests are for machines with 32-bit addresses");

constexpr int64_t k4GiB = int64_t{1} << 32;

template <class Work>
void expect_out_of_memory(Work work, const std::string& given) {
  MemoryCounters before = Allocator::cpu().counters();
  try {
    work();
    FAIL() << "nothing was thrown for " << given;
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kOutOfMemory) << e.what();
    EXPECT_NE(std::string(e.what()).find(given), std::string::npos) << e.what();
  }
  EXPECT_EQ(Allocator::cpu().counters().bytes, before.bytes);
}

TEST(Sizes, BlocksBeyondTheAddressSpaceAreRefused) {
  for (int64_t bytes : {k4GiB, k4GiB + 1, k4GiB + 4096, 2 * k4GiB + 64, k4GiB << 10, INT64_MAX, kLargestBlock + 1}) {
    expect_out_of_memory([&] { Allocator::cpu().allocate(bytes); }, std::to_string(bytes) + " bytes");
  }
}

TEST(Sizes, BlocksThatTheSystemHasNotGotAreRefused) {
  expect_out_of_memory([] { Allocator::cpu().allocate(kLargestBlock); }, std::to_string(kLargestBlock) + " bytes");
}

TEST(Sizes, TensorsCountIn64Bits) {
  expect_out_of_memory([] { Tensor::empty(DType::kUInt8, Shape{1 << 19, 1 << 19}); }, "274877906944 bytes");
  expect_out_of_memory([] { Tensor::empty(DType::kFloat32, Shape{(1 << 30) + 1}); }, "4294967300 bytes");
  Shape shape{1 << 20, 1 << 20, 1 << 20};
  EXPECT_EQ(shape.elements(), int64_t{1} << 60);
}

TEST(Sizes, ContainersAreRefusedBeforeTheyWrap) {
  expect_out_of_memory([] { host_size<int64_t>(k4GiB + 1); }, "4294967297 elements");
  expect_out_of_memory([] { host_size<int64_t>(int64_t{1} << 29); }, "536870912 elements");
  EXPECT_EQ(host_size<int64_t>(5), 5u);
}

TEST(Sizes, MemoryIsStillThereAfterARefusal) {
  Tensor t = Tensor::empty(DType::kFloat32, Shape{1 << 20});
  EXPECT_EQ(t.elements(), 1 << 20);
}

}  // namespace
}  // namespace mixgrad
