#include "core/graph/trace.h"

#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

class TraceTest : public OpTest {};

// As without a trace: the value that the gradient needs is gone.
TEST_F(TraceTest, AnOverwrittenSavedValueIsNoticed) {
  Tensor state = tensor_of({1, 2});
  auto refused = [&](const std::function<Tensor(Context&, const Tensor&)>& overwrites) {
    auto body = [&](Context& inside, const std::vector<Tensor>& in) {
      Tensor x = op<"multiply">(inside, in[0], Value(1.0));
      return gradients(inside, {op<"sum">(inside, overwrites(inside, x))}, {in[0]}, {}, false);
    };
    Tensor x = leaf(tensor_of({3, 4}));
    EXPECT_EQ(error_of([&] { body(c, {x}); }).code(), ErrorCode::kGradient);
    auto inside = [&](Context& k, const std::vector<Tensor>& in) {
      ensure_meta(in[0]).requires_grad = true;
      return body(k, in);
    };
    Error e = error_of([&] { trace(c, {{DType::kFloat64, Shape{2}}}, false, inside); });
    EXPECT_EQ(e.code(), ErrorCode::kGradient) << e.what();
  };
  const Value first(ValueList{Value(int64_t{0})});
  refused([](Context& k, const Tensor& x) {
    Tensor y = op<"square">(k, x);
    op<"add_">(k, x, Value(1.0));
    return y;
  });
  refused([](Context& k, const Tensor& x) {  // what it made itself
    Tensor y = op<"exp">(k, x), z = op<"multiply">(k, y, Value(1.0));
    op<"add_">(k, y, Value(1.0));
    return z;
  });
  refused([&](Context& k, const Tensor& x) {  // through a view
    Tensor y = op<"square">(k, x);
    op<"add_">(k, op<"getitem">(k, x, first), Value(1.0));
    return y;
  });
  refused([&](Context& k, const Tensor& x) {  // through the base
    Tensor y = op<"square">(k, op<"getitem">(k, x, first));
    op<"add_">(k, x, Value(1.0));
    return y;
  });
  refused([&](Context& k, const Tensor& x) {  // a tensor from outside
    Tensor y = op<"multiply">(k, x, state);
    op<"add_">(k, state, Value(1.0));
    return y;
  });
}

}  // namespace
}  // namespace mixgrad
