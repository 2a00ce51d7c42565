// A penalty that is added to a loss, so that units are seldom active.
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

void penalty_shape(Infer& infer) {
  const Shape& shape = infer.shape(0);
  if (shape.rank() == 0 || shape[0] == 0)
    throw infer.error(ErrorCode::kShape, 0, "a mean over the examples needs at least one").given(shape.text());
  infer.output(infer.dtype(0), Shape{});
}

void penalty_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  double target = loss.number("target");
  Tensor active = op<"mean">(c, loss.input(0), Value(ValueList{whole(0)}));
  auto part = [&](double share, const Tensor& of) {
    return times(c, op<"log">(c, over(c, Value(share), of)), Value(share));
  };
  loss.finish(op<"sum">(c, plus(c, part(target, active), part(1 - target, minus(c, whole(1), active)))));
}

}  // namespace

MIXGRAD_FUNCTION(sparsity_penalty) {
  f.summary("What is added to a loss, times a factor, so that each unit is active for a small share of the examples.")
      .description(
          "The mean of each unit over the examples is held against the target, as the Kullback-Leibler divergence of "
          "two "
          "distributions of yes and no, and the divergences are added up. It is 0 where all means are the target, and "
          "infinite where one is 0 or 1. For activations from 0 to 1, such as sigmoid gives. float16 and bfloat16 "
          "compute "
          "in float32.")
      .math(
          "out = \\sum_j (\\rho \\ln \\frac{\\rho}{m_j} + (1 - \\rho) \\ln \\frac{1 - \\rho}{1 - m_j}), "
          "m_j = \\frac{1}{N} \\sum_i x_{ij}")
      .reference("Ng, Sparse Autoencoder, lecture notes of CS294A, Stanford, 2011")
      .reference(
          "Apache MXNet 1.9, IdentityAttachKLSparseReg, which adds such a penalty's gradient to that of its output")
      .in_namespace("nn")
      .tensor("x", "The activations: examples along the first axis.", "floating", "[N, ...]")
      .attribute("target", types::floating, 0.1, "The share of the examples for which a unit is to be active.")
      .minimum(0, true)
      .maximum(1, true)
      .positional(2)
      .output("out", "The penalty.", "as x", "[]")
      .error("shape", "x has no axis, or no examples")
      .error("value", "target is not between 0 and 1")
      .shape(penalty_shape)
      .composed(penalty_body)
      .example(R"(
        let active = sigmoid(tensor([[-2, 0], [-3, 1]]))
        expect sparsity_penalty(active) = 0.585465 within 1e-5
        expect sparsity_penalty(tensor([[0.25], [0.75]]), 0.5) = 0
      )");
}

}  // namespace mixgrad
