// Metrics of probabilities: CrossEntropy, NegativeLogLikelihood and Perplexity.
#include "core/kernels/one_number.h"
#include "core/metric/counted.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
const Value kSum = Value::enumerator(2);

class CrossEntropy : public MeanMetric {
 public:
  MIXGRAD_CLASS_OF(CrossEntropy)
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    Tensor scores = in_float64(c, output).tensor();
    Tensor loss = op<"cross_entropy">(c, scores, target, Value(), Value(int64_t{-100}), kSum);
    add_sum(c, Term(c, loss), target.elements());
  }
};

class NegativeLogLikelihood final : public MeanMetric {
 public:
  MIXGRAD_CLASS_OF(NegativeLogLikelihood)
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    Tensor logarithms = in_float64(c, output).tensor();
    Tensor loss = op<"nll_loss">(c, logarithms, target, Value::null(), Value(int64_t{-100}), kSum);
    add_sum(c, Term(c, loss), target.elements());
  }
};

class Perplexity final : public CrossEntropy {
 public:
  MIXGRAD_CLASS_OF(Perplexity)
  double own_compute() const override { return one_number(Instruction::kExp, CrossEntropy::own_compute()); }
};

ClassBuilder& metric(ClassBuilder& c, const char* reference) {
  return c.in_namespace("metrics").base("Metric").reference(reference);
}
}  // namespace

MIXGRAD_CLASS(CrossEntropy) {
  metric(c, "Keras 3, keras.metrics.SparseCategoricalCrossentropy (from logits)")
      .summary("Mean cross-entropy between scores and classes, in nats.")
      .description(
          "Outputs are scores [N, C, ...] without softmax, targets class numbers [N, ...]. The mean is over all class "
          "numbers. Without batches it is 0.")
      .constructor([](FunctionBuilder& f) { metric_constructor(f, "CrossEntropy").native(make_metric<CrossEntropy>); })
      .example(R"(
        let metric = new CrossEntropy()
        do metric.update(tensor([[1, 1], [2, 2]]), argmax(tensor([[0, 1], [1, 0]]), axis: 1))
        expect metric.compute() = 0.6931472 within 1e-6
      )");
}

MIXGRAD_CLASS(NegativeLogLikelihood) {
  metric(c, "Apache MXNet 1.9, mxnet.metric.NegativeLogLikelihood")
      .summary("Mean negative logarithm of what the model gave the classes.")
      .description(
          "Outputs are logarithms of probabilities [N, C, ...], targets class numbers [N, ...]. The mean is over all "
          "class numbers. Without batches it is 0.")
      .constructor([](FunctionBuilder& f) {
        metric_constructor(f, "NegativeLogLikelihood").native(make_metric<NegativeLogLikelihood>);
      })
      .example(R"(
        let metric = new NegativeLogLikelihood()
        do metric.update(tensor([[-1, -2], [-3, -4]]), argmax(tensor([[0, 1], [1, 0]]), axis: 1))
        expect metric.compute() = 2.5
      )");
}

MIXGRAD_CLASS(Perplexity) {
  metric(c, "Jelinek et al., Perplexity - a measure of the difficulty of speech recognition tasks, 1977")
      .summary("Among how many equally likely classes the model seems to choose.")
      .description(
          "e to the mean cross-entropy. Outputs are scores [N, C, ...] without softmax, targets class numbers "
          "[N, ...]. Without batches it is 1.")
      .constructor([](FunctionBuilder& f) { metric_constructor(f, "Perplexity").native(make_metric<Perplexity>); })
      .example(R"(
        let metric = new Perplexity()
        do metric.update(tensor([[1, 1], [2, 2]]), argmax(tensor([[0, 1], [1, 0]]), axis: 1))
        expect metric.compute() = 2 within 1e-6
      )");
}

}  // namespace mixgrad
