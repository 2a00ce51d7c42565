#include "core/kernels/windows.h"

#include <gtest/gtest.h>

#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

using Windows = OpTest;

// The first of the windows that begin before the first element tell of all of these, whatever their number.
TEST_F(Windows, TheFirstTellWhetherAnyIsEmpty) {
  int full = 0;
  for (int64_t n = 0; n < 200000; ++n) {
    auto digit = [rest = n * 7919 % 200003](int64_t most) mutable {
      int64_t out = rest % most;
      rest = rest / most + rest % most * 31;
      return out;
    };
    AxisWindows a{digit(7), digit(30), 1 + digit(6), 1 + digit(11), digit(40), 1 + digit(15)};
    auto any_empty = [&](int64_t windows) {
      for (int64_t j = 0; j < windows; ++j) {
        if (a.is_empty(j)) return true;
      }
      return false;
    };
    int64_t before = std::min(a.count, (a.padding + a.stride - 1) / a.stride);
    ASSERT_LE(a.telling(), 2 * a.size + 2);
    ASSERT_EQ(any_empty(a.telling()), any_empty(before))
        << a.size << " " << a.count << " " << a.kernel << " " << a.stride << " " << a.padding << " " << a.dilation;
    full += before > 0 && !any_empty(before);
  }
  EXPECT_GT(full, 1000);
}

TEST_F(Windows, SumsOfNothing) {
  Value one(ValueList{Value(1)}), two(ValueList{Value(2)});
  expect_tensor(op<"sum_windows">(c, numbers(Shape{2, 0}), two, one), Shape{2, 2}, {0, 0, 0, 0});
}

// Sizes far beyond the axis cost no more than the axis.
TEST_F(Windows, KernelsAndPaddingOfAnySize) {
  auto list = [](int64_t n, int64_t axes) { return Value(ValueList(static_cast<size_t>(axes), Value(n))); };
  constexpr int64_t kMost = INT32_MAX;
  Tensor x = numbers(Shape{2, 2, 2});
  Results best = op_results<"max_windows">(c, x, list(1, 3), list(kMost, 3), list(kMost, 3), list(kMost - 2, 3));
  std::vector<double> all = values_of(x);
  EXPECT_EQ(values_of(best.tensor(0)), std::vector<double>{*std::max_element(all.begin(), all.end())});
  expect_tensor(op<"sum_windows">(c, x, list(1, 3), list(kMost, 3)), Shape{1, 1, 1}, {value_of(op<"sum">(c, x))},
                1e-12);
  expect_error(
      [&] {
        op_results<"max_windows">(c, numbers(Shape{4}), list(kMost, 1), list(kMost, 1), list(2, 1), list(kMost, 1));
      },
      ErrorCode::kShape, "max_windows", "x", "[4]");
}

}  // namespace
}  // namespace mixgrad
