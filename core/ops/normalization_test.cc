// Batch norm overwrites the statistics it is given: at the call, and when a trace of it runs.
#include "core/graph/trace.h"
#include "core/ops/test_support.h"

namespace mixgrad {
namespace {

class BatchNorm : public OpTest {
 protected:
  Tensor training(Context& context, const Tensor& x, const Tensor& mean, const Tensor& variance) {
    return op<"batch_norm">(context, x, mean, variance, Value(), Value(), Value(true), Value(0.5));
  }
  Tensor x_ = tensor_of({1, 10, 3, 30}, Shape{2, 2}), mean_ = tensor_of({0, 0}), variance_ = tensor_of({1, 1});
};

TEST_F(BatchNorm, StatisticsOfOthersAreNotWritten) {
  static double data[2] = {5, 6};
  auto impl = make_ref<TensorImpl>();
  impl->dtype = DType::kFloat64;
  impl->shape = Shape{2};
  impl->strides = Strides{1};
  impl->storage = Storage::from_memory(data, sizeof data, true, {});
  expect_error([&] { training(c, x_, Tensor(impl), variance_); }, ErrorCode::kReadOnly, "batch_norm");
  EXPECT_EQ(data[0], 5);
}

TEST_F(BatchNorm, ATraceWritesItsStatisticsEachTimeItRuns) {
  for (bool keep_composed : {false, true}) {
    Tensor mean = tensor_of({0, 0}), variance = tensor_of({1, 1});
    auto body = [&](Context& k, const std::vector<Tensor>& in) {
      return std::vector<Tensor>{training(k, in[0], mean, variance)};
    };
    Ref<Graph> graph = trace(c, {{DType::kFloat64, Shape{2, 2}}}, keep_composed, body);
    expect_vector(mean, {0, 0});
    run_graph(c, *graph, {x_});
    expect_vector(mean, {1, 10});
    expect_vector(variance, {1.5, 100.5});
    run_graph(c, *graph, {x_});
    expect_vector(mean, {1.5, 15});
  }
}

TEST_F(BatchNorm, GradientsDoNotPassThroughTheStatistics) {
  Tensor x = leaf(x_);
  training(c, x, mean_, variance_);
  expect_vector(mean_, {1, 10});
  EXPECT_FALSE(wants_gradient(mean_));
  EXPECT_FALSE(wants_gradient(variance_));
}

TEST_F(BatchNorm, ATraceOfAnEvaluationHoldsForBatchesOfAnySize) {
  auto body = [&](Context& k, const std::vector<Tensor>& in) {
    return std::vector<Tensor>{op<"batch_norm">(k, in[0], mean_, variance_)};
  };
  Ref<Graph> graph = trace(c, {{DType::kFloat64, Shape{2, 2}}}, true, body);
  EXPECT_FALSE(graph->shapes_read);
  EXPECT_EQ(run_graph(c, *graph, {tensor_of({1, 10, 3, 30, 5, 50}, Shape{3, 2})})[0].shape(), (Shape{3, 2}));
}

}  // namespace
}  // namespace mixgrad
