#include "core/nn/initializers.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/kernels/library.h"

namespace mixgrad {

FunctionBuilder& initializer(FunctionBuilder& f, const char* reference, const char* dtypes, const char* shape) {
  return f.in_namespace("init").reference(reference).tensor(
      "x", "The tensor, whose elements are overwritten; also a parameter that wants a gradient.", dtypes, shape);
}

FunctionBuilder& fills(FunctionBuilder& f, Body body) {
  return f.output("out", "x itself.", "as x", "[...]").trait("in_place_form").native(body);
}

FunctionBuilder& fills_at_random(FunctionBuilder& f, Body body) {
  f.attribute("generator", types::optional(types::generator), Value::null(),
              "Where the numbers come from; the context's generator if it is left out.");
  return fills(f, body);
}

void Filling::needs(bool holds, const char* what, const char* accepted) const {
  if (!holds)
    throw Infer(call_.function, call_.arguments)
        .error(ErrorCode::kShape, 0, what)
        .given(shape().text())
        .accepted(accepted);
}

Tensor Filling::uniform(double low, double high) const {
  return as_own([&] { return op<"uniform">(c, Value(shape()), Value(low), Value(high), Value(dtype()), generator()); });
}

Tensor Filling::normal(double mean, double std) const {
  return as_own([&] { return op<"normal">(c, Value(shape()), Value(mean), Value(std), Value(dtype()), generator()); });
}

void Filling::result(const Value& value) {
  op<"copy_">(c, call_.tensor(0), value);
  call_.result(call_[0]);
}

void Filling::elements(const std::vector<double>& values) {
  result(Value(on_device(Tensor::from_values(DType::kFloat64, shape(), values), call_.tensor(0).device())));
}

Type nonlinearity_type() {
  return types::enumeration("Nonlinearity", {{"linear", 0, "None, or a convolution: gain 1."},
                                             {"sigmoid", 1, "Gain 1."},
                                             {"tanh", 2, "Gain 5/3."},
                                             {"relu", 3, "Gain √2."},
                                             {"leaky_relu", 4, "Gain √(2 / (1 + slope²))."},
                                             {"selu", 5, "Gain 3/4."}});
}

double gain_of(int64_t nonlinearity, double slope) {
  switch (nonlinearity) {
    case 2:
      return 5.0 / 3;
    case 3:
      return std::sqrt(2.0);
    case 4:
      return std::sqrt(2 / (1 + slope * slope));
    case 5:
      return 0.75;
    default:
      return 1;
  }
}

MIXGRAD_FUNCTION(calculate_gain) {
  f.summary("The gain that keeps the scale of numbers that go through a nonlinear function.")
      .description("What the standard deviation of weights is multiplied by.")
      .math("1, 1, 5/3, \\sqrt 2, \\sqrt{2 / (1 + slope^2)}, 3/4")
      .reference("PyTorch 2.x, torch.nn.init.calculate_gain")
      .in_namespace("init")
      .attribute("nonlinearity", nonlinearity_type(), "The function.")
      .attribute("slope", types::floating, 0.01, "Of leaky_relu: the slope below 0. The others ignore it.")
      .output("gain", types::floating, "The gain.")
      .native([](Invocation& call) { call.result(Value(gain_of(call[0].as_int(), call[1].as_float()))); })
      .example(R"(
        expect calculate_gain("selu") = 0.75
        expect calculate_gain("leaky_relu", 1) = 1
      )");
}

MIXGRAD_FUNCTION(constant_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.constant_", "any")
      .summary("Fills a tensor with a number.")
      .description("The number is converted to x's dtype.")
      .attribute("value", types::number, "The number.");
  fills(f, [](Invocation& call) { Filling(call).result(call[1]); }).example(R"(
    let x = zeros([2])
    do constant_(x, 3)
    expect x = [3, 3]
  )");
}

MIXGRAD_FUNCTION(zeros_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.zeros_", "any")
      .summary("Fills a tensor with zeros.")
      .description("Of any dtype and shape.");
  fills(f, [](Invocation& call) { Filling(call).result(Value(int64_t{0})); }).example(R"(
    expect zeros_(tensor([1, 2])) = [0, 0]
  )");
}

MIXGRAD_FUNCTION(ones_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.ones_", "any")
      .summary("Fills a tensor with ones.")
      .description("Of any dtype and shape.");
  fills(f, [](Invocation& call) { Filling(call).result(Value(int64_t{1})); }).example(R"(
    expect ones_(tensor([2, 3])) = [1, 1]
  )");
}

MIXGRAD_FUNCTION(eye_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.eye_", "any", "[R, C]")
      .summary("Makes a matrix the identity.")
      .description("Ones on the main diagonal, zeros elsewhere: a layer whose weight it is hands its input on.")
      .error("shape", "x has not two axes");
  fills(f, [](Invocation& call) {
    Filling fill(call);
    fill.needs(fill.shape().rank() == 2, "a matrix has two axes", "[R, C]");
    int64_t rows = fill.shape()[0], columns = fill.shape()[1];
    std::vector<double> values(static_cast<size_t>(rows * columns));
    for (int64_t i = 0; i < std::min(rows, columns); ++i) values[static_cast<size_t>(i * columns + i)] = 1;
    fill.elements(values);
  }).example(R"(
    expect eye_(tensor([[5, 5, 5], [5, 5, 5]])) = [[1, 0, 0], [0, 1, 0]]
  )");
}

MIXGRAD_FUNCTION(dirac_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.dirac_", "floating", "[O, I, K, ...]")
      .summary("Makes the weight of a convolution hand its input on.")
      .description(
          "A one in the middle of the kernel that goes from each channel to that of the same number, zeros elsewhere; "
          "in "
          "each group of outputs for itself. Channels without a partner get zeros.")
      .attribute("groups", types::integer, 1, "Into how many groups the outputs fall.")
      .minimum(1)
      .error("shape", "x has fewer than three axes or more than five")
      .error("value", "groups is below 1 or does not divide the number of outputs");
  fills(f, [](Invocation& call) {
    Filling fill(call);
    const Shape& shape = fill.shape();
    fill.needs(shape.rank() >= 3 && shape.rank() <= 5, "a convolution's weight has one to three axes for the kernel",
               "[O, I, K, ...]");
    int64_t groups = call[1].as_int(), outputs = shape[0] / groups, kernel = 1, middle = 0;
    if (shape[0] % groups != 0)
      throw Infer(call.function, call.arguments)
          .error(ErrorCode::kValue, 1, "the outputs do not fall into groups of one size")
          .given(std::to_string(groups))
          .accepted("what divides " + std::to_string(shape[0]));
    for (int i = 2; i < shape.rank(); ++i) {
      kernel *= shape[i];
      middle = middle * shape[i] + shape[i] / 2;
    }
    std::vector<double> values(static_cast<size_t>(shape.elements()));
    for (int64_t o = 0; o < shape[0] && !values.empty(); ++o) {
      int64_t channel = o % outputs;
      if (channel < shape[1]) values[static_cast<size_t>((o * shape[1] + channel) * kernel + middle)] = 1;
    }
    fill.elements(values);
  }).example(R"(
    let weight = zeros([2, 2, 3])
    expect dirac_(weight) = [[[0, 1, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]]]
  )");
}

MIXGRAD_FUNCTION(bilinear_) {
  initializer(f, "Apache MXNet 1.9, mxnet.gluon initializer Bilinear", "floating", "[O, I, H, W]")
      .summary("Makes the weight of a transposed convolution enlarge images by bilinear interpolation.")
      .description(
          "Each kernel is a pyramid whose top lies in the middle: the product of one triangle along H and one along W.")
      .math(
          "w_{hw} = t_H(h) \\, t_W(w), t_n(i) = 1 - |i / f - (2 f - 1 - f \\bmod 2) / (2 f)|, f = \\lceil n / 2 "
          "\\rceil")
      .error("shape", "x has not four axes");
  fills(f, [](Invocation& call) {
    Filling fill(call);
    const Shape& shape = fill.shape();
    fill.needs(shape.rank() == 4, "the weight has two axes for channels and two for the kernel", "[O, I, H, W]");
    auto triangle = [](int64_t n, int64_t i) {
      double half = static_cast<double>((n + 1) / 2);
      return 1 - std::abs(static_cast<double>(i) / half - (2 * half - 1 - std::fmod(half, 2)) / (2 * half));
    };
    std::vector<double> values;
    values.reserve(static_cast<size_t>(shape.elements()));
    for (int64_t i = 0; i < shape.elements(); ++i)
      values.push_back(triangle(shape[2], i / shape[3] % shape[2]) * triangle(shape[3], i % shape[3]));
    fill.elements(values);
  }).example(R"(
    let weight = zeros([1, 1, 1, 4])
    expect bilinear_(weight) = [[[[0.25, 0.75, 0.75, 0.25]]]]
  )");
}

}  // namespace mixgrad
