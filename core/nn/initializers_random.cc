// Random initial weights, whose scale is given or made to suit the number of connections.
#include <cmath>

#include "core/nn/initializers.h"

namespace mixgrad {

namespace {

constexpr const char* kGlorot =
    "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010";
constexpr const char* kHe = "He et al., Delving Deep into Rectifiers, ICCV 2015";
constexpr const char* kWeight = "[O, I, ...]";
constexpr const char* kFans =
    " fan_in is the number of elements of x that make one element of a layer's output: those of one row of a weight "
    "[O, I, ...]; fan_out likewise that of one column.";

Type fan_type() {
  return types::enumeration("FanMode", {{"fan_in", 0, "Keeps the scale of what goes forward."},
                                        {"fan_out", 1, "Keeps the scale of gradients that go back."}});
}

struct Fans {
  double in, out;
};
Fans fans_of(const Filling& fill) {
  const Shape& shape = fill.shape();
  fill.needs(shape.rank() >= 2, "a weight has an axis of outputs and one of inputs", kWeight);
  double kernel = 1;
  for (int i = 2; i < shape.rank(); ++i) kernel *= static_cast<double>(shape[i]);
  return {static_cast<double>(shape[1]) * kernel, static_cast<double>(shape[0]) * kernel};
}

// Without elements there is nothing to scale.
double deviation(const Filling& fill, double gain, double fan) {
  return fill.shape().elements() == 0 ? 0 : gain / std::sqrt(fan);
}
double xavier(const Filling& fill) {
  Fans fans = fans_of(fill);
  return deviation(fill, fill.number(1), (fans.in + fans.out) / 2);
}
double kaiming(const Filling& fill, Invocation& call) {
  Fans fans = fans_of(fill);
  return deviation(fill, gain_of(call[3].as_int(), fill.number(1)), call[2].as_int() == 0 ? fans.in : fans.out);
}

FunctionBuilder& weights(FunctionBuilder& f, const char* torch, const char* paper) {
  return initializer(f, torch, "floating", kWeight).reference(paper).error("shape", "x has fewer than two axes");
}
FunctionBuilder& gained(FunctionBuilder& f) {
  return f.attribute("gain", types::floating, 1.0, "Multiplies the scale; see calculate_gain.")
      .minimum(0)
      .error("value", "gain is negative");
}
FunctionBuilder& rectified(FunctionBuilder& f) {
  return f.attribute("a", types::floating, 0.0, "The slope of leaky_relu below 0. Other functions ignore it.")
      .attribute("mode", fan_type(), Value::enumerator(0), "Which number of connections counts.")
      .attribute("nonlinearity", nonlinearity_type(), Value::enumerator(4), "The function that follows the layer.");
}

}  // namespace

MIXGRAD_FUNCTION(uniform_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.uniform_")
      .summary("Fills a tensor with random numbers, all equally likely, of an interval.")
      .description("As uniform makes them.")
      .attribute("low", types::floating, 0.0, "Lower end of the interval, which may come up.")
      .attribute("high", types::floating, 1.0, "Upper end, which does not.")
      .error("value", "low is larger than high, or one of them is not finite");
  fills_at_random(f, [](Invocation& call) {
    Filling fill(call);
    fill.result(fill.uniform(fill.number(1), fill.number(2)));
  }).example(R"(
    let x = uniform_(zeros([100]), 2, high: 3)
    expect all(logical_and(greater_equal(x, 2), less(x, 3))) = true
  )");
}

MIXGRAD_FUNCTION(normal_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.normal_")
      .summary("Fills a tensor with random numbers of a normal distribution.")
      .description("As normal makes them.")
      .attribute("mean", types::floating, 0.0, "Mean of the distribution.")
      .attribute("std", types::floating, 1.0, "Standard deviation of the distribution.")
      .minimum(0)
      .error("value", "std is negative");
  fills_at_random(f, [](Invocation& call) {
    Filling fill(call);
    fill.result(fill.normal(fill.number(1), fill.number(2)));
  }).example(R"(
    expect normal_(zeros([3]), 5, std: 0) = [5, 5, 5]
  )");
}

MIXGRAD_FUNCTION(truncated_normal_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.trunc_normal_")
      .summary("Fills a tensor with random numbers of a normal distribution between two bounds.")
      .description("As truncated_normal makes them.")
      .attribute("mean", types::floating, 0.0, "Mean of the distribution without bounds.")
      .attribute("std", types::floating, 1.0, "Standard deviation of the distribution without bounds.")
      .minimum(0)
      .attribute("a", types::floating, -2.0, "The smallest number; may be minus infinity.")
      .attribute("b", types::floating, 2.0, "The largest number; may be infinity.")
      .error("value", "std is negative, a is larger than b, or a number is NaN, mean or std infinite");
  fills_at_random(f, [](Invocation& call) {
    Filling fill(call);
    fill.result(fill.as_own([&] {
      return op<"truncated_normal">(fill.c, Value(fill.shape()), call[1], call[2], call[3], call[4],
                                    Value(fill.dtype()), fill.generator());
    }));
  }).example(R"(
    let x = truncated_normal_(zeros([100]), 0, std: 0.5, a: -1, b: 1)
    expect all(less_equal(abs(x), 1)) = true
  )");
}

MIXGRAD_FUNCTION(xavier_uniform_) {
  weights(f, "PyTorch 2.x, torch.nn.init.xavier_uniform_", kGlorot)
      .summary("Fills a weight with uniform numbers whose scale suits both numbers of connections.")
      .description(std::string("For layers that a function follows which is steep about 0, such as tanh.") + kFans)
      .math("x \\sim U[-b, b), b = gain \\sqrt{6 / (fan_{in} + fan_{out})}");
  fills_at_random(gained(f), [](Invocation& call) {
    Filling fill(call);
    fill.result(fill.uniform(std::sqrt(3.0) * xavier(fill)));
  }).example(R"(
    let weight = xavier_uniform_(zeros([2, 4]))
    expect all(less_equal(abs(weight), 1)) = true
  )");
}

MIXGRAD_FUNCTION(xavier_normal_) {
  weights(f, "PyTorch 2.x, torch.nn.init.xavier_normal_", kGlorot)
      .summary("Fills a weight with normal numbers whose scale suits both numbers of connections.")
      .description(std::string("For layers that a function follows which is steep about 0, such as tanh.") + kFans)
      .math("x \\sim N(0, s^2), s = gain \\sqrt{2 / (fan_{in} + fan_{out})}");
  fills_at_random(gained(f), [](Invocation& call) {
    Filling fill(call);
    fill.result(fill.normal(xavier(fill)));
  }).example(R"(
    expect xavier_normal_(ones([2, 4]), 0) = [[0, 0, 0, 0], [0, 0, 0, 0]]
  )");
}

MIXGRAD_FUNCTION(kaiming_uniform_) {
  weights(f, "PyTorch 2.x, torch.nn.init.kaiming_uniform_", kHe)
      .summary("Fills a weight with uniform numbers whose scale suits one number of connections and what follows.")
      .description(std::string("For layers that relu or its kin follow.") + kFans)
      .math("x \\sim U[-b, b), b = gain \\sqrt{3 / fan}");
  fills_at_random(rectified(f), [](Invocation& call) {
    Filling fill(call);
    fill.result(fill.uniform(std::sqrt(3.0) * kaiming(fill, call)));
  }).example(R"(
    let weight = kaiming_uniform_(zeros([2, 12]), mode: "fan_in", nonlinearity: "linear")
    expect all(less_equal(abs(weight), 0.5)) = true
  )");
}

MIXGRAD_FUNCTION(kaiming_normal_) {
  weights(f, "PyTorch 2.x, torch.nn.init.kaiming_normal_", kHe)
      .summary("Fills a weight with normal numbers whose scale suits one number of connections and what follows.")
      .description(std::string("For layers that relu or its kin follow.") + kFans)
      .math("x \\sim N(0, s^2), s = gain / \\sqrt{fan}");
  fills_at_random(rectified(f), [](Invocation& call) {
    Filling fill(call);
    fill.result(fill.normal(kaiming(fill, call)));
  }).example(R"(
    let weight = zeros([8, 4, 3, 3])
    expect kaiming_normal_(weight, mode: "fan_out", nonlinearity: "relu") shape = [8, 4, 3, 3]
  )");
}

MIXGRAD_FUNCTION(orthogonal_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.orthogonal_", "floating", kWeight)
      .summary("Fills a weight with a random matrix of orthonormal rows or columns.")
      .description("As orthogonal makes it, times the gain. Axes behind the first count as one.")
      .reference(
          "Saxe et al., Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural Networks, "
          "ICLR 2014")
      .attribute("gain", types::floating, 1.0, "Multiplies the matrix; see calculate_gain.")
      .error("shape", "x has fewer than two axes");
  fills_at_random(f, [](Invocation& call) {
    Filling fill(call);
    fill.needs(fill.shape().rank() >= 2, "a weight has an axis of outputs and one of inputs", kWeight);
    DType wide = fill.dtype() == DType::kFloat64 ? DType::kFloat64 : DType::kFloat32;
    Tensor matrix = op<"orthogonal">(fill.c, Value(fill.shape()), Value(wide), fill.generator());
    fill.result(op<"multiply">(fill.c, matrix, call[1]));
  }).example(R"(
    let weight = orthogonal_(zeros([2, 5]), 3)
    expect matmul(weight, permute_dims(weight, [1, 0])) = [[9, 0], [0, 9]] within 1e-4
  )");
}

MIXGRAD_FUNCTION(sparse_) {
  initializer(f, "PyTorch 2.x, torch.nn.init.sparse_", "floating", "[R, C]")
      .summary("Fills a matrix with normal numbers and, in each column, with zeros in random rows.")
      .description("Each column gets equally many zeros, a fraction of its length rounded up.")
      .reference("Martens, Deep Learning via Hessian-free Optimization, ICML 2010")
      .attribute("sparsity", types::floating, "The fraction of a column that is zero.")
      .minimum(0)
      .maximum(1)
      .attribute("std", types::floating, 0.01, "Standard deviation of the other elements.")
      .minimum(0)
      .error("value", "sparsity is not between 0 and 1, or std is negative")
      .error("shape", "x has not two axes");
  fills_at_random(f, [](Invocation& call) {
    Filling fill(call);
    fill.needs(fill.shape().rank() == 2, "a matrix has two axes", "[R, C]");
    Tensor numbers = fill.normal(fill.number(2));
    // The zeros come first in a random order of each column's rows.
    auto zeros = static_cast<int64_t>(std::ceil(fill.number(1) * static_cast<double>(fill.shape()[0])));
    Value axis(int64_t{0});
    Tensor keys =
        op<"uniform">(fill.c, Value(fill.shape()), Value(0.0), Value(1.0), Value(DType::kFloat64), fill.generator());
    Tensor place = op<"argsort">(fill.c, op<"argsort">(fill.c, keys, axis), axis);
    fill.result(op<"where">(fill.c, op<"less">(fill.c, place, Value(zeros)), Value(0.0), numbers));
  }).example(R"(
    let x = sparse_(zeros([4, 3]), 0.5)
    expect sum(equal(x, 0), 0) = [2, 2, 2]
    expect sparse_(ones([2, 2]), 1) = [[0, 0], [0, 0]]
  )");
}

}  // namespace mixgrad
