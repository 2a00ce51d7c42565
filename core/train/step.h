// One step of training or evaluation, captured as a graph or run eagerly: the same operators, so the same bits.
#pragma once

#include <string>

#include "core/graph/trace.h"
#include "core/metric/metric.h"
#include "core/nn/module.h"
#include "core/optim/optimizer.h"
#include "core/train/signature_cache.h"
#include "core/train/step_rules.h"

namespace mixgrad {

struct NamedMetric {
  std::string name;
  Ref<Metric> metric;
};

inline int64_t samples_of(const std::vector<Tensor>& batch) { return batch[0].rank() == 0 ? 1 : batch[0].shape()[0]; }

class TrainingStep {
 public:
  TrainingStep(Ref<Module> model, Value loss, Ref<Optimizer> optimizer, const std::vector<NamedMetric>& metrics,
               const StepOptions& options = {});

  // What a captured step holds for beside the shapes of a batch: the modes of the modules, and which tensors they have.
  struct Phase {
    bool train = true;
    std::string model;
  };
  Phase phase(bool train) const;

  struct Result {
    double loss = 0;  // of the batch, the mean over its samples
    Tensor output;
  };
  // Runs one batch {input, target}; in a training phase the parameters change, unless the batch does not end its group.
  // If it throws, nothing has changed.
  Result run(Context& context, const std::vector<Tensor>& batch, const Phase& phase, bool capture, bool updates = true);
  // The metrics of the host, which no graph holds.
  void update_host_metrics(Context& context, const Tensor& output, const Tensor& target);
  StepRules& rules() { return rules_; }
  int64_t traces() const { return traces_.load(std::memory_order_relaxed); }  // how often forward was traced

 private:
  struct Outcome {
    Tensor output, loss;
  };
  std::vector<Tensor> placed(const std::vector<Tensor>& batch) const;
  Outcome compute(Context& context, const std::vector<Tensor>& batch, const Phase& phase, const Graph* forward);
  void finish(Context& context, const Outcome& outcome, const Tensor& target, bool train, bool updates);
  Result run_eagerly(Context& context, const std::vector<Tensor>& batch, const Phase& phase, bool updates);
  Ref<Graph> forward_graph(Context& context, const Tensor& input, const Phase& phase);
  Ref<Graph> loss_graph(Context& context, const Tensor& output, const Tensor& target);
  Ref<Graph> step_graph(Context& context, const std::vector<Tensor>& batch, const Phase& phase, bool updates);

  Ref<Module> model_;
  Value loss_;
  Ref<Optimizer> optimizer_;
  StepRules rules_;
  std::vector<NamedMetric> metrics_;
  SignatureCache forwards_, losses_, steps_;
  std::atomic<int64_t> traces_{0};
};

}  // namespace mixgrad
