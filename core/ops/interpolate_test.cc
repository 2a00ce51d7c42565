// Axes that are resampled at once have the bits of one after the other.
#include <cstring>

#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

class Interpolate : public OpTest {};

TEST_F(Interpolate, NearestAtOnceHasTheBitsOfTheSteps) {
  for (DType dtype : {DType::kFloat16, DType::kBFloat16, DType::kFloat32, DType::kFloat64}) {
    for (const Shape& sizes : {Shape{3, 9}, Shape{11, 2}, Shape{4, 4, 17}, Shape{7, 5, 2}, Shape{6}}) {
      SCOPED_TRACE(sizes.text() + " " + dtype_name(dtype));
      Tensor x = op<"astype">(c, numbers(Shape{2, 3, 4, 7, 5}), dtype);
      Tensor reversed = op<"permute_dims">(c, x, Value(Shape{4, 3, 2, 1, 0}));
      for (int64_t mode : {0, 1}) {
        for (const Tensor& t : {x, reversed}) {
          Value size(sizes), as = Value::enumerator(mode);
          Tensor once = op<"interpolate">(c, t, size, Value(), as);
          Tensor steps = op<"interpolate">(c, leaf(t), size, Value(), as);
          EXPECT_FALSE(wants_gradient(once));
          EXPECT_TRUE(wants_gradient(steps));
          ASSERT_EQ(once.shape().text(), steps.shape().text());
          size_t bytes = static_cast<size_t>(once.elements()) * item_bytes(dtype);
          EXPECT_EQ(std::memcmp(once.data(), steps.data(), bytes), 0);
        }
      }
    }
  }
}

}  // namespace
}  // namespace mixgrad
