// Metrics of numbers: means of differences, of outputs alone, and how far outputs and targets go together.
#include <cmath>

#include "core/metric/counted.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class MeanAbsoluteError final : public MeanMetric {
 public:
  MIXGRAD_CLASS_OF(MeanAbsoluteError)
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_same_shape(output, target);
    add_sum(c, sum(abs(in_float64(c, output) - in_float64(c, target))), output.elements());
  }
};

class SquaredError : public MeanMetric {
 public:
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_same_shape(output, target);
    add_sum(c, sum(square(in_float64(c, output) - in_float64(c, target))), output.elements());
  }
};
class MeanSquaredError final : public SquaredError {
 public:
  MIXGRAD_CLASS_OF(MeanSquaredError)
};
class RootMeanSquaredError final : public SquaredError {
 public:
  MIXGRAD_CLASS_OF(RootMeanSquaredError)
  double own_compute() const override { return std::sqrt(SquaredError::own_compute()); }
};

class Mean final : public MeanMetric {
 public:
  MIXGRAD_CLASS_OF(Mean)
  void own_update(Context& c, const Tensor& output, const Tensor&) override {
    add_sum(c, sum(in_float64(c, output)), output.elements());
  }
};

// Means and sums of products of differences from them, joined batch by batch: large means cost no digits.
class PearsonCorrelation final : public CountedMetric {
 public:
  MIXGRAD_CLASS_OF(PearsonCorrelation)
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_same_shape(output, target);
    if (output.elements() == 0) return;
    double more = static_cast<double>(output.elements());
    Term x = in_float64(c, output), y = in_float64(c, target), n = Term(c, n_);
    Term x_there = sum(x) / more, y_there = sum(y) / more;
    Term x_off = x - x_there, y_off = y - y_there, dx = x_there - Term(c, x_mean_), dy = y_there - Term(c, y_mean_);
    Term part = more / (n + more), weight = n * part;
    add(c, xx_, (sum(square(x_off)) + square(dx) * weight).value());
    add(c, yy_, (sum(square(y_off)) + square(dy) * weight).value());
    add(c, xy_, (sum(x_off * y_off) + dx * dy * weight).value());
    add(c, x_mean_, (dx * part).value());
    add(c, y_mean_, (dy * part).value());
    add(c, n_, Value(more));
  }
  double own_compute() const override {
    double size = std::sqrt(number(xx_)) * std::sqrt(number(yy_));
    return size == 0 ? 0 : number(xy_) / size;
  }

 private:
  Tensor n_ = counter("n", DType::kFloat64), x_mean_ = counter("output_mean", DType::kFloat64),
         y_mean_ = counter("target_mean", DType::kFloat64), xx_ = counter("output_squares", DType::kFloat64),
         yy_ = counter("target_squares", DType::kFloat64), xy_ = counter("products", DType::kFloat64);
};

ClassBuilder& metric(ClassBuilder& c, const char* reference) {
  return c.in_namespace("metrics").base("Metric").reference(reference);
}
constexpr const char* kPair = " over all elements; outputs and targets have one shape. Without batches it is 0.";
}  // namespace

MIXGRAD_CLASS(MeanAbsoluteError) {
  metric(c, "PyTorch-Lightning, torchmetrics.MeanAbsoluteError")
      .summary("Mean distance between outputs and targets.")
      .description(std::string("The mean of |output − target|") + kPair)
      .constructor(
          [](FunctionBuilder& f) { metric_constructor(f, "MeanAbsoluteError").native(make_metric<MeanAbsoluteError>); })
      .example(R"(
        let error = new MeanAbsoluteError()
        do error.update(tensor([1, 2]), tensor([2, 4]))
        expect error.compute() = 1.5
      )");
}

MIXGRAD_CLASS(MeanSquaredError) {
  metric(c, "PyTorch-Lightning, torchmetrics.MeanSquaredError")
      .summary("Mean of the squared differences between outputs and targets.")
      .description(std::string("The mean of (output − target)²") + kPair)
      .constructor(
          [](FunctionBuilder& f) { metric_constructor(f, "MeanSquaredError").native(make_metric<MeanSquaredError>); })
      .example(R"(
        let error = new MeanSquaredError()
        do error.update(tensor([1, 2]), tensor([2, 4]))
        expect error.compute() = 2.5
      )");
}

MIXGRAD_CLASS(RootMeanSquaredError) {
  metric(c, "Keras 3, keras.metrics.RootMeanSquaredError")
      .summary("Root of the mean of the squared differences, in the targets' own units.")
      .description(std::string("The root of the mean of (output − target)²") + kPair)
      .constructor([](FunctionBuilder& f) {
        metric_constructor(f, "RootMeanSquaredError").native(make_metric<RootMeanSquaredError>);
      })
      .example(R"(
        let error = new RootMeanSquaredError()
        do error.update(tensor([1, 2]), tensor([4, 5]))
        expect error.compute() = 3
      )");
}

MIXGRAD_CLASS(Mean) {
  metric(c, "Keras 3, keras.metrics.Mean")
      .summary("Mean of the outputs, such as losses.")
      .description("The mean over all elements of the outputs; targets are not looked at. Without batches it is 0.")
      .constructor([](FunctionBuilder& f) { metric_constructor(f, "Mean").native(make_metric<Mean>); })
      .example(R"(
        let mean = new Mean()
        do mean.update(tensor([1, 2, 6]), tensor([0, 0, 0]))
        expect mean.compute() = 3
      )");
}

MIXGRAD_CLASS(PearsonCorrelation) {
  metric(c, "PyTorch-Lightning, torchmetrics.PearsonCorrCoef")
      .summary("How far outputs and targets lie on a line: from -1 to 1.")
      .description(
          "The covariance of all elements over the root of the product of their variances; outputs and targets have "
          "one shape. Where one of them does not vary, or without batches, it is 0.")
      .constructor([](FunctionBuilder& f) {
        metric_constructor(f, "PearsonCorrelation").native(make_metric<PearsonCorrelation>);
      })
      .example(R"(
        let correlation = new PearsonCorrelation()
        do correlation.update(tensor([1, 2, 3]), tensor([2, 4, 6]))
        expect correlation.compute() = 1 within 1e-6
      )");
}

}  // namespace mixgrad
