// Calls that overwrite what they read: the numbers and the gradients are those of values as they were before.
#include "core/control/control_test_support.h"

namespace mixgrad {
namespace {

using In = const std::vector<Tensor>&;

class Overlaps : public ControlTest {
 protected:
  static Value i(int64_t n) { return Value(n); }
  static Value slice(Value start, Value stop, Value step = Value()) {
    return Value::slice(std::move(start), std::move(stop), std::move(step));
  }
  static Value subscript(ValueList items) { return Value(std::move(items)); }
  static Tensor at(Context& k, const Tensor& x, ValueList items) {
    return op<"getitem">(k, x, subscript(std::move(items)));
  }

  // What is written to and what is read there, both of one square tensor.
  struct Pair {
    Tensor target, operand;
  };
  struct Way {
    const char* name;
    Pair (*of)(Context& k, const Tensor& x);
  };
  static std::vector<Way> ways() {
    return {
        {"itself", [](Context&, const Tensor& x) { return Pair{x, x}; }},
        {"all of it", [](Context& k, const Tensor& x) { return Pair{x, at(k, x, {Value::ellipsis()})}; }},
        {"part and the same part",
         [](Context& k, const Tensor& x) { return Pair{at(k, x, {slice(i(1), {})}), at(k, x, {slice(i(1), {})})}; }},
        {"part and itself",
         [](Context& k, const Tensor& x) {
           Tensor part = at(k, x, {slice({}, i(2))});
           return Pair{part, part};
         }},
        {"all through a view", [](Context& k, const Tensor& x) { return Pair{at(k, x, {Value::ellipsis()}), x}; }},
        {"reversed", [](Context& k, const Tensor& x) { return Pair{x, at(k, x, {slice({}, {}, i(-1))})}; }},
        {"transposed", [](Context& k, const Tensor& x) { return Pair{x, op<"permute_dims">(k, x, Shape{1, 0})}; }},
        {"shifted on",
         [](Context& k, const Tensor& x) { return Pair{at(k, x, {slice(i(1), {})}), at(k, x, {slice({}, i(-1))})}; }},
        {"shifted back",
         [](Context& k, const Tensor& x) { return Pair{at(k, x, {slice({}, i(-1))}), at(k, x, {slice(i(1), {})})}; }},
        {"a row", [](Context& k, const Tensor& x) { return Pair{x, at(k, x, {i(1)})}; }},
        {"a column",
         [](Context& k, const Tensor& x) { return Pair{x, at(k, x, {Value::ellipsis(), slice(i(1), i(2))})}; }},
        {"an element", [](Context& k, const Tensor& x) { return Pair{x, at(k, x, {i(1), i(1)})}; }},
    };
  }

  static Tensor call(Context& k, const std::string& name, const Tensor& a, const Tensor& b) {
    Results results;
    invoke(k, require_function(name), std::array{Value(a), Value(b)}, results);
    return results.tensor();
  }
  static Rule written(const std::string& name, const Way& way) {
    return [name, way](Context& k, In in) {
      Tensor x = op<"multiply">(k, in[0], Value(1.5));
      auto [target, operand] = way.of(k, x);
      call(k, name + "_", target, operand);
      return x;
    };
  }
  // The same without a write.
  static Rule plain(const std::string& name, const Way& way) {
    return [name, way](Context& k, In in) {
      Tensor x = op<"multiply">(k, in[0], Value(1.5));
      auto [target, operand] = way.of(k, x);
      return op<"as_strided_scatter">(k, x, call(k, name, target, operand), target.shape(), target.strides(),
                                      Value(target.impl()->offset));
    };
  }
};

TEST_F(Overlaps, ATensorWithItself) {
  auto slope = [&](const char* name) {
    Tensor p = leaf(tensor_of({1, 1})), q = op<"multiply">(c, p, Value(2.0));
    call(c, name, q, q);
    return gradients(c, {op<"sum">(c, q)}, {p}, {}, false)[0];
  };
  expect_vector(slope("multiply_"), {8, 8});
  expect_vector(slope("divide_"), {0, 0});
  expect_vector(slope("add_"), {4, 4});
  expect_vector(slope("subtract_"), {0, 0});
}

TEST_F(Overlaps, GradientsAreThoseOfValuesBeforeTheWrite) {
  Tensor x = numbers(Shape{3, 3}, 2, 0.5, 2);
  Ref<Context> quiet = c.with_recording(false);
  for (const char* name : {"add", "subtract", "multiply", "divide", "copy"}) {
    for (const Way& way : ways()) {
      SCOPED_TRACE(std::string(name) + " of " + way.name);
      Rule in_place = written(name, way), apart = plain(name, way);
      std::vector<double> expected = values_of(apart(*quiet, {x}));
      EXPECT_EQ(values_of(in_place(*quiet, {x})), expected);
      EXPECT_EQ(values_of(in_place(c, {leaf(x)})), expected);
      check_everywhere([&](Context& k, In in) { return op<"square">(k, in_place(k, in)); }, {x});
      expect_tensor(slopes(in_place, {x}, false)[0], x.shape(), values_of(slopes(apart, {x}, false)[0]), 1e-13);
    }
  }
}

TEST_F(Overlaps, InLoops) {
  Rule loop = [&](Context& k, In in) {
    Value body = fn([](Context& inside, const ValueList& v) {
      Tensor q = op<"multiply">(inside, v[0], v[1]);
      call(inside, "multiply_", q, q);
      call(inside, "add_", q, op<"getitem">(inside, q, subscript({slice({}, {}, i(-1))})));
      return ValueList{Value(ValueList{Value(q), Value(op<"sum">(inside, q))})};
    });
    Results out = op_results<"scan">(k, body, Value(ValueList{Value(in[0])}), Value(ValueList{Value(in[1])}));
    return list_of(out)[0].as_tensor();
  };
  check_everywhere(loop, {numbers(Shape{3}, 1, 0.5, 1), numbers(Shape{2, 3}, 2, 0.5, 1)});
}

TEST_F(Overlaps, OfMemoryThatCameInTwice) {
  std::vector<double> data{1, 2, 3};
  auto of = [&](int64_t first, int64_t stride) {
    auto impl = make_ref<TensorImpl>();
    impl->dtype = DType::kFloat64;
    impl->shape = Shape{3};
    impl->strides = Strides{stride};
    impl->offset = first;
    impl->storage = Storage::from_memory(data.data(), 3 * sizeof(double), false, {});
    return Tensor(impl);
  };
  Tensor x = of(0, 1), reversed = of(2, -1);
  op<"add_">(c, x, reversed);
  EXPECT_EQ(data, (std::vector<double>{4, 4, 4}));
  data = {1, 2, 3};
  op<"copy_">(c, x, reversed);
  EXPECT_EQ(data, (std::vector<double>{3, 2, 1}));
}

TEST_F(Overlaps, OfATargetWithItselfAreErrors) {
  Tensor x = numbers(Shape{8});
  std::vector<double> before = values_of(x);
  auto window = [&](const Shape& shape, const Shape& strides) { return op<"as_strided">(c, x, shape, strides); };
  for (const Tensor& shared : {window(Shape{3, 2}, Shape{1, 1}), window(Shape{3, 2}, Shape{0, 1})}) {
    expect_error([&] { op<"add_">(c, shared, i(1)); }, ErrorCode::kValue, "add_");
    expect_error([&] { op<"copy_">(c, shared, i(0)); }, ErrorCode::kValue, "copy_");
  }
  EXPECT_EQ(values_of(x), before);
  op<"copy_">(c, window(Shape{2, 3}, Shape{3, 2}), i(0));  // 0 2 4, 3 5 7
  before[0] = before[2] = before[3] = before[4] = before[5] = before[7] = 0;
  EXPECT_EQ(values_of(x), before);
}

}  // namespace
}  // namespace mixgrad
