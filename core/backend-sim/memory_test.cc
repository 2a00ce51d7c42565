// Memory and order: addresses, poison, frees and copies.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "core/backend-sim/sim_test_support.h"

namespace mixgrad::sim {
namespace {

class SimMemory : public testing::Test {
 protected:
  ~SimMemory() override { backend_of(device()).synchronise(device()); }
  Ref<Context> context = context_with_seed(1);
  Tensor x = numbers(Shape{4, 5}), y = numbers(Shape{4, 5}, 1);
};

TEST_F(SimMemory, TheHostCanNotFollowItsAddresses) {
  Tensor t = on_sim(x);
  int out = open("/dev/null", O_WRONLY), pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  EXPECT_EQ(write(pipe_ends[1], t.data(), 8), -1);
  EXPECT_EQ(errno, EFAULT);
  for (int fd : {out, pipe_ends[0], pipe_ends[1]}) close(fd);
}

TEST_F(SimMemory, NewMemoryIsPoison) {
  for (int i = 0; i < 2; ++i) {  // never used, then used before
    Tensor t = Tensor::empty(DType::kUInt8, Shape{777}, device());
    EXPECT_EQ(elements<uint8_t>(on_host(t)), std::vector<uint8_t>(777, kPoison));
    copy_elements(Tensor::scalar(DType::kUInt8, 7), t);
    EXPECT_EQ(elements<uint8_t>(on_host(t)), std::vector<uint8_t>(777, 7));
  }
}

TEST_F(SimMemory, CallsWaitUntilSomebodyReads) {
  Tensor a = on_sim(x), b = on_sim(y);
  backend_of(device()).synchronise(device());
  Tensor sum = op<"add">(*context, a, b);
  EXPECT_GE(queued(), 1);
  EXPECT_TRUE(sum.device() == device());
  EXPECT_EQ(values_of(sum), values_of(op<"add">(*context, x, y)));
  EXPECT_EQ(queued(), 0);
}

TEST_F(SimMemory, AFreeIsInTheOrderOfTheStream) {
  Tensor a = on_sim(x), product;
  void* address = a.data();
  product = op<"multiply">(*context, a, a);
  a = Tensor();  // the product has not been computed yet
  Tensor b = Tensor::empty(x.dtype(), x.shape(), device());
  EXPECT_EQ(b.data(), address) << "the block goes to whoever asks next";
  copy_elements(y, b);
  EXPECT_GT(queued(), 0);
  EXPECT_EQ(values_of(product), values_of(op<"multiply">(*context, x, x)));
  EXPECT_EQ(values_of(b), values_of(y));
}

TEST_F(SimMemory, WhatGoesInIsReadAtTheCall) {
  Tensor from = op<"copy">(*context, x), number = Tensor::scalar(DType::kFloat64, 3);
  Tensor a = on_sim(from), scaled = op<"multiply">(*context, a, number);
  from.data<double>()[0] = 1e9;
  *number.data<double>() = 1e9;
  EXPECT_EQ(values_of(a), values_of(x));
  EXPECT_EQ(values_of(scaled), values_of(op<"multiply">(*context, x, Value(3.0))));
}

TEST_F(SimMemory, CopiesConvertAndKeepTheirShape) {
  Tensor turned = op<"matrix_transpose">(*context, x), there = on_sim(x);
  Tensor as_float = Tensor::empty(DType::kFloat32, Shape{5, 4}, device());
  copy_elements(turned, as_float);  // from the CPU, strided
  EXPECT_EQ(values_of(as_float), values_of(op<"astype">(*context, turned, Value(DType::kFloat32))));
  Tensor back = Tensor::empty(DType::kFloat32, Shape{5, 4});
  copy_elements(op<"matrix_transpose">(*context, there), back);  // to the CPU
  EXPECT_EQ(values_of(back), values_of(as_float));
  Tensor second = Tensor::empty(DType::kFloat16, Shape{2, 4, 5}, device());
  copy_elements(there, second);  // broadcast, on the device
  EXPECT_EQ(values_of(second).size(), 40);
}

TEST_F(SimMemory, BetweenDevicesTheSourceMayBeOverwrittenAtOnce) {
  Tensor a = on_sim(x), b = op<"add">(*context, a, Value(1.0));
  Tensor other = on_sim(b, 1);
  EXPECT_TRUE(other.device() == device(1));
  op<"multiply_">(*context, b, Value(0.0));
  b = Tensor();
  Tensor sum = op<"add">(*context, other, other);
  EXPECT_EQ(values_of(sum), values_of(op<"multiply">(*context, op<"add">(*context, x, Value(1.0)), Value(2.0))));
}

TEST_F(SimMemory, TooMuchIsAnErrorAtTheCall) {
  expect_error([&] { op<"zeros">(*context, Value(Shape{int64_t{1} << 40}), Value(DType::kFloat32), Value("sim")); },
               ErrorCode::kOutOfMemory, "zeros", "");
}

TEST_F(SimMemory, AllComesBack) {
  int64_t before = arena(device()).bytes_in_use();
  {
    Tensor a = on_sim(x);
    for (int i = 0; i < 100; ++i) a = op<"exp">(*context, op<"negative">(*context, a));
    EXPECT_GT(arena(device()).bytes_in_use(), before);
  }
  EXPECT_EQ(arena(device()).bytes_in_use(), before);
}

}  // namespace
}  // namespace mixgrad::sim
