// Metrics of vectors along the last axis: how far apart outputs and targets are, and how far they point one way.
#include "core/metric/counted.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

void check_vectors(const Tensor& output, const Tensor& target) {
  check_same_shape(output, target);
  if (output.rank() == 0)
    throw Error(ErrorCode::kShape, "vectors need an axis").on("output").given("[]").accepted("[..., D]");
}

class MeanPairwiseDistance final : public MeanMetric {
 public:
  MIXGRAD_CLASS_OF(MeanPairwiseDistance)
  explicit MeanPairwiseDistance(double p) : p_(p) {}
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_vectors(output, target);
    Tensor each = op<"pairwise_distance">(c, in_float64(c, output).tensor(), in_float64(c, target).tensor(), Value(p_),
                                          Value(0.0));
    add_sum(c, sum(Term(c, each)), each.elements());
  }

 private:
  double p_;
};

class MeanCosineSimilarity final : public MeanMetric {
 public:
  MIXGRAD_CLASS_OF(MeanCosineSimilarity)
  explicit MeanCosineSimilarity(double eps) : eps_(eps) {}
  void own_update(Context& c, const Tensor& output, const Tensor& target) override {
    check_vectors(output, target);
    Tensor each = op<"cosine_similarity">(c, in_float64(c, output).tensor(), in_float64(c, target).tensor(),
                                          Value(int64_t{-1}), Value(eps_));
    add_sum(c, sum(Term(c, each)), each.elements());
  }

 private:
  double eps_;
};

ClassBuilder& metric(ClassBuilder& c, const char* reference) {
  return c.in_namespace("metrics").base("Metric").reference(reference);
}
constexpr const char* kVectors =
    " Vectors lie along the last axis; outputs and targets have one shape. Without batches it is 0.";

}  // namespace

MIXGRAD_CLASS(MeanPairwiseDistance) {
  metric(c, "Apache MXNet 2.0, gluon.metric.MeanPairwiseDistance")
      .summary("Mean distance between vectors of outputs and targets.")
      .description(std::string("The mean of the norms of order p of output − target.") + kVectors)
      .constructor([](FunctionBuilder& f) {
        metric_constructor(f, "MeanPairwiseDistance")
            .attribute("p", types::floating, 2.0, "The order of the norm.")
            .native([](Invocation& call) { call.result(Value(make_ref<MeanPairwiseDistance>(call[0].as_float()))); });
      })
      .example(R"(
        let distance = new MeanPairwiseDistance()
        do distance.update(tensor([[0, 0], [1, 1]]), tensor([[3, 4], [1, 1]]))
        expect distance.compute() = 2.5
      )");
}

MIXGRAD_CLASS(MeanCosineSimilarity) {
  metric(c, "Apache MXNet 2.0, gluon.metric.MeanCosineSimilarity")
      .summary("Mean cosine of the angles between vectors of outputs and targets: from -1 to 1.")
      .description(std::string("The mean of what cosine_similarity gives.") + kVectors)
      .constructor([](FunctionBuilder& f) {
        metric_constructor(f, "MeanCosineSimilarity")
            .attribute("eps", types::floating, 1e-8, "The least length that a vector counts with.")
            .minimum(0)
            .error("value", "eps is negative")
            .native([](Invocation& call) { call.result(Value(make_ref<MeanCosineSimilarity>(call[0].as_float()))); });
      })
      .example(R"(
        let similarity = new MeanCosineSimilarity()
        do similarity.update(tensor([[1, 0], [1, 1]]), tensor([[2, 0], [1, -1]]))
        expect similarity.compute() = 0.5 within 1e-6
      )");
}

}  // namespace mixgrad
