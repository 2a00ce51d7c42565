// Losses for class numbers.
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

constexpr const char* kClassError =
    "a class number is neither ignore_index nor one of the classes; the message names its position";

void cross_entropy_shape(Infer& infer) {
  const Shape& input = infer.shape(0);
  check_class_axis(infer, "[C], [N, C] or [N, C, ...]");
  int axis = class_axis(input.rank());
  bool probabilities = is_floating(infer.dtype(1));
  if (probabilities && !(infer.shape(1) == input) && infer.shape(1) == without(input, axis))
    throw infer.error(ErrorCode::kDType, 1, "class numbers are integers; probabilities have the shape of the scores")
        .given(dtype_name(infer.dtype(1)))
        .accepted("an integer dtype");
  if (probabilities)
    same_shape(infer, 1);
  else
    check_classes(infer, axis);
  check_class_weights(infer, axis);
  infer.output(infer.dtype(0), infer.argument(4).as_int() == 0 ? without(input, axis) : Shape{});
}

struct Scores {
  Context& c;
  Tensor log_probabilities, weight;  // the weight of each class, if there is one
  int64_t axis, reduction;
  double smoothing;

  Tensor along_classes() const {  // the weights where the classes are
    Shape shape{weight.shape()[0]};
    for (int64_t i = axis + 1; i < log_probabilities.rank(); ++i) shape.push_back(1);
    return as_shape(c, weight, shape);
  }

  Tensor of_probabilities(Tensor target) const {
    if (smoothing > 0) {
      Value even(smoothing / static_cast<double>(log_probabilities.shape()[static_cast<int>(axis)]));
      target = plus(c, times(c, target, Value(1 - smoothing)), even);
    }
    Tensor terms = times(c, target, log_probabilities);
    if (weight) terms = times(c, terms, along_classes());
    Tensor loss = op<"negative">(c, op<"sum">(c, terms, Value(axis)));
    return reduction == 0 ? loss : reduction == 1 ? op<"mean">(c, loss) : op<"sum">(c, loss);
  }

  Tensor of_classes(const Tensor& target, const Value& ignored) const {
    Tensor loss = op<"negative_log_likelihood">(c, log_probabilities, target, ignored, Value(axis));
    Tensor counted = op<"not_equal">(c, target, ignored);
    if (weight) {
      Tensor each = op<"take">(c, weight, op<"where">(c, counted, target, whole(0)));
      loss = times(c, loss, each);
      counted = op<"where">(c, counted, each, whole(0));
    }
    if (smoothing > 0) {
      Tensor even = weight ? times(c, log_probabilities, along_classes()) : log_probabilities;
      even = op<"negative">(c, op<"mean">(c, even, Value(axis)));
      even = op<"where">(c, op<"not_equal">(c, target, ignored), even, whole(0));
      loss = plus(c, times(c, loss, Value(1 - smoothing)), times(c, even, Value(smoothing)));
    }
    if (reduction != 0) loss = op<"sum">(c, loss);
    return reduction == 1 ? over(c, loss, op<"sum">(c, counted)) : loss;
  }
};

void cross_entropy_body(Invocation& call) {
  Context& c = call.context;
  Tensor input = call.tensor(0), target = call.tensor(1);
  DType dtype = input.dtype(), wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
  int64_t axis = class_axis(input.rank());
  Tensor log_probabilities = op<"log_softmax">(c, as_dtype(c, input, wide), Value(axis));
  Tensor weight = call.has(2) ? as_dtype(c, call.tensor(2), wide) : Tensor();
  Scores scores{c, log_probabilities, weight, axis, call[4].as_int(), call[5].as_float()};
  Tensor loss = is_floating(target.dtype()) ? scores.of_probabilities(as_dtype(c, target, wide))
                                            : scores.of_classes(target, call[3]);
  call.result(as_dtype(c, loss, dtype));
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
  f.summary("Cross-entropy between scores and class numbers, or probabilities of the classes.")
      .description(
          "The scores (logits, in natural logarithms, not normalised) go through log_softmax; the loss of an example "
          "is minus the logarithm "
          "of its class's probability. Examples whose class number is ignore_index count neither in the sum nor in the "
          "mean; the mean over "
          "none is NaN. With weights the mean is the weighted sum divided by the sum of the weights. Where target is "
          "floating it holds the probability of each class, and the mean is that over the examples. With label "
          "smoothing the target is a mixture of the class with the even distribution. float16 "
          "and bfloat16 compute "
          "in float32.")
      .math(
          "loss_i = -(1 - s) w_{target_i} \\ln p_{i, target_i} - \\frac{s}{C} \\sum_c w_c \\ln p_{i,c}, \\quad p = "
          "softmax(input)")
      .reference("PyTorch 2.x, torch.nn.functional.cross_entropy")
      .reference(
          "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016 (label smoothing)")
      .in_namespace("nn")
      .tensor("input", "Scores: classes are the second axis, or the only one.", "floating", "[N, C, ...]")
      .tensor("target",
              "Class numbers, of input's shape without the axis of the classes; or probabilities of the classes, of "
              "input's shape.",
              "numeric", "[N, ...] or [N, C, ...]")
      .carries_classes()
      .optional_tensor("weight", "The weight of each class; 1 if it is left out.", "any", "[C]")
      .attribute(
          "ignore_index", types::integer, -100,
          "A number in target that stands for no class. It is the same in every language. Probabilities have none.")
      .sentinel(-100)
      .attribute("reduction", reduction_type(), Value::enumerator(1), "What becomes of the losses of the examples.")
      .attribute("label_smoothing", types::floating, 0.0, "Share of the even distribution in the target.")
      .minimum(0)
      .maximum(1)
      .output("loss", "The loss: one number, or with reduction none one for each class number.", "as input",
              "[] or [N, ...]")
      .error("shape",
             "input has no axis, class numbers do not have its shape without the axis of the classes, probabilities "
             "do not have its shape, or weight is not [C]")
      .error("dtype", "class numbers are not integers")
      .error("index", kClassError)
      .error("value", "label_smoothing is not between 0 and 1")
      .shape(cross_entropy_shape)
      .composed(cross_entropy_body)
      .example(R"(
        let scores = tensor([[2, 1, 0], [0, 3, 0]])
        let classes = argmax(scores, 1)
        expect cross_entropy(scores, classes) = 0.2512644 within 1e-6
        expect cross_entropy(scores, classes, reduction: "none") = [0.4076059, 0.0949230] within 1e-6
        expect cross_entropy(scores, softmax(scores)) = 0.5994948 within 1e-6
      )");
}

}  // namespace mixgrad
