// Views, writes through them, and what gradients make of writes.
#include "core/autograd/leaf_views.h"
#include "core/ops/test_support.h"

namespace mixgrad {

namespace {

using Views = OpTest;
using Writes = OpTest;

Value slice(Value start, Value stop, Value step = Value()) {
  return Value::slice(std::move(start), std::move(stop), std::move(step));
}
Value i(int64_t n) { return Value(n); }
Value subscript(ValueList items) { return Value(std::move(items)); }
Tensor counted(const Shape& shape) {
  std::vector<double> values;
  for (int64_t n = 0; n < shape.elements(); ++n) values.push_back(static_cast<double>(n));
  return tensor_of(values, shape);
}
bool shares(const Tensor& a, const Tensor& b) { return a.impl()->storage == b.impl()->storage; }

// Nothing is in them, so products of their sizes may leave 64 bits.
TEST_F(Views, TensorsOfNothingHaveSizesThatCouldBeAddressed) {
  Shape shape{0, 2, int64_t{1} << 58, 2, 1}, vast{0, 2, int64_t{1} << 62, 2, 1};
  Tensor x = op<"full">(c, Value(shape), Value(1.0));
  EXPECT_EQ(op<"copy">(c, op<"add">(c, x, x)).shape().text(), shape.text());
  expect_error([&] { op<"full">(c, Value(vast), Value(1.0)); }, ErrorCode::kOutOfMemory, "full", "");
}

TEST_F(Views, Reshape) {
  Tensor x = counted(Shape{2, 3, 4});
  Tensor flat = op<"reshape">(c, x, Shape{6, -1});
  expect_tensor(flat, Shape{6, 4}, values_of(x));
  EXPECT_TRUE(shares(x, flat));
  Tensor turned = op<"permute_dims">(c, x, Shape{2, 0, 1});
  EXPECT_TRUE(shares(x, op<"reshape">(c, turned, Shape{4, 6})));
  Tensor copied = op<"reshape">(c, turned, Shape{8, 3});
  EXPECT_FALSE(shares(x, copied));
  expect_tensor(copied, Shape{8, 3}, values_of(op<"copy">(c, turned)));
  EXPECT_TRUE(shares(x, op<"reshape">(c, turned, Shape{2, 2, 1, 6})));
  expect_tensor(op<"reshape">(c, turned, Shape{2, 2, 1, 6}), Shape{2, 2, 1, 6}, values_of(turned));
  Tensor row = op<"broadcast_to">(c, counted(Shape{3}), Shape{4, 3});
  expect_tensor(op<"reshape">(c, row, Shape{2, 6}), Shape{2, 6}, values_of(row));
  expect_tensor(op<"reshape">(c, tensor_of({7}), Shape{}), Shape{}, {7});
  EXPECT_EQ(op<"reshape">(c, counted(Shape{0, 3}), Shape{3, 0}).shape().text(), "[3, 0]");
  EXPECT_EQ(op<"flatten">(c, x, i(1)).shape().text(), "[2, 12]");
  expect_error([&] { op<"reshape">(c, x, Shape{5, -1}); }, ErrorCode::kShape, "reshape", "shape", "[5, -1]");
  expect_error([&] { op<"reshape">(c, x, Shape{-1, -1}); }, ErrorCode::kShape, "reshape", "shape");
  expect_error([&] { op<"reshape">(c, counted(Shape{0}), Shape{-1, 0}); }, ErrorCode::kShape, "reshape", "shape");
}

TEST_F(Views, AxesComeAndGo) {
  Tensor x = counted(Shape{2, 3});
  EXPECT_EQ(op<"expand_dims">(c, x, i(-1)).shape().text(), "[2, 3, 1]");
  EXPECT_EQ(op<"expand_dims">(c, x, i(2)).shape().text(), "[2, 3, 1]");
  EXPECT_EQ(op<"squeeze">(c, op<"expand_dims">(c, x, i(0)), i(0)).shape().text(), "[2, 3]");
  EXPECT_TRUE(op<"expand_dims">(c, x, i(1)).is_contiguous());
  expect_error([&] { op<"squeeze">(c, x, i(1)); }, ErrorCode::kShape, "squeeze", "axis", "1");
  expect_error([&] { op<"expand_dims">(c, x, i(3)); }, ErrorCode::kIndex, "expand_dims", "axis", "3", "0 to 2");
  expect_error([&] { op<"permute_dims">(c, x, Shape{0, 0}); }, ErrorCode::kValue, "permute_dims", "axes");
  expect_error([&] { op<"broadcast_to">(c, x, Shape{2, 4}); }, ErrorCode::kShape, "broadcast_to", "shape", "[2, 4]");
}

TEST_F(Views, Getitem) {
  Tensor x = counted(Shape{3, 4});
  expect_tensor(op<"getitem">(c, x, i(1)), Shape{4}, {4, 5, 6, 7});
  expect_tensor(op<"getitem">(c, x, subscript({i(-1), i(-2)})), Shape{}, {10});
  expect_tensor(op<"getitem">(c, x, subscript({slice({}, {}), i(0)})), Shape{3}, {0, 4, 8});
  expect_tensor(op<"getitem">(c, x, subscript({slice(i(1), i(99)), slice({}, {}, i(2))})), Shape{2, 2}, {4, 6, 8, 10});
  expect_tensor(op<"getitem">(c, x, subscript({slice({}, {}, i(-1)), i(0)})), Shape{3}, {8, 4, 0});
  expect_tensor(op<"getitem">(c, x, subscript({i(0), slice(i(3), i(0), i(-2))})), Shape{2}, {3, 1});
  expect_tensor(op<"getitem">(c, x, subscript({i(0), slice(i(-2), {})})), Shape{2}, {2, 3});
  expect_tensor(op<"getitem">(c, x, subscript({Value::ellipsis(), i(3)})), Shape{3}, {3, 7, 11});
  EXPECT_EQ(
      op<"getitem">(c, x, subscript({Value::newaxis(), Value::ellipsis(), Value::newaxis(), i(0)})).shape().text(),
      "[1, 3, 1]");
  EXPECT_EQ(op<"getitem">(c, x, subscript({slice(i(2), i(1))})).shape().text(), "[0, 4]");
  EXPECT_EQ(op<"getitem">(c, x, subscript({})).shape().text(), "[3, 4]");
  EXPECT_EQ(op<"getitem">(c, x, subscript({slice(i(INT64_MIN), i(INT64_MAX), i(INT64_MIN))})).shape().text(), "[0, 4]");
  expect_error([&] { op<"getitem">(c, x, i(3)); }, ErrorCode::kIndex, "getitem", "subscript", "3", "0 to 2");
  expect_error([&] { op<"getitem">(c, x, subscript({i(0), i(-5)})); }, ErrorCode::kIndex, "getitem", "subscript", "-5",
               "0 to 3");
  expect_error([&] { op<"getitem">(c, x, subscript({i(0), i(0), i(0)})); }, ErrorCode::kIndex, "getitem", "subscript");
  expect_error([&] { op<"getitem">(c, x, subscript({slice({}, {}, i(0))})); }, ErrorCode::kValue, "getitem",
               "subscript", "0");
  expect_error([&] { op<"getitem">(c, x, subscript({Value(0.5)})); }, ErrorCode::kType, "getitem", "subscript",
               "a float");
  expect_error([&] { op<"getitem">(c, x, subscript({Value::ellipsis(), Value::ellipsis()})); }, ErrorCode::kValue,
               "getitem", "subscript");
}

TEST_F(Views, Gradients) {
  using In = const std::vector<Tensor>&;
  Tensor x = numbers(Shape{3, 4});
  auto squared = [](Context& k, const Tensor& t) { return op<"square">(k, t); };
  check_gradients([&](Context& k, In in) { return squared(k, op<"reshape">(k, in[0], Shape{2, 6})); }, {x});
  check_gradients(
      [&](Context& k, In in) {
        return squared(k, op<"reshape">(k, op<"permute_dims">(k, in[0], Shape{1, 0}), Shape{-1}));
      },
      {x});
  check_gradients([&](Context& k, In in) { return squared(k, op<"expand_dims">(k, in[0], i(1))); }, {x});
  check_gradients([&](Context& k, In in) { return squared(k, op<"broadcast_to">(k, in[0], Shape{2, 3, 4})); }, {x});
  check_gradients(
      [&](Context& k, In in) { return squared(k, op<"getitem">(k, in[0], subscript({slice({}, {}, i(-2)), i(1)}))); },
      {x});
  check_gradients(
      [&](Context& k, In in) {
        return squared(k, op<"getitem">(k, op<"permute_dims">(k, in[0], Shape{1, 0}),
                                        subscript({slice(i(1), i(3)), Value::newaxis()})));
      },
      {x});
  check_gradients(
      [&](Context& k, In in) { return squared(k, op<"as_strided">(k, in[0], Shape{3, 2}, Shape{4, 1}, i(1))); }, {x});
  check_gradients(
      [&](Context& k, In in) { return squared(k, op<"as_strided">(k, in[0], Shape{5, 3}, Shape{1, 2}, i(2))); },
      {x});  // overlapping
  check_gradients(
      [&](Context& k, In in) {
        return squared(k, op<"as_strided_scatter">(k, in[0], in[1], Shape{2, 2}, Shape{4, 2}, i(3)));
      },
      {x, numbers(Shape{2, 2}, 1)});
  check_gradients(
      [&](Context& k, In in) { return squared(k, op<"concat">(k, Value(ValueList{in[0], in[1], in[0]}), i(1))); },
      {x, numbers(Shape{3, 1}, 1)});
  check_gradients([&](Context& k, In in) { return squared(k, op<"stack">(k, Value(ValueList{in[0], in[1]}), i(2))); },
                  {x, numbers(Shape{3, 4}, 1)});
  check_gradients(
      [&](Context& k, In in) {
        Results parts = op_results<"split">(k, in[0], Value(), Value(ValueList{i(1), i(3)}), i(1));
        const ValueList& list = parts.values.at(0).as_list();
        return op<"multiply">(k, list[0], list[1]);
      },
      {x});
}

TEST_F(Views, StridedWindowsAreChecked) {
  Tensor x = counted(Shape{2, 3});
  expect_tensor(op<"as_strided">(c, x, Shape{3}, Shape{-2}, i(5)), Shape{3}, {5, 3, 1});
  expect_error([&] { op<"as_strided">(c, x, Shape{4}, Shape{2}, i(0)); }, ErrorCode::kIndex, "as_strided", "shape");
  expect_error([&] { op<"as_strided">(c, x, Shape{2}, Shape{-1}, i(0)); }, ErrorCode::kIndex, "as_strided", "shape");
  expect_error([&] { op<"as_strided">(c, x, Shape{2}, Shape{INT64_MAX}, i(0)); }, ErrorCode::kIndex, "as_strided",
               "shape");
  expect_error([&] { op<"as_strided">(c, x, Shape{2}, Shape{1, 1}, i(0)); }, ErrorCode::kValue, "as_strided", "strides",
               "2", "1");
  expect_error([&] { op<"as_strided">(c, op<"permute_dims">(c, x, Shape{1, 0}), Shape{2}, Shape{1}, i(0)); },
               ErrorCode::kValue, "as_strided", "x");
  expect_error([&] { op<"as_strided_scatter">(c, x, counted(Shape{2, 2}), Shape{2, 2}, Shape{1, 1}, i(0)); },
               ErrorCode::kValue, "as_strided_scatter", "strides");
}

TEST_F(Views, ConcatSplitErrors) {
  Tensor x = counted(Shape{2, 3});
  expect_error([&] { op<"concat">(c, Value(ValueList{})); }, ErrorCode::kValue, "concat", "tensors");
  expect_error([&] { op<"concat">(c, Value(ValueList{x, counted(Shape{2, 2})})); }, ErrorCode::kShape, "concat",
               "tensors", "[2, 2]", "[2, 3]");
  EXPECT_EQ(op<"concat">(c, Value(ValueList{x, tensor_of({1, 2, 3}, Shape{1, 3}, DType::kInt32)})).dtype(),
            DType::kFloat64);
  expect_error([&] { op_results<"split">(c, x, i(2), Value(), i(1)); }, ErrorCode::kValue, "split", "sections", "2");
  expect_error([&] { op_results<"split">(c, x); }, ErrorCode::kValue, "split", "sections");
  expect_error([&] { op_results<"split">(c, x, Value(), Value(ValueList{i(1), i(1)}), i(1)); }, ErrorCode::kValue,
               "split", "sizes", "[1, 1]");
  Results parts = op_results<"split">(c, x, i(3), Value(), i(1));
  Tensor part = parts.values.at(0).as_list()[2].as_tensor();
  EXPECT_TRUE(shares(x, part));
  expect_tensor(part, Shape{2, 1}, {2, 5});
}

TEST_F(Writes, GoThroughViews) {
  Tensor x = counted(Shape{2, 3});
  op<"add_">(c, op<"getitem">(c, x, i(1)), i(10));
  expect_tensor(x, Shape{2, 3}, {0, 1, 2, 13, 14, 15});
  Results none = op_results<"setitem">(c, x, i(7), subscript({slice({}, {}), i(0)}));
  EXPECT_EQ(none.count(), 0);
  expect_tensor(x, Shape{2, 3}, {7, 1, 2, 7, 14, 15});
  op<"copy_">(c, op<"reshape">(c, x, Shape{6}), Value(0.5));
  expect_tensor(x, Shape{2, 3}, {0.5, 0.5, 0.5, 0.5, 0.5, 0.5});
  Tensor n = tensor_of({1, 2, 3}, DType::kInt32);
  op<"copy_">(c, n, Value(2.9));
  expect_vector(n, {2, 2, 2});
  Tensor y = counted(Shape{4});  // the two ends overlap
  op<"copy_">(c, op<"getitem">(c, y, subscript({slice(i(1), {})})), op<"getitem">(c, y, subscript({slice({}, i(3))})));
  expect_vector(y, {0, 0, 1, 2});
}

TEST_F(Writes, Errors) {
  Tensor x = counted(Shape{3}), ints = tensor_of({1, 2, 3}, DType::kInt32);
  expect_error([&] { op<"add_">(c, ints, Value(0.5)); }, ErrorCode::kDType, "add_", "x1");
  expect_error([&] { op<"add_">(c, x, counted(Shape{2, 3})); }, ErrorCode::kShape, "add_", "x1");
  expect_error([&] { op<"copy_">(c, x, counted(Shape{2})); }, ErrorCode::kShape, "copy_");
  expect_error([&] { op<"add_">(c, op<"broadcast_to">(c, x, Shape{2, 3}), i(1)); }, ErrorCode::kValue, "add_");
  Tensor w = leaf(counted(Shape{3}));
  expect_error([&] { op<"add_">(c, w, i(1)); }, ErrorCode::kGradient, "add_");
  expect_error([&] { op_results<"setitem">(c, w, i(1), i(0)); }, ErrorCode::kGradient, "setitem");
  op<"add_">(*c.with_recording(false), w, i(1));
  expect_vector(w, {1, 2, 3});
}

TEST_F(Writes, MemoryOfOthersIsNotWritten) {
  static float data[2] = {1, 2};
  auto impl = make_ref<TensorImpl>();
  impl->shape = Shape{2};
  impl->strides = Strides{1};
  impl->storage = Storage::from_memory(data, sizeof data, true, {});
  expect_error([&] { op_results<"setitem">(c, Tensor(impl), i(7), i(0)); }, ErrorCode::kReadOnly, "setitem");
  EXPECT_EQ(data[0], 1);
}

TEST_F(Writes, AnOverwrittenSavedValueIsNoticed) {
  Tensor w = leaf(tensor_of({1, 2, 3})), x = op<"multiply">(c, w, Value(2.0));
  Tensor y = op<"sum">(c, op<"square">(c, x));
  op<"add_">(c, x, i(1));
  Error e = error_of([&] { gradients(c, {y}, {w}, {}, false); });
  EXPECT_EQ(e.code(), ErrorCode::kGradient);
  EXPECT_NE(std::string(e.what()).find("square"), std::string::npos) << e.what();
  Tensor z = op<"exp">(c, op<"multiply">(c, w, Value(1.0)));  // exp reads what it made
  Tensor total = op<"sum">(c, z);
  op<"multiply_">(c, op<"getitem">(c, z, i(0)), Value(2.0));
  EXPECT_EQ(error_of([&] { gradients(c, {total}, {w}, {}, false); }).code(), ErrorCode::kGradient);
}

TEST_F(Writes, ALeafThatIsAViewIsNotOverwrittenThroughAnother) {
  Ref<Context> quiet = c.with_recording(false);
  Tensor base = numbers(Shape{2, 3}), w = leaf(numbers(Shape{}, 1));
  auto view = [&](Value subscript) { return op<"getitem">(c, base, subscript); };
  Tensor column = view(subscript({slice({}, {}), i(0)})), row = view(i(0));
  Tensor other = view(subscript({slice({}, {}), i(1)})), ends = view(subscript({slice({}, {}), slice({}, {}, i(2))}));
  set_requires_grad(column, true);
  Tensor inside = op<"getitem">(c, column, i(1)), squared = op<"square">(c, column);
  std::vector<double> before = values_of(base);
  for (const Tensor& target : {base, row, ends, inside}) {
    expect_error([&] { op<"add_">(c, target, i(1)); }, ErrorCode::kGradient, "add_");
  }
  // Beside it lies other memory, but what is recorded there would be the past of the leaf and of its views too.
  expect_error([&] { op<"add_">(c, other, w); }, ErrorCode::kGradient, "add_");
  EXPECT_EQ(values_of(base), before);
  op<"add_">(c, other, i(1));
  op<"multiply_">(*quiet, view(i(1)), i(1));
  expect_vector(gradients(c, {op<"sum">(c, column)}, {column}, {}, false)[0], {1, 1});
  EXPECT_EQ(error_of([&] { gradients(c, {op<"sum">(c, squared)}, {column}, {}, false); }).code(), ErrorCode::kGradient)
      << "what it was saved for is not so any more";
  set_requires_grad(column, false);
  op<"add_">(c, row, i(1));
  set_requires_grad(column, true);
  expect_error([&] { op<"add_">(c, row, i(1)); }, ErrorCode::kGradient, "add_");
  column = squared = inside = Tensor();
  op<"add_">(c, row, w);
  expect_error([&] { set_requires_grad(other, true); }, ErrorCode::kGradient, "");
}

// Each write against what it means without writing.
TEST_F(Writes, GradientsOfWritesToViewsEqualThoseOfScatters) {
  using In = const std::vector<Tensor>&;
  Tensor x = numbers(Shape{3, 4}), v = numbers(Shape{4}, 1);
  Rule written = [](Context& k, In in) {
    Tensor base = op<"multiply">(k, in[0], Value(3.0));
    Tensor row = op<"getitem">(k, base, i(1));
    Tensor part = op<"getitem">(k, row, subscript({slice(i(1), {})}));
    op<"multiply_">(k, row, in[1]);
    op<"copy_">(k, op<"getitem">(k, base, subscript({i(2), slice({}, {}, i(2))})), Value(0.25));
    return op<"add">(k, op<"square">(k, base), op<"sum">(k, op<"exp">(k, part)));
  };
  Rule plain = [](Context& k, In in) {
    Tensor base = op<"multiply">(k, in[0], Value(3.0));
    Tensor row = op<"multiply">(k, op<"getitem">(k, base, i(1)), in[1]);
    Tensor part = op<"getitem">(k, row, subscript({slice(i(1), {})}));
    Tensor quarter = op<"full">(k, Value(Shape{2}), Value(0.25), Value(DType::kFloat64));
    Tensor once = op<"as_strided_scatter">(k, base, row, Shape{4}, Shape{1}, i(4));
    Tensor twice = op<"as_strided_scatter">(k, once, quarter, Shape{2}, Shape{2}, i(8));
    return op<"add">(k, op<"square">(k, twice), op<"sum">(k, op<"exp">(k, part)));
  };
  EXPECT_EQ(values_of(written(c, {x, v})), values_of(plain(c, {x, v})));
  std::vector<Tensor> a = slopes(written, {x, v}, false), b = slopes(plain, {x, v}, false);
  for (int k = 0; k < 2; ++k) expect_tensor(a[k], b[k].shape(), values_of(b[k]), 1e-13);
  check_gradients(written, {x, v});
}

TEST_F(Writes, InPlaceFormsHaveTheGradientsOfTheirFunctions) {
  using In = const std::vector<Tensor>&;
  Tensor x = numbers(Shape{2, 3}, 0, 0.5, 2), y = numbers(Shape{3}, 1, 0.5, 2);
  check_gradients(
      [](Context& k, In in) {
        Tensor t = op<"exp">(k, in[0]);
        op<"add_">(k, op<"copy">(k, t), in[1]);
        return op<"add_">(k, op<"copy">(k, t), in[1]);
      },
      {x, y});
  check_gradients([](Context& k, In in) { return op<"subtract_">(k, op<"copy">(k, in[0]), in[1]); }, {x, y});
  check_gradients([](Context& k, In in) { return op<"multiply_">(k, op<"copy">(k, in[0]), in[1]); }, {x, y});
  check_gradients([](Context& k, In in) { return op<"divide_">(k, op<"copy">(k, in[0]), in[1]); }, {x, y});
  check_gradients([](Context& k, In in) { return op<"copy_">(k, op<"copy">(k, in[0]), op<"square">(k, in[1])); },
                  {x, y});
  Tensor fresh = op<"zeros">(c, Value(Shape{2, 3}), Value(DType::kFloat64)), w = leaf(y);
  op_results<"setitem">(c, fresh, op<"square">(c, w), i(1));
  expect_vector(gradients(c, {op<"sum">(c, fresh)}, {w}, {}, false)[0],
                {2 * values_of(y)[0], 2 * values_of(y)[1], 2 * values_of(y)[2]}, 1e-15);
}

// The product is rounded to the target's type, its gradients are of the wider one: to the bit what the parts give.
TEST_F(Writes, InAWiderTypeHaveTheGradientsOfTheirParts) {
  using In = const std::vector<Tensor>&;
  Tensor x = op<"astype">(c, numbers(Shape{3, 4}, 0, 0.5, 2), Value(DType::kFloat32)), y = numbers(Shape{4}, 1, 0.5, 2);
  Rule plain = [](Context& k, In in) {
    return op<"astype">(k, op<"multiply">(k, op<"copy">(k, in[0]), in[1]), Value(DType::kFloat32));
  };
  Rule written = [](Context& k, In in) { return op<"multiply_">(k, op<"copy">(k, in[0]), in[1]); };
  Rule row_written = [](Context& k, In in) {
    Tensor all = op<"copy">(k, in[0]);
    op<"multiply_">(k, op<"getitem">(k, all, slice({}, {})), in[1]);
    return all;
  };
  std::vector<Tensor> expected = slopes(plain, {x, y}, false);
  for (const Rule& rule : {written, row_written}) {
    std::vector<Tensor> found = slopes(rule, {x, y}, false);
    EXPECT_EQ(values_of(rule(c, {x, y})), values_of(plain(c, {x, y})));
    for (int k = 0; k < 2; ++k) {
      EXPECT_EQ(found[k].dtype(), expected[k].dtype());
      EXPECT_EQ(values_of(found[k]), values_of(expected[k]));
    }
  }
}

}  // namespace

}  // namespace mixgrad
