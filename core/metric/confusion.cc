// Metrics made of how often which class was predicted for which: Precision, Recall, F1Score, FBetaScore,
// MatthewsCorrelation.
#include <cmath>

#include "core/metric/counted.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
Tensor counts_of(Context& c, const Tensor& classes, int64_t n) {  // [N] -> [n]
  return op<"sum">(c, op<"one_hot">(c, classes, Value(n)), Value(int64_t{0}));
}

// Counts for each class, and a quotient of them: of each class, then the mean, or of all classes together.
class ByClass : public CountedMetric {
 public:
  ByClass(int64_t classes, bool macro) : classes_(classes), macro_(macro) {}
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_scores(output, target);
    if (output.shape()[1] != classes_) {
      throw Error(ErrorCode::kShape, "the scores are of another number of classes")
          .on("output")
          .given(output.shape().text())
          .accepted("[N, " + std::to_string(classes_) + "]");
    }
    Tensor guess = op<"argmax">(c, output, Value(int64_t{1}));
    Tensor hit = op<"one_hot">(c, guess, Value(classes_)), real = op<"one_hot">(c, target, Value(classes_));
    Value first(int64_t{0});
    add(c, right_, Value(op<"sum">(c, op<"multiply">(c, hit, real), first)));
    add(c, guessed_, Value(op<"sum">(c, hit, first)));
    add(c, there_, Value(op<"sum">(c, real, first)));
  }
  double own_compute() const override {
    Tensor rights_here = on_host(right_), guessed_here = on_host(guessed_), there_here = on_host(there_);
    const int64_t *right = rights_here.data<int64_t>(), *guessed = guessed_here.data<int64_t>(),
                  *there = there_here.data<int64_t>();
    double rights = 0, guesses = 0, theres = 0, sum = 0;
    for (int64_t i = 0; i < classes_; ++i) {
      auto r = static_cast<double>(right[i]), g = static_cast<double>(guessed[i]), t = static_cast<double>(there[i]);
      rights += r;
      guesses += g;
      theres += t;
      sum += score(r, g, t);
    }
    return macro_ ? sum / static_cast<double>(classes_) : score(rights, guesses, theres);
  }

 protected:
  virtual double score(double right, double guessed, double there) const = 0;

 private:
  int64_t classes_;
  bool macro_;
  Tensor right_ = counter("true_positives", DType::kInt64, Shape{classes_}),
         guessed_ = counter("predicted", DType::kInt64, Shape{classes_}),
         there_ = counter("actual", DType::kInt64, Shape{classes_});
};

class Precision final : public ByClass {
 public:
  MIXGRAD_CLASS_OF(Precision)
  using ByClass::ByClass;
  double score(double right, double guessed, double) const override { return quotient(right, guessed); }
};
class Recall final : public ByClass {
 public:
  MIXGRAD_CLASS_OF(Recall)
  using ByClass::ByClass;
  double score(double right, double, double there) const override { return quotient(right, there); }
};
class F1Score final : public ByClass {
 public:
  MIXGRAD_CLASS_OF(F1Score)
  using ByClass::ByClass;
  double score(double right, double guessed, double there) const override {
    return quotient(2 * right, guessed + there);
  }
};

class FBetaScore final : public ByClass {
 public:
  MIXGRAD_CLASS_OF(FBetaScore)
  FBetaScore(int64_t classes, bool macro, double beta) : ByClass(classes, macro), square_(beta * beta) {}
  double score(double right, double guessed, double there) const override {
    return quotient((1 + square_) * right, guessed + square_ * there);
  }

 private:
  double square_;
};

class MatthewsCorrelation final : public CountedMetric {
 public:
  MIXGRAD_CLASS_OF(MatthewsCorrelation)
  explicit MatthewsCorrelation(int64_t classes) : classes_(classes) {}
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_scores(output, target);
    Tensor guess = op<"argmax">(c, output, Value(int64_t{1}));
    Tensor right = op<"astype">(c, op<"equal">(c, guess, target), Value(DType::kInt64));
    add(c, guessed_, Value(counts_of(c, guess, classes_)));
    add(c, there_, Value(counts_of(c, target, classes_)));
    add(c, right_, Value(op<"sum">(c, right)));
  }
  double own_compute() const override {
    Tensor guessed_here = on_host(guessed_), there_here = on_host(there_);
    const int64_t *guessed = guessed_here.data<int64_t>(), *there = there_here.data<int64_t>();
    double all = 0, both = 0, guesses = 0, theres = 0;
    for (int64_t i = 0; i < classes_; ++i) {
      auto g = static_cast<double>(guessed[i]), t = static_cast<double>(there[i]);
      all += t;
      both += g * t;
      guesses += g * g;
      theres += t * t;
    }
    double size = std::sqrt(all * all - guesses) * std::sqrt(all * all - theres);
    return quotient(number(right_) * all - both, size);
  }

 private:
  int64_t classes_;
  Tensor right_ = counter("correct"), guessed_ = counter("predicted", DType::kInt64, Shape{classes_}),
         there_ = counter("actual", DType::kInt64, Shape{classes_});
};

ClassBuilder& metric(ClassBuilder& c, const char* reference) {
  return c.in_namespace("metrics").base("Metric").reference(reference);
}
FunctionBuilder& with_classes(FunctionBuilder& f) {
  return f.attribute("num_classes", types::count, "How many classes there are.").minimum(1);
}
FunctionBuilder& averaged(FunctionBuilder& f) {
  return f.attribute("average",
                     types::enumeration("MetricAverage", {{"macro", 0, "the mean over the classes, each alike"},
                                                          {"micro", 1, "of all classes' counts together"}}),
                     Value::enumerator(0), "How the classes become one number.");
}
template <class Made>
void define(FunctionBuilder& f, const char* cls) {
  averaged(with_classes(metric_constructor(f, cls)))
      .error("value", "num_classes is smaller than 1")
      .native([](Invocation& call) { call.result(Value(make_ref<Made>(call[0].as_int(), call[1].as_int() == 0))); });
}
constexpr const char* kScores =
    " Outputs are scores [N, num_classes], targets class numbers [N]; the prediction is the class with the highest "
    "score, the first of equals. A quotient of nothing is 0.";
}  // namespace

MIXGRAD_CLASS(Precision) {
  metric(c, "scikit-learn 1.x, sklearn.metrics.precision_score")
      .summary("Which share of the predictions of a class is right.")
      .description(std::string("For each class its right predictions over its predictions.") + kScores)
      .constructor([](FunctionBuilder& f) { define<Precision>(f, "Precision"); })
      .example(R"(
        let precision = new Precision(2)
        let classes = argmax(tensor([[1, 0], [0, 1], [0, 1]]), axis: 1)
        do precision.update(tensor([[2, 1], [2, 1], [1, 2]]), classes)
        expect precision.compute() = 0.75
      )");
}

MIXGRAD_CLASS(Recall) {
  metric(c, "scikit-learn 1.x, sklearn.metrics.recall_score")
      .summary("Which share of a class is found.")
      .description(std::string("For each class its right predictions over its examples.") + kScores)
      .constructor([](FunctionBuilder& f) { define<Recall>(f, "Recall"); })
      .example(R"(
        let recall = new Recall(2)
        let classes = argmax(tensor([[1, 0], [0, 1], [0, 1]]), axis: 1)
        do recall.update(tensor([[2, 1], [2, 1], [1, 2]]), classes)
        expect recall.compute() = 0.75
      )");
}

MIXGRAD_CLASS(F1Score) {
  metric(c, "scikit-learn 1.x, sklearn.metrics.f1_score")
      .summary("Harmonic mean of precision and recall.")
      .description(
          std::string("For each class twice its right predictions over the sum of its predictions and its examples.") +
          kScores)
      .constructor([](FunctionBuilder& f) { define<F1Score>(f, "F1Score"); })
      .example(R"(
        let f1 = new F1Score(2)
        let classes = argmax(tensor([[1, 0], [0, 1], [0, 1]]), axis: 1)
        do f1.update(tensor([[2, 1], [2, 1], [1, 2]]), classes)
        expect f1.compute() = 0.6666667 within 1e-6
      )");
}

MIXGRAD_CLASS(FBetaScore) {
  metric(c, "scikit-learn 1.x, sklearn.metrics.fbeta_score")
      .reference("Apache MXNet 2.0, gluon.metric.Fbeta")
      .summary("Harmonic mean of precision and recall, of which recall counts beta times as much.")
      .description(
          std::string(
              "For each class (1 + beta²) times its right predictions over the sum of its predictions and beta² "
              "times its examples.") +
          kScores)
      .constructor([](FunctionBuilder& f) {
        averaged(with_classes(metric_constructor(f, "FBetaScore"))
                     .attribute("beta", types::floating, 1.0, "How much recall counts beside precision.")
                     .minimum(0, true))
            .error("value", "num_classes is smaller than 1, or beta is not positive")
            .native([](Invocation& call) {
              call.result(Value(make_ref<FBetaScore>(call[0].as_int(), call[2].as_int() == 0, call[1].as_float())));
            });
      })
      .example(R"(
        let score = new FBetaScore(2, beta: 2)
        let classes = argmax(tensor([[1, 0], [0, 1], [0, 1]]), axis: 1)
        do score.update(tensor([[2, 1], [2, 1], [1, 2]]), classes)
        expect score.compute() = 0.6944444 within 1e-6
      )");
}

MIXGRAD_CLASS(MatthewsCorrelation) {
  c.reference("Apache MXNet 2.0, gluon.metric.PCC");
  metric(c, "Gorodkin, Comparing two K-category assignments by a K-category correlation coefficient, 2004")
      .summary("How far predictions and classes go together: from -1 to 1.")
      .description(
          "With n examples of which c are right, pₖ predictions and tₖ examples of class k: (c·n − Σ pₖ·tₖ) / "
          "√((n² − Σ pₖ²)·(n² − Σ tₖ²)). Outputs are scores [N, num_classes], targets class numbers [N]. Where "
          "there is one class only, it is 0.")
      .constructor([](FunctionBuilder& f) {
        with_classes(metric_constructor(f, "MatthewsCorrelation"))
            .error("value", "num_classes is smaller than 1")
            .native([](Invocation& call) { call.result(Value(make_ref<MatthewsCorrelation>(call[0].as_int()))); });
      })
      .example(R"(
        let correlation = new MatthewsCorrelation(2)
        let classes = argmax(tensor([[1, 0], [0, 1], [0, 1]]), axis: 1)
        do correlation.update(tensor([[2, 1], [2, 1], [1, 2]]), classes)
        expect correlation.compute() = 0.5 within 1e-6
      )");
}

}  // namespace mixgrad
