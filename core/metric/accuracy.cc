// Shares of right predictions: Accuracy, TopKAccuracy and BinaryAccuracy.
#include "core/metric/counted.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class ShareMetric : public CountedMetric {
 public:
  double own_compute() const override { return quotient(number(correct_), number(total_)); }

 protected:
  void count(Context& c, const Tensor& right, int64_t of) {  // right: booleans
    add(c, correct_, Value(op<"sum">(c, op<"astype">(c, right, Value(DType::kInt64)))));
    add(c, total_, Value(of));
  }

 private:
  Tensor correct_ = counter("correct"), total_ = counter("total");
};

class Accuracy final : public ShareMetric {
 public:
  MIXGRAD_CLASS_OF(Accuracy)
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_scores(output, target);
    Tensor guess = op<"argmax">(c, output, Value(int64_t{1}));
    count(c, op<"equal">(c, guess, target), output.shape()[0]);
  }
};

class TopKAccuracy final : public ShareMetric {
 public:
  MIXGRAD_CLASS_OF(TopKAccuracy)
  explicit TopKAccuracy(int64_t k) : k_(k) {}
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_scores(output, target);
    Tensor best = op_results<"topk">(c, output, Value(k_), Value(int64_t{1})).tensor(1);
    // No class is there twice, so that a row has one that is equal, or none.
    count(c, op<"equal">(c, best, op<"expand_dims">(c, target, Value(int64_t{1}))), output.shape()[0]);
  }

 private:
  int64_t k_;
};

class BinaryAccuracy final : public ShareMetric {
 public:
  MIXGRAD_CLASS_OF(BinaryAccuracy)
  explicit BinaryAccuracy(double threshold) : threshold_(threshold) {}
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_same_shape(output, target);
    Tensor guess = op<"greater">(c, output, Value(threshold_));
    count(c, op<"equal">(c, guess, op<"astype">(c, target, Value(DType::kBool))), output.elements());
  }

 private:
  double threshold_;
};
}  // namespace

MIXGRAD_CLASS(Accuracy) {
  c.in_namespace("metrics")
      .base("Metric")
      .summary("Share of right predictions.")
      .description(
          "Outputs are scores [N, C], targets class numbers [N]; the prediction is the class with the highest score, "
          "the first of equals. Without batches it is 0.")
      .reference("PyTorch-Lightning, torchmetrics.Accuracy (micro average)")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the metric.")
            .description("It takes no arguments.")
            .output("metric", types::object("Accuracy"), "The metric.")
            .native(make_metric<Accuracy>);
      })
      .example(R"(
        let accuracy = new Accuracy()
        do accuracy.update(tensor([[0.1, 0.9], [0.8, 0.2]]), argmax(tensor([[0, 1], [0, 1]]), axis: 1))
        expect accuracy.compute() = 0.5
      )");
}

MIXGRAD_CLASS(TopKAccuracy) {
  c.in_namespace("metrics")
      .base("Metric")
      .summary("Share of examples whose class is among the k highest scores.")
      .description(
          "Outputs are scores [N, C] with at least k classes, targets class numbers [N]; of equal scores those of the "
          "first classes count as higher. Without batches it is 0.")
      .reference("Keras 3, keras.metrics.SparseTopKCategoricalAccuracy")
      .constructor([](FunctionBuilder& f) {
        metric_constructor(f, "TopKAccuracy")
            .attribute("k", types::count, Value(int64_t{5}), "How many of the highest scores count.")
            .minimum(1)
            .error("value", "k is smaller than 1")
            .native([](Invocation& call) { call.result(Value(make_ref<TopKAccuracy>(call[0].as_int()))); });
      })
      .example(R"(
        let accuracy = new TopKAccuracy(k: 2)
        let classes = argmax(tensor([[0, 1, 0], [0, 0, 1]]), axis: 1)
        do accuracy.update(tensor([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]]), classes)
        expect accuracy.compute() = 0.5
      )");
}

MIXGRAD_CLASS(BinaryAccuracy) {
  c.in_namespace("metrics")
      .base("Metric")
      .summary("Share of right predictions between two classes.")
      .description(
          "Outputs are probabilities, or scores with another threshold, targets 0 or 1 in the same shape. What is "
          "above the threshold predicts 1. Without batches it is 0.")
      .reference("Keras 3, keras.metrics.BinaryAccuracy")
      .constructor([](FunctionBuilder& f) {
        metric_constructor(f, "BinaryAccuracy")
            .attribute("threshold", types::floating, 0.5, "Above this an output predicts 1.")
            .native([](Invocation& call) { call.result(Value(make_ref<BinaryAccuracy>(call[0].as_float()))); });
      })
      .example(R"(
        let accuracy = new BinaryAccuracy()
        do accuracy.update(tensor([0.75, 0.25, 0.75, 0.25]), tensor([1, 0, 0, 0]))
        expect accuracy.compute() = 0.75
      )");
}

}  // namespace mixgrad
