// Losses for class numbers.
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

constexpr const char* kClassError =
    "a class number is neither ignore_index nor one of the classes; the message names its position";

int class_axis(int rank) { return rank > 1 ? 1 : 0; }
Shape without(Shape shape, int axis) {
  shape.erase(axis);
  return shape;
}

// The target has input's shape without the axis of the classes.
void check_classes(Infer& infer, int axis) {
  Shape expected = without(infer.shape(0), axis);
  if (infer.shape(1) == expected) return;
  throw infer
      .error(ErrorCode::kShape, 1,
             "the class numbers must have the shape of " + name_mark("input") + " without the axis of the classes, " +
                 number_mark(axis))
      .given(infer.shape(1).text())
      .accepted(expected.text());
}

void cross_entropy_body(Invocation& call) {
  Context& c = call.context;
  Tensor input = call.tensor(0), target = call.tensor(1);
  DType dtype = floating_dtype(input.dtype());
  bool narrow = item_bytes(dtype) < 4;
  if (narrow) input = op<"astype">(c, input, DType::kFloat32);
  int64_t axis = class_axis(input.rank());
  int64_t reduction = call[3].as_int();
  double smoothing = call[4].as_float();
  Tensor log_probabilities = op<"log_softmax">(c, input, Value(axis));
  Tensor loss = op<"negative_log_likelihood">(c, log_probabilities, target, call[2], Value(axis));
  Tensor counted = op<"not_equal">(c, target, call[2]);
  if (smoothing > 0) {
    Tensor even = op<"negative">(c, op<"mean">(c, log_probabilities, Value(axis)));
    even = op<"where">(c, counted, even, Value(int64_t{0}));
    loss = op<"add">(c, op<"multiply">(c, loss, Value(1 - smoothing)), op<"multiply">(c, even, Value(smoothing)));
  }
  if (reduction != 0) loss = op<"sum">(c, loss);
  if (reduction == 1) loss = op<"divide">(c, loss, op<"sum">(c, counted));
  call.result(narrow ? op<"astype">(c, loss, dtype) : loss);
}

}  // namespace

MIXGRAD_FUNCTION(negative_log_likelihood) {
  f.summary("The negative logarithm of the probability that was given to the right class.")
      .description(
          "Takes logarithms of probabilities, such as log_softmax gives; 0 where the class number is ignore_index. See "
          "cross_entropy.")
      .math("out_i = -input_{i, target_i}")
      .reference("PyTorch 2.x, torch.nn.functional.nll_loss")
      .in_namespace("nn")
      .tensor("input", "Logarithms of probabilities.", "floating", "[..., C, ...]")
      .tensor("target", "Class numbers: input's shape without the axis of the classes.", "integer", "[...]")
      .carries_classes()
      .attribute("ignore_index", types::integer, -100,
                 "A number in target that stands for no class. It is the same in every language.")
      .sentinel(-100)
      .attribute("axis", types::axis, -1, "The axis of the classes.")
      .output("out", "One loss for each class number.", "as input", "[...]")
      .error("shape", "target does not have input's shape without the axis of the classes")
      .error("index", kClassError)
      .shape([](Infer& infer) {
        int axis = static_cast<int>(infer.integer(3));
        check_classes(infer, axis);
        infer.output(infer.dtype(0), infer.shape(1));
      })
      .batching("axis")
      .gradient({"target"},
                [](Backward& b) {
                  Context& c = b.context;
                  Tensor target = b.input(1);
                  const Value& axis = b.argument(3);
                  Tensor counted = op<"not_equal">(c, target, b.argument(2));
                  Tensor places = op<"where">(c, counted, target, Value(int64_t{0}));
                  Tensor values = op<"where">(c, counted, op<"negative">(c, b.grad()), Value(int64_t{0}));
                  Tensor zeros = zeros_of(c, {b.dtype(0), b.shape(0)});
                  b.set(0, op<"put_along_axis_add">(c, zeros, op<"expand_dims">(c, places, axis),
                                                    op<"expand_dims">(c, values, axis), axis));
                })
      .example(R"(
        let input = tensor([[-1, -2, -3], [-4, -5, -6]])
        expect negative_log_likelihood(input, argmax(input, 1)) = [1, 4]
      )");
}

MIXGRAD_FUNCTION(cross_entropy) {
  f.summary("Cross-entropy between scores and class numbers.")
      .description(
          "The scores (logits, in natural logarithms, not normalised) go through log_softmax; the loss of an example "
          "is minus the logarithm "
          "of its class's probability. Examples whose class number is ignore_index count neither in the sum nor in the "
          "mean; the mean over "
          "none is NaN. With label smoothing the target is a mixture of the class with the even distribution. float16 "
          "and bfloat16 compute "
          "in float32.")
      .math("loss_i = -(1 - s) \\ln p_{i, target_i} - \\frac{s}{C} \\sum_c \\ln p_{i,c}, \\quad p = softmax(input)")
      .reference("PyTorch 2.x, torch.nn.functional.cross_entropy")
      .reference(
          "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016 (label smoothing)")
      .in_namespace("nn")
      .tensor("input", "Scores: classes are the second axis, or the only one.", "floating", "[N, C, ...]")
      .tensor("target", "Class numbers: input's shape without the axis of the classes.", "integer", "[N, ...]")
      .carries_classes()
      .attribute("ignore_index", types::integer, -100,
                 "A number in target that stands for no class. It is the same in every language.")
      .sentinel(-100)
      .attribute("reduction", reduction_type(), Value::enumerator(1), "What becomes of the losses of the examples.")
      .attribute("label_smoothing", types::floating, 0.0, "Share of the even distribution in the target.")
      .minimum(0)
      .maximum(1)
      .output("loss", "The loss: one number, or with reduction none one for each class number.", "as input",
              "[] or [N, ...]")
      .error("shape", "input has no axis, or target does not have input's shape without the axis of the classes")
      .error("index", kClassError)
      .error("value", "label_smoothing is not between 0 and 1")
      .shape([](Infer& infer) {
        if (infer.rank(0) == 0)
          throw infer.error(ErrorCode::kShape, 0, "the scores need an axis of classes")
              .given("[]")
              .accepted("[C], [N, C] or [N, C, ...]");
        check_classes(infer, class_axis(infer.rank(0)));
        infer.output(infer.dtype(0), infer.argument(3).as_int() == 0 ? infer.shape(1) : Shape{});
      })
      .composed(cross_entropy_body)
      .example(R"(
        let scores = tensor([[2, 1, 0], [0, 3, 0]])
        let classes = argmax(scores, 1)
        expect cross_entropy(scores, classes) = 0.2512644 within 1e-6
        expect cross_entropy(scores, classes, reduction: "none") = [0.4076059, 0.0949230] within 1e-6
      )");
}

}  // namespace mixgrad
