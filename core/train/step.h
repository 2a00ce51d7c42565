// One step of training or evaluation, captured as a graph or run eagerly: the same operators, so the same bits.
#pragma once

#include <map>
#include <string>

#include "core/graph/trace.h"
#include "core/metric/metric.h"
#include "core/nn/module.h"
#include "core/optim/optimizer.h"

namespace mixgrad {

struct NamedMetric {
  std::string name;
  Ref<Metric> metric;
};

class TrainingStep {
 public:
  TrainingStep(Ref<Module> model, Value loss, Ref<Optimizer> optimizer, const std::vector<NamedMetric>& metrics);

  // Runs one batch {input, target} and returns its mean loss. With `train` the parameters change.
  double run(Context& context, const std::vector<Tensor>& batch, bool train, bool capture);
  int64_t traces() const { return traces_; }  // how often forward was called to be traced

 private:
  // Output and loss of a batch; under a tracer as well as eagerly.
  struct Outcome {
    Tensor output, loss;
  };
  Outcome compute(Context& context, const std::vector<Tensor>& batch, bool train, const Graph* forward, const Graph* loss);
  void finish(Context& context, const Outcome& outcome, const Tensor& target, bool train);
  const Graph& forward_graph(Context& context, const Tensor& input, bool train);
  const Graph& loss_graph(Context& context, const Tensor& output, const Tensor& target);
  const Graph& step_graph(Context& context, const std::vector<Tensor>& batch, bool train);
  void update_host_metrics(Context& context, const Tensor& output, const Tensor& target);

  Ref<Module> model_;
  Value loss_;
  Ref<Optimizer> optimizer_;
  std::vector<NamedMetric> metrics_;
  std::map<std::string, Ref<Graph>> forwards_, losses_, steps_;  // by signature
  int64_t traces_ = 0;
};

}  // namespace mixgrad
