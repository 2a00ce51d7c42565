#include "core/dispatch/dispatch.h"

#include <gtest/gtest.h>

#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

Error error_of(Context& context, const char* function, std::vector<Value> arguments) {
  Results results;
  try {
    invoke(context, require_function(function), arguments, results);
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << function << " raised no error";
  return Error(ErrorCode::kInternal, "");
}

// What a function is made of is nothing that its caller knows.
TEST(Dispatch, NativeFunctionsSpeakInTheirOwnName) {
  Context context;
  Tensor x = numbers(Shape{3, 2});
  Error outside = error_of(context, "setitem", {Value(x), Value(1), Value(5)});
  EXPECT_EQ(outside.code(), ErrorCode::kIndex);
  EXPECT_EQ(outside.function(), "setitem");
  EXPECT_EQ(outside.argument(), "subscript");
  Error shared = error_of(context, "ones_", {Value(x.window(Shape{3, 2}, Strides{2, 0}, 0))});
  EXPECT_EQ(shared.code(), ErrorCode::kValue);
  EXPECT_EQ(shared.function(), "ones_");
}

TEST(Dispatch, AMethodOfAnotherObjectNamesTheMethod) {
  Context context;
  for (const Value& self : {Value(3), Value::null(), Value(numbers(Shape{2}))}) {
    Error e = error_of(context, "Linear.forward", {self, Value(numbers(Shape{2}))});
    EXPECT_EQ(e.code(), ErrorCode::kType);
    EXPECT_EQ(e.function(), "Linear.forward");
    EXPECT_EQ(e.argument(), "self");
  }
}

TEST(Dispatch, WholeNumbersTakeWhatWantsAGradient) {
  Context context;
  Tensor x = tensor_of({0, 0}, Shape{2}, DType::kInt64), part = x.window(Shape{1}, Strides{1}, 1);
  part.impl()->view_base = Ref<TensorImpl>(x.impl());
  op<"copy_">(context, x, leaf(tensor_of({1, 2}, Shape{2})));
  op<"copy_">(context, part, leaf(tensor_of({3}, Shape{1})));
  expect_tensor(x, Shape{2}, {1, 3});
  EXPECT_FALSE(wants_gradient(x));
}

}  // namespace
}  // namespace mixgrad
