// Elementwise functions against numbers worked out with the C library, and against central differences.
#include "core/ops/test_support.h"

namespace mixgrad {

namespace {

struct Unary {
  const char* name;
  double (*expected)(double);
  double low, high;
  bool smooth;
};

using Elementwise = OpTest;

Tensor call(Context& c, const char* name, std::vector<Value> arguments) {
  Results results;
  invoke(c, require_function(name), arguments, results);
  return results.tensor();
}

const Unary kUnary[] = {
    {"negative", [](double x) { return -x; }, -2, 2, true},
    {"abs", [](double x) { return std::abs(x); }, -2, 2, true},
    {"square", [](double x) { return x * x; }, -2, 2, true},
    {"exp", [](double x) { return std::exp(x); }, -2, 2, true},
    {"log", [](double x) { return std::log(x); }, 0.2, 3, true},
    {"sqrt", [](double x) { return std::sqrt(x); }, 0.2, 3, true},
    {"tanh", [](double x) { return std::tanh(x); }, -2, 2, true},
    {"sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }, -2, 2, true},
    {"relu", [](double x) { return x > 0 ? x : 0; }, -2, 2, true},
    {"sign", [](double x) { return x > 0   ? 1.0
                                   : x < 0 ? -1.0
                                           : 0.0; }, -2, 2, false},
};

TEST_F(Elementwise, UnaryValuesAndGradients) {
  for (const Unary& u : kUnary) {
    SCOPED_TRACE(u.name);
    Tensor x = numbers(Shape{3, 4}, 1, u.low, u.high);
    std::vector<double> expected;
    for (double v : values_of(x)) expected.push_back(u.expected(v));
    expect_tensor(call(c, u.name, {x}), Shape{3, 4}, expected, 1e-14);
    if (u.smooth)
      check_gradients([&](Context& k, const std::vector<Tensor>& in) { return call(k, u.name, {in[0]}); }, {x});
  }
}

struct Binary {
  const char* name;
  double (*expected)(double, double);
  bool positive;
};
const Binary kBinary[] = {
    {"add", [](double a, double b) { return a + b; }, false},
    {"subtract", [](double a, double b) { return a - b; }, false},
    {"multiply", [](double a, double b) { return a * b; }, false},
    {"divide", [](double a, double b) { return a / b; }, true},
    {"pow", [](double a, double b) { return std::pow(a, b); }, true},
    {"maximum", [](double a, double b) { return std::max(a, b); }, false},
    {"minimum", [](double a, double b) { return std::min(a, b); }, false},
    {"remainder", [](double a, double b) { return a - b * std::floor(a / b); }, true},
};

TEST_F(Elementwise, BinaryValuesAndGradientsWithBroadcasting) {
  for (const Binary& f : kBinary) {
    SCOPED_TRACE(f.name);
    double low = f.positive ? 0.6 : -2;
    Tensor a = numbers(Shape{2, 1, 3}, 1, low, 2), b = numbers(Shape{4, 1}, 2, low, 2);
    std::vector<double> x = values_of(a), y = values_of(b), expected;
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 4; ++j) {
        for (int k = 0; k < 3; ++k) expected.push_back(f.expected(x[i * 3 + k], y[j]));
      }
    }
    expect_tensor(call(c, f.name, {a, b}), Shape{2, 4, 3}, expected, 1e-13);
    auto both = [&](Context& k, const std::vector<Tensor>& in) { return call(k, f.name, {in[0], in[1]}); };
    check_gradients(both, {a, b});
    auto number_right = [&](Context& k, const std::vector<Tensor>& in) { return call(k, f.name, {in[0], Value(1.7)}); };
    check_gradients(number_right, {a});
    auto number_left = [&](Context& k, const std::vector<Tensor>& in) { return call(k, f.name, {Value(1.7), in[0]}); };
    check_gradients(number_left, {a});
  }
}

TEST_F(Elementwise, PromotionAndWeakScalars) {
  Tensor i = tensor_of({1, 2}, DType::kInt32), f = tensor_of({0.5, 1}, DType::kFloat16);
  EXPECT_EQ(op<"add">(c, i, f).dtype(), DType::kFloat16);
  EXPECT_EQ(op<"add">(c, i, Value(int64_t{1})).dtype(), DType::kInt32);
  EXPECT_EQ(op<"add">(c, i, Value(0.5)).dtype(), DType::kFloat32);
  EXPECT_EQ(op<"add">(c, f, Value(0.5)).dtype(), DType::kFloat16);
  EXPECT_EQ(op<"exp">(c, i).dtype(), DType::kFloat32);
  expect_vector(op<"divide">(c, i, Value(int64_t{2})), {0.5, 1});
  EXPECT_EQ(op<"divide">(c, i, Value(int64_t{2})).dtype(), DType::kFloat32);
  expect_vector(op<"floor_divide">(c, tensor_of({7, -7}, DType::kInt16), Value(int64_t{2})), {3, -4});
  expect_vector(op<"remainder">(c, tensor_of({7, -7}, DType::kInt16), Value(int64_t{3})), {1, 2});
}

TEST_F(Elementwise, EqualOperandsShareTheGradientOfMaximum) {
  Tensor a = leaf(tensor_of({1, 2})), b = leaf(tensor_of({1, 3}));
  auto g = gradients(c, {op<"sum">(c, op<"maximum">(c, a, b))}, {a, b}, {}, false);
  expect_vector(g[0], {0.5, 0});
  expect_vector(g[1], {0.5, 1});
}

TEST_F(Elementwise, PowersOfZeroHaveFiniteGradients) {
  Tensor x = leaf(tensor_of({0, 0, 2})), y = leaf(tensor_of({2, 0, 0}));
  auto g = gradients(c, {op<"sum">(c, op<"pow">(c, x, y))}, {x, y}, {}, false);
  expect_vector(g[0], {0, 0, 0});
  expect_vector(g[1], {0, 0, std::log(2.0)}, 1e-15);
  Tensor z = leaf(tensor_of({0, -3}));
  expect_vector(gradients(c, {op<"sum">(c, op<"pow">(c, z, Value(int64_t{2})))}, {z}, {}, false)[0], {0, -6});
}

TEST_F(Elementwise, ComparisonsComputeInThePromotedType) {
  Tensor i = tensor_of({1, 2, 3}, DType::kInt32), f = tensor_of({1.5, 2, 2.5}, DType::kFloat32);
  Tensor less = op<"less">(c, i, f);
  EXPECT_EQ(less.dtype(), DType::kBool);
  expect_vector(less, {1, 0, 0});
  expect_vector(op<"less">(c, i, Value(2.5)), {1, 1, 0});
  expect_vector(op<"equal">(c, i, f), {0, 1, 0});
  expect_vector(op<"not_equal">(c, i, f), {1, 0, 1});
  expect_vector(op<"greater">(c, i, f), {0, 0, 1});
  expect_vector(op<"greater_equal">(c, i, f), {0, 1, 1});
  expect_vector(op<"less_equal">(c, i, f), {1, 1, 0});
  Tensor nan = tensor_of({std::nan(""), 1});
  expect_vector(op<"equal">(c, nan, nan), {0, 1});
  expect_vector(op<"not_equal">(c, nan, nan), {1, 0});
}

TEST_F(Elementwise, Logic) {
  Tensor a = tensor_of({0, 0, 2, 3}, DType::kFloat32), b = tensor_of({0, 1, 0, 1}, DType::kBool);
  expect_vector(op<"logical_and">(c, a, b), {0, 0, 0, 1});
  expect_vector(op<"logical_or">(c, a, b), {0, 1, 1, 1});
  expect_vector(op<"logical_xor">(c, a, b), {0, 1, 1, 0});
  expect_vector(op<"logical_not">(c, a), {1, 1, 0, 0});
}

TEST_F(Elementwise, WhereAndClip) {
  Tensor on = tensor_of({1, 0, 1}, DType::kBool), x = numbers(Shape{2, 3}), y = numbers(Shape{3}, 2);
  check_gradients([&](Context& k, const std::vector<Tensor>& in) { return op<"where">(k, on, in[0], in[1]); }, {x, y});
  expect_vector(op<"where">(c, on, tensor_of({1, 2, 3}), Value(int64_t{0})), {1, 0, 3});
  expect_error([&] { op<"where">(c, x, x, x); }, ErrorCode::kDType, "where", "condition", "float64", "bool");
  Tensor nan = tensor_of({-1, 0.25, 9, std::nan("")});
  expect_vector(op<"clip">(c, nan, Value(int64_t{0}), Value(int64_t{1})), {0, 0.25, 1, std::nan("")});
  expect_vector(op<"clip">(c, nan, Value(), Value(int64_t{1})), {-1, 0.25, 1, std::nan("")});
  expect_vector(op<"clip">(c, nan, Value::null(), Value()), {-1, 0.25, 9, std::nan("")});
  Tensor low = tensor_of({-0.5, 0, 0.5});
  check_gradients([&](Context& k, const std::vector<Tensor>& in) { return op<"clip">(k, in[0], in[1], Value(1.0)); },
                  {x, low});
  Tensor edge = leaf(tensor_of({0, 1, 2}));
  expect_vector(gradients(c, {op<"sum">(c, op<"clip">(c, edge, Value(0.0), Value(1.0)))}, {edge}, {}, false)[0],
                {0, 0, 0});
}

TEST_F(Elementwise, HalfPrecisionKeepsItsType) {
  Tensor x = leaf(tensor_of({0.5, 2}, DType::kBFloat16));
  Tensor y = op<"multiply">(c, op<"exp">(c, x), Value(2.0));
  EXPECT_EQ(y.dtype(), DType::kBFloat16);
  Tensor g = gradients(c, {op<"sum">(c, y)}, {x}, {}, false)[0];
  EXPECT_EQ(g.dtype(), DType::kBFloat16);
  expect_vector(g, {2 * std::exp(0.5), 2 * std::exp(2.0)}, 0.1);
  Tensor wide = leaf(tensor_of({1, 2}, DType::kFloat64)), narrow = leaf(tensor_of({1, 2}, DType::kFloat32));
  auto both = gradients(c, {op<"sum">(c, op<"multiply">(c, wide, narrow))}, {wide, narrow}, {}, false);
  EXPECT_EQ(both[0].dtype(), DType::kFloat64);
  EXPECT_EQ(both[1].dtype(), DType::kFloat32);
}

TEST_F(Elementwise, Errors) {
  Tensor a = numbers(Shape{2, 3}), b = numbers(Shape{4});
  expect_error([&] { op<"add">(c, a, b); }, ErrorCode::kShape, "add", "x2");
  expect_error([&] { op<"add">(c, a, Value("one")); }, ErrorCode::kType, "add", "x2", "a string",
               "a tensor or a number");
  expect_error([&] { op<"add">(c, a, tensor_of({1}, DType::kBool)); }, ErrorCode::kDType, "add", "x2", "bool",
               "numeric");
}

}  // namespace

}  // namespace mixgrad
