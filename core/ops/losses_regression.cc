// Losses between numbers: differences, and likelihoods of counts and of measured values.
#include <cmath>

#include "core/ops/losses.h"

namespace mixgrad {

namespace {

constexpr const char* kEqualShapes =
    " The shapes must be equal: that of a column and of a row would broadcast to a matrix unasked.";
constexpr const char* kShapeError = "target or weight does not have input's shape";

FunctionBuilder& difference_loss(FunctionBuilder& f, const char* name) {
  return loss_named(f, name)
      .tensor("input", "What was predicted.", "floating")
      .tensor("target", "What it should have been, of input's shape.")
      .shape(losses_of_equal_shapes);
}

FunctionBuilder& weighted(FunctionBuilder& f) {
  return f.optional_tensor("weight", "The weight of each loss, of input's shape; 1 if it is left out.", "any", "[...]");
}

Tensor difference(const Loss& loss) { return minus(loss.c, loss.input(0), loss.input(1)); }

// m (d - m / 2) with m = min(d, limit): half the square of d up to the limit, and straight beyond it.
Tensor bent(Context& c, const Tensor& size, double limit) {
  Tensor near = op<"minimum">(c, size, Value(limit));
  return times(c, near, minus(c, size, times(c, near, Value(0.5))));
}

// The mean of weighted losses is divided by the sum of the weights.
template <class F>
void weighted_difference(Invocation& call, F measure) {
  Loss loss(call);
  Tensor losses = measure(loss.c, difference(loss));
  if (!loss.has(2)) return loss.result(losses);
  Tensor weight = loss.input(2);
  loss.weighted_result(times(loss.c, losses, weight), weight);
}

// Stirling's approximation of ln t!, 0 where t is at most 1.
Tensor stirling(Context& c, const Tensor& t) {
  Tensor counts = op<"greater">(c, t, whole(1)), safe = op<"where">(c, counts, t, whole(1));
  Tensor log = op<"log">(c, safe);
  Tensor out = minus(c, times(c, safe, log), safe);
  out = plus(c, out, times(c, plus(c, log, Value(std::log(2 * M_PI))), Value(0.5)));
  return op<"where">(c, counts, out, whole(0));
}

void poisson_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), t = loss.input(1), losses;
  if (loss.flag("log_input"))
    losses = minus(c, op<"exp">(c, x), times(c, t, x));
  else
    losses = minus(c, x, times(c, t, op<"log">(c, plus(c, x, Value(loss.number("eps"))))));
  if (loss.flag("full")) losses = plus(c, losses, stirling(c, t));
  loss.result(losses);
}

bool lacks_last_axis(const Shape& shape, const Shape& var) {
  if (shape.rank() != var.rank() + 1) return false;
  for (int i = 0; i < var.rank(); ++i) {
    if (shape[i] != var[i]) return false;
  }
  return true;
}

void gaussian_shape(Infer& infer) {
  if (infer.is_tensor(2)) {
    if (!lacks_last_axis(infer.shape(0), infer.shape(2))) broadcasts_to_first(infer, 2);
  } else if (infer.number(2) < 0) {
    throw infer.error(ErrorCode::kValue, 2, "a variance is not negative")
        .given(std::to_string(infer.number(2)))
        .accepted(">= 0");
  }
  reduced_output(infer, infer.broadcast_shape(0, 2));
}

void gaussian_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  double eps = loss.number("eps");
  Tensor squared = op<"square">(c, difference(loss)), losses;
  if (call[2].is_tensor()) {
    Tensor var = loss.input(2);
    if (lacks_last_axis(call.tensor(0).shape(), var.shape())) var = op<"expand_dims">(c, var, whole(-1));
    var = op<"clip">(c, var, Value(eps));
    losses = plus(c, op<"log">(c, var), over(c, squared, var));
  } else {
    double var = std::max(call[2].as_float(), eps);
    losses = plus(c, over(c, squared, Value(var)), Value(std::log(var)));
  }
  losses = times(c, losses, Value(0.5));
  if (loss.flag("full")) losses = plus(c, losses, Value(0.5 * std::log(2 * M_PI)));
  loss.result(losses);
}

}  // namespace

MIXGRAD_FUNCTION(mse_loss) {
  weighted(difference_loss(f, "mse_loss"))
      .summary("Mean of squared differences.")
      .description(std::string("With weights the mean is the weighted sum divided by the sum of the weights.") +
                   kEqualShapes)
      .math("loss_i = w_i (input_i - target_i)^2")
      .error("shape", kShapeError)
      .composed([](Invocation& call) {
        weighted_difference(call, [](Context& c, const Tensor& d) { return op<"square">(c, d); });
      });
  reduced_loss(f).example(R"(
        let input = tensor([1, 2, 3])
        let target = tensor([1, 4, 0])
        expect mse_loss(input, target, reduction: "sum") = 13
        expect mse_loss(input, target, reduction: "none") = [0, 4, 9]
      )");
}

MIXGRAD_FUNCTION(l1_loss) {
  weighted(difference_loss(f, "l1_loss"))
      .summary("Mean of absolute differences.")
      .description(std::string("With weights the mean is the weighted sum divided by the sum of the weights. The "
                               "gradient of a difference of 0 is 0.") +
                   kEqualShapes)
      .math("loss_i = w_i |input_i - target_i|")
      .error("shape", kShapeError)
      .composed([](Invocation& call) {
        weighted_difference(call, [](Context& c, const Tensor& d) { return op<"abs">(c, d); });
      });
  reduced_loss(f).example(R"(
        let input = tensor([1, 2, 3])
        let target = tensor([1, 4, 2])
        expect l1_loss(input, target) = 1
        expect l1_loss(input, target, reduction: "none") = [0, 2, 1]
      )");
}

MIXGRAD_FUNCTION(smooth_l1_loss) {
  difference_loss(f, "smooth_l1_loss")
      .summary("Absolute differences that are squares near zero.")
      .description(std::string("Below beta half the square divided by beta, beyond it the difference less half of "
                               "beta. With beta 0 it is l1_loss. huber_loss is beta times this.") +
                   kEqualShapes)
      .math("d_i = |input_i - target_i|, \\quad loss_i = d_i < \\beta \\;?\\; d_i^2 / (2 \\beta) : d_i - \\beta / 2")
      .reference("Girshick, Fast R-CNN, ICCV 2015")
      .error("shape", "target does not have input's shape")
      .error("value", "beta is negative")
      .composed([](Invocation& call) {
        Loss loss(call);
        Tensor size = op<"abs">(loss.c, difference(loss));
        double beta = loss.number("beta");
        loss.result(beta == 0 ? size : over(loss.c, bent(loss.c, size, beta), Value(beta)));
      });
  reduced_loss(f)
      .attribute("beta", types::number, 1.0, "Up to which difference the loss is a square.")
      .minimum(0)
      .example(R"(
        let input = tensor([1, 2, 3])
        let target = tensor([1, 4, 2.5])
        expect smooth_l1_loss(input, target, reduction: "none") = [0, 1.5, 0.125]
        expect smooth_l1_loss(input, target, "none", beta: 4) = [0, 0.5, 0.03125]
      )");
}

MIXGRAD_FUNCTION(huber_loss) {
  weighted(difference_loss(f, "huber_loss"))
      .summary("Squared differences that go on straight beyond a limit.")
      .description(std::string("Up to delta half the square, beyond it a line of slope delta. The mean of weighted "
                               "losses is divided by how many there are.") +
                   kEqualShapes)
      .math(
          "d_i = |input_i - target_i|, \\quad loss_i = w_i (d_i \\le \\delta \\;?\\; d_i^2 / 2 : \\delta (d_i - "
          "\\delta / 2))")
      .reference("Huber, Robust Estimation of a Location Parameter, Annals of Mathematical Statistics 35, 1964")
      .error("shape", kShapeError)
      .error("value", "delta is not positive")
      .composed([](Invocation& call) {
        Loss loss(call);
        Tensor losses = bent(loss.c, op<"abs">(loss.c, difference(loss)), loss.number("delta"));
        loss.result(loss.has(2) ? times(loss.c, losses, loss.input(2)) : losses);
      });
  reduced_loss(f)
      .attribute("delta", types::number, 1.0, "Up to which difference the loss is a square.")
      .minimum(0, true)
      .example(R"(
        let input = tensor([1, 2, 3])
        let target = tensor([1, 4, 2.5])
        expect huber_loss(input, target, reduction: "none") = [0, 1.5, 0.125]
        expect huber_loss(input, target, reduction: "none", delta: 0.5) = [0, 0.875, 0.125]
      )");
}

MIXGRAD_FUNCTION(poisson_nll_loss) {
  loss_named(f, "poisson_nll_loss")
      .summary("Negative logarithm of the probability of counts under a Poisson distribution.")
      .description(
          "The term ln target! is left out; full adds Stirling's approximation of it where the target is above 1. The "
          "shapes broadcast.")
      .math(
          "loss_i = e^{input_i} - target_i \\cdot input_i, \\quad \\text{or} \\quad input_i - target_i \\ln (input_i "
          "+ eps)")
      .tensor("input", "The expected count, or its logarithm.", "floating")
      .tensor("target", "What was counted.")
      .attribute("log_input", types::boolean, true, "Whether input is the logarithm of the expected count.")
      .attribute("full", types::boolean, false, "Whether Stirling's approximation is added.")
      .attribute("eps", types::number, 1e-8, "Is added to counts before their logarithm is taken.")
      .minimum(0)
      .error("shape", "the shapes do not broadcast")
      .error("value", "eps is negative")
      .shape(losses_of_broadcast_shapes)
      .composed(poisson_body);
  reduced_loss(f).example(R"(
        let input = tensor([0, 1])
        let target = tensor([1, 2])
        expect poisson_nll_loss(input, target, reduction: "none") = [1, 0.7182818] within 1e-6
      )");
}

MIXGRAD_FUNCTION(gaussian_nll_loss) {
  loss_named(f, "gaussian_nll_loss")
      .summary("Negative logarithm of the probability of numbers under a normal distribution.")
      .description(
          "Variances below eps, negative ones among them, count as eps, and have a gradient of 0. The constant half "
          "logarithm of 2π is left out unless full asks for it. input and target broadcast.")
      .math(
          "loss_i = \\frac{1}{2} \\left( \\ln \\max(variance_i, eps) + \\frac{(input_i - "
          "target_i)^2}{\\max(variance_i, eps)} "
          "\\right)")
      .reference("Nix and Weigend, Estimating the Mean and Variance of the Target Probability Distribution, ICNN 1994")
      .tensor("input", "The expected value.", "floating")
      .tensor("target", "What was measured.")
      .tensor_or_number("variance",
                        "The variance: a number, or a tensor that broadcasts to input's shape or lacks its last axis.",
                        "floating")
      .attribute("full", types::boolean, false, "Whether the constant term is added.")
      .attribute("eps", types::number, 1e-6, "The smallest variance.")
      .minimum(0, true)
      .error("shape", "the shapes do not broadcast, or variance has one that does not fit input's")
      .error("value", "variance is a negative number, or eps is not positive")
      .shape(gaussian_shape)
      .composed(gaussian_body);
  reduced_loss(f).example(R"(
        let input = tensor([1, 2])
        let target = tensor([1, 4])
        expect gaussian_nll_loss(input, target, 1) = 1
        expect gaussian_nll_loss(input, target, tensor([1, 2]), reduction: "none") = [0, 1.3465736] within 1e-6
      )");
}

}  // namespace mixgrad
