// Activation functions of networks, composed of operators, which brings their gradients, batching and jvp.
#include <cmath>

#include "core/ops/families.h"
#include "core/ops/formula.h"

namespace mixgrad {

namespace {

FunctionBuilder& activation(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .in_namespace("nn")
      .tensor("x", "Operand. Integers compute in float32.", "numeric")
      .output("out", "The result, of x's shape; x's dtype if that is floating, else float32.", "floating(x)", "[...]")
      .shape([](Infer& infer) { infer.output(floating_dtype(infer.dtype(0)), infer.shape(0)); });
}

template <auto steps, auto gradient = nullptr>
void computed(Invocation& call) {
  call.result(evaluate<steps, gradient>(call));
}

Value whole(int64_t number) { return Value(number); }
Tensor times(Context& c, const Tensor& x, const Value& y) { return op<"multiply">(c, x, y); }

// log(1 + e^x) without overflow.
Tensor softplus_of(Context& c, const Tensor& x) { return op<"logaddexp">(c, x, whole(0)); }

// tanh(log(1 + e^x)) = n / (n + 2) with n = e^x (e^x + 2), and 1 from where on that is all that is left.
Tensor tanh_of_softplus(Context& c, const Tensor& x) {
  Tensor e = op<"exp">(c, op<"minimum">(c, x, whole(20)));
  Tensor n = op<"multiply">(c, e, op<"add">(c, e, whole(2)));
  return op<"divide">(c, n, op<"add">(c, n, whole(2)));
}

// alpha (e^(x / scale) - 1) where x is not positive, else x.
Tensor exponential_below(Context& c, const Tensor& x, double alpha, double scale) {
  Tensor above = op<"greater">(c, x, whole(0));
  Tensor below = op<"where">(c, above, whole(0), x);  // at 0, too, the slope is that of x below
  if (scale != 1) below = op<"divide">(c, below, Value(scale));
  below = op<"expm1">(c, below);
  if (alpha != 1) below = times(c, below, Value(alpha));
  return op<"where">(c, above, x, below);
}

// min(max(x + 3, 0), 6) / 6
Tensor hard_sigmoid(Context& c, const Tensor& x) {
  Tensor shifted = op<"clip">(c, op<"add">(c, x, whole(3)), whole(0), whole(6));
  return times(c, shifted, Value(1.0 / 6));
}

Type approximation() {
  return types::enumeration("Approximation", {{"none", 0, "By the error function."},
                                              {"tanh", 1, "By a hyperbolic tangent, as in the paper."}});
}

Tensor silu(Context& c, const Tensor& x, const Invocation& call) {
  (void)call;
  return op<"multiply">(c, x, op<"sigmoid">(c, x));
}
Instruction silu_gradient(const Invocation&) { return Instruction::kSiluGradient; }

// (1 + tanh u) / 2 is the sigmoid of 2 u, which loses no digits where that is small.
Tensor gelu(Context& c, const Tensor& x, const Invocation& call) {
  if (call[1].as_int() == 0) return op<"multiply">(c, x, op<"ndtr">(c, x));
  const double slope = 2 * std::sqrt(2 / M_PI);
  Tensor bend = op<"multiply">(c, times(c, x, Value(0.044715 * slope)), x);
  Tensor steepness = op<"add">(c, bend, Value(slope));
  Tensor twice = op<"multiply">(c, x, steepness);
  return op<"multiply">(c, x, op<"sigmoid">(c, twice));
}

Instruction gelu_gradient(const Invocation& call) {
  return call[1].as_int() == 0 ? Instruction::kGeluGradient : Instruction::kInput;
}

Tensor softplus(Context& c, const Tensor& x, const Invocation& call) {
  double beta = call[1].as_float();
  Tensor scaled = beta == 1 ? x : times(c, x, Value(beta));
  Tensor soft = softplus_of(c, scaled);
  if (beta != 1) soft = op<"divide">(c, soft, Value(beta));
  // In float32 it has been x, and its slope 1, from 17 on.
  if (beta == 1 && x.dtype() == DType::kFloat32 && call[2].as_float() >= 17) return soft;
  return op<"where">(c, op<"greater">(c, scaled, call[2]), x, soft);
}

Tensor shrunk(Context& c, const Tensor& x, const Value& limit, bool hard) {
  Tensor outside = op<"greater">(c, op<"abs">(c, x), limit);
  Tensor kept = hard ? x : op<"subtract">(c, x, times(c, op<"sign">(c, x), limit));
  return op<"where">(c, op<"logical_or">(c, outside, op<"isnan">(c, x)), kept, whole(0));
}

}  // namespace

MIXGRAD_FUNCTION(silu) {
  activation(f, "PyTorch 2.x, torch.nn.functional.silu")
      .summary("x times its logistic function, also called swish.")
      .description("NaN stays NaN.")
      .math("out_i = x_i / (1 + e^{-x_i})")
      .reference(
          "Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function Approximation in "
          "Reinforcement Learning, 2017")
      .composed(computed<silu, silu_gradient>)
      .example(R"(
        expect silu(tensor([0, 1])) = [0, 0.7310586] within 1e-6
      )");
}

MIXGRAD_FUNCTION(gelu) {
  activation(f, "PyTorch 2.x, torch.nn.functional.gelu")
      .summary("x times the probability that a standard normal variable is below x.")
      .description("approximate chooses the formula.")
      .math("out_i = x_i \\Phi(x_i)")
      .reference("Hendrycks and Gimpel, Gaussian Error Linear Units, 2016")
      .attribute("approximate", approximation(), 0, "Which formula is used.")
      .composed(computed<gelu, gelu_gradient>)
      .example(R"(
        expect gelu(tensor([0, 1])) = [0, 0.8413447] within 1e-6
      )");
}

MIXGRAD_FUNCTION(mish) {
  activation(f, "PyTorch 2.x, torch.nn.functional.mish")
      .summary("x times the hyperbolic tangent of its softplus.")
      .description("NaN stays NaN.")
      .math("out_i = x_i \\tanh(\\ln(1 + e^{x_i}))")
      .reference("Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return op<"multiply">(c, x, tanh_of_softplus(c, x));
      }>)
      .example(R"(
        expect mish(tensor([0, 1])) = [0, 0.8650984] within 1e-6
      )");
}

MIXGRAD_FUNCTION(softplus) {
  activation(f, "PyTorch 2.x, torch.nn.functional.softplus")
      .summary("A smooth form of relu.")
      .description("Where beta x is above threshold the result is x, to which it then rounds anyway.")
      .math("out_i = \\ln(1 + e^{\\beta x_i}) / \\beta")
      .attribute("beta", types::number, 1.0, "How sharp the bend is.")
      .minimum(0, true)
      .attribute("threshold", types::number, 20.0, "Where the function becomes linear.")
      .composed(computed<softplus>)
      .example(R"(
        expect softplus(tensor([0, 30])) = [0.6931472, 30] within 1e-6
      )");
}

MIXGRAD_FUNCTION(elu) {
  activation(f, "PyTorch 2.x, torch.nn.functional.elu")
      .summary("x above zero, and an exponential that levels off below.")
      .description("NaN stays NaN.")
      .math("out_i = x_i > 0 \\;?\\; x_i : \\alpha (e^{x_i} - 1)")
      .reference(
          "Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear Units, "
          "ICLR 2016")
      .attribute("alpha", types::number, 1.0, "The distance of the level below from zero.")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return exponential_below(c, x, call[1].as_float(), 1);
      }>)
      .example(R"(
        expect elu(tensor([-1, 0, 2])) = [-0.6321206, 0, 2] within 1e-6
      )");
}

MIXGRAD_FUNCTION(selu) {
  activation(f, "PyTorch 2.x, torch.nn.functional.selu")
      .summary("elu, scaled so that layers keep mean 0 and variance 1.")
      .description("alpha is 1.6732632 and the scale 1.0507010.")
      .math("out_i = \\lambda (x_i > 0 \\;?\\; x_i : \\alpha (e^{x_i} - 1))")
      .reference("Klambauer et al., Self-Normalizing Neural Networks, NeurIPS 2017")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return times(c, exponential_below(c, x, 1.6732632423543772848, 1), Value(1.0507009873554804934));
      }>)
      .example(R"(
        expect selu(tensor([-1, 0, 2])) = [-1.1113307, 0, 2.101402] within 1e-6
      )");
}

MIXGRAD_FUNCTION(celu) {
  activation(f, "PyTorch 2.x, torch.nn.functional.celu")
      .summary("elu whose slope is continuous for every alpha.")
      .description("NaN stays NaN.")
      .math("out_i = \\max(x_i, 0) + \\min(\\alpha (e^{x_i / \\alpha} - 1), 0)")
      .reference("Barron, Continuously Differentiable Exponential Linear Units, 2017")
      .attribute("alpha", types::number, 1.0, "The distance of the level below from zero.")
      .minimum(0, true)
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        double alpha = call[1].as_float();
        return exponential_below(c, x, alpha, alpha);
      }>)
      .example(R"(
        expect celu(tensor([-1, 0, 2]), alpha: 2) = [-0.7869387, 0, 2] within 1e-6
      )");
}

MIXGRAD_FUNCTION(leaky_relu) {
  activation(f, "PyTorch 2.x, torch.nn.functional.leaky_relu")
      .summary("x above zero, and a fraction of it below.")
      .description("The gradient at 0 is negative_slope.")
      .math("out_i = x_i > 0 \\;?\\; x_i : \\text{negative\\_slope} \\cdot x_i")
      .reference("Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, ICML 2013")
      .attribute("negative_slope", types::number, 0.01, "The slope below zero.")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return op<"where">(c, op<"greater">(c, x, whole(0)), x, times(c, x, call[1]));
      }>)
      .example(R"(
        expect leaky_relu(tensor([-1, 0, 2]), negative_slope: 0.5) = [-0.5, 0, 2]
      )");
}

MIXGRAD_FUNCTION(relu6) {
  activation(f, "PyTorch 2.x, torch.nn.functional.relu6")
      .summary("relu that is limited to 6.")
      .description("NaN stays NaN.")
      .math("out_i = \\min(\\max(x_i, 0), 6)")
      .reference("Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return op<"clip">(c, x, whole(0), whole(6));
      }>)
      .example(R"(
        expect relu6(tensor([-1, 3, 9])) = [0, 3, 6]
      )");
}

MIXGRAD_FUNCTION(hardtanh) {
  activation(f, "PyTorch 2.x, torch.nn.functional.hardtanh")
      .summary("Limits each element to an interval.")
      .description("NaN stays NaN.")
      .math("out_i = \\min(\\max(x_i, \\text{min\\_value}), \\text{max\\_value})")
      .attribute("min_value", types::number, -1.0, "The lower bound.")
      .attribute("max_value", types::number, 1.0, "The upper bound.")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return op<"clip">(c, x, call[1], call[2]);
      }>)
      .example(R"(
        expect hardtanh(tensor([-2, 0.5, 2])) = [-1, 0.5, 1]
      )");
}

MIXGRAD_FUNCTION(hardsigmoid) {
  activation(f, "PyTorch 2.x, torch.nn.functional.hardsigmoid")
      .summary("A logistic function of three straight pieces.")
      .description("0 below -3, 1 above 3.")
      .math("out_i = \\min(\\max(x_i + 3, 0), 6) / 6")
      .reference("Courbariaux, Bengio and David, BinaryConnect, NeurIPS 2015")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return hard_sigmoid(c, x);
      }>)
      .example(R"(
        expect hardsigmoid(tensor([-4, 0, 4])) = [0, 0.5, 1]
      )");
}

MIXGRAD_FUNCTION(hardswish) {
  activation(f, "PyTorch 2.x, torch.nn.functional.hardswish")
      .summary("x times its hardsigmoid.")
      .description("0 below -3, x above 3.")
      .math("out_i = x_i \\min(\\max(x_i + 3, 0), 6) / 6")
      .reference("Howard et al., Searching for MobileNetV3, ICCV 2019")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return op<"multiply">(c, x, hard_sigmoid(c, x));
      }>)
      .example(R"(
        expect hardswish(tensor([-4, 0, 1, 4])) = [0, 0, 0.6666667, 4] within 1e-6
      )");
}

MIXGRAD_FUNCTION(tanhshrink) {
  activation(f, "PyTorch 2.x, torch.nn.functional.tanhshrink")
      .summary("What each element has beyond its hyperbolic tangent.")
      .description("NaN stays NaN.")
      .math("out_i = x_i - \\tanh x_i")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return op<"subtract">(c, x, op<"tanh">(c, x));
      }>)
      .example(R"(
        expect tanhshrink(tensor([0, 1])) = [0, 0.2384058] within 1e-6
      )");
}

MIXGRAD_FUNCTION(hardshrink) {
  activation(f, "PyTorch 2.x, torch.nn.functional.hardshrink")
      .summary("Sets elements near zero to zero.")
      .description("Elements whose size is at most lambd become 0: none of them if it is negative. NaN stays NaN.")
      .math("out_i = |x_i| > \\lambda \\;?\\; x_i : 0")
      .attribute("lambd", types::number, 0.5, "The size up to which elements count as zero.")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return shrunk(c, x, call[1], true);
      }>)
      .example(R"(
        expect hardshrink(tensor([-1, 0.3, 2])) = [-1, 0, 2]
      )");
}

MIXGRAD_FUNCTION(softshrink) {
  activation(f, "PyTorch 2.x, torch.nn.functional.softshrink")
      .summary("Moves each element towards zero.")
      .description("By lambd, and no further than zero.")
      .math("out_i = \\operatorname{sgn}(x_i) \\max(|x_i| - \\lambda, 0)")
      .attribute("lambd", types::number, 0.5, "How far.")
      .minimum(0)
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return shrunk(c, x, call[1], false);
      }>)
      .example(R"(
        expect softshrink(tensor([-1, 0.3, 2])) = [-0.5, 0, 1.5]
      )");
}

MIXGRAD_FUNCTION(threshold) {
  activation(f, "PyTorch 2.x, torch.nn.functional.threshold")
      .summary("Replaces elements that are not above a threshold.")
      .description("NaN stays NaN.")
      .math("out_i = x_i > \\text{threshold} \\;?\\; x_i : \\text{value}")
      .attribute("threshold", types::number, "The threshold.")
      .attribute("value", types::number, "What stands in.")
      .positional(3)
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        Tensor below = op<"less_equal">(c, x, call[1]);
        return op<"where">(c, below, call[2], x);
      }>)
      .example(R"(
        expect threshold(tensor([-1, 0.3, 2]), 0.5, -7) = [-7, -7, 2]
      )");
}

MIXGRAD_FUNCTION(softsign) {
  activation(f, "PyTorch 2.x, torch.nn.functional.softsign")
      .summary("Moves each element between -1 and 1, more slowly than tanh.")
      .description("NaN stays NaN, and infinities give it.")
      .math("out_i = x_i / (1 + |x_i|)")
      .reference("Turian, Bergstra and Bengio, Quadratic Features and Deep Architectures for Chunking, NAACL HLT 2009")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return op<"divide">(c, x, op<"add">(c, op<"abs">(c, x), whole(1)));
      }>)
      .example(R"(
        expect softsign(tensor([-1, 0, 3])) = [-0.5, 0, 0.75]
      )");
}

MIXGRAD_FUNCTION(logsigmoid) {
  activation(f, "PyTorch 2.x, torch.nn.functional.logsigmoid")
      .summary("Logarithm of the logistic function, without loss for large negative elements.")
      .description("NaN stays NaN.")
      .math("out_i = -\\ln(1 + e^{-x_i})")
      .composed(computed<[](Context& c, const Tensor& x, const Invocation& call) -> Tensor {
        (void)call;
        return op<"negative">(c, softplus_of(c, op<"negative">(c, x)));
      }>)
      .example(R"(
        expect logsigmoid(tensor([0, -100])) = [-0.6931472, -100] within 1e-6
      )");
}

}  // namespace mixgrad
