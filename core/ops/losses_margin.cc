// Losses that want the scores of right classes above those of the others by a margin.
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

void check_scores(Infer& infer) {
  int rank = infer.rank(0);
  if ((rank == 1 || rank == 2) && infer.shape(0)[rank - 1] > 0) return;
  throw infer
      .error(ErrorCode::kShape, 0,
             "scores have an axis of classes, at least one, and before it at most one axis of examples")
      .given(infer.shape(0).text())
      .accepted("[C] or [N, C]");
}

Shape of_examples(Infer& infer) { return infer.rank(0) == 2 ? Shape{infer.shape(0)[0]} : Shape{}; }

void multi_margin_shape(Infer& infer) {
  check_scores(infer);
  Shape examples = of_examples(infer), classes{infer.shape(0)[infer.rank(0) - 1]};
  if (!(infer.shape(1) == examples)) {
    throw infer.error(ErrorCode::kShape, 1, "there must be one class number for each example")
        .given(infer.shape(1).text())
        .accepted(examples.text());
  }
  if (infer.has(2) && !(infer.shape(2) == classes)) {
    throw infer.error(ErrorCode::kShape, 2, "there must be one weight for each class")
        .given(infer.shape(2).text())
        .accepted(classes.text());
  }
  reduced_output(infer, examples);
}

void multi_margin_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), target = call.tensor(1);
  int64_t classes = x.shape()[x.rank() - 1];
  Value last(int64_t{-1}), no_class(INT64_MIN);
  Tensor right = op<"negative">(c, op<"negative_log_likelihood">(c, x, target, no_class, last));
  Tensor above = minus(c, x, op<"expand_dims">(c, right, last));
  Tensor short_of = op<"relu">(c, plus(c, above, Value(loss.number("margin"))));
  if (loss.number("p") == 2) short_of = op<"square">(c, short_of);
  if (loss.has(2)) short_of = times(c, short_of, op<"expand_dims">(c, op<"take">(c, loss.input(2), target), last));
  Tensor numbers = op<"arange">(c, whole(0), Value(classes)), own = op<"expand_dims">(c, target, last);
  Tensor others = op<"where">(c, op<"equal">(c, own, numbers), whole(0), short_of);
  loss.result(over(c, op<"sum">(c, others, last), Value(classes)));
}

void multilabel_margin_shape(Infer& infer) {
  check_scores(infer);
  same_shape(infer, 1);
  reduced_output(infer, of_examples(infer));
}

// Of each pair of a right class, along the last axis but one, and a wrong one, along the last.
void multilabel_margin_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), target = op<"astype">(c, call.tensor(1), Value(DType::kInt64));
  int64_t classes = x.shape()[x.rank() - 1];
  Value last(int64_t{-1}), before(int64_t{-2});
  Tensor ends = op<"astype">(c, op<"equal">(c, target, call[2]), Value(DType::kInt64));
  Tensor listed = op<"equal">(c, op<"cumulative_sum">(c, ends, last), whole(0));
  Tensor places = op<"where">(c, listed, target, whole(0));
  Tensor spread = op<"expand_dims">(c, x, before);
  Shape pairs = x.shape();
  pairs.insert(pairs.rank() - 1, classes);
  Value no_class(INT64_MIN);
  Tensor right =
      op<"negative">(c, op<"negative_log_likelihood">(c, op<"broadcast_to">(c, spread, Value(pairs)),
                                                      op<"where">(c, listed, target, no_class), no_class, last));
  Tensor counts = op<"put_along_axis_add">(c, op<"zeros_like">(c, places), places,
                                           op<"astype">(c, listed, Value(DType::kInt64)), last);
  Tensor wrong = op<"expand_dims">(c, op<"equal">(c, counts, whole(0)), before);
  Tensor short_of = op<"relu">(c, plus(c, minus(c, spread, op<"expand_dims">(c, right, last)), whole(1)));
  Tensor counted = op<"logical_and">(c, wrong, op<"expand_dims">(c, listed, last));
  Tensor sums = op<"sum">(c, op<"where">(c, counted, short_of, whole(0)), Value(Shape{-2, -1}));
  loss.result(over(c, sums, Value(classes)));
}

}  // namespace

MIXGRAD_FUNCTION(hinge_loss) {
  f.summary("How far scores for two classes, called 1 and -1, are from the right side by a margin.")
      .description(
          "With p 2 the squares of that, as a support vector machine with squared hinge loss has it. The shapes "
          "broadcast. The gradient at the margin is 0.")
      .math("loss_i = \\max(0, margin - target_i \\cdot input_i)^p")
      .reference("Apache MXNet 1.9, gluon.loss.HingeLoss and SquaredHingeLoss")
      .reference("Cortes and Vapnik, Support-Vector Networks, Machine Learning 20, 1995")
      .in_namespace("nn")
      .tensor("input", "Scores.", "floating")
      .tensor("target", "1 or -1 for each score.", "numeric")
      .attribute("margin", types::number, 1.0, "By how much.")
      .attribute("p", types::integer, 1, "The power of what is missing to the margin: 1 or 2.")
      .minimum(1)
      .maximum(2)
      .positional(2)
      .error("shape", "the shapes do not broadcast")
      .error("value", "p is neither 1 nor 2")
      .shape(losses_of_broadcast_shapes)
      .composed([](Invocation& call) {
        Loss loss(call);
        Context& c = loss.c;
        Tensor right = times(c, loss.input(0), loss.input(1));
        Tensor missing = op<"relu">(c, minus(c, Value(loss.number("margin")), right));
        loss.result(loss.number("p") == 2 ? op<"square">(c, missing) : missing);
      });
  reduced_loss(f).example(R"(
        let input = tensor([0.5, 2, -1])
        let target = tensor([1, 1, 1])
        expect hinge_loss(input, target, reduction: "none") = [0.5, 0, 2]
        expect hinge_loss(input, target, p: 2, reduction: "none") = [0.25, 0, 4]
      )");
}

MIXGRAD_FUNCTION(multi_margin_loss) {
  loss_named(f, "multi_margin_loss")
      .summary("Wants the score of the right class above all others by a margin.")
      .description(
          "The multi-class hinge loss, divided by the number of classes. Scores that are far enough below the right "
          "one cost nothing.")
      .math("loss = \\frac{1}{C} \\sum_{c \\neq target} w_{target} \\max(0, margin - x_{target} + x_c)^p")
      .reference(
          "Crammer and Singer, On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines, "
          "JMLR 2, 2001")
      .tensor("input", "Scores, with the classes along the last axis.", "floating", "[N, C]")
      .tensor("target", "The right class of each example.", "integer", "[N]")
      .carries_classes()
      .optional_tensor("weight", "The weight of each class; 1 if it is left out.", "any", "[C]")
      .attribute("p", types::integer, 1, "The power of what is missing to the margin: 1 or 2.")
      .minimum(1)
      .maximum(2)
      .attribute("margin", types::number, 1.0, "By how much.")
      .error("shape", "input is not [C] or [N, C], target is not one class for each example, or weight is not [C]")
      .error("index", "a class number is not one of the classes; the message names its position")
      .error("value", "p is neither 1 nor 2")
      .shape(multi_margin_shape)
      .composed(multi_margin_body);
  reduced_loss(f, "[] or [N]").example(R"(
        let scores = tensor([[1, 4, 0.5, 2], [1, 0, 5, 1]])
        let classes = argmax(scores, 1)
        expect multi_margin_loss(scores, classes, margin: 3, reduction: "none") = [0.25, 0]
        expect multi_margin_loss(scores, classes, p: 2, margin: 3, reduction: "sum") = 0.25
      )");
}

MIXGRAD_FUNCTION(multilabel_margin_loss) {
  loss_named(f, "multilabel_margin_loss")
      .summary("Wants the scores of all right classes above those of all others by 1.")
      .description(
          "target lists the right classes of each example; after ignore_index nothing of the list counts. The loss "
          "is the sum over all pairs of a listed class and one that is not, divided by the number of classes; it "
          "takes memory for all pairs.")
      .math("loss = \\frac{1}{C} \\sum_{t \\in target} \\sum_{c \\notin target} \\max(0, 1 - x_t + x_c)")
      .tensor("input", "Scores, with the classes along the last axis.", "floating", "[N, C]")
      .tensor("target", "The right classes of each example, of input's shape.", "integer", "[N, C]")
      .carries_classes()
      .attribute("ignore_index", types::integer, -1,
                 "A number in target that ends a list of classes. It is the same in every language.")
      .sentinel(-1)
      .error("shape", "input is not [C] or [N, C], or target has another shape")
      .error("index", "a class number that counts is not one of the classes")
      .shape(multilabel_margin_shape)
      .composed(multilabel_margin_body);
  reduced_loss(f, "[] or [N]").example(R"(
        let scores = tensor([[0, 1, 3], [2, 0, 1]])
        let classes = tensor([[-1, 0, 0], [-1, 0, 0]], dtype: int64)
        expect multilabel_margin_loss(scores, classes) = 0
      )");
}

}  // namespace mixgrad
