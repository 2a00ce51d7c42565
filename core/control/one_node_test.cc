// Control flow with gradients as one operator: what may be done with its results, and what can not be run again.
#include "core/control/control_test_support.h"
#include "core/random/generator.h"

namespace mixgrad {
namespace {

class OneNode : public ControlTest {
 protected:
  ValueList chosen(Context& in, const LambdaHost::Function& f, const std::vector<Tensor>& inputs) {
    Tensor yes = op<"less">(in, op<"sum">(in, inputs[0]), Value(1e9));
    return list_of(op_results<"cond">(in, yes, fn(f), fn(f), Value(ValueList(inputs.begin(), inputs.end()))));
  }
  // As often as there are elements in x.
  ValueList looped(Context& in, const LambdaHost::Function& f, const Tensor& x, const Value& most) {
    int64_t times = x.shape()[0];
    Value on = fn([=](Context& i, const ValueList& v) { return ValueList{op<"less">(i, v[1], Value(times))}; });
    Value body = fn([=](Context& i, const ValueList& v) {
      return ValueList{Value(ValueList{f(i, {v[0]})[0], op<"add">(i, v[1], Value(1))})};
    });
    ValueList start{Value(x), Value(tensor_of({0}, Shape{}, DType::kInt64))};
    return list_of(op_results<"while_loop">(in, on, body, Value(start), most));
  }
  ValueList scanned(Context& in, const LambdaHost::Function& f, const Tensor& x) {
    Value step = fn([=](Context& i, const ValueList& v) {
      return ValueList{Value(ValueList{f(i, {op<"add">(i, v[0], v[1])})[0]})};
    });
    Tensor start = op<"zeros">(in, Value(Shape{}), Value(DType::kFloat64));
    return list_of(op_results<"scan">(in, step, Value(ValueList{Value(start)}), Value(ValueList{Value(x)})));
  }
  std::vector<double> slope(const Tensor& y, const Tensor& x) {
    return values_of(gradients(c, {op<"sum">(c, y)}, {x}, {}, false)[0]);
  }
};

TEST_F(OneNode, ItsResultsAreTensorsOfTheirOwn) {
  auto twice = [](Context&, const ValueList& v) { return ValueList{Value(ValueList{v[0], v[0]})}; };
  for (bool wants : {true, false}) {
    Tensor x = wants ? leaf(tensor_of({1, 2})) : tensor_of({1, 2});
    ValueList y = chosen(c, twice, {x});
    op<"multiply_">(c, y[0], Value(3.0));
    EXPECT_EQ(values_of(y[0].as_tensor()), (std::vector<double>{3, 6}));
    EXPECT_EQ(values_of(y[1].as_tensor()), (std::vector<double>{1, 2}));
    EXPECT_EQ(values_of(x), (std::vector<double>{1, 2}));
    if (!wants) continue;
    EXPECT_EQ(slope(op<"add">(c, y[0], y[1]), x), (std::vector<double>{4, 4}));
  }
}

TEST_F(OneNode, AChoiceWhoseBranchWritesHasAGradient) {
  auto rule = [&](Context& in, const std::vector<Tensor>& t) {
    Tensor mean = op<"ones">(in, Value(Shape{2}), Value(DType::kFloat64));
    auto f = [=](Context& i, const ValueList& v) {
      Tensor y = op<"multiply">(i, v[0], mean);
      op<"add_">(i, mean, Value(1.0));
      return ValueList{op<"multiply">(i, y, mean)};
    };
    return op<"multiply">(in, chosen(in, f, t)[0], mean);
  };
  check_everywhere(rule, {tensor_of({0.5, 3})});
}

TEST_F(OneNode, ALoopWithoutEndHasGradientsAndKeepsTheIterationsThereWere) {
  auto rule = [&](Context& in, const std::vector<Tensor>& t) {
    auto f = [=](Context& i, const ValueList& v) { return ValueList{op<"sin">(i, op<"multiply">(i, v[0], t[1]))}; };
    return looped(in, f, t[0], Value::null())[0].as_tensor();
  };
  check_gradients(rule, {tensor_of({0.5, 3, -1}), tensor_of({0.7, -1.2, 1.1})});
  Tensor x = leaf(tensor_of({0.5, 3, -1}));
  auto doubled = [](Context& i, const ValueList& v) { return ValueList{op<"multiply">(i, v[0], Value(2.0))}; };
  EXPECT_EQ(slope(looped(c, doubled, x, Value(int64_t{1} << 60))[0].as_tensor(), x), (std::vector<double>{8, 8, 8}));
}

TEST_F(OneNode, ALoopWithoutEndInsideHasGradientsOutsideOfATrace) {
  auto doubled = [](Context& i, const ValueList& v) { return ValueList{op<"multiply">(i, v[0], Value(2.0))}; };
  auto inner = [=, this](Context& i, const ValueList& v) {
    return ValueList{looped(i, doubled, v[0].as_tensor(), Value::null())[0]};
  };
  Tensor x = leaf(tensor_of({0.5, 3}));
  EXPECT_EQ(slope(chosen(c, inner, {x})[0].as_tensor(), x), (std::vector<double>{4, 4}));
  EXPECT_EQ(slope(looped(c, inner, x, Value(2))[0].as_tensor(), x), (std::vector<double>{16, 16}));
  auto rule = [&](Context& in, const std::vector<Tensor>& t) { return chosen(in, inner, t)[0].as_tensor(); };
  Error e = error_of([&] { traced_slopes(rule, {x}); });
  EXPECT_EQ(e.code(), ErrorCode::kGradient) << e.what();
  EXPECT_EQ(e.argument(), "max_iterations");
}

// The gradient of what was drawn from it is that of these very numbers, or an error.
TEST_F(OneNode, AGeneratorThatWasGivenToItIsNotAskedAgain) {
  auto generator = make_ref<Generator>(make_ref<RandomStream>());
  Value from(Ref<Object>(generator.get()));
  auto drop = [=](Context& i, const ValueList& v) {
    return ValueList{op<"dropout">(i, v[0], Value(0.5), Value(true), from)};
  };
  Tensor x = leaf(op<"ones">(c, Value(Shape{40}), Value(DType::kFloat64)));
  for (int kind : {0, 1}) {
    Tensor y = (kind == 0 ? chosen(c, drop, {x}) : looped(c, drop, x, Value(1)))[0].as_tensor();
    EXPECT_EQ(slope(y, x), values_of(y));
  }
  Tensor found = scanned(c, drop, leaf(tensor_of({1, 1, 1, 1})))[0].as_tensor();
  EXPECT_TRUE(wants_gradient(found));
  for (int kind : {0, 1, 2}) {
    auto rule = [&](Context& in, const std::vector<Tensor>& t) {
      return (kind == 0   ? chosen(in, drop, t)
              : kind == 1 ? looped(in, drop, t[0], Value(2))
                          : scanned(in, drop, t[0]))[0]
          .as_tensor();
    };
    Error e = error_of([&] { traced_slopes(rule, {x}); });
    EXPECT_EQ(e.code(), ErrorCode::kGradient) << kind << e.what();
  }
  Tensor again = op<"checkpoint">(c, fn(drop), Value(ValueList{Value(x)}));
  EXPECT_EQ(error_of([&] { slope(again, x); }).code(), ErrorCode::kGradient);
}

// Zeros for them would be NaN where a slope is infinite.
TEST_F(OneNode, WhatTheResultIsNotMadeOfHasNoGradient) {
  Tensor zero = leaf(tensor_of({0, 0})), x = leaf(tensor_of({1, 2}));
  Tensor root = op<"sqrt">(c, zero);
  auto first = [](Context& i, const ValueList& v) { return ValueList{op<"square">(i, v[0])}; };
  auto check = [&](const Tensor& y, const std::vector<double>& expected) {
    std::vector<Tensor> found = gradients(c, {op<"sum">(c, y)}, {x, zero}, {}, false, true);
    expect_vector(found[0], expected);
    EXPECT_FALSE(found[1]);
  };
  check(chosen(c, first, {x, root})[0].as_tensor(), {2, 4});
  check(op<"checkpoint">(c, fn(first), Value(ValueList{Value(x), Value(root)})), {2, 4});
  Value step = fn([](Context& i, const ValueList& v) {
    Tensor small = op<"astype">(i, op<"less">(i, v[1], Value(3.0)), Value(DType::kFloat64));
    Tensor next = op<"add">(i, op<"multiply">(i, v[0], op<"multiply">(i, v[3], small)), v[4]);
    return ValueList{Value(ValueList{Value(next), op<"sqrt">(i, v[1]), op<"add">(i, v[2], v[1])})};
  });
  Tensor times = op<"ones">(c, Value(Shape{3, 1}), Value(DType::kFloat64));
  Results out = op_results<"scan">(c, step, Value(ValueList{Value(x), Value(root), Value(root)}),
                                   Value(ValueList{Value(times), Value(times)}));
  check(list_of(out)[0].as_tensor(), {1, 1});
}

TEST_F(OneNode, ABranchThatDidNotRunNeedsNoGradientOutsideOfATrace) {
  Tensor x = leaf(tensor_of({1, 2}));
  auto use = [&](bool on_true) {
    Value square = fn([](Context& i, const ValueList& v) { return ValueList{op<"square">(i, v[0])}; });
    Value good = square, bad = fn([=](Context& i, const ValueList& v) {
                           return ValueList{op<"custom">(i, Value(ValueList{v[0]}), square)};
                         });
    Tensor predicate = op<"less">(c, op<"sum">(c, x), Value(on_true ? 1e9 : -1e9));
    return list_of(op_results<"cond">(c, predicate, on_true ? good : bad, on_true ? bad : good,
                                      Value(ValueList{Value(x)})))[0]
        .as_tensor();
  };
  EXPECT_EQ(slope(use(true), x), (std::vector<double>{2, 4}));
  EXPECT_EQ(slope(use(false), x), (std::vector<double>{2, 4}));
}

// One place says what is wrong with where random numbers begin.
TEST_F(OneNode, WhereRandomNumbersBeginMustStandInTheList) {
  auto same = [](Context& in, const std::vector<Tensor>& t) { return std::vector<Tensor>{op<"sin">(in, t[0])}; };
  Tensor x = tensor_of({1, 2}), yes = op<"less">(c, tensor_of({1}), Value(2));
  Ref<Graph> graph = trace(*c.with_recording(false), specs_of({x}), true, same);
  Value of{Ref<Object>(graph.get())};
  auto check = [&](const ValueList& tensors, const std::string& given) {
    auto recomputed = [&] { op_results<"checkpoint_graph">(c, Value(tensors), of, Value(true)); };
    auto choice = [&] { op_results<"cond_graph">(c, Value(yes), Value(tensors), of, of, Value(true)); };
    expect_error(recomputed, ErrorCode::kShape, "checkpoint_graph", "tensors", given, "int64 [2]");
    expect_error(choice, ErrorCode::kShape, "cond_graph", "tensors", given, "int64 [2]");
    EXPECT_EQ(error_of(recomputed).message(), error_of(choice).message());
  };
  check({}, "no tensor");
  check({Value(x), Value(tensor_of({1, 2, 3}, DType::kInt64))}, "int64 [3]");
  check({Value(x), Value(x)}, "float64 [2]");
}

}  // namespace
}  // namespace mixgrad
