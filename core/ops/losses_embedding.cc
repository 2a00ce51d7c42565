// Losses for how near vectors, scores or distances are to each other.
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

constexpr const char* kSign = "1 or -1: for each loss which of the two cases it is.";

// Takes one tensor where the target is 1 and the other where it is -1; of other targets nothing is taken.
Tensor by_sign(Context& c, const Tensor& target, const Tensor& if_one, const Tensor& if_minus_one) {
  Tensor one = op<"where">(c, op<"equal">(c, target, whole(1)), if_one, whole(0));
  return plus(c, one, op<"where">(c, op<"equal">(c, target, whole(-1)), if_minus_one, whole(0)));
}

Shape without_last(Shape shape) {
  shape.erase(shape.rank() - 1);
  return shape;
}

void hinge_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), t = loss.input(1);
  Tensor short_of = op<"relu">(c, minus(c, Value(loss.number("margin")), x));
  Tensor near = op<"where">(c, op<"not_equal">(c, t, whole(-1)), x, whole(0));
  loss.result(plus(c, near, op<"where">(c, op<"not_equal">(c, t, whole(1)), short_of, whole(0))));
}

void cosine_shape(Infer& infer) {
  if (infer.rank(0) == 0)
    throw infer.error(ErrorCode::kShape, 0, "vectors need an axis").given("[]").accepted("[D] or [..., D]");
  same_shape(infer, 1);
  Shape expected = without_last(infer.shape(0));
  if (!(infer.shape(2) == expected)) {
    throw infer.error(ErrorCode::kShape, 2, "there must be one target for each pair of vectors")
        .given(infer.shape(2).text())
        .accepted(expected.text());
  }
  reduced_output(infer, expected);
}

void cosine_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x1 = loss.input(0), x2 = loss.input(1), t = loss.input(2);
  auto along = [&](const Tensor& product) { return op<"sum">(c, product, whole(-1)); };
  Value tiny(1e-12);  // vectors of zeros have the cosine 0
  Tensor squares = times(c, plus(c, along(op<"square">(c, x1)), tiny), plus(c, along(op<"square">(c, x2)), tiny));
  Tensor cosine = over(c, along(times(c, x1, x2)), op<"sqrt">(c, squares));
  Tensor apart = op<"relu">(c, minus(c, cosine, Value(loss.number("margin"))));
  loss.result(by_sign(c, t, minus(c, whole(1), cosine), apart));
}

void triplet_shape(Infer& infer) {
  check_distance(infer, infer.number(4));
  same_shape(infer, 1);
  same_shape(infer, 2);
  reduced_output(infer, without_last(infer.shape(0)));
}

void triplet_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor positive = loss.input(1), negative = loss.input(2);
  auto between = [&](const Tensor& x1, const Tensor& x2) {
    return distance_of(c, x1, x2, loss.number("p"), loss.number("eps"), false);
  };
  Tensor near = between(loss.input(0), positive), far = between(loss.input(0), negative);
  if (loss.flag("swap")) far = op<"minimum">(c, far, between(positive, negative));
  loss.result(op<"relu">(c, plus(c, minus(c, near, far), Value(loss.number("margin")))));
}

void pairwise_shape(Infer& infer) {
  check_distance(infer, infer.number(2));
  for (int i = 0; i < 2; ++i) {
    if (infer.rank(i) == 0)
      throw infer.error(ErrorCode::kShape, i, "vectors need an axis").given("[]").accepted("[..., D]");
  }
  Shape shape = infer.broadcast_shape(0, 2);
  int last = shape.rank() - 1;
  if (infer.flag(4))
    shape[last] = 1;
  else
    shape.erase(last);
  infer.output(infer.promoted(0, 2), shape);
}

}  // namespace

MIXGRAD_FUNCTION(hinge_embedding_loss) {
  loss_named(f, "hinge_embedding_loss")
      .summary("Pulls distances of like pairs to 0, and those of unlike pairs beyond a margin.")
      .description("The loss is the distance itself where the target is 1. The shapes broadcast.")
      .math("loss_i = target_i = 1 \\;?\\; input_i : \\max(0, margin - input_i)")
      .reference("Hadsell, Chopra and LeCun, Dimensionality Reduction by Learning an Invariant Mapping, CVPR 2006")
      .tensor("input", "Distances.", "floating")
      .tensor("target", "1 where a pair is alike, else -1.", "numeric")
      .attribute("margin", types::number, 1.0, "How far apart unlike pairs should be.")
      .error("shape", "the shapes do not broadcast")
      .shape(losses_of_broadcast_shapes)
      .composed(hinge_body);
  reduced_loss(f).example(R"(
        let input = tensor([0.25, 0.25, 3])
        expect hinge_embedding_loss(input, tensor([1, -1, -1]), reduction: "none") = [0.25, 0.75, 0]
      )");
}

MIXGRAD_FUNCTION(margin_ranking_loss) {
  loss_named(f, "margin_ranking_loss")
      .summary("Wants one score above another by a margin.")
      .description("The first where the target is 1, the second where it is -1. The shapes broadcast.")
      .math("loss_i = \\max(0, -target_i (input1_i - input2_i) + margin)")
      .tensor("input1", "Scores.", "floating")
      .tensor("input2", "The scores that they are compared with.", "floating")
      .tensor("target", "1 where the first score should be higher, -1 where the second should.", "numeric")
      .attribute("margin", types::number, 0.0, "By how much.")
      .error("shape", "the shapes do not broadcast")
      .shape(losses_of_broadcast_shapes)
      .composed([](Invocation& call) {
        Loss loss(call);
        Context& c = loss.c;
        Tensor behind = times(c, loss.input(2), minus(c, loss.input(1), loss.input(0)));
        loss.result(op<"relu">(c, plus(c, behind, Value(loss.number("margin")))));
      });
  reduced_loss(f).example(R"(
        let input1 = tensor([1, 2])
        let input2 = tensor([3, 0.5])
        expect margin_ranking_loss(input1, input2, tensor([1, 1]), reduction: "none") = [2, 0]
      )");
}

MIXGRAD_FUNCTION(cosine_embedding_loss) {
  loss_named(f, "cosine_embedding_loss")
      .summary("Turns like vectors towards each other, and unlike ones away.")
      .description(
          "1e-12 is added to the squares of the lengths, so that vectors of zeros have the cosine 0. The loss is 0 for "
          "targets other than 1 and -1.")
      .math("loss = target = 1 \\;?\\; 1 - \\cos(input1, input2) : \\max(0, \\cos(input1, input2) - margin)")
      .tensor("input1", "Vectors along the last axis.", "floating", "[..., D]")
      .tensor("input2", "Vectors to compare with, of the same shape.", "floating", "[..., D]")
      .tensor("target", kSign, "numeric", "[...]")
      .attribute("margin", types::number, 0.0, "Up to which cosine unlike vectors cost nothing.")
      .error("shape", "input1 has no axis, input2 another shape, or target not one number for each pair")
      .shape(cosine_shape)
      .composed(cosine_body);
  reduced_loss(f).example(R"(
        let input1 = tensor([[1, 0], [3, 4]])
        let input2 = tensor([[0, 2], [3, 4]])
        expect cosine_embedding_loss(input1, input2, tensor([1, -1]), reduction: "none") = [1, 1] within 1e-6
      )");
}

MIXGRAD_FUNCTION(triplet_margin_loss) {
  loss_named(f, "triplet_margin_loss")
      .summary("Wants an anchor nearer to a like vector than to an unlike one, by a margin.")
      .description("Distances are those of pairwise_distance.")
      .math("loss = \\max(0, d(anchor, positive) - d(anchor, negative) + margin)")
      .reference(
          "Balntas et al., Learning Local Feature Descriptors with Triplets and Shallow Convolutional Neural "
          "Networks, BMVC 2016")
      .tensor("anchor", "Vectors along the last axis.", "floating", "[..., D]")
      .tensor("positive", "Vectors that are like them, of the same shape.", "floating", "[..., D]")
      .tensor("negative", "Vectors that are not, of the same shape.", "floating", "[..., D]")
      .attribute("margin", types::number, 1.0, "By how much.")
      .minimum(0, true)
      .attribute("p", types::number, 2.0, "The order of the norm.")
      .attribute("eps", types::number, 1e-6, "Is added to differences.")
      .attribute("swap", types::boolean, false,
                 "Whether the distance from positive to negative counts where it is the smaller one.")
      .error("shape", "anchor has no axis, or positive or negative has another shape")
      .error("value", "margin is not positive, or p is infinite and the vectors have no elements")
      .shape(triplet_shape)
      .composed(triplet_body);
  reduced_loss(f).example(R"(
        let anchor = tensor([[0, 0], [0, 0]])
        let positive = tensor([[3, 4], [1, 0]])
        let negative = tensor([[0, 1], [0, 4]])
        expect triplet_margin_loss(anchor, positive, negative, reduction: "none") = [5, 0] within 1e-4
      )");
}

MIXGRAD_FUNCTION(pairwise_distance) {
  loss_named(f, "pairwise_distance")
      .summary("Distances between vectors of two tensors, in a norm of order p.")
      .description(
          "eps is added to each difference first. Order 0 counts the differences that are not 0, infinity takes the "
          "largest and minus infinity the smallest. The gradient of a distance of 0 is 0. float16 and bfloat16 compute "
          "in float32.")
      .math("out = \\left( \\sum_i |x1_i - x2_i + eps|^p \\right)^{1/p}")
      .tensor("x1", "Vectors along the last axis.", "floating", "[..., D]")
      .tensor("x2", "Vectors along the last axis; the shapes broadcast.", "floating", "[..., D]")
      .attribute("p", types::number, 2.0, "The order of the norm.")
      .attribute("eps", types::number, 1e-6, "Is added to differences.")
      .attribute("keepdims", types::boolean, false, "Whether the last axis stays, with size 1.")
      .output("out", "The distances.", "promoted(x1, x2)", "[...]")
      .error("shape", "the shapes do not broadcast, or a tensor has no axis")
      .error("value", "p is infinite and the vectors have no elements")
      .shape(pairwise_shape)
      .composed([](Invocation& call) {
        Loss wide(call);
        wide.finish(
            distance_of(wide.c, wide.input(0), wide.input(1), wide.number("p"), wide.number("eps"), call[4].as_bool()));
      })
      .example(R"(
        let x1 = tensor([[0, 0], [1, 1]])
        let x2 = tensor([[3, 4], [1, 1]])
        expect pairwise_distance(x1, x2, eps: 0) = [5, 0]
        expect pairwise_distance(x1, x2, 1, eps: 0, keepdims: true) = [[7], [0]]
      )");
}

}  // namespace mixgrad
