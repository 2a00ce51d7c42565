// Sampling in one pass has the bits of the steps.
#include <cstring>
#include <limits>

#include "core/kernels/simd.h"
#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

class GridSample : public OpTest {
 protected:
  // Of n images of some channels, for each mode, padding and place of the corners.
  void expect_the_bits_of_the_steps(DType dtype, int64_t n, int64_t channels) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Shape shape{n, 13, 17, 2};
    std::vector<double> places = values_of(numbers(shape, 1, -1.7, 1.7));
    size_t at = 0;
    for (double odd : {std::nan(""), kInfinity, -kInfinity, -1.0, 1.0, 0.0, -0.0, 1e30}) places[at] = odd, at += 7;
    Tensor x = op<"astype">(c, numbers(Shape{n, channels, 5, 7}), dtype);
    Tensor grid = op<"astype">(c, tensor_of(places, shape), dtype);
    for (int64_t mode : {0, 1}) {
      for (int64_t padding : {0, 1, 2}) {
        for (bool corners : {false, true}) {
          SCOPED_TRACE(std::string(dtype_name(dtype)) + " " + std::to_string(mode) + " " + std::to_string(padding));
          auto call = [&](const Tensor& t) {
            return op<"grid_sample">(c, t, grid, Value::enumerator(mode), Value::enumerator(padding), Value(corners));
          };
          Tensor once = call(x), steps = call(leaf(x));
          EXPECT_FALSE(wants_gradient(once));
          EXPECT_TRUE(wants_gradient(steps));
          ASSERT_EQ(once.shape().text(), steps.shape().text());
          size_t bytes = static_cast<size_t>(once.elements()) * item_bytes(dtype);
          EXPECT_EQ(std::memcmp(once.data(), steps.data(), bytes), 0);
        }
      }
    }
  }
};

TEST_F(GridSample, OnePassHasTheBitsOfTheSteps) {
  SimdLevel before = simd_level();
  for (SimdLevel level : {SimdLevel::kBase, SimdLevel::kAvx2, SimdLevel::kAvx512}) {
    if (!set_simd_level(level)) continue;
    for (DType dtype : {DType::kFloat16, DType::kBFloat16, DType::kFloat32, DType::kFloat64}) {
      expect_the_bits_of_the_steps(dtype, 2, 3);
      expect_the_bits_of_the_steps(dtype, 4, 6);  // as many as are put side by side
    }
  }
  set_simd_level(before);
}

}  // namespace
}  // namespace mixgrad
