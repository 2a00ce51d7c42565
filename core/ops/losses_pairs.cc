// Losses of pairs and triplets whose distance is another function, or is compared with all others of the batch.
#include <cmath>

#include "core/dispatch/callable.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

void triplet_body(Invocation& call) {
  Context& c = call.context;
  auto between = [&](int i, int j) {
    if (!call.has(3)) return op<"pairwise_distance">(c, call[i], call[j]);
    return call_for_tensor(c, call[3], {call[i], call[j]});
  };
  Tensor near = between(0, 1), far = between(0, 2);
  if (call[5].as_bool()) far = op<"minimum">(c, far, between(1, 2));
  Tensor losses = op<"relu">(c, plus(c, minus(c, near, far), call[4]));
  int64_t reduction = call[6].as_int();
  call.result(reduction == 0 ? losses : reduction == 1 ? op<"mean">(c, losses) : op<"sum">(c, losses));
}

void pairs_shape(Infer& infer) {
  if (infer.rank(0) != 2 || infer.shape(0)[0] < 2)
    throw infer.error(ErrorCode::kShape, 0, "there must be at least two vectors")
        .given(infer.shape(0).text())
        .accepted("[N, D], N at least 2");
  same_shape(infer, 1);
  reduced_output(infer, Shape{infer.shape(0)[0]});
}

// The divergence of the softmax of negative squared distances from the smoothed ones.
void sdml_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Value last(int64_t{-1});
  Tensor x1 = op<"expand_dims">(c, loss.input(0), whole(1)), x2 = op<"expand_dims">(c, loss.input(1), whole(0));
  Tensor distances = op<"sum">(c, op<"square">(c, minus(c, x1, x2)), last);
  Tensor scores = op<"log_softmax">(c, op<"negative">(c, distances), last);
  double others = static_cast<double>(x1.shape()[0] - 1), smooth = loss.number("smoothing_parameter");
  double share = smooth / others;
  auto information = [](double p) { return p > 0 ? p * std::log(p) : 0; };
  double constant = information(1 - smooth) + others * information(share);
  Tensor own = op<"diagonal">(c, scores);
  Tensor mean = plus(c, times(c, op<"sum">(c, scores, last), Value(share)), times(c, own, Value(1 - smooth - share)));
  loss.result(minus(c, Value(constant), mean));
}

}  // namespace

MIXGRAD_FUNCTION(triplet_margin_with_distance_loss) {
  f.summary("Wants an anchor nearer to a like example than to an unlike one, by a margin, in any distance.")
      .description(
          "The distance is a function of two tensors with one example for each place of the first axis, which gives a "
          "number for each; gradients flow through it. Without it the distance is that of pairwise_distance.")
      .math("loss = \\max(0, d(anchor, positive) - d(anchor, negative) + margin)")
      .reference("PyTorch 2.x, torch.nn.functional.triplet_margin_with_distance_loss")
      .reference(
          "Balntas et al., Learning Local Feature Descriptors with Triplets and Shallow Convolutional Neural "
          "Networks, BMVC 2016")
      .in_namespace("nn")
      .tensor("anchor", "Examples.", "floating", "[N, ...]")
      .tensor("positive", "Examples that are like them.", "floating", "[N, ...]")
      .tensor("negative", "Examples that are not.", "floating", "[N, ...]")
      .attribute("distance_function", types::optional(types::function("(Tensor, Tensor) -> Tensor")), Value::null(),
                 "The distance: the host's function, or one of the engine's.")
      .attribute("margin", types::number, 1.0, "By how much.")
      .minimum(0, true)
      .attribute("swap", types::boolean, false,
                 "Whether the distance from positive to negative counts where it is the smaller one.")
      .attribute("reduction", reduction_type(), Value::enumerator(1), "What becomes of the losses.")
      .positional(4)
      .output("loss", "The loss: one number, or with reduction none all of them.", "as the distances", "[] or [N]")
      .error("value", "margin is not positive")
      .error("type", "the function does not return one tensor")
      .native(triplet_body)
      .example(R"(
        let anchor = tensor([[0, 0], [0, 0]])
        let positive = tensor([[3, 4], [1, 0]])
        let negative = tensor([[0, 1], [0, 4]])
        expect triplet_margin_with_distance_loss(anchor, positive, negative, (a, b) => sum(abs(subtract(a, b)), axis: 1)) = 3.5
      )");
}

MIXGRAD_FUNCTION(sdml_loss) {
  f.summary("Wants each vector nearest to its partner among all of the batch.")
      .description(
          "Row i of the two tensors is a pair, every other row of x2 an unlike example: a classification by the "
          "negative "
          "squared distances, with smoothed labels. The smoothed deep metric learning loss.")
      .math("loss_i = KL(l_i \\| \\operatorname{softmax}_j(-|x1_i - x2_j|^2)), l_{ii} = 1 - s, l_{ij} = s / (N - 1)")
      .reference(
          "Bonadiman, Kumar and Mittal, Large Scale Question Paraphrase Retrieval with Smoothed Deep Metric "
          "Learning, W-NUT 2019")
      .reference("Apache MXNet 1.9, gluon.loss.SDMLLoss")
      .in_namespace("nn")
      .tensor("x1", "Vectors.", "floating", "[N, D]")
      .tensor("x2", "Their partners, of the same shape.", "floating", "[N, D]")
      .attribute("smoothing_parameter", types::number, 0.3, "How much of a label the unlike ones share, s.")
      .minimum(0)
      .maximum(1)
      .error("shape", "x1 has not two axes or fewer than two rows, or x2 has another shape")
      .error("value", "smoothing_parameter is not between 0 and 1")
      .shape(pairs_shape)
      .composed(sdml_body);
  reduced_loss(f, "[] or [N]").example(R"(
    let x1 = tensor([[0, 0], [9, 0]])
    expect sdml_loss(x1, x1, smoothing_parameter: 0) = 0 within 1e-6
    expect sdml_loss(x1, x1, smoothing_parameter: 0.5, reduction: "none") = [39.80685, 39.80685] within 1e-4
  )");
}

}  // namespace mixgrad
