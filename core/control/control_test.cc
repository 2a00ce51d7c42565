// Values, gradients, traces and batches of control flow.
#include "core/control/control_test_support.h"
#include "core/graph/graph.h"

namespace mixgrad {
namespace {

class Control : public ControlTest {
 protected:
  // tanh(w x) or x / w, by the sign of Σ x.
  Tensor choice(Context& in, const Tensor& x, const Tensor& w) {
    Value yes = fn([w](Context& i, const ValueList& v) {
      return ValueList{Value(ValueList{op<"tanh">(i, op<"multiply">(i, v[0], w)), v[0]})};
    });
    Value no = fn([w](Context& i, const ValueList& v) {
      return ValueList{Value(ValueList{op<"divide">(i, v[0], w), op<"square">(i, v[0])})};
    });
    Tensor predicate = op<"greater">(in, op<"sum">(in, x), Value(0.0));
    ValueList out = list_of(op_results<"cond">(in, predicate, yes, no, Value(ValueList{Value(x)})));
    return op<"add">(in, out[0].as_tensor(), out[1].as_tensor());
  }
  // x doubles and bends until Σ x² is large.
  Tensor loop(Context& in, const Tensor& x, const Tensor& w, const Value& most = Value(int64_t{9})) {
    Value small = fn([](Context& i, const ValueList& v) {
      return ValueList{op<"less">(i, op<"sum">(i, op<"square">(i, v[0])), Value(60.0))};
    });
    Value body = fn([w](Context& i, const ValueList& v) {
      Tensor next = op<"add">(i, op<"multiply">(i, v[0], Value(1.5)), op<"sin">(i, op<"multiply">(i, v[0], w)));
      return ValueList{Value(ValueList{Value(next), op<"add">(i, v[1], Value(1))})};
    });
    Tensor zero = tensor_of({0}, Shape{}, DType::kInt64);
    ValueList out = list_of(op_results<"while_loop">(in, small, body, Value(ValueList{Value(x), Value(zero)}), most));
    return out[0].as_tensor();
  }
  // h = tanh(w h + x_t), its sum and all of them.
  Tensor steps(Context& in, const Tensor& x, const Tensor& h, const Tensor& w, bool reverse = false) {
    Value step = fn([w](Context& i, const ValueList& v) {
      Tensor next = op<"tanh">(i, op<"add">(i, op<"multiply">(i, v[0], w), v[1]));
      return ValueList{Value(ValueList{Value(next), op<"multiply">(i, next, v[1])})};
    });
    Results out = op_results<"scan">(in, step, Value(ValueList{Value(h)}), Value(ValueList{Value(x)}), Value(reverse));
    return op<"add">(in, list_of(out, 1)[0].as_tensor(), list_of(out, 0)[0].as_tensor());
  }
};

TEST_F(Control, GradientsOfCond) {
  Tensor w = tensor_of({0.7, -1.3, 2.1});
  auto rule = [&](Context& in, const std::vector<Tensor>& t) { return choice(in, t[0], t[1]); };
  check_everywhere(rule, {tensor_of({0.5, 1.25, -0.75}), w});
  check_everywhere(rule, {tensor_of({0.5, -1.25, -0.75}), w});
}

TEST_F(Control, GradientsOfWhileLoop) {
  auto rule = [&](Context& in, const std::vector<Tensor>& t) { return loop(in, t[0], t[1]); };
  check_everywhere(rule, {tensor_of({0.5, 1.25, -0.75}), tensor_of({0.7, -0.3, 0.4})});
}

TEST_F(Control, GradientsOfScan) {
  for (bool reverse : {false, true}) {
    auto rule = [&](Context& in, const std::vector<Tensor>& t) { return steps(in, t[0], t[1], t[2], reverse); };
    check_everywhere(rule, {numbers(Shape{4, 3}, 1), numbers(Shape{3}, 2), numbers(Shape{3}, 4)});
  }
}

TEST_F(Control, NestedLoopsHaveGradients) {
  auto rule = [&](Context& in, const std::vector<Tensor>& t) {
    Value row = fn([&](Context& i, const ValueList& v) {
      Tensor inner = loop(i, v[1].as_tensor(), v[0].as_tensor(), Value(int64_t{4}));
      return ValueList{Value(ValueList{op<"sin">(i, op<"add">(i, v[0], inner)), Value(inner)})};
    });
    Results out = op_results<"scan">(in, row, Value(ValueList{Value(t[1])}), Value(ValueList{Value(t[0])}));
    return list_of(out, 1)[0].as_tensor();
  };
  check_everywhere(rule, {numbers(Shape{3, 2}, 1), numbers(Shape{2}, 2)});
}

TEST_F(Control, ACompiledFunctionChoosesEachTimeItRuns) {
  Tensor w = tensor_of({2, 4});
  auto check = [&](const Rule& rule, bool any_shape) {
    auto f = make_ref<CompiledFunction>(
        fn([&](Context& in, const ValueList& v) { return ValueList{rule(in, {v[0].as_tensor()})}; }), 16);
    for (const std::vector<double>& x : {std::vector<double>{1, 2}, {-1, -2}, {0.1, 0.2}, {8, 9}})
      EXPECT_EQ(values_of(f->call(c, {tensor_of(x)})[0]), values_of(rule(c, {tensor_of(x)})));
    EXPECT_EQ(f->traces(), 1);
    Ref<Graph> graph = f->graph_for(c, {tensor_of({1, 2})});
    EXPECT_EQ(!graph->shapes_read, any_shape);
    // Gradients flow through the graph that was traced without any.
    Tensor x = leaf(tensor_of({0.3, 0.4})), y = leaf(tensor_of({0.3, 0.4}));
    Tensor found = gradients(c, {op<"sum">(c, f->call(c, {x})[0])}, {x}, {}, false)[0];
    Tensor expected = gradients(c, {op<"sum">(c, rule(c, {y}))}, {y}, {}, false)[0];
    EXPECT_EQ(values_of(found), values_of(expected));
  };
  check([&](Context& in, const std::vector<Tensor>& t) { return choice(in, t[0], w); }, true);
  check([&](Context& in, const std::vector<Tensor>& t) { return loop(in, t[0], w, Value::null()); }, true);
  check(
      [&](Context& in, const std::vector<Tensor>& t) {
        return steps(in, op<"stack">(in, Value(ValueList{Value(t[0]), Value(t[0])})), t[0], w);
      },
      true);
}

TEST_F(Control, AShortLastBatchIsNoNewSignature) {
  auto f = make_ref<CompiledFunction>(fn([&](Context& in, const ValueList& v) {
                                        Tensor h =
                                            op<"zeros_like">(in, op<"getitem">(in, v[0], Value(ValueList{Value(0)})));
                                        return ValueList{steps(in, v[0].as_tensor(), h, tensor_of({0.5}))};
                                      }),
                                      16);
  for (const Shape& shape : {Shape{4, 3}, Shape{2, 3}, Shape{5, 1}}) {
    Tensor x = numbers(shape, 2), h = op<"zeros">(c, Value(Shape{shape[1]}), Value(DType::kFloat64));
    EXPECT_EQ(values_of(f->call(c, {x})[0]), values_of(steps(c, x, h, tensor_of({0.5}))));
  }
  EXPECT_EQ(f->traces(), 1);
}

// The step that a gradient in a trace runs again draws the numbers that it drew the first time.
TEST_F(Control, RandomNumbersInATracedGradientAreThoseOfTheStep) {
  Tensor w = numbers(Shape{4}, 3);
  Value step = fn([&](Context& i, const ValueList& v) {
    Tensor h = op<"dropout">(i, op<"multiply">(i, op<"add">(i, v[0], v[1]), w), Value(0.5));
    return ValueList{Value(ValueList{Value(h), op<"square">(i, h)})};
  });
  auto scanned = [&](Context& in, const std::vector<Tensor>& t) {
    Results out = op_results<"scan">(in, step, Value(ValueList{Value(t[1])}), Value(ValueList{Value(t[0])}));
    return list_of(out, 1)[0].as_tensor();
  };
  auto chosen = [&](Context& in, const std::vector<Tensor>& t) {
    Value same = fn([](Context&, const ValueList& v) { return ValueList{v[0]}; });
    Value drops = fn([](Context& i, const ValueList& v) { return ValueList{op<"dropout">(i, v[0], Value(0.5))}; });
    Tensor yes = op<"less">(in, op<"sum">(in, t[1]), Value(1e9));
    return list_of(op_results<"cond">(in, yes, drops, same, Value(ValueList{Value(t[1])})))[0].as_tensor();
  };
  auto looped = [&](Context& in, const std::vector<Tensor>& t) {
    Value small = fn([](Context& i, const ValueList& v) { return ValueList{op<"less">(i, v[1], Value(3))}; });
    Value body = fn([](Context& i, const ValueList& v) {
      return ValueList{Value(ValueList{op<"dropout">(i, v[0], Value(0.2)), op<"add">(i, v[1], Value(1))})};
    });
    ValueList start{Value(t[1]), Value(tensor_of({0}, Shape{}, DType::kInt64))};
    return list_of(op_results<"while_loop">(in, small, body, Value(start), Value(5)))[0].as_tensor();
  };
  for (const Rule& rule : {Rule(scanned), Rule(chosen), Rule(looped)}) {
    std::vector<Tensor> inputs{numbers(Shape{5, 4}, 1), numbers(Shape{4}, 2)};
    for (uint64_t seed : {3, 4}) {
      c.generator->set_seed(seed);
      std::vector<Tensor> expected = slopes(rule, inputs, false);
      c.generator->set_seed(seed);
      std::vector<Tensor> found = traced_slopes(rule, inputs);
      EXPECT_EQ(values_of(found[1]), values_of(expected[1]));
    }
  }
}

TEST_F(Control, WritesAreCommittedAtTheEnd) {
  Tensor count = tensor_of({0}, Shape{});
  Value step = fn([&](Context& i, const ValueList& v) {
    op<"add_">(i, count, v[0]);
    return ValueList{Value(ValueList{op<"multiply">(i, v[0], count)})};
  });
  auto all = [&](Context& in, const ValueList& v) {
    return ValueList{list_of(op_results<"scan">(in, step, Value(ValueList{}), Value(ValueList{v[0]})), 1)[0]};
  };
  expect_vector(all(c, {Value(tensor_of({1, 2, 3}))})[0].as_tensor(), {1, 6, 18});
  EXPECT_EQ(values_of(count)[0], 6);
  auto f = make_ref<CompiledFunction>(fn(all), 16);
  expect_vector(f->call(c, {tensor_of({1, 2, 3})})[0], {7, 18, 36});
  expect_vector(f->call(c, {tensor_of({1, 1})})[0], {13, 14});
  EXPECT_EQ(values_of(count)[0], 14);
  EXPECT_EQ(f->traces(), 1);
}

TEST_F(Control, VmapIsALoop) {
  Tensor w = tensor_of({0.7, -0.3, 0.4}), x = numbers(Shape{4, 3}, 6);
  check_batched([&](Context& in, const std::vector<Tensor>& t) { return choice(in, t[0], w); }, x);
  check_batched([&](Context& in, const std::vector<Tensor>& t) { return loop(in, t[0], w); }, x);
  check_batched([&](Context& in, const std::vector<Tensor>& t) { return loop(in, t[0], w, Value(2)); }, x);
  Tensor sequence = numbers(Shape{5, 3}, 1);
  check_batched([&](Context& in, const std::vector<Tensor>& t) { return steps(in, sequence, t[0], w); }, x);
  check_batched([&](Context& in, const std::vector<Tensor>& t) { return steps(in, t[0], w, w, true); },
                numbers(Shape{2, 4, 3}, 6));
  check_batched(
      [&](Context& in, const std::vector<Tensor>& t) {
        Value same = fn([](Context& i, const ValueList& v) { return ValueList{op<"sin">(i, v[0])}; });
        Value other = fn([](Context& i, const ValueList& v) { return ValueList{op<"square">(i, v[0])}; });
        Tensor yes = op<"less">(in, op<"sum">(in, w), Value(1e9));
        return list_of(op_results<"cond">(in, yes, same, other, Value(ValueList{Value(t[0])})))[0].as_tensor();
      },
      x);
}

TEST_F(Control, GradInsideVmap) {
  Tensor w = tensor_of({0.7, -0.3, 0.4});
  for (int kind : {0, 1, 2}) {
    Value total = fn([&, kind](Context& in, const ValueList& v) {
      Tensor x = v[0].as_tensor();
      Tensor y = kind == 0   ? choice(in, x, w)
                 : kind == 1 ? loop(in, x, w)
                             : steps(in, op<"stack">(in, Value(ValueList{v[0], v[0]})), x, w);
      return ValueList{op<"sum">(in, y)};
    });
    check_batched(
        [&](Context& in, const std::vector<Tensor>& t) {
          return list_of(op_results<"grad">(in, total, Value(ValueList{Value(t[0])})))[0].as_tensor();
        },
        numbers(Shape{4, 3}, 6));
  }
}

TEST_F(Control, NothingScannedAndNoIteration) {
  Tensor h = tensor_of({1, 2});
  Tensor none = Tensor::empty(DType::kFloat64, Shape{0, 2});
  Value step = fn([](Context& i, const ValueList& v) {
    return ValueList{Value(ValueList{op<"add">(i, v[0], v[1]), op<"sum">(i, v[1])})};
  });
  Results out = op_results<"scan">(c, step, Value(ValueList{Value(h)}), Value(ValueList{Value(none)}));
  expect_vector(list_of(out, 0)[0].as_tensor(), {1, 2});
  EXPECT_EQ(list_of(out, 1)[0].as_tensor().shape().text(), "[0]");
  auto rule = [&](Context& in, const std::vector<Tensor>& t) { return loop(in, t[0], t[1], Value(0)); };
  check_traced(rule, {tensor_of({0.5, 1.25}), tensor_of({0.7, -0.3})});
}

TEST_F(Control, AGradientInATraceNeedsTheMostIterations) {
  auto rule = [&](Context& in, const std::vector<Tensor>& t) { return loop(in, t[0], t[1], Value::null()); };
  check_gradients(rule, {tensor_of({0.5, 1.25}), tensor_of({0.7, -0.3})});
  Error e = error_of([&] { traced_slopes(rule, {tensor_of({0.5, 1.25}), tensor_of({0.7, -0.3})}); });
  EXPECT_EQ(e.code(), ErrorCode::kGradient) << e.what();
  EXPECT_EQ(e.function(), "while_loop");
  EXPECT_EQ(e.argument(), "max_iterations");
}

TEST_F(Control, AWriteToOneViewAndAReadOfAnotherIsAnError) {
  Tensor base = tensor_of({1, 2, 3});
  Tensor view = op<"getitem">(c, base, Value(ValueList{Value::slice(Value(0), Value(2), Value())}));
  Value step = fn([&](Context& i, const ValueList& v) {
    Tensor before = op<"multiply">(i, view, v[0]);
    op<"add_">(i, base, v[0]);
    return ValueList{before};
  });
  Error e =
      error_of([&] { op_results<"scan">(c, step, Value(ValueList{}), Value(ValueList{Value(tensor_of({1, 2}))})); });
  EXPECT_EQ(e.code(), ErrorCode::kValue) << e.what();
}

TEST_F(Control, ReadingAValueInATraceNamesWhatToUse) {
  auto f = make_ref<CompiledFunction>(fn([](Context& in, const ValueList& v) {
                                        op_results<"to_string">(in, v[0]);
                                        return ValueList{v[0]};
                                      }),
                                      16);
  Error e = error_of([&] { f->call(c, {tensor_of({1})}); });
  EXPECT_EQ(e.code(), ErrorCode::kTrace);
  for (const char* name : {"cond", "while_loop", "scan"}) {
    EXPECT_NE(e.hint().find(name), std::string::npos);
    EXPECT_NE(Registry::instance().find_function(name), nullptr);
  }
}

}  // namespace
}  // namespace mixgrad
