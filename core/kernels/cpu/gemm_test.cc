// Products of matrices against sums in double, over layouts, types and both implementations.
#include "core/kernels/cpu/gemm.h"

#include <cmath>

#include "core/kernels/cpu/kernel_test_support.h"

namespace mixgrad {
namespace {

using namespace testing;

std::vector<double> product(const Tensor& a, const Tensor& b) {  // rank 2
  auto x = values_of(a), y = values_of(b);
  int64_t m = a.shape()[0], k = a.shape()[1], n = b.shape()[1];
  std::vector<double> out(m * n);
  for (int64_t i = 0; i < m; ++i) {
    for (int64_t p = 0; p < k; ++p) {
      for (int64_t j = 0; j < n; ++j) out[i * n + j] += x[i * k + p] * y[p * n + j];
    }
  }
  return out;
}

Tensor matmul(const Tensor& a, const Tensor& b, const Shape& batch = {}) {
  Shape shape = batch;
  shape.push_back(a.shape()[a.rank() - 2]);
  shape.push_back(b.shape()[b.rank() - 1]);
  Tensor out = Tensor::empty(a.dtype(), shape);
  run_kernel("matmul", {Value(a), Value(b)}, {out});
  return out;
}

void expect_near(const Tensor& got, const std::vector<double>& expected, double tolerance) {
  auto values = values_of(got);
  ASSERT_EQ(values.size(), expected.size());
  for (size_t i = 0; i < values.size(); ++i) ASSERT_NEAR(values[i], expected[i], tolerance) << i;
}

class Matmul : public ::testing::TestWithParam<bool> {
  void SetUp() override { use_plain_gemm(GetParam()); }
  void TearDown() override { use_plain_gemm(false); }
};

TEST_P(Matmul, EveryShapeAndLayout) {
  const int64_t sizes[][3] = {{1, 1, 1},    {2, 3, 4},      {1, 17, 5}, {33, 1, 7}, {5, 9, 1},
                              {64, 64, 64}, {130, 70, 200}, {3, 0, 4},  {0, 3, 4},  {257, 130, 90}};
  for (auto [m, k, n] : sizes) {
    for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
      Tensor a = random_tensor(dtype, Shape{m, k}, 1), b = random_tensor(dtype, Shape{k, n}, 2);
      Tensor at = transposed(row_major_copy(transposed(a))), bt = transposed(row_major_copy(transposed(b)));
      auto expected = product(a, b);
      double tolerance = (dtype == DType::kFloat32 ? 1e-6 : 1e-15) * static_cast<double>(k + 1);
      for (const Tensor& x : {a, at}) {
        for (const Tensor& y : {b, bt}) expect_near(matmul(x, y), expected, tolerance);
      }
      // Every second row and column of a larger matrix has no stride of one.
      Tensor wide = random_tensor(dtype, Shape{2 * m + 1, 2 * k + 1}, 3);
      Tensor sparse = wide.window(Shape{m, k}, Strides{2 * (2 * k + 1), 2}, 0);
      expect_near(matmul(sparse, b), product(sparse, b), tolerance);
    }
  }
}

TEST_P(Matmul, BroadcastsBatches) {
  Tensor a = random_tensor(DType::kFloat32, Shape{2, 1, 5, 6}, 1),
         b = random_tensor(DType::kFloat32, Shape{3, 6, 4}, 2);
  Tensor out = matmul(a, b, Shape{2, 3});
  for (int64_t i = 0; i < 2; ++i) {
    for (int64_t j = 0; j < 3; ++j) {
      Tensor x = a.window(Shape{5, 6}, Strides{6, 1}, i * 30), y = b.window(Shape{6, 4}, Strides{4, 1}, j * 24);
      expect_near(out.window(Shape{5, 4}, Strides{4, 1}, (i * 3 + j) * 20), product(x, y), 1e-5);
    }
  }
  Tensor shared = random_tensor(DType::kFloat32, Shape{6, 4}, 3),
         stack = random_tensor(DType::kFloat32, Shape{7, 5, 6}, 4);
  Tensor flat = stack.window(Shape{35, 6}, Strides{6, 1}, 0);
  expect_near(matmul(stack, shared, Shape{7}), product(flat, shared), 1e-5);
}

TEST_P(Matmul, SameBytesForAnyNumberOfThreads) {
  Tensor a = random_tensor(DType::kFloat32, Shape{600, 300}, 1), b = random_tensor(DType::kFloat32, Shape{300, 530}, 2);
  ThreadPool::instance().set_threads(1);
  std::string one = bytes_of(matmul(a, b));
  for (int threads : {2, 4}) {
    ThreadPool::instance().set_threads(threads);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(bytes_of(matmul(a, b)) == one);
  }
  ThreadPool::instance().set_threads(2);
}

TEST_P(Matmul, LinearAddsItsBias) {
  for (DType dtype : {DType::kFloat32, DType::kFloat16}) {
    Tensor x = random_tensor(dtype, Shape{3, 4, 6}, 1), w = random_tensor(dtype, Shape{5, 6}, 2),
           bias = random_tensor(dtype, Shape{5}, 3);
    auto expected = product(x.window(Shape{12, 6}, Strides{6, 1}, 0), transposed(w)), b = values_of(bias);
    Tensor plain = Tensor::empty(dtype, Shape{3, 4, 5}), biased = Tensor::empty(dtype, Shape{3, 4, 5});
    double tolerance = dtype == DType::kFloat32 ? 1e-6 : 4e-3;
    run_kernel("linear", {Value(x), Value(w), Value::null()}, {plain});
    expect_near(plain, expected, tolerance);
    run_kernel("linear", {Value(x), Value(w), Value(bias)}, {biased});
    for (size_t i = 0; i < expected.size(); ++i) expected[i] += b[i % 5];
    expect_near(biased, expected, tolerance);
  }
}

TEST_P(Matmul, IntegersWrap) {
  Tensor a = tensor(DType::kInt32, Shape{1, 2}, {65536, 3}), b = tensor(DType::kInt32, Shape{2, 2}, {65536, 1, 5, -1});
  EXPECT_EQ(values_of(matmul(a, b)), (std::vector<double>{15, 65533}));
}

INSTANTIATE_TEST_SUITE_P(Kernels, Matmul, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "plain" : "blas"; });

TEST(GemmFloats, SameBytesOnEveryLevelAndAsASequentialSum) {
  use_plain_gemm(true);
  const int64_t sizes[][3] = {{37, 53, 75},  {130, 900, 40}, {5, 401, 1100}, {1, 784, 129},
                              {300, 512, 2}, {9, 70, 3},     {4, 7, 3}};
  for (auto [m, k, n] : sizes) {
    Tensor a = random_tensor(DType::kFloat32, Shape{m, k}, 1), b = random_tensor(DType::kFloat32, Shape{k, n}, 2);
    Tensor at = transposed(row_major_copy(transposed(a))), bt = transposed(row_major_copy(transposed(b)));
    auto x = values_of(a), y = values_of(b);
    std::vector<float> sums(m * n);
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t p = 0; p < k; ++p) {
        for (int64_t j = 0; j < n; ++j) {
          float& sum = sums[i * n + j];
          sum = std::fma(static_cast<float>(x[i * k + p]), static_cast<float>(y[p * n + j]), sum);
        }
      }
    }
    for (const Tensor& left : {a, at}) {
      for (const Tensor& right : {b, bt}) {
        expect_same_bytes([&] { return matmul(left, right); });
        for_each_setting([&] {
          auto got = values_of(matmul(left, right));
          for (size_t i = 0; i < sums.size(); ++i) ASSERT_EQ(got[i], sums[i]) << i;
        });
      }
    }
  }
  use_plain_gemm(false);
}

// Sums of thin products, and of products so large that OpenBLAS makes them on slices, whichever way operands lie.
TEST(Gemm, SameBytesForEveryLayout) {
  const int64_t sizes[][3] = {{1, 5000, 1}, {7, 1500, 5}, {2, 100, 3},     {1, 700, 300},
                              {400, 90, 6}, {9, 33, 3},   {515, 517, 514}, {8, 2000000, 9}};
  for (auto [m, k, n] : sizes) {
    for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
      Tensor a = random_tensor(dtype, Shape{m, k}, 1), b = random_tensor(dtype, Shape{k, n}, 2);
      Tensor at = transposed(row_major_copy(transposed(a))), bt = transposed(row_major_copy(transposed(b)));
      std::string bytes = bytes_of(matmul(a, b));
      EXPECT_TRUE(bytes_of(matmul(a, bt)) == bytes) << m << ' ' << k << ' ' << n;
      EXPECT_TRUE(bytes_of(matmul(at, b)) == bytes) << m << ' ' << k << ' ' << n;
      EXPECT_TRUE(bytes_of(matmul(at, bt)) == bytes) << m << ' ' << k << ' ' << n;
      if (m < 8 || n < 8) expect_same_bytes([&] { return matmul(at, b); });
    }
  }
}

TEST(GemmFloats, APackedMatrixHasTheSameBytes) {
  for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
    for (auto [m, k, n] : {std::array<int64_t, 3>{37, 53, 75}, {9, 401, 1100}, {70, 256, 128}}) {
      Tensor b = random_tensor(dtype, Shape{k, n}, 2);
      for (bool turned : {false, true}) {
        Gemm g;
        g.dtype = dtype;
        g.transposed_b = turned;
        Tensor right = turned ? row_major_copy(transposed(b)) : b;
        g.n = n, g.k = g.lda = k, g.ldc = n, g.ldb = turned ? k : n, g.b = right.data();
        for_each_setting([&] {
          Tensor packed = pack_right(g);
          for (int64_t rows : {m, m + 1}) {
            Tensor a = random_tensor(dtype, Shape{rows, k}, 1), start = random_tensor(dtype, Shape{rows, n}, 3);
            for (bool parallel : {false, true}) {
              Tensor expected = row_major_copy(start), got = row_major_copy(start);
              g.m = rows, g.a = a.data(), g.accumulate = parallel;
              g.c = expected.data();
              gemm_floats(g, parallel);
              g.c = got.data();
              gemm_packed(g, packed, parallel);
              EXPECT_TRUE(bytes_of(expected) == bytes_of(got)) << m << " " << k << " " << n;
            }
          }
        });
      }
    }
  }
}

}  // namespace
}  // namespace mixgrad
