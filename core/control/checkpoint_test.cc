// What checkpoint keeps, and what it computes again.
#include "core/control/control_test_support.h"
#include "core/runtime/allocator.h"

namespace mixgrad {
namespace {

class Recomputed : public ControlTest {
 protected:
  Tensor checkpoint(Context& in, LambdaHost::Function f, const std::vector<Tensor>& inputs) {
    return op<"checkpoint">(in, fn(std::move(f)), Value(ValueList(inputs.begin(), inputs.end())));
  }
  // sin(w x) · x, w being one of outside.
  Tensor wave(Context& in, const Tensor& x, const Tensor& w) {
    auto f = [w](Context& i, const ValueList& v) {
      return ValueList{op<"multiply">(i, op<"sin">(i, op<"multiply">(i, v[0], w)), v[0])};
    };
    return checkpoint(in, f, {x});
  }
};

TEST_F(Recomputed, GradientsOfInputsAndOfWhatIsOutside) {
  auto rule = [&](Context& in, const std::vector<Tensor>& t) { return wave(in, t[0], t[1]); };
  check_everywhere(rule, {tensor_of({0.5, 1.25, -0.75}), tensor_of({0.7, -1.3, 2.1})});
  Tensor w = tensor_of({0.7, -1.3});
  check_batched([&](Context& in, const std::vector<Tensor>& t) { return wave(in, t[0], w); }, numbers(Shape{3, 2}));
}

TEST_F(Recomputed, CheckpointsInsideCheckpoints) {
  auto rule = [&](Context& in, const std::vector<Tensor>& t) {
    auto f = [&](Context& i, const ValueList& v) {
      return ValueList{op<"exp">(i, wave(i, v[0].as_tensor(), v[1].as_tensor()))};
    };
    return checkpoint(in, f, t);
  };
  check_everywhere(rule, {tensor_of({0.5, 0.25}), tensor_of({0.7, -1.3})});
}

TEST_F(Recomputed, KeepsNothingOfWhatIsInside) {
  constexpr int64_t kBytes = 4 * 1000 * 1000;
  auto many = [](Context& i, const ValueList& v) {
    Tensor x = v[0].as_tensor();
    for (int k = 0; k < 10; ++k) x = op<"tanh">(i, x);
    return ValueList{x};
  };
  Tensor x = op<"ones">(c, Value(Shape{1000, 1000}));
  ensure_meta(x).requires_grad = true;
  auto kept = [&](const std::function<Tensor()>& make) {
    int64_t before = Allocator::cpu().counters().bytes;
    Tensor y = make();
    return Allocator::cpu().counters().bytes - before;
  };
  EXPECT_GE(kept([&] { return many(c, {Value(x)})[0].as_tensor(); }), 10 * kBytes);
  EXPECT_LT(kept([&] { return checkpoint(c, many, {x}); }), 2 * kBytes);
}

TEST_F(Recomputed, DrawsTheSameNumbersAgain) {
  auto noisy = [](Context& i, const ValueList& v) {
    return ValueList{op<"multiply">(i, op<"dropout">(i, v[0], Value(0.5)), v[0])};
  };
  auto slope = [&](bool saved) {
    c.generator->set_seed(3);
    Tensor x = numbers(Shape{40});
    ensure_meta(x).requires_grad = true;
    Tensor y = saved ? checkpoint(c, noisy, {x}) : noisy(c, {Value(x)})[0].as_tensor();
    backward(c, op<"sum">(c, y), Tensor(), false);
    std::vector<double> found = values_of(meta_of(x)->grad);
    found.push_back(op<"sum">(c, op<"uniform">(c, Value(Shape{3}))).data<float>()[0]);  // the stream goes on alike
    return found;
  };
  EXPECT_EQ(slope(true), slope(false));
}

TEST_F(Recomputed, RandomNumbersInsideComposedFunctionsAreSeen) {
  Tensor x = numbers(Shape{40});
  ensure_meta(x).requires_grad = true;
  Ref<Graph> graph = trace(*c.with_recording(false), specs_of({x}), true, [](Context& in, const auto& given) {
    return std::vector<Tensor>{op<"dropout">(in, given[0], Value(0.5))};
  });
  Value of{Ref<Object>(graph.get())};
  Tensor lost = list_of(op_results<"checkpoint_graph">(c, Value(ValueList{x}), of))[0].as_tensor();
  auto walk_back = [&] { backward(c, op<"sum">(c, lost), Tensor(), false); };
  expect_error(walk_back, ErrorCode::kGradient, "checkpoint_graph", "keep");
}

TEST_F(Recomputed, WritesToOutsideOnce) {
  Tensor count = tensor_of({0}, Shape{1});
  Tensor x = tensor_of({2, 3});
  ensure_meta(x).requires_grad = true;
  auto counting = [&](Context& i, const ValueList& v) {
    op<"add_">(i, count, Value(1.0));
    return ValueList{op<"multiply">(i, v[0], v[0])};
  };
  backward(c, op<"sum">(c, checkpoint(c, counting, {x})), Tensor(), false);
  EXPECT_EQ(values_of(count), std::vector<double>{1});
  EXPECT_EQ(values_of(meta_of(x)->grad), (std::vector<double>{4, 6}));
}

}  // namespace
}  // namespace mixgrad
