// Random kernels against the layout that random_layout.h states, written out word by word, and against their
// distributions.
#include <cmath>

#include "core/kernels/cpu/kernel_test_support.h"
#include "core/kernels/cpu/random_layout.h"
#include "core/runtime/philox.h"

namespace mixgrad {
namespace {

using namespace testing;

constexpr uint64_t kSeed = 0x123456789abcdef0, kBlock = 0xfffffffffffffff0;  // blocks wrap around on the way

uint32_t word(int64_t i) { return philox(kSeed, kBlock + static_cast<uint64_t>(i / 4))[i % 4]; }

Tensor draw(const char* name, DType dtype, int64_t n, double a, double b) {
  Tensor out = Tensor::empty(dtype, Shape{n});
  run_kernel(name, {Value(Shape{n}), Value(a), Value(b)}, {out}, kSeed, kBlock);
  return out;
}

TEST(Random, UniformFollowsTheLayout) {
  auto got = values_of(draw("uniform", DType::kFloat32, 3001, -2, 3));
  for (int64_t i = 0; i < 3001; ++i) ASSERT_EQ(got[i], static_cast<float>(word(i) >> 8) * 0x1p-24f * 5.0f + -2.0f);
  auto wide = values_of(draw("uniform", DType::kFloat64, 1001, 0, 1));
  for (int64_t i = 0; i < 1001; ++i) {
    ASSERT_EQ(wide[i], (word(2 * i) >> 5) * 0x1p-27 + (word(2 * i + 1) >> 6) * 0x1p-53);
  }
}

TEST(Random, NormalFollowsTheLayout) {
  const double tau = 6.283185307179586;
  auto got = values_of(draw("normal", DType::kFloat32, 2050, 0, 1));
  for (int64_t i = 0; i + 1 < 2050; i += 2) {
    double u = ((word(i) >> 8) + 1) * 0x1p-24, angle = tau * (word(i + 1) >> 8) * 0x1p-24,
           r = std::sqrt(-2 * std::log(u));
    ASSERT_NEAR(got[i], r * std::cos(angle), 4e-6);
    ASSERT_NEAR(got[i + 1], r * std::sin(angle), 4e-6);
  }
  auto wide = values_of(draw("normal", DType::kFloat64, 1000, 5, 2)),
       uniform = values_of(draw("uniform", DType::kFloat64, 1000, 0, 1));
  for (int64_t i = 0; i < 1000; i += 2) {
    double r = std::sqrt(-2 * std::log1p(-uniform[i]));
    ASSERT_NEAR(wide[i], 5 + 2 * r * std::cos(tau * uniform[i + 1]), 1e-13);
    ASSERT_NEAR(wide[i + 1], 5 + 2 * r * std::sin(tau * uniform[i + 1]), 1e-13);
  }
}

TEST(Random, NormalHasItsMoments) {
  auto x = values_of(draw("normal", DType::kFloat32, 1 << 20, 0, 1));
  double mean = 0, square = 0, fourth = 0;
  for (double v : x) mean += v, square += v * v, fourth += v * v * v * v;
  double n = static_cast<double>(x.size());  // five standard errors
  EXPECT_NEAR(mean / n, 0, 5e-3);
  EXPECT_NEAR(square / n, 1, 7e-3);
  EXPECT_NEAR(fourth / n, 3, 0.05);
}

TEST(Random, SameBytesInEverySettingAndForEveryPrefix) {
  for (const char* name : {"uniform", "normal"}) {
    for (DType dtype : {DType::kFloat16, DType::kBFloat16, DType::kFloat32, DType::kFloat64}) {
      expect_same_bytes([&] { return draw(name, dtype, 40001, 0, 1); });
      std::string whole = bytes_of(draw(name, dtype, 2500, 0, 1));
      for (int64_t n : {0, 1, 2, 3, 5, 1023, 1025}) {
        std::string part = bytes_of(draw(name, dtype, n, 0, 1));
        EXPECT_EQ(part, whole.substr(0, part.size())) << name << n;
      }
    }
  }
}

TEST(Random, BlocksSufficeForTheWords) {
  for (int64_t n : {0, 1, 3, 4, 5, 1024, 1025}) {
    EXPECT_GE(4 * blocks_for_uniform(n, DType::kFloat32), n);
    EXPECT_GE(4 * blocks_for_normal(n, DType::kFloat32), (n + 1) / 2 * 2);
    EXPECT_GE(4 * blocks_for_uniform(n, DType::kFloat64), 2 * n);
    EXPECT_GE(4 * blocks_for_permutation(n), 2 * std::max<int64_t>(n - 1, 0));
  }
}

TEST(Random, DropoutKeepsByTheUniforms) {
  Tensor x = random_tensor(DType::kFloat32, Shape{60, 50}, 1, 1, 2);
  for (DType dtype : {DType::kFloat32, DType::kFloat64, DType::kBFloat16}) {
    Tensor input = Tensor::empty(dtype, x.shape()), out = Tensor::empty(dtype, x.shape());
    copy_cpu(x, input);
    run_kernel("dropout", {Value(input), Value(0.25)}, {out}, kSeed, kBlock);
    auto a = values_of(input), got = values_of(out);
    for (int64_t i = 0; i < 3000; ++i) {
      bool kept = (word(i) >> 8) * 0x1p-24 >= 0.25;
      ASSERT_EQ(got[i] != 0, kept);
      ASSERT_NEAR(got[i], kept ? a[i] / 0.75 : 0, dtype == DType::kBFloat16 ? 0.02 : 3e-7);
    }
  }
}

TEST(Random, PermutationIsFisherAndYates) {
  for (int64_t n : {0, 1, 2, 3, 600, 1500}) {
    Tensor out = Tensor::empty(DType::kInt64, Shape{n});
    run_kernel("permutation", {Value(n)}, {out}, kSeed, kBlock);
    std::vector<double> expected(n);
    for (int64_t i = 0; i < n; ++i) expected[i] = static_cast<double>(i);
    for (int64_t i = n - 1, s = 0; i > 0; --i, ++s) {
      uint64_t bits = static_cast<uint64_t>(word(2 * s + 1)) << 32 | word(2 * s);
      std::swap(
          expected[i],
          expected[static_cast<size_t>(static_cast<unsigned __int128>(bits) * static_cast<uint64_t>(i + 1) >> 64)]);
    }
    EXPECT_EQ(values_of(out), expected);
  }
}

}  // namespace
}  // namespace mixgrad
