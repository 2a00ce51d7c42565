// What the functions that differentiate leave behind: results that others can differentiate in turn where somebody may
// ask for that, and nothing else.
#include "core/control/control_test_support.h"

namespace mixgrad {
namespace {

using In = const std::vector<Tensor>&;

class Differentiate : public ControlTest {
 protected:
  static Value list(std::initializer_list<Tensor> tensors) { return Value(ValueList(tensors.begin(), tensors.end())); }
  // Σ x³ w, of x, with w from outside or none.
  Value cubes(const Tensor& w = {}) {
    return fn([w](Context& k, const ValueList& v) {
      Tensor cube = op<"multiply">(k, op<"square">(k, v[0]), v[0]);
      return ValueList{Value(op<"sum">(k, w ? op<"multiply">(k, cube, w) : cube))};
    });
  }

  struct Way {
    const char* name;
    std::function<std::vector<Tensor>(Context& k, const Value& f, const Tensor& x, const Tensor& direction)> call;
  };
  static std::vector<Way> ways() {
    auto one = [](const Results& r, int i) { return list_of(r, i)[0].as_tensor(); };
    auto weight = [](Context& k, const Tensor& direction) { return op<"sum">(k, direction); };
    return {
        {"grad", [=](Context& k, const Value& f, const Tensor& x,
                     const Tensor&) { return std::vector{one(op_results<"grad">(k, f, list({x})), 0)}; }},
        {"value_and_grad",
         [=](Context& k, const Value& f, const Tensor& x, const Tensor&) {
           Results r = op_results<"value_and_grad">(k, f, list({x}));
           return std::vector{r.tensor(0), one(r, 1)};
         }},
        {"vjp",
         [=](Context& k, const Value& f, const Tensor& x, const Tensor& direction) {
           Results r = op_results<"vjp">(k, f, list({x}), weight(k, direction));
           return std::vector{r.tensor(0), one(r, 1)};
         }},
        {"jvp",
         [=](Context& k, const Value& f, const Tensor& x, const Tensor& direction) {
           Results r = op_results<"jvp">(k, f, list({x}), list({direction}));
           return std::vector{r.tensor(0), r.tensor(1)};
         }},
        {"hvp",
         [=](Context& k, const Value& f, const Tensor& x, const Tensor& direction) {
           Results r = op_results<"hvp">(k, f, list({x}), list({direction}));
           return std::vector{r.tensor(0), one(r, 1)};
         }},
        {"jacobian", [=](Context& k, const Value& f, const Tensor& x,
                         const Tensor&) { return std::vector{one(op_results<"jacobian">(k, f, list({x})), 0)}; }},
    };
  }
  static Tensor joined(Context& k, const std::vector<Tensor>& results) {
    ValueList flat;
    for (const Tensor& t : results) flat.push_back(Value(op<"reshape">(k, t, Value(Shape{-1}))));
    return op<"square">(k, op<"concat">(k, Value(std::move(flat))));
  }
};

TEST_F(Differentiate, OfPlainTensorsIsPlainAndKeepsNothing) {
  Tensor direction = numbers(Shape{4}, 3), constant = numbers(Shape{4}, 5);
  for (const Way& way : ways()) {
    SCOPED_TRACE(way.name);
    for (const Value& f : {cubes(), cubes(constant)}) {
      Tensor w = numbers(Shape{4}, 1, 0.1, 1);
      int64_t tensors = 0;
      for (int step = 0; step < 50; ++step) {
        std::vector<Tensor> results = way.call(c, f, w, direction);
        for (const Tensor& t : results) EXPECT_FALSE(wants_gradient(t));
        w = op<"subtract">(c, w, op<"multiply">(c, results.back(), Value(0.001)));
        results.clear();
        if (step == 1) tensors = live_tensors();
      }
      EXPECT_EQ(live_tensors(), tensors);
    }
  }
}

TEST_F(Differentiate, UnderNoGradIsPlain) {
  Ref<Context> quiet = c.with_recording(false);
  Tensor x = leaf(numbers(Shape{4}, 1)), w = leaf(numbers(Shape{4}, 5)), direction = leaf(numbers(Shape{4}, 3));
  for (const Way& way : ways()) {
    for (const Tensor& t : way.call(*quiet, cubes(w), x, direction)) EXPECT_FALSE(wants_gradient(t)) << way.name;
  }
}

// Against differences, eagerly and in traces, to the second order.
TEST_F(Differentiate, ResultsGoOnToWhoeverWantsGradients) {
  Tensor x = numbers(Shape{3}, 1), w = numbers(Shape{3}, 5), direction = numbers(Shape{3}, 3);
  for (const Way& way : ways()) {
    SCOPED_TRACE(way.name);
    check_everywhere([&](Context& k, In in) { return joined(k, way.call(k, cubes(), in[0], direction)); }, {x});
    check_everywhere([&](Context& k, In in) { return joined(k, way.call(k, cubes(in[0]), x, direction)); }, {w});
    check_everywhere([&](Context& k, In in) { return joined(k, way.call(k, cubes(in[1]), in[0], in[2])); },
                     {x, w, direction});
  }
}

// w - 0.1 slope of a loss that a parameter has part in: only what asks for the parameter is recorded.
TEST_F(Differentiate, OnlyThePartsThatOthersHaveAreRecorded) {
  Tensor x = numbers(Shape{3}, 1), w = leaf(numbers(Shape{3}, 5)), unused = leaf(numbers(Shape{3}, 2));
  Value beside = fn([&](Context& k, const ValueList& v) {
    op<"multiply">(k, v[0], unused);  // has no part in the value
    return ValueList{Value(op<"sum">(k, op<"square">(k, v[0])))};
  });
  EXPECT_FALSE(wants_gradient(list_of(op_results<"grad">(c, beside, list({x})))[0].as_tensor()));
  Value stopped = fn([&](Context& k, const ValueList& v) {
    return ValueList{Value(op<"sum">(k, op<"multiply">(k, op<"square">(k, v[0]), op<"stop_gradient">(k, w))))};
  });
  EXPECT_FALSE(wants_gradient(list_of(op_results<"grad">(c, stopped, list({x})))[0].as_tensor()));
  Tensor slope = list_of(op_results<"grad">(c, cubes(w), list({x})))[0].as_tensor();
  expect_tensor(gradients(c, {op<"sum">(c, slope)}, {w}, {}, false)[0], Shape{3},
                values_of(op<"multiply">(c, op<"square">(c, x), Value(3.0))), 1e-13);
}

// A penalty on the slope, as it stands in a loss: the graph of each step goes with it.
TEST_F(Differentiate, APenaltyKeepsNothingFromStepToStep) {
  Tensor x = numbers(Shape{3}, 1), w = numbers(Shape{3}, 5);
  Tensor p;
  Value cubes_of_p = fn([&](Context& k, const ValueList& v) {
    return ValueList{Value(op<"sum">(k, op<"multiply">(k, op<"pow">(k, v[0], Value(3)), p)))};
  });
  int64_t tensors = 0;
  for (int step = 0; step < 20; ++step) {
    {
      p = leaf(w);
      Results r = op_results<"value_and_grad">(c, cubes_of_p, list({x}));
      Tensor loss = op<"add">(c, r.tensor(0), op<"sum">(c, op<"square">(c, list_of(r, 1)[0])));
      Tensor slope = gradients(c, {loss}, {p}, {}, false)[0];
      w = op<"subtract">(c, w, op<"multiply">(c, slope, Value(0.001)));
    }
    if (step == 1) tensors = live_tensors();
  }
  EXPECT_EQ(live_tensors(), tensors);
}

// A sum hands one gradient on to all its terms, and the gradient of sum is one number that stands for all elements.
TEST_F(Differentiate, EachLeafHasAGradientOfItsOwn) {
  Tensor x = leaf(numbers(Shape{3}, 1)), w = leaf(numbers(Shape{3}, 2)), given = tensor_of({1, 2, 3});
  auto grad_of = [](const Tensor& t) { return meta_of(t)->grad; };
  Ref<Context> quiet = c.with_recording(false);
  backward(c, op<"sum">(c, op<"add">(c, x, w)), Tensor(), false);
  op<"multiply_">(*quiet, grad_of(x), Value(2));
  expect_vector(grad_of(x), {2, 2, 2});
  expect_vector(grad_of(w), {1, 1, 1});
  for (const Tensor& t : {x, w}) meta_of(t)->grad = Tensor();
  backward(c, op<"add">(c, x, w), given, false);
  op<"multiply_">(*quiet, grad_of(x), Value(2));
  expect_vector(grad_of(w), {1, 2, 3});
  expect_vector(given, {1, 2, 3});
}

TEST_F(Differentiate, GradInsideGradIsTheSecondDerivative) {
  Value slope = fn([&](Context& k, const ValueList& v) {
    return ValueList{Value(op<"sum">(k, list_of(op_results<"grad">(k, cubes(), list({v[0].as_tensor()})))[0]))};
  });
  Tensor second = list_of(op_results<"grad">(c, slope, list({tensor_of({1, -2})})))[0].as_tensor();
  expect_vector(second, {6, -12}, 1e-12);
  EXPECT_FALSE(wants_gradient(second));
}

}  // namespace
}  // namespace mixgrad
