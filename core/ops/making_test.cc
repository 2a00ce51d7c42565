// Creation, conversion, indices in tensors, random numbers, losses and operators of the host.
#include "core/kernels/cpu/random_layout.h"
#include "core/ops/test_support.h"
#include "core/random/generator.h"

namespace mixgrad {

namespace {

using Making = OpTest;
using Places = OpTest;
using Chance = OpTest;
using Losses = OpTest;
using Custom = OpTest;
Value i(int64_t n) { return Value(n); }
Tensor indices(std::vector<double> values, const Shape& shape) { return tensor_of(values, shape, DType::kInt64); }

TEST_F(Making, Creation) {
  expect_tensor(op<"full">(c, Value(Shape{2, 2}), i(7)), Shape{2, 2}, {7, 7, 7, 7});
  EXPECT_EQ(op<"zeros">(c, i(3)).dtype(), DType::kFloat32);
  expect_vector(op<"ones">(c, i(3), Value(DType::kBool)), {1, 1, 1});
  EXPECT_EQ(op<"ones_like">(c, tensor_of({1, 2}, DType::kInt16)).dtype(), DType::kInt16);
  expect_vector(op<"full_like">(c, tensor_of({1, 2}), Value(0.5), Value("float32")), {0.5, 0.5});
  expect_vector(op<"arange">(c, i(4)), {0, 1, 2, 3});
  EXPECT_EQ(op<"arange">(c, i(4)).dtype(), DType::kInt64);
  expect_vector(op<"arange">(c, i(5), i(0), i(-2)), {5, 3, 1});
  expect_vector(op<"arange">(c, Value(0.0), Value(1.0), Value(0.25)), {0, 0.25, 0.5, 0.75});
  EXPECT_EQ(op<"arange">(c, Value(1.5)).dtype(), DType::kFloat32);
  EXPECT_EQ(op<"arange">(c, i(3), i(1)).elements(), 0);
  expect_tensor(op<"eye">(c, i(2), i(3), i(-1)), Shape{2, 3}, {0, 0, 0, 1, 0, 0});
  expect_error([&] { op<"arange">(c, i(0), i(1), i(0)); }, ErrorCode::kValue, "arange", "step", "0");
  expect_error([&] { op<"arange">(c, Value(0.0), Value(INFINITY)); }, ErrorCode::kValue, "arange", "start");
  expect_error([&] { op<"arange">(c, i(INT64_MIN), i(INT64_MAX)); }, ErrorCode::kOutOfMemory, "arange", "stop");
  expect_error([&] { op<"zeros">(c, Value(Shape{2, -1})); }, ErrorCode::kShape, "zeros");
  expect_error([&] { op<"full">(c, i(2), i(0), Value("float31")); }, ErrorCode::kValue, "full", "dtype", "\"float31\"");
  expect_error([&] { op<"full">(c, i(2), i(0), Value("float32"), Value("cuda")); }, ErrorCode::kDevice, "full",
               "device", "cuda", "cpu, sim:0, sim:1");
}

TEST_F(Making, Conversion) {
  Tensor x = tensor_of({1.9, -1.9, 0, 300}, DType::kFloat32);
  expect_vector(op<"astype">(c, x, Value(DType::kInt32)), {1, -1, 0, 300});
  expect_vector(op<"astype">(c, x, Value(DType::kUInt8)), {1, 0, 0, 255});
  expect_vector(op<"astype">(c, tensor_of({std::nan(""), 1e10}), Value(DType::kInt32)), {0, 2147483647});
  expect_vector(op<"astype">(c, x, Value(DType::kBool)), {1, 1, 0, 1});
  expect_vector(op<"astype">(c, tensor_of({300, -1}, DType::kInt32), Value(DType::kUInt8)), {44, 255});
  Tensor w = leaf(tensor_of({1, 2}, DType::kFloat64));
  Tensor g = gradients(c, {op<"sum">(c, op<"astype">(c, w, Value(DType::kFloat16)))}, {w}, {}, false)[0];
  EXPECT_EQ(g.dtype(), DType::kFloat64);
  expect_vector(g, {1, 1});
  Tensor copy = op<"copy">(c, x);
  EXPECT_NE(copy.impl()->storage, x.impl()->storage);
  expect_tensor(op<"copy">(c, tensor_of({1, 2, 3, 4}, Shape{2, 2}), tensor_of({5, 6})), Shape{2, 2}, {5, 6, 5, 6});
  expect_vector(op<"index_shift">(c, indices({0, -100, 5}, Shape{3}), i(1), i(-100)), {1, -100, 6});
  expect_vector(op<"index_shift">(c, tensor_of({1, 2}, DType::kUInt8), i(-1)), {0, 1});
}

TEST_F(Places, Take) {
  Tensor x = tensor_of({1, 2, 3, 4, 5, 6}, Shape{3, 2});
  expect_tensor(op<"take">(c, x, indices({2, 0}, Shape{2})), Shape{2, 2}, {5, 6, 1, 2});
  expect_tensor(op<"take">(c, x, indices({1, 1, 0, 1}, Shape{2, 2}), i(1)), Shape{3, 2, 2},
                {2, 2, 1, 2, 4, 4, 3, 4, 6, 6, 5, 6});
  expect_tensor(op<"take">(c, x, indices({1}, Shape{})), Shape{2}, {3, 4});
  expect_tensor(op<"take_along_axis">(c, x, indices({1, 0, 1}, Shape{3, 1})), Shape{3, 1}, {2, 3, 6});
  expect_tensor(op<"put_along_axis_add">(c, x, indices({0, 0}, Shape{2, 1}), tensor_of({10, 100}, Shape{2, 1}), i(0)),
                Shape{3, 2}, {111, 112, 3, 4, 5, 6});
  expect_error([&] { op<"take">(c, x, indices({0, 3}, Shape{2})); }, ErrorCode::kIndex, "take", "indices", "3",
               "0 to 2");
  expect_error([&] { op<"take">(c, x, indices({-1}, Shape{1})); }, ErrorCode::kIndex, "take", "indices");
  expect_error([&] { op<"take">(c, x, x); }, ErrorCode::kDType, "take", "indices", "float64", "integer");
  expect_error([&] { op<"take_along_axis">(c, x, indices({0}, Shape{1})); }, ErrorCode::kShape, "take_along_axis",
               "indices", "[1]", "2 axes");
  using In = const std::vector<Tensor>&;
  Tensor at = indices({2, 0, 2, 1}, Shape{2, 2}), along = indices({2, 0, 2, 1, 0, 0}, Shape{3, 2});
  check_gradients([&](Context& k, In in) { return op<"square">(k, op<"take">(k, in[0], at, i(1))); },
                  {numbers(Shape{2, 3, 2})});
  check_gradients([&](Context& k, In in) { return op<"square">(k, op<"take_along_axis">(k, in[0], along, i(0))); },
                  {numbers(Shape{3, 2})});
  check_gradients([&](Context& k, In in) { return op<"square">(k, op<"take_along_axis">(k, in[0], along, i(0))); },
                  {numbers(Shape{3, 1})});
  check_gradients(
      [&](Context& k, In in) { return op<"square">(k, op<"put_along_axis_add">(k, in[0], along, in[1], i(0))); },
      {numbers(Shape{3, 2}), numbers(Shape{3, 1}, 1)});
}

TEST_F(Chance, GeneratorsAndContexts) {
  auto stream = make_ref<RandomStream>();
  stream->set_seed(7);
  c.generator->set_seed(7);
  Value generator{Ref<Object>(make_ref<Generator>(stream))};
  Tensor a = op<"uniform">(c, i(10)), b = op<"uniform">(c, i(10), Value(), Value(), Value(), generator);
  EXPECT_EQ(values_of(a), values_of(b));
  uint64_t seed, block;
  stream->state(&seed, &block);
  EXPECT_EQ(block, 3u);
  EXPECT_NE(values_of(a), values_of(op<"uniform">(c, i(10))));
  Tensor draws = op<"uniform">(c, i(4000), Value(2.0), Value(4.0), Value(DType::kFloat64));
  double mean = values_of(op<"mean">(c, draws))[0];
  EXPECT_NEAR(mean, 3, 0.05);
  Tensor z = op<"normal">(c, i(4000), Value(1.0), Value(2.0));
  EXPECT_NEAR(values_of(op<"mean">(c, z))[0], 1, 0.15);
  EXPECT_NEAR(values_of(op<"mean">(c, op<"square">(c, op<"subtract">(c, z, i(1)))))[0], 4, 0.4);
  Tensor order = op<"permutation">(c, i(100));
  EXPECT_EQ(order.dtype(), DType::kInt64);
  expect_vector(
      op<"sum">(c, op<"put_along_axis_add">(c, op<"zeros">(c, i(100)), order, op<"ones">(c, i(100)))).rank() == 0
          ? op<"put_along_axis_add">(c, op<"zeros">(c, i(100)), order, op<"ones">(c, i(100)))
          : order,
      std::vector<double>(100, 1.0));
  expect_error([&] { op<"uniform">(c, i(3), Value(2.0), Value(1.0)); }, ErrorCode::kValue, "uniform", "high");
  expect_error([&] { op<"uniform">(c, i(3), Value(), Value(), Value(DType::kInt32)); }, ErrorCode::kDType, "uniform",
               "dtype", "int32", "floating");
  expect_error([&] { op<"normal">(c, i(3), Value(), Value(-1.0)); }, ErrorCode::kValue, "normal", "std", "-1", ">= 0");
  expect_error([&] { op<"uniform">(c, i(3), Value(), Value(), Value(), i(1)); }, ErrorCode::kType, "uniform",
               "generator");
}

TEST_F(Chance, Dropout) {
  Tensor x = numbers(Shape{40, 50}, 0, 1, 2), w = leaf(x);
  EXPECT_TRUE(op<"dropout">(c, x, Value(0.5), Value(false)).same(x));
  uint64_t seed, before, after;
  c.generator->state(&seed, &before);
  Tensor y = op<"dropout">(c, w, Value(0.25));
  c.generator->state(&seed, &after);
  EXPECT_EQ(after - before, 500u);
  std::vector<double> a = values_of(x), b = values_of(y),
                      g = values_of(gradients(c, {op<"sum">(c, y)}, {w}, {}, false)[0]);
  int dropped = 0;
  for (size_t k = 0; k < a.size(); ++k) {
    if (b[k] == 0)
      ++dropped;
    else
      EXPECT_NEAR(b[k], a[k] / 0.75, 1e-12);
    EXPECT_NEAR(g[k], b[k] / a[k], 1e-12);
  }
  EXPECT_NEAR(dropped / 2000.0, 0.25, 0.05);
  expect_vector(op<"dropout">(c, tensor_of({1, 2}), Value(1.0)), {0, 0});
  expect_error([&] { op<"dropout">(c, x, Value(1.5)); }, ErrorCode::kValue, "dropout", "p", "1.5", ">= 0 and <= 1");
}

TEST_F(Losses, CrossEntropy) {
  Tensor x = tensor_of({2, 1, 0, 0, 3, 0, 1, 1, 1}, Shape{3, 3}), t = indices({0, 1, -100}, Shape{3});
  auto lse = [](double a, double b, double d) { return std::log(std::exp(a) + std::exp(b) + std::exp(d)); };
  double first = lse(2, 1, 0) - 2, second = lse(0, 3, 0) - 3;
  expect_tensor(op<"cross_entropy">(c, x, t), Shape{}, {(first + second) / 2}, 1e-14);
  expect_tensor(op<"cross_entropy">(c, x, t, Value(), Value(), Value("sum")), Shape{}, {first + second}, 1e-14);
  expect_tensor(op<"cross_entropy">(c, x, t, Value(), Value(), Value("none")), Shape{3}, {first, second, 0}, 1e-14);
  expect_tensor(op<"cross_entropy">(c, x, indices({1, 1, 1}, Shape{3}), Value(), i(1)), Shape{}, {std::nan("")});
  double even = lse(2, 1, 0) - 1, even2 = lse(0, 3, 0) - 1;
  expect_tensor(op<"cross_entropy">(c, x, t, Value(), Value(), Value("sum"), Value(0.1)), Shape{},
                {0.9 * (first + second) + 0.1 * (even + even2)}, 1e-14);
  expect_tensor(op<"cross_entropy">(c, tensor_of({2, 1, 0}), indices({0}, Shape{})), Shape{}, {first}, 1e-14);
  Tensor half = op<"astype">(c, x, Value(DType::kFloat16));
  EXPECT_EQ(op<"cross_entropy">(c, half, t).dtype(), DType::kFloat16);
  using In = const std::vector<Tensor>&;
  for (const char* reduction : {"none", "mean", "sum"}) {
    for (double smoothing : {0.0, 0.2}) {
      check_gradients(
          [&](Context& k, In in) {
            return op<"cross_entropy">(k, in[0], t, Value(), Value(), Value(reduction), Value(smoothing));
          },
          {numbers(Shape{3, 3})});
      Tensor grid = indices({0, 2, 1, -100}, Shape{2, 2});
      check_gradients(
          [&](Context& k, In in) {
            return op<"cross_entropy">(k, in[0], grid, Value(), Value(), Value(reduction), Value(smoothing));
          },
          {numbers(Shape{2, 3, 2})});
    }
  }
}

TEST_F(Losses, ErrorsCountAsTheCallerDoes) {
  Tensor x = numbers(Shape{2, 3});
  Error e = error_of([&] { op<"cross_entropy">(c, x, indices({0, 3}, Shape{2})); });
  EXPECT_EQ(e.code(), ErrorCode::kIndex);
  EXPECT_EQ(e.function(), "cross_entropy");
  EXPECT_EQ(e.argument(), "target");
  Error::Reader zero, one;
  one.first = 1;
  EXPECT_EQ(e.render(e.given(), zero), "3");
  EXPECT_EQ(e.render(e.accepted(), zero), "0 to 2");
  EXPECT_EQ(e.render(e.given(), one), "4");
  EXPECT_EQ(e.render(e.accepted(), one), "1 to 3");
  EXPECT_NE(e.text(one).find("position [2]"), std::string::npos) << e.text(one);
  expect_error([&] { op<"cross_entropy">(c, x, indices({0, 1, 2}, Shape{3})); }, ErrorCode::kShape, "cross_entropy",
               "target", "[3]", "[2]");
  expect_error([&] { op<"cross_entropy">(c, x, indices({0, -1}, Shape{2})); }, ErrorCode::kIndex, "cross_entropy",
               "target");
  expect_error([&] { op<"cross_entropy">(c, x, op<"equal">(c, x, x)); }, ErrorCode::kDType, "cross_entropy", "target");
  expect_error([&] { op<"cross_entropy">(c, x, indices({0, 1}, Shape{2}), Value(), Value(), Value("average")); },
               ErrorCode::kValue, "cross_entropy", "reduction", "\"average\"", "none, mean, sum");
}

// A host with two functions: 1 cubes, 2 is the gradient of that.
class Cubes final : public Host {
 public:
  int calls = 0;
  ValueList call(Context& context, int64_t host, std::string_view, ValueList arguments) override {
    ++calls;
    EXPECT_FALSE(context.recording);
    if (host == 3) return {Value(int64_t{1})};
    Tensor x = arguments.back().as_tensor();
    Tensor squared = op<"multiply">(context, x, x);
    if (host == 1) return {op<"multiply">(context, squared, x)};
    return {Value(ValueList{op<"multiply">(context, op<"multiply">(context, squared, Value(3.0)), arguments[0])})};
  }
};

TEST_F(Custom, RunsForwardAndGradientOfTheHost) {
  auto host = make_ref<Cubes>();
  c.host = host;
  Rule cube = [](Context& k, const std::vector<Tensor>& in) {
    return op<"custom">(k, Value(ValueList{in[0]}), Value::callback(1), Value::callback(2));
  };
  expect_vector(cube(c, {tensor_of({1, 2})}), {1, 8});
  check_gradients(cube, {numbers(Shape{3})}, false);
  Tensor x = leaf(tensor_of({1, 2}));
  std::vector<Tensor> first = gradients(c, {op<"sum">(c, cube(c, {x}))}, {x}, {}, true);
  Error again = error_of([&] { gradients(c, {op<"sum">(c, first[0])}, {x}, {}, false); });
  EXPECT_EQ(again.code(), ErrorCode::kGradient);
  Tensor y = op<"custom">(c, Value(ValueList{x}), Value::callback(1));
  EXPECT_EQ(error_of([&] { gradients(c, {op<"sum">(c, y)}, {x}, {}, false); }).code(), ErrorCode::kGradient);
  expect_error([&] { op<"custom">(c, Value(ValueList{x}), Value::callback(1), Value(), Value(Shape{3})); },
               ErrorCode::kShape, "custom", "forward", "float64 [2]", "float64 [3]");
  EXPECT_EQ(error_of([&] { op<"custom">(c, Value(ValueList{x}), Value::callback(3)); }).code(), ErrorCode::kType);
  c.host = nullptr;
  EXPECT_EQ(error_of([&] { cube(c, {x}); }).code(), ErrorCode::kHost);
  Value both(ValueList{x, x});
  EXPECT_EQ(error_of([&] { op_results<"custom_gradient">(c, both, Value::callback(2)); }).code(), ErrorCode::kHost);
}

// Of 2^33 rows four have elements; of 2^31 windows none is made, where there is nothing to look at.
TEST_F(Making, SizesAloneMakeNoWork) {
  expect_tensor(op_results<"triu_indices">(c, i(int64_t{1} << 33), i(4)).tensor(0), Shape{10},
                {0, 0, 0, 0, 1, 1, 1, 2, 2, 3});
  expect_tensor(op_results<"tril_indices">(c, i(int64_t{1} << 33), i(4), i(1 - (int64_t{1} << 33))).tensor(0), Shape{1},
                {static_cast<double>((int64_t{1} << 33) - 1)});
  Tensor none = Tensor::empty(DType::kFloat32, Shape{0, 2});
  EXPECT_EQ(op<"adaptive_max_pool1d">(c, none, i(INT32_MAX)).shape().text(), "[0, 2147483647]");
}

}  // namespace

}  // namespace mixgrad
