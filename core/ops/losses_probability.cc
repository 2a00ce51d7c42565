// Losses between probabilities, and scores for them, and what should have come out.
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

// A logarithm that is at least -100. `x` has an infinite one at `edge`, where `other` stands in.
template <FixedName Log>
Tensor limited(Context& c, const Tensor& x, int64_t edge, int64_t other) {
  Tensor at_edge = op<"equal">(c, x, whole(edge));
  Tensor log = op<Log>(c, op<"where">(c, at_edge, whole(other), x));
  return op<"where">(c, at_edge, Value(-100.0), op<"clip">(c, log, Value(-100.0)));
}

Tensor one_minus(Context& c, const Tensor& x) { return minus(c, whole(1), x); }

FunctionBuilder& binary_loss(FunctionBuilder& f, const char* name, const char* input) {
  return loss_named(f, name)
      .tensor("input", input, "floating")
      .tensor("target", "The probabilities that are right, of input's shape; mostly 0 and 1.")
      .optional_tensor("weight", "The weight of each loss; broadcasts to input's shape. 1 if it is left out.", "any",
                       "[...]");
}

void binary_shape(Infer& infer) {
  same_shape(infer, 1);
  for (int i = 2; i < infer.function().inputs; ++i) {
    if (infer.has(i)) broadcasts_to_first(infer, i);
  }
  reduced_output(infer, infer.shape(0));
}

void cross_entropy_of_probabilities(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), t = loss.input(1);
  Tensor yes = times(c, t, limited<"log">(c, x, 0, 1));
  Tensor no = times(c, one_minus(c, t), limited<"log1p">(c, op<"negative">(c, x), -1, 0));
  Tensor losses = op<"negative">(c, plus(c, yes, no));
  loss.result(loss.has(2) ? times(c, losses, loss.input(2)) : losses);
}

// (1 - t) x + (1 + (w - 1) t) ln(1 + e^-x), w the weight of what is true.
void cross_entropy_of_logits(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), t = loss.input(1), soft = op<"logsigmoid">(c, x);
  if (loss.has(3)) soft = times(c, plus(c, times(c, minus(c, loss.input(3), whole(1)), t), whole(1)), soft);
  Tensor losses = minus(c, times(c, one_minus(c, t), x), soft);
  loss.result(loss.has(2) ? times(c, losses, loss.input(2)) : losses);
}

void nll_shape(Infer& infer) {
  check_class_axis(infer, "[C], [N, C] or [N, C, ...]");
  int axis = class_axis(infer.rank(0));
  check_classes(infer, axis);
  check_class_weights(infer, axis);
  reduced_output(infer, without(infer.shape(0), axis));
}

void nll_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), target = call.tensor(1);
  const Value& ignored = call[3];
  Tensor losses = op<"negative_log_likelihood">(c, x, target, ignored, whole(class_axis(x.rank())));
  Tensor counted = op<"not_equal">(c, target, ignored), weights = as_dtype(c, counted, x.dtype());
  if (loss.has(2)) {
    Tensor of_each = op<"take">(c, loss.input(2), op<"where">(c, counted, target, whole(0)));
    weights = op<"where">(c, counted, of_each, whole(0));
    losses = times(c, losses, weights);
  }
  loss.weighted_result(losses, weights);
}

Type divergence_reduction() {
  return types::enumeration("DivergenceReduction",
                            {{"none", 0, "One number for each element."},
                             {"mean", 1, "The mean over all elements."},
                             {"sum", 2, "The sum over all elements."},
                             {"batchmean", 3, "The sum divided by the size of the first axis: the divergence."}});
}

void divergence_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), t = loss.input(1), losses;
  if (loss.flag("log_target")) {
    losses = times(c, op<"exp">(c, t), minus(c, t, x));
  } else {  // 0 ln 0 is 0
    Tensor safe = op<"where">(c, op<"equal">(c, t, whole(0)), whole(1), t);
    losses = minus(c, times(c, t, op<"log">(c, safe)), times(c, t, x));
  }
  if (call[2].as_int() != 3) return loss.result(losses);
  loss.finish(over(c, op<"sum">(c, losses), Value(static_cast<double>(x.shape()[0]))));
}

void multilabel_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), t = loss.input(1);
  Tensor yes = times(c, t, op<"logsigmoid">(c, x));
  Tensor no = times(c, one_minus(c, t), op<"logsigmoid">(c, op<"negative">(c, x)));
  Tensor losses = op<"negative">(c, plus(c, yes, no));
  if (loss.has(2)) losses = times(c, losses, loss.input(2));
  loss.result(op<"mean">(c, losses, whole(-1)));
}

}  // namespace

MIXGRAD_FUNCTION(binary_cross_entropy) {
  binary_loss(f, "binary_cross_entropy", "Probabilities, between 0 and 1.")
      .summary("Cross-entropy between probabilities and what is true.")
      .description(
          "Logarithms are limited to -100, so that the loss is finite for the probabilities 0 and 1 too; where one is "
          "limited its gradient is 0. Input outside 0 to 1 gives NaN. For scores that would go through sigmoid "
          "binary_cross_entropy_with_logits is more exact.")
      .math("loss_i = -w_i (target_i \\ln input_i + (1 - target_i) \\ln (1 - input_i))")
      .error("shape", "target does not have input's shape, or weight does not broadcast to it")
      .shape(binary_shape)
      .composed(cross_entropy_of_probabilities);
  reduced_loss(f).example(R"(
        let input = tensor([0.5, 0.9])
        expect binary_cross_entropy(input, tensor([0, 1])) = 0.3992539 within 1e-6
        expect binary_cross_entropy(tensor([0, 0.5]), tensor([1, 1]), reduction: "none") = [100, 0.6931472] within 1e-5
      )");
}

MIXGRAD_FUNCTION(binary_cross_entropy_with_logits) {
  binary_loss(f, "binary_cross_entropy_with_logits", "Scores: logarithms of odds.")
      .optional_tensor("pos_weight",
                       "What the losses of true targets are multiplied by; broadcasts to input's shape. 1 if it is "
                       "left out.",
                       "any", "[...]")
      .summary("Cross-entropy between sigmoid of scores and what is true.")
      .description("Sigmoid and logarithm are one step, which loses no digits for large scores.")
      .math("loss_i = -w_i (p \\cdot target_i \\ln \\sigma(input_i) + (1 - target_i) \\ln (1 - \\sigma(input_i)))")
      .error("shape", "target does not have input's shape, or weight or pos_weight does not broadcast to it")
      .shape(binary_shape)
      .composed(cross_entropy_of_logits);
  reduced_loss(f).example(R"(
        let input = tensor([0, 100])
        expect binary_cross_entropy_with_logits(input, tensor([1, 1]), reduction: "none") = [0.6931472, 0] within 1e-6
      )");
}

MIXGRAD_FUNCTION(nll_loss) {
  loss_named(f, "nll_loss")
      .summary("Mean of the negative logarithms of the probabilities that were given to the right classes.")
      .description(
          "Takes logarithms of probabilities, such as log_softmax gives; cross_entropy takes scores. Examples whose "
          "class number is ignore_index count neither in the sum nor in the mean; the mean over none is NaN. With "
          "weights the mean is the weighted sum divided by the sum of the weights.")
      .math("loss_i = -w_{target_i} input_{i, target_i}")
      .tensor("input", "Logarithms of probabilities: classes are the second axis, or the only one.", "floating",
              "[N, C, ...]")
      .tensor("target", "Class numbers: input's shape without the axis of the classes.", "integer", "[N, ...]")
      .carries_classes()
      .optional_tensor("weight", "The weight of each class; 1 if it is left out.", "any", "[C]")
      .attribute("ignore_index", types::integer, -100,
                 "A number in target that stands for no class. It is the same in every language.")
      .sentinel(-100)
      .error("shape", "input has no axis, target does not have its shape without the classes, or weight is not [C]")
      .error("index", "a class number is neither ignore_index nor one of the classes; the message names its position")
      .shape(nll_shape)
      .composed(nll_body);
  reduced_loss(f, "[] or [N, ...]").example(R"(
        let input = tensor([[-1, -2, -3], [-4, -5, -6]])
        let classes = argmax(input, 1)
        expect nll_loss(input, classes) = 2.5
        expect nll_loss(input, classes, tensor([2, 1, 1]), reduction: "none") = [2, 8]
      )");
}

MIXGRAD_FUNCTION(kl_div) {
  loss_named(f, "kl_div")
      .summary("Kullback-Leibler divergence of a distribution from the target.")
      .description(
          "input holds logarithms of probabilities, such as log_softmax gives. Reduction batchmean gives the "
          "divergence as it is defined, the mean over the examples; mean divides by the number of elements. The "
          "shapes broadcast.")
      .math("loss_i = target_i (\\ln target_i - input_i)")
      .reference("Kullback and Leibler, On Information and Sufficiency, Annals of Mathematical Statistics 22, 1951")
      .tensor("input", "Logarithms of probabilities.", "floating")
      .tensor("target", "Probabilities, or their logarithms.")
      .attribute("reduction", divergence_reduction(), Value::enumerator(1), "What becomes of the losses.")
      .attribute("log_target", types::boolean, false, "Whether target holds logarithms.")
      .output("loss",
              "The loss: one number, or with reduction none all of them. float16 and bfloat16 compute in float32.",
              "promoted(inputs)", "[] or [...]")
      .error("shape", "the shapes do not broadcast, or batchmean is asked for and input has no axis")
      .shape([](Infer& infer) {
        Shape both = infer.broadcast_shape(0, 2);
        if (infer.argument(2).as_int() == 3 && infer.rank(0) == 0)
          throw infer.error(ErrorCode::kShape, 0, "a mean over the examples needs an axis of them")
              .given("[]")
              .accepted("[N, ...]");
        reduced_output(infer, both);
      })
      .composed(divergence_body)
      .example(R"(
        let input = log(tensor([[0.5, 0.5]]))
        let target = tensor([[0.25, 0.75]])
        expect kl_div(input, target, "batchmean") = 0.1308120 within 1e-6
      )");
}

MIXGRAD_FUNCTION(soft_margin_loss) {
  loss_named(f, "soft_margin_loss")
      .summary("Logistic loss of scores for two classes, called 1 and -1.")
      .description("Does not overflow where a score is far on the wrong side. The shapes broadcast.")
      .math("loss_i = \\ln (1 + e^{-target_i \\cdot input_i})")
      .tensor("input", "Scores.", "floating")
      .tensor("target", "1 or -1 for each score.", "numeric")
      .error("shape", "the shapes do not broadcast")
      .shape(losses_of_broadcast_shapes)
      .composed([](Invocation& call) {
        Loss loss(call);
        Tensor margin = times(loss.c, loss.input(0), loss.input(1));
        loss.result(op<"negative">(loss.c, op<"logsigmoid">(loss.c, margin)));
      });
  reduced_loss(f).example(R"(
        let input = tensor([0, 100])
        expect soft_margin_loss(input, tensor([1, -1]), reduction: "none") = [0.6931472, 100] within 1e-5
      )");
}

MIXGRAD_FUNCTION(multilabel_soft_margin_loss) {
  loss_named(f, "multilabel_soft_margin_loss")
      .summary("Cross-entropy of each class against all others, averaged over the classes.")
      .description("The classes are the last axis; an example may be of several of them, or of none.")
      .math("loss = -\\frac{1}{C} \\sum_c w_c (target_c \\ln \\sigma(input_c) + (1 - target_c) \\ln \\sigma(-input_c))")
      .tensor("input", "Scores.", "floating", "[..., C]")
      .tensor("target", "1 where the class is right, else 0; of input's shape.", "any", "[..., C]")
      .optional_tensor("weight", "The weight of each class; broadcasts to input's shape. 1 if it is left out.", "any",
                       "[C]")
      .error("shape", "input has no axis, target does not have its shape, or weight does not broadcast to it")
      .shape([](Infer& infer) {
        check_class_axis(infer, "[..., C]");
        same_shape(infer, 1);
        if (infer.has(2)) broadcasts_to_first(infer, 2);
        Shape examples = infer.shape(0);
        examples.erase(examples.rank() - 1);
        reduced_output(infer, examples);
      })
      .composed(multilabel_body);
  reduced_loss(f).example(R"(
        let input = tensor([[0, 100]])
        expect multilabel_soft_margin_loss(input, tensor([[1, 1]])) = 0.3465736 within 1e-6
      )");
}

}  // namespace mixgrad
