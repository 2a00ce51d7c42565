#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

using ImageOps = OpTest;

// Parts however far away are zeros, and no place leaves 64 bits.
TEST_F(ImageOps, PartsFarAway) {
  Tensor x = numbers(Shape{1, 3, 4});
  for (int64_t top : {INT64_MIN, INT64_MIN + 2, int64_t{-2}, int64_t{3}, INT64_MAX - 1, INT64_MAX}) {
    Tensor part = op<"crop">(c, x, Value(top), Value(int64_t{1}), Value(int64_t{2}), Value(int64_t{2}));
    expect_tensor(part, Shape{1, 2, 2}, {0, 0, 0, 0});
  }
  expect_error([&] { op<"crop">(c, x, Value(int64_t{0}), Value(int64_t{0}), Value(INT64_MAX), Value(int64_t{1})); },
               ErrorCode::kOutOfMemory, "crop");
}

}  // namespace
}  // namespace mixgrad
