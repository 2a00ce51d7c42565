// Connectionist temporal classification: labels without their places in time.
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

constexpr const char* kPaper =
    "Graves et al., Connectionist Temporal Classification: Labelling Unsegmented Sequence Data with Recurrent Neural "
    "Networks, ICML 2006";

// The inputs that all of these operators have, from log_probs on.
FunctionBuilder& sequences(FunctionBuilder& f, const char* log_probs, const char* targets, const char* lengths) {
  return f.in_namespace("nn")
      .tensor("log_probs", "Logarithms of the probabilities of the classes in each frame.", "floating", log_probs)
      .tensor("targets", "The labels, without blanks: a row for each example, or those of all examples in a row.",
              "integer", targets)
      .carries_classes()
      .tensor("input_lengths", "How many frames of each example count.", "integer", lengths)
      .tensor("target_lengths", "How many labels each example has.", "integer", lengths)
      .attribute("blank", types::index, 0, "The class that stands for no label.");
}
FunctionBuilder& errors(FunctionBuilder& f) {
  return f.reference(kPaper)
      .error("shape", "log_probs, targets and the lengths do not belong together")
      .error("index", "blank or a label is not one of the classes, or a label is the blank")
      .error("value", "a length is negative or larger than what there is")
      .bits(Bits::kBounded);
}

void check_shape(Infer& infer, int i, const Shape& expected, const char* what) {
  if (infer.shape(i) == expected) return;
  throw infer.error(ErrorCode::kShape, i, what).given(infer.shape(i).text()).accepted(expected.text());
}

void check_blank(Infer& infer, int argument, int64_t classes) {
  int64_t blank = infer.integer(argument);
  if (blank >= 0 && blank < classes) return;
  throw infer.error(ErrorCode::kIndex, argument, "the blank is not one of the classes")
      .given(blank < 0 ? std::to_string(blank) : number_mark(blank))
      .accepted(classes == 0 ? std::string("none") : number_mark(0) + " to " + number_mark(classes - 1));
}

// Of inputs from `first` on: [T, N, C], [N, S] or [labels], [N], [N], and the blank.
void check_sequences(Infer& infer, int first) {
  if (infer.rank(first) != 3)
    throw infer.error(ErrorCode::kShape, first, "there must be axes of frames, examples and classes")
        .given(infer.shape(first).text())
        .accepted("[T, N, C]");
  int64_t examples = infer.shape(first)[1], classes = infer.shape(first)[2];
  int rank = infer.rank(first + 1);
  if (rank != 1 && (rank != 2 || infer.shape(first + 1)[0] != examples))
    throw infer.error(ErrorCode::kShape, first + 1, "there must be labels for each example")
        .given(infer.shape(first + 1).text())
        .accepted("[" + std::to_string(examples) + ", S], or one axis");
  for (int i : {2, 3}) check_shape(infer, first + i, Shape{examples}, "there must be one length for each example");
  check_blank(infer, first + 4, classes);
}

template <int kFirst>
void gradient_shape(Infer& infer) {
  check_sequences(infer, kFirst);
  check_shape(infer, 0, Shape{infer.shape(kFirst)[1]}, "there must be one weight for each example");
  if (kFirst == 2) check_shape(infer, 1, infer.shape(2), "the direction must have the shape of the probabilities");
  infer.output(infer.dtype(kFirst), infer.shape(kFirst));
}

void ctc_shape(Infer& infer) {
  int rank = infer.rank(0);
  if (rank != 2 && rank != 3)
    throw infer.error(ErrorCode::kShape, 0, "there must be axes of frames, perhaps of examples, and of classes")
        .given(infer.shape(0).text())
        .accepted("[T, C] or [T, N, C]");
  if (rank == 3) {
    check_sequences(infer, 0);
    return reduced_output(infer, Shape{infer.shape(0)[1]});
  }
  if (infer.rank(1) != 1)
    throw infer.error(ErrorCode::kShape, 1, "there must be labels of one example")
        .given(infer.shape(1).text())
        .accepted("[S]");
  for (int i : {2, 3}) check_shape(infer, i, Shape{}, "there must be one length");
  check_blank(infer, 4, infer.shape(0)[1]);
  reduced_output(infer, Shape{});
}

void ctc_body(Invocation& call) {
  Loss loss(call);
  Context& c = loss.c;
  Tensor x = loss.input(0), targets = call.tensor(1), frames = call.tensor(2), lengths = call.tensor(3);
  bool one = x.rank() == 2;
  auto as_batch = [&](const Tensor& t, int64_t axis) { return one ? op<"expand_dims">(c, t, Value(axis)) : t; };
  Tensor losses = op<"ctc_negative_log_likelihood">(c, as_batch(x, 1), as_batch(targets, 0), as_batch(frames, 0),
                                                    as_batch(lengths, 0), call[4]);
  if (one) losses = op<"squeeze">(c, losses, whole(0));
  if (loss.flag("zero_infinity")) losses = op<"where">(c, op<"isinf">(c, losses), whole(0), losses);
  int mean = call.function.find_argument("reduction");
  if (call[mean].as_int() == 1) losses = over(c, losses, op<"maximum">(c, lengths, whole(1)));
  loss.result(losses);
}

}  // namespace

MIXGRAD_FUNCTION(ctc_negative_log_likelihood) {
  errors(sequences(f, "[T, N, C]", "[N, S] or [labels]", "[N]"))
      .summary("Minus the logarithm of the probability of each example's labels, in all alignments with its frames.")
      .description("See ctc_loss. Infinite where no alignment is possible. Computed in float64 and rounded once.")
      .math("out_n = -\\ln \\sum_{a \\in B^{-1}(targets_n)} \\prod_t p_{t,n,a_t}")
      .output("out", "One number for each example.", "as log_probs", "[N]")
      .shape([](Infer& infer) {
        check_sequences(infer, 0);
        infer.output(infer.dtype(0), Shape{infer.shape(0)[1]});
      })
      .batching("each")
      .gradient({"log_probs", "targets", "input_lengths", "target_lengths"},
                [](Backward& b) {
                  b.set(0, op<"ctc_gradient">(b.context, b.grad(), b.input(0), b.input(1), b.input(2), b.input(3),
                                              b.argument(4)));
                })
      .example(R"(
        let log_probs = log(tensor([[[0.5, 0.5]], [[0.25, 0.75]]]))
        let targets = argmax(tensor([[[0, 1]]]), 2)
        let frames = tensor([2], dtype: int64)
        let labels = tensor([1], dtype: int64)
        expect ctc_negative_log_likelihood(log_probs, targets, frames, labels) = [0.1335314] within 1e-6
      )");
}

MIXGRAD_FUNCTION(ctc_gradient) {
  f.tensor("grad", "The weight of each example.", "floating", "[N]");
  errors(sequences(f, "[T, N, C]", "[N, S] or [labels]", "[N]"))
      .summary("The gradient of ctc_negative_log_likelihood, times a weight of each example.")
      .description(
          "Minus the share of the labels' probability that passes through a class in a frame. NaN where no alignment "
          "is possible, but 0 where the weight is 0.")
      .math("out_{t,n,c} = -grad_n P(a_t = c \\mid targets_n)")
      .output("out", "The gradient.", "as log_probs", "[T, N, C]")
      .shape(gradient_shape<1>)
      .batching("each")
      .gradient(
          {"grad", "log_probs", "targets", "input_lengths", "target_lengths"},
          [](Backward& b) {
            Context& c = b.context;
            auto rest = [&](auto call) { return call(b.input(2), b.input(3), b.input(4), b.argument(5)); };
            if (b.needs(0)) {
              Tensor ones = full_of(c, 1, b.dtype(0), b.shape(0));
              Tensor slopes = rest([&](auto... r) { return op<"ctc_gradient">(c, ones, b.input(1), r...); });
              b.set(0, as_dtype(c, op<"sum">(c, times(c, slopes, b.grad()), Value(Shape{0, 2})), b.dtype(0)));
            }
            if (b.needs(1))
              b.set(1, rest([&](auto... r) { return op<"ctc_curvature">(c, b.input(0), b.grad(), b.input(1), r...); }));
          })
      .once_differentiable()
      .example(R"(
        let log_probs = log(tensor([[[0.5, 0.5]]]))
        let targets = argmax(tensor([[[0, 1]]]), 2)
        let one = tensor([1], dtype: int64)
        expect ctc_gradient(tensor([2]), log_probs, targets, one, one) = [[[0, -2]]] within 1e-6
      )");
}

MIXGRAD_FUNCTION(ctc_curvature) {
  f.tensor("grad", "The weight of each example.", "floating", "[N]")
      .tensor("direction", "The direction, of log_probs' shape.", "floating", "[T, N, C]");
  errors(sequences(f, "[T, N, C]", "[N, S] or [labels]", "[N]"))
      .summary("The derivative of ctc_gradient along a direction.")
      .description(
          "What second derivatives of ctc_loss are made of. It has no gradient: a third derivative is an error.")
      .math("out = \\frac{d}{d\\epsilon} ctc\\_gradient(grad, log\\_probs + \\epsilon\\, direction)")
      .output("out", "The derivative.", "as log_probs", "[T, N, C]")
      .shape(gradient_shape<2>)
      .batching("each")
      .gradient({}, [](Backward&) { throw Error(ErrorCode::kGradient, "ctc_loss has no third derivatives"); })
      .once_differentiable()
      .example(R"(
        let log_probs = log(tensor([[[0.5, 0.5]]]))
        let targets = argmax(tensor([[[0, 1]]]), 2)
        let one = tensor([1], dtype: int64)
        expect ctc_curvature(tensor([2]), log_probs, log_probs, targets, one, one) = [[[0, 0]]] within 1e-6
      )");
}

MIXGRAD_FUNCTION(ctc_loss) {
  errors(sequences(f, "[T, N, C]", "[N, S] or [labels]", "[N]"))
      .reference("PyTorch 2.x, torch.nn.functional.ctc_loss")
      .summary("Loss for sequences whose labels are known, but not when each of them comes.")
      .description(
          "Each frame gives every class a probability; one class, the blank, stands for no label. An alignment names a "
          "class for each frame: with repetitions drawn together and blanks left out it spells the labels. The loss is "
          "minus the logarithm of the probability of all alignments that do. The mean divides each loss by its number "
          "of labels first. The axis of examples may be missing: log_probs are [T, C], targets [S], lengths numbers. "
          "Computed in float64 and rounded once; the same for any number of threads, between machines it may differ by "
          "rounding.")
      .math("loss_n = -\\ln \\sum_{a \\in B^{-1}(targets_n)} \\prod_t p_{t,n,a_t}")
      .attribute("reduction", reduction_type(), Value::enumerator(1), "What becomes of the losses.")
      .attribute("zero_infinity", types::boolean, false,
                 "Whether losses that are infinite, as no alignment is possible, count as 0, with gradient 0.")
      .output("loss", "The loss: one number, or with reduction none one for each example.", "as log_probs", "[] or [N]")
      .shape(ctc_shape)
      .composed(ctc_body)
      .example(R"(
        let log_probs = log(tensor([[[0.5, 0.5]], [[0.25, 0.75]]]))
        let targets = argmax(tensor([[[0, 1]]]), 2)
        let frames = tensor([2], dtype: int64)
        let labels = tensor([1], dtype: int64)
        expect ctc_loss(log_probs, targets, frames, labels) = 0.1335314 within 1e-6
      )");
}

}  // namespace mixgrad
