// Reductions against an independent, scalar statement of the order of summation, in any layout and setting.
#include <cmath>

#include "core/kernels/cpu/kernel_test_support.h"

namespace mixgrad {
namespace {

using namespace testing;

// The rule, for one group's sequence: chunks of 1024 over 32 lanes, lanes folded by halves, chunk sums folded in pairs.
template <class T>
T sum_of_sequence(const std::vector<T>& x) {
  std::vector<T> sums;
  for (size_t start = 0; start < x.size(); start += 1024) {
    T lane[32] = {};
    for (size_t i = 0; i < 1024 && start + i < x.size(); ++i) lane[i % 32] += x[start + i];
    for (int h = 16; h >= 1; h /= 2) {
      for (int l = 0; l < h; ++l) lane[l] += lane[l + h];
    }
    sums.push_back(lane[0]);
  }
  while (sums.size() > 1) {
    std::vector<T> next;
    for (size_t i = 0; i + 1 < sums.size(); i += 2) next.push_back(sums[i] + sums[i + 1]);
    if (sums.size() % 2) next.push_back(sums.back());
    sums = next;
  }
  return sums.empty() ? T{0} : sums[0];
}

// Row-major values and a shape without axes of size one; groups are reduced innermost first.
template <class T>
std::vector<T> sum_by_rule(std::vector<T> values, std::vector<int64_t> sizes, std::vector<bool> reduced) {
  for (size_t i = sizes.size(); i-- > 0;) {
    if (sizes[i] == 1) {
      sizes.erase(sizes.begin() + i);
      reduced.erase(reduced.begin() + i);
    }
  }
  while (true) {
    int last = static_cast<int>(sizes.size()) - 1;
    while (last >= 0 && !reduced[last]) --last;
    if (last < 0) return values;
    int first = last;
    while (first > 0 && reduced[first - 1]) --first;
    int64_t outer = 1, n = 1, inner = 1;
    for (int i = 0; i < first; ++i) outer *= sizes[i];
    for (int i = first; i <= last; ++i) n *= sizes[i];
    for (size_t i = last + 1; i < sizes.size(); ++i) inner *= sizes[i];
    std::vector<T> next;
    for (int64_t o = 0; o < outer; ++o) {
      for (int64_t k = 0; k < inner; ++k) {
        std::vector<T> sequence;
        for (int64_t r = 0; r < n; ++r) sequence.push_back(values[(o * n + r) * inner + k]);
        next.push_back(sum_of_sequence(sequence));
      }
    }
    values = next;
    sizes.erase(sizes.begin() + first, sizes.begin() + last + 1);
    reduced.erase(reduced.begin() + first, reduced.begin() + last + 1);
  }
}

Shape reduced_shape(const Shape& shape, const Shape& axes, bool keepdims) {
  Shape out;
  for (int i = 0; i < shape.rank(); ++i) {
    bool reduced = std::find(axes.begin(), axes.end(), i) != axes.end();
    if (!reduced)
      out.push_back(shape[i]);
    else if (keepdims)
      out.push_back(1);
  }
  return out;
}

Tensor reduce(const char* name, const Tensor& x, const Shape& axes, DType out, bool keepdims = false) {
  Tensor output = Tensor::empty(out, reduced_shape(x.shape(), axes, keepdims));
  run_kernel(name, {Value(x), Value(axes), Value(keepdims)}, {output});
  return output;
}

struct Case {
  Shape shape, axes;
};
const Case kCases[] = {
    {{}, {}},
    {{1}, {0}},
    {{5}, {0}},
    {{33}, {0}},
    {{1023}, {0}},
    {{1025}, {0}},
    {{7 * 1024 + 3}, {0}},
    {{200000}, {0}},
    {{30, 10}, {1}},
    {{30, 10}, {0}},
    {{3000, 70}, {0}},
    {{3000, 70}, {1}},
    {{70000, 3}, {0}},
    {{6, 50, 40}, {0, 2}},
    {{6, 50, 40}, {1}},
    {{6, 50, 40}, {0, 1}},
    {{6, 1, 50, 40}, {0, 1, 2}},
    {{6, 7, 1, 40, 5}, {0, 3}},
    {{4, 3, 5, 2, 6}, {0, 2, 4}},
    {{8, 1, 9}, {1}},
};

template <class T>
void check_rule(DType dtype) {
  for (const Case& c : kCases) {
    Tensor x = random_tensor(dtype, c.shape, 3);
    std::vector<double> wide = values_of(x);
    std::vector<bool> flags(c.shape.rank());
    for (int64_t axis : c.axes) flags[axis] = true;
    std::vector<T> expected =
        sum_by_rule(std::vector<T>(wide.begin(), wide.end()), {c.shape.begin(), c.shape.end()}, flags);
    for (SimdLevel level : {SimdLevel::kBase, SimdLevel::kAvx2, SimdLevel::kAvx512}) {
      if (!set_simd_level(level)) continue;
      for (int threads : {1, 4}) {
        ThreadPool::instance().set_threads(threads);
        for (bool flipped : {false, true}) {
          Tensor layout = flipped && x.rank() >= 2 ? transposed(row_major_copy(transposed(x))) : x;
          Tensor got = reduce("sum", layout, c.axes, dtype);
          ASSERT_EQ(std::memcmp(got.data(), expected.data(), expected.size() * sizeof(T)), 0)
              << c.shape.text() << " over " << c.axes.text() << " " << simd_name() << " " << threads;
        }
      }
    }
  }
  set_simd_level(SimdLevel::kAvx512) || set_simd_level(SimdLevel::kAvx2);
  ThreadPool::instance().set_threads(2);
}

TEST(Sum, FollowsTheRuleInFloat32) { check_rule<float>(DType::kFloat32); }
TEST(Sum, FollowsTheRuleInFloat64) { check_rule<double>(DType::kFloat64); }

TEST(Sum, OfHalvesRoundsOnce) {
  Tensor x = random_tensor(DType::kFloat16, Shape{3000}, 5);
  std::vector<double> wide = values_of(x);
  float exact = sum_of_sequence(std::vector<float>(wide.begin(), wide.end()));
  Tensor expected = Tensor::from_values(DType::kFloat16, Shape{}, std::vector<float>{exact});
  EXPECT_EQ(bytes_of(reduce("sum", x, Shape{0}, DType::kFloat16)), bytes_of(expected));
}

TEST(Sum, OfIntegersWrapsAndOfBooleansCounts) {
  Tensor x = tensor(DType::kInt8, Shape{2, 3}, {100, 100, 100, -1, -2, -3});
  EXPECT_EQ(values_of(reduce("sum", x, Shape{1}, DType::kInt64)), (std::vector<double>{300, -6}));
  EXPECT_EQ(values_of(reduce("sum", x, Shape{1}, DType::kInt8)), (std::vector<double>{44, -6}));
  EXPECT_EQ(values_of(reduce("prod", x, Shape{0}, DType::kInt64)), (std::vector<double>{-100, -200, -300}));
  Tensor flags = tensor(DType::kBool, Shape{2, 3}, {1, 0, 1, 1, 1, 1});
  EXPECT_EQ(values_of(reduce("sum", flags, Shape{0, 1}, DType::kInt64)), (std::vector<double>{5}));
  EXPECT_EQ(values_of(reduce("all", flags, Shape{1}, DType::kBool)), (std::vector<double>{0, 1}));
  EXPECT_EQ(values_of(reduce("any", flags, Shape{1}, DType::kBool)), (std::vector<double>{1, 1}));
}

TEST(Reduce, OfNothingIsTheIdentity) {
  Tensor none = tensor(DType::kFloat32, Shape{0, 3}, {});
  EXPECT_EQ(values_of(reduce("sum", none, Shape{0}, DType::kFloat32)), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(values_of(reduce("prod", none, Shape{0}, DType::kFloat32)), (std::vector<double>{1, 1, 1}));
  EXPECT_TRUE(std::isnan(values_of(reduce("mean", none, Shape{0}, DType::kFloat32))[0]));
  EXPECT_EQ(reduce("max", none, Shape{1}, DType::kFloat32).elements(), 0);
  EXPECT_THROW(reduce("max", none, Shape{0}, DType::kFloat32), Error);
  EXPECT_EQ(values_of(reduce("all", none, Shape{0}, DType::kBool)), (std::vector<double>{1, 1, 1}));
  EXPECT_EQ(values_of(reduce("any", none, Shape{0}, DType::kBool)), (std::vector<double>{0, 0, 0}));
}

TEST(Reduce, MeanDividesTheSumOnce) {
  Tensor x = random_tensor(DType::kFloat32, Shape{40, 300}, 6);
  auto sums = values_of(reduce("sum", x, Shape{1}, DType::kFloat32, true)),
       means = values_of(reduce("mean", x, Shape{1}, DType::kFloat32, true));
  for (size_t i = 0; i < sums.size(); ++i) EXPECT_EQ(means[i], static_cast<float>(sums[i]) / 300.0f);
}

TEST(Reduce, MaximumAndMinimumHandOnNanAndOrderZeros) {
  for_each_setting([] {
    std::vector<double> values(100, 1);
    values[40] = NAN;
    values[70] = 5;
    Tensor x = tensor(DType::kFloat32, Shape{100}, values);
    EXPECT_TRUE(std::isnan(values_of(reduce("max", x, Shape{0}, DType::kFloat32))[0]));
    EXPECT_TRUE(std::isnan(values_of(reduce("min", x, Shape{0}, DType::kFloat32))[0]));
    Tensor zeros = tensor(DType::kFloat32, Shape{3}, {-0.0, 0.0, -0.0});
    EXPECT_FALSE(std::signbit(values_of(reduce("max", zeros, Shape{0}, DType::kFloat32))[0]));
    EXPECT_TRUE(std::signbit(values_of(reduce("min", zeros, Shape{0}, DType::kFloat32))[0]));
    Tensor wide = random_tensor(DType::kFloat64, Shape{50, 60}, 8);
    auto all = values_of(wide), rows = values_of(reduce("max", wide, Shape{1}, DType::kFloat64)),
         columns = values_of(reduce("min", wide, Shape{0}, DType::kFloat64));
    for (int i = 0; i < 50; ++i)
      EXPECT_EQ(rows[i], *std::max_element(all.begin() + i * 60, all.begin() + (i + 1) * 60));
    for (int j = 0; j < 60; ++j) {
      double low = all[j];
      for (int i = 0; i < 50; ++i) low = std::min(low, all[i * 60 + j]);
      EXPECT_EQ(columns[j], low);
    }
  });
}

std::vector<double> softmax_by_definition(const std::vector<double>& x, int64_t outer, int64_t n, int64_t inner,
                                          bool logarithm) {
  std::vector<double> y(x.size());
  for (int64_t o = 0; o < outer; ++o) {
    for (int64_t i = 0; i < inner; ++i) {
      auto at = [&](int64_t r) { return (o * n + r) * inner + i; };
      double high = -HUGE_VAL, sum = 0;
      for (int64_t r = 0; r < n; ++r) high = std::max(high, x[at(r)]);
      for (int64_t r = 0; r < n; ++r) sum += std::exp(x[at(r)] - high);
      for (int64_t r = 0; r < n; ++r)
        y[at(r)] = logarithm ? x[at(r)] - high - std::log(sum) : std::exp(x[at(r)] - high) / sum;
    }
  }
  return y;
}

TEST(Reduce, InfinitiesOfBothSignsAreNumbers) {
  for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
    std::vector<double> values(3 * 200, 1);
    values[7] = values[300] = values[499] = HUGE_VAL;
    values[23] = values[301] = values[420] = -HUGE_VAL;
    values[421] = NAN;
    Tensor x = tensor(dtype, Shape{3, 200}, values);
    for_each_setting([&] {
      auto high = values_of(reduce("max", x, Shape{1}, dtype)), low = values_of(reduce("min", x, Shape{1}, dtype));
      EXPECT_EQ(high[0], HUGE_VAL);
      EXPECT_EQ(low[1], -HUGE_VAL);
      EXPECT_TRUE(std::isnan(high[2]) && std::isnan(low[2]));
    });
  }
}

TEST(Softmax, EqualsItsDefinitionAlongEveryAxis) {
  Shape shape{5, 1500, 7};
  for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
    Tensor x = random_tensor(dtype, shape, 9, -10, 10);
    for (int64_t axis = 0; axis < 3; ++axis) {
      int64_t outer = axis == 0   ? 1
                      : axis == 1 ? 5
                                  : 7500,
              n = shape[static_cast<int>(axis)], inner = shape.elements() / outer / n;
      for (bool logarithm : {false, true}) {
        Tensor out = Tensor::empty(dtype, shape);
        run_kernel(logarithm ? "log_softmax" : "softmax", {Value(x), Value(axis)}, {out});
        auto expected = softmax_by_definition(values_of(x), outer, n, inner, logarithm), got = values_of(out);
        double tolerance = dtype == DType::kFloat32 ? 2e-6 : 4e-15;
        for (size_t i = 0; i < got.size(); ++i)
          ASSERT_NEAR(got[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i])));
        if (dtype == DType::kFloat32) {
          expect_same_bytes([&] {
            Tensor again = Tensor::empty(dtype, shape);
            run_kernel(logarithm ? "log_softmax" : "softmax", {Value(x), Value(axis)}, {again});
            return again;
          });
        }
      }
    }
  }
}

}  // namespace
}  // namespace mixgrad
