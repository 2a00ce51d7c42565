// Subscripts with tensors. Where the axes of places go is NumPy's rule; the numbers are written out.
#include "core/graph/trace.h"
#include "core/ops/test_support.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

class AdvancedIndex : public OpTest {
 protected:
  static Value subscript(ValueList items) { return Value(std::move(items)); }
  static Value all() { return Value::slice(Value(), Value(), Value()); }
  static Tensor at(const std::vector<double>& positions) { return tensor_of(positions, DType::kInt64); }
  static Tensor mask(const std::vector<double>& truths) { return tensor_of(truths, DType::kBool); }
  static Tensor counted(const Shape& shape) {
    std::vector<double> values;
    for (int64_t i = 0; i < shape.elements(); ++i) values.push_back(static_cast<double>(i));
    return tensor_of(values, shape);
  }
  Tensor get(const Tensor& x, ValueList items) { return op<"getitem">(c, x, subscript(std::move(items))); }
  void set(Context& context, const Tensor& x, const Value& value, ValueList items) {
    Value arguments[3] = {x, value, subscript(std::move(items))};
    Results none;
    invoke(context, require_function("setitem"), arguments, none);
  }
};

TEST_F(AdvancedIndex, Reads) {
  Tensor x = counted(Shape{3, 4});
  expect_tensor(get(x, {at({2, -3})}), Shape{2, 4}, {8, 9, 10, 11, 0, 1, 2, 3});
  expect_tensor(get(x, {all(), at({-1, 0})}), Shape{3, 2}, {3, 0, 7, 4, 11, 8});
  expect_vector(get(x, {at({0, 2, 2}), at({1, 3, -4})}), {1, 11, 8});
  expect_vector(get(x, {at({0, 2}), Value(int64_t{-1})}), {3, 11});
  expect_vector(get(x, {mask({1, 0, 1}), Value(int64_t{1})}), {1, 9});
  expect_vector(get(x, {op<"greater">(c, x, Value(8.0))}), {9, 10, 11});
  expect_tensor(get(x, {Value(true), Value(int64_t{1})}), Shape{1, 4}, {4, 5, 6, 7});
  EXPECT_EQ(get(x, {Value(false)}).shape().text(), "[0, 3, 4]");
  Tensor wide = counted(Shape{2, 3, 4});
  Tensor three = at({0, 1, 0});
  EXPECT_EQ(get(wide, {all(), three, three}).shape().text(), "[2, 3]");
  EXPECT_EQ(get(wide, {three, all(), three}).shape().text(), "[3, 3]");
  EXPECT_EQ(get(wide, {Value(int64_t{0}), all(), three}).shape().text(), "[3, 3]");
  EXPECT_EQ(get(wide, {all(), Value(int64_t{0}), three}).shape().text(), "[2, 3]");
  EXPECT_EQ(get(wide, {all(), three, Value::ellipsis(), three}).shape().text(), "[3, 2]");
  EXPECT_EQ(get(wide, {all(), three}).shape().text(), "[2, 3, 4]");
}

TEST_F(AdvancedIndex, Writes) {
  Tensor x = counted(Shape{3, 2});
  set(c, x, Value(7.0), {at({-1, 0})});
  expect_tensor(x, Shape{3, 2}, {7, 7, 2, 3, 7, 7});
  set(c, x, tensor_of({1, 2, 3}), {at({0, 2, 0}), Value(int64_t{1})});  // the last value counts
  expect_tensor(x, Shape{3, 2}, {7, 3, 2, 3, 7, 2});
  set(c, x, Value(int64_t{0}), {op<"less">(c, x, Value(3.0))});
  expect_tensor(x, Shape{3, 2}, {7, 3, 0, 3, 7, 0});
  set(c, x, tensor_of({4, 5, 6}, Shape{3, 1}), {all(), mask({0, 1})});
  set(c, x, tensor_of({1, 2, 3, 4}, Shape{2, 2}), {mask({1, 0, 1})});
  expect_vector(op<"reshape">(c, x, Value(Shape{-1})), {1, 2, 0, 5, 3, 4});
}

// What is written, and where to, may lie in the memory that is written to: as NumPy has it, it counts as it was before.
TEST_F(AdvancedIndex, WritesOfWhatLiesInTheSameMemory) {
  auto back = [&](const Tensor& x) { return get(x, {Value::slice(Value(), Value(), Value(int64_t{-1}))}); };
  auto from = [&](const Tensor& x, int64_t first, const Value& end) {
    return get(x, {Value::slice(Value(first), end, Value())});
  };
  Tensor x = counted(Shape{3});
  set(c, x, x, {at({2, 1, 0})});
  expect_vector(x, {2, 1, 0});
  x = counted(Shape{3});
  set(c, x, x, {at({1, 2, 0})});
  expect_vector(x, {2, 0, 1});
  x = counted(Shape{3});
  op<"index_put_">(c, x, op<"reshape">(c, at({1, 2, 0}), Value(Shape{3, 1})), x);
  expect_vector(x, {2, 0, 1});
  x = counted(Shape{3});
  set(c, back(x), x, {at({1, 2, 0})});
  expect_vector(x, {1, 0, 2});
  x = counted(Shape{5});
  set(c, x, from(x, 0, Value(int64_t{4})), {at({1, 2, 3, 4})});
  expect_vector(x, {0, 0, 1, 2, 3});
  x = counted(Shape{4});
  set(c, x, from(x, 1, Value()), {mask({1, 0, 1, 1})});
  expect_vector(x, {1, 1, 2, 3});
  x = counted(Shape{4});
  op<"index_put_">(c, x, op<"reshape">(c, at({1, 2, 3, 3}), Value(Shape{4, 1})), x, Value(true));
  expect_vector(x, {0, 1, 3, 8});
  Tensor rows = counted(Shape{3, 3});
  set(c, rows, op<"permute_dims">(c, rows, Shape{1, 0}), {at({1, 2, 0})});
  expect_tensor(rows, Shape{3, 3}, {2, 5, 8, 0, 3, 6, 1, 4, 7});
  rows = counted(Shape{3, 3});
  set(c, rows, rows, {all(), at({1, 2, 0})});
  expect_tensor(rows, Shape{3, 3}, {2, 0, 1, 5, 3, 4, 8, 6, 7});
  rows = counted(Shape{3, 3});
  set(c, rows, get(rows, {Value(int64_t{1})}), {at({1, 0})});
  expect_tensor(rows, Shape{3, 3}, {3, 4, 5, 3, 4, 5, 6, 7, 8});
  Tensor n = at({2, 0, 1});
  set(c, n, n, {n});
  expect_vector(n, {0, 1, 2});
  n = at({1, 2, 0});
  set(c, n, at({5, 6, 7}), {n});
  expect_vector(n, {7, 5, 6});
  Tensor truths = mask({1, 0, 1});
  set(c, truths, mask({0, 1}), {truths});
  expect_vector(truths, {0, 0, 1});
}

TEST_F(AdvancedIndex, Gradients) {
  using In = const std::vector<Tensor>&;
  Tensor i = at({2, 0, 2}), j = at({1, 1, 0});
  auto squared = [](Context& k, const Tensor& t) { return op<"square">(k, t); };
  check_gradients([&](Context& k, In in) { return squared(k, op<"getitem">(k, in[0], subscript({all(), i}))); },
                  {numbers(Shape{2, 3})});
  check_gradients([&](Context& k, In in) { return squared(k, op<"getitem">(k, in[0], subscript({i, all(), j}))); },
                  {numbers(Shape{3, 2, 2})});
  for (ValueList items : {ValueList{i}, ValueList{mask({1, 0, 1})}}) {
    check_gradients(
        [&](Context& k, In in) {
          Tensor x = op<"square">(k, in[0]);
          set(k, x, in[1], items);
          return squared(k, x);
        },
        {numbers(Shape{3, 2}), numbers(Shape{2}, 1)});
  }
}

TEST_F(AdvancedIndex, GradientsOfWritesOfWhatLiesInTheSameMemory) {
  using In = const std::vector<Tensor>&;
  Tensor i = at({1, 2, 0});
  auto squared = [](Context& k, const Tensor& t) { return op<"square">(k, t); };
  check_gradients(
      [&](Context& k, In in) {
        Tensor x = op<"multiply">(k, in[0], Value(2.0));
        set(k, x, x, {i});
        return squared(k, x);
      },
      {numbers(Shape{3, 3})});
  check_gradients(
      [&](Context& k, In in) {
        Tensor x = op<"multiply">(k, in[0], Value(2.0));
        set(k, x, op<"permute_dims">(k, x, Shape{1, 0}), {i});
        return squared(k, x);
      },
      {numbers(Shape{3, 3})});
}

TEST_F(AdvancedIndex, InTraces) {
  Tensor i = at({2, 0, 2}), m = mask({1, 0, 1});
  Ref<Graph> graph = trace(c, {{DType::kFloat64, Shape{3, 2}}}, false, [&](Context& k, const std::vector<Tensor>& in) {
    Tensor x = op<"multiply">(k, in[0], Value(2.0));
    set(k, x, Value(-1.0), {m});
    return std::vector<Tensor>{op<"getitem">(k, x, subscript({i, Value(int64_t{1})}))};
  });
  expect_vector(run_graph(c, *graph, {counted(Shape{3, 2})})[0], {-1, -1, -1});
  m.data<uint8_t>()[2] = 0;  // a mask is read when the graph runs
  expect_vector(run_graph(c, *graph, {counted(Shape{3, 2})})[0], {10, -1, 10});
}

// Each input alone with examples, and all of them, against one call for each example.
TEST_F(AdvancedIndex, Examples) {
  Tensor x = numbers(Shape{2, 3, 4}), values = numbers(Shape{2, 2, 4}, 1);
  Tensor places = tensor_of({2, 0, 1, 1}, Shape{2, 2, 1}, DType::kInt64);
  auto body = [](Context& k, const std::vector<Tensor>& in) {
    Tensor put = op<"index_put">(k, in[0], in[1], in[2], Value(false));
    Tensor sums = op<"index_put">(k, put, in[1], in[2], Value(true));
    return std::vector<Tensor>{op<"index_get">(k, sums, in[1]), sums};
  };
  auto first = [&](const Tensor& t, int64_t i) { return get(t, {Value(i)}); };
  for (int which = 1; which < 8; ++which) {
    std::vector<Tensor> whole{x, places, values};
    std::vector<MaybeBatched> inputs;
    std::vector<TensorSpec> specs;
    for (int i = 0; i < 3; ++i) {
      bool batched = which >> i & 1;
      inputs.push_back({batched ? whole[i] : first(whole[i], 0), batched});
      specs.push_back({whole[i].dtype(), first(whole[i], 0).shape()});
    }
    Ref<Graph> graph = trace(c, specs, false, body);
    std::vector<MaybeBatched> found = run_batched(c, *graph, inputs, 2);
    for (int64_t example = 0; example < 2; ++example) {
      std::vector<Tensor> own;
      for (const MaybeBatched& in : inputs) own.push_back(in.batched ? first(in.tensor, example) : in.tensor);
      std::vector<Tensor> expected = body(c, own);
      for (size_t i = 0; i < expected.size(); ++i)
        expect_tensor(first(found[i].tensor, example), expected[i].shape(), values_of(expected[i]));
    }
  }
}

TEST_F(AdvancedIndex, Errors) {
  Tensor x = counted(Shape{3, 4});
  expect_error([&] { get(x, {all(), at({0, 4})}); }, ErrorCode::kIndex, "getitem", "subscript", "4", "0 to 3");
  expect_error([&] { get(x, {at({0, -4})}); }, ErrorCode::kIndex, "getitem", "subscript", "-4", "0 to 2");
  expect_error([&] { get(x, {mask({1, 0})}); }, ErrorCode::kIndex, "getitem", "subscript", "2", "3");
  expect_error([&] { get(x, {at({0}), at({0}), at({0})}); }, ErrorCode::kIndex, "getitem", "subscript");
  expect_error([&] { get(x, {at({0, 1}), at({0, 1, 2})}); }, ErrorCode::kShape, "getitem", "subscript");
  expect_error([&] { get(x, {x}); }, ErrorCode::kDType, "getitem", "subscript", "float64", "integer or bool");
  expect_error([&] { set(c, x, Value(1.0), {x}); }, ErrorCode::kDType, "setitem", "subscript", "float64");
  expect_error([&] { set(c, x, numbers(Shape{3}), {at({0, 1})}); }, ErrorCode::kShape, "setitem", "value", "[3]");
  expect_error([&] { set(c, x, numbers(Shape{3}), {mask({1, 0, 1})}); }, ErrorCode::kShape, "setitem", "value", "[3]");
  auto in_trace = [&](ValueList items, bool writes) {
    trace(c, {{DType::kFloat64, Shape{3, 4}}}, false, [&](Context& k, const std::vector<Tensor>& in) {
      Tensor y = op<"copy">(k, in[0]);
      if (writes) set(k, y, numbers(Shape{2, 4}), items);
      return std::vector<Tensor>{op<"getitem">(k, y, subscript(items))};
    });
  };
  expect_error([&] { in_trace({mask({1, 0, 1})}, false); }, ErrorCode::kTrace, "getitem", "subscript");
  expect_error([&] { in_trace({mask({1, 0, 1})}, true); }, ErrorCode::kTrace, "setitem", "subscript");
}

TEST_F(AdvancedIndex, CountedFromOne) {
  Ref<Context> julia = c.child();
  julia->caller = IndexConvention::kJulia;
  auto call = [&](const Tensor& positions) {
    Value arguments[2] = {counted(Shape{3, 2}), subscript({positions})};
    Results results;
    invoke_as_caller(*julia, require_function("getitem"), arguments, results);
    return results.tensor();
  };
  expect_tensor(call(at({3, 1})), Shape{2, 2}, {4, 5, 0, 1});
  expect_error([&] { call(at({0})); }, ErrorCode::kIndex, "getitem", "subscript");
  Error e = error_of([&] { call(at({4})); });
  EXPECT_NE(e.text(julia->reader()).find("index 4 at position [1] of a tensor lies outside axis 1"), std::string::npos)
      << e.text(julia->reader());
}

}  // namespace

}  // namespace mixgrad
