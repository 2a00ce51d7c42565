// vmap where no case of an operator goes: random numbers, custom operators, inside grad and itself, and mistakes.
#include <cstring>

#include "core/graph/infer_node.h"
#include "core/ops/test_support.h"
#include "core/transform/lambda_host.h"

namespace mixgrad {
namespace {

class Vmapped : public OpTest {
 protected:
  static constexpr int64_t kExamples = 3;
  Vmapped() { c.host = host_; }

  static Tensor example_of(Context& context, const Tensor& t, int64_t at) {
    return op<"multiply">(context, t, Value(1 + 0.125 * static_cast<double>(at)));
  }
  static void expect_same(const Tensor& got, const Tensor& expected) {
    ASSERT_EQ(got.shape().text(), expected.shape().text());
    std::vector<double> g = values_of(got), e = values_of(expected);
    EXPECT_EQ(std::memcmp(g.data(), e.data(), g.size() * sizeof(double)), 0);
  }
  // f of each example, stacked, against vmap.
  void compare(const std::function<Tensor(Context&, const Tensor&)>& f, const Tensor& x) {
    ValueList examples, expected;
    for (int64_t at = 0; at < kExamples; ++at) examples.push_back(example_of(c, x, at));
    Tensor inputs = op<"stack">(c, Value(examples));
    Value fn = host_->function([&](Context& in, const ValueList& v) { return ValueList{f(in, v[0].as_tensor())}; });
    c.generator->set_seed(9);
    Tensor together = op<"vmap">(c, fn, Value(ValueList{Value(inputs)}));
    c.generator->set_seed(9);
    for (const Value& example : examples) expected.push_back(f(c, example.as_tensor()));
    expect_same(together, op<"stack">(c, Value(expected)));
  }
  Ref<LambdaHost> host_ = make_ref<LambdaHost>();
};

TEST_F(Vmapped, EachOperatorSaysHowItBatches) {
  for (auto& [name, f] : Registry::instance().functions()) {
    if (is_recordable(*f)) {
      EXPECT_NE(f->batching, "none") << name;
    }
  }
}

TEST_F(Vmapped, RandomNumbersAreDrawnForOneExampleAfterTheOther) {
  compare([](Context& in, const Tensor& x) { return op<"dropout">(in, x, Value(0.5)); }, numbers(Shape{5}));
  auto shared = [](Context& in, const Tensor& x) {
    return op<"add">(in, x, op<"uniform">(in, Value(Shape{2}), Value(0.0), Value(1.0), Value(DType::kFloat64)));
  };
  compare(shared, numbers(Shape{2}));
}

TEST_F(Vmapped, CustomOperatorsRunForEachExample) {
  Value forward = host_->function([](Context& in, const ValueList& x) { return ValueList{op<"exp">(in, x[0])}; });
  compare([&](Context& in, const Tensor& x) { return op<"custom">(in, Value(ValueList{Value(x)}), forward); },
          numbers(Shape{2}));
}

TEST_F(Vmapped, InsideGrad) {
  Tensor w = numbers(Shape{3}, 2), x = numbers(Shape{4, 3}, 5);
  Value one = host_->function([](Context& in, const ValueList& v) {
    return ValueList{op<"sum">(in, op<"tanh">(in, op<"multiply">(in, v[0], v[1])))};
  });
  Value total = host_->function([&](Context& in, const ValueList& v) {
    return ValueList{op<"sum">(in, op<"square">(in, op<"vmap">(in, one, Value(ValueList{v[0], v[1]}),
                                                               Value(ValueList{Value(0), Value::null()}))))};
  });
  Value plain = host_->function([&](Context& in, const ValueList& v) {
    Tensor sums = op<"sum">(in, op<"tanh">(in, op<"multiply">(in, v[0], v[1])), Value(1));
    return ValueList{op<"sum">(in, op<"square">(in, sums))};
  });
  const ValueList got = op_results<"grad">(c, total, Value(ValueList{Value(x), Value(w)})).values.at(0).as_list();
  const ValueList expected = op_results<"grad">(c, plain, Value(ValueList{Value(x), Value(w)})).values.at(0).as_list();
  for (size_t i = 0; i < 2; ++i)
    expect_tensor(got[i].as_tensor(), expected[i].as_tensor().shape(), values_of(expected[i].as_tensor()), 1e-14);
}

TEST_F(Vmapped, InsideVmapAndWithAnotherOutputAxis) {
  Tensor x = numbers(Shape{2, 3, 4}, 5);
  Value sum = host_->function([](Context& in, const ValueList& v) { return ValueList{op<"softmax">(in, v[0])}; });
  Value rows = host_->function([&](Context& in, const ValueList& v) {
    return ValueList{op<"vmap">(in, sum, Value(ValueList{v[0]}), Value::null(), Value(-1))};
  });
  Tensor got = op<"vmap">(c, rows, Value(ValueList{Value(x)}));
  Tensor expected = op<"permute_dims">(c, op<"softmax">(c, x), Value(Shape{0, 2, 1}));
  expect_same(got, expected);
  Value constant = host_->function([](Context& in, const ValueList&) { return ValueList{op<"arange">(in, Value(2))}; });
  expect_tensor(op<"vmap">(c, constant, Value(ValueList{Value(x)})), Shape{2, 2}, {0, 1, 0, 1});
}

TEST_F(Vmapped, NoExamplesGiveNoResults) {
  Tensor none = Tensor::empty(DType::kFloat64, Shape{0, 3});
  Value f = host_->function([](Context& in, const ValueList& v) {
    return ValueList{op<"reshape">(in, op<"exp">(in, v[0]), Value(Shape{1, -1}))};
  });
  EXPECT_EQ(op<"vmap">(c, f, Value(ValueList{Value(none)})).shape().text(), "[0, 1, 3]");
}

TEST_F(Vmapped, MistakesAreSaid) {
  Value same = host_->function([](Context&, const ValueList& v) { return ValueList{v[0]}; });
  Tensor x = numbers(Shape{2, 3}), y = numbers(Shape{3}), scalar = numbers(Shape{});
  auto call = [&](const ValueList& inputs, const Value& axes) {
    return [=, this] { op<"vmap">(c, same, Value(inputs), axes); };
  };
  expect_error(call({Value(x), Value(y)}, Value::null()), ErrorCode::kShape, "vmap", "inputs",
               "3 in the tensor at position 1", "2");
  expect_error(call({Value(x)}, Value(ValueList{Value(2)})), ErrorCode::kIndex, "vmap", "in_axes", "2", "0 to 1");
  expect_error(call({Value(scalar)}, Value::null()), ErrorCode::kIndex, "vmap", "inputs");
  expect_error(call({Value(x)}, Value(ValueList{Value::null()})), ErrorCode::kValue, "vmap", "in_axes");
  expect_error(call({Value(x)}, Value(ValueList{Value(0), Value(0)})), ErrorCode::kValue, "vmap", "in_axes", "2", "1");
  expect_error(call({Value(x)}, Value(ValueList{Value("first")})), ErrorCode::kType, "vmap", "in_axes");
  Tensor total = numbers(Shape{3});
  Value writes = host_->function([&](Context& in, const ValueList& v) {
    op<"add_">(in, total, v[0]);
    return ValueList{v[0]};
  });
  expect_error([&] { op<"vmap">(c, writes, Value(ValueList{Value(x)})); }, ErrorCode::kTrace, "vmap");
}

}  // namespace
}  // namespace mixgrad
