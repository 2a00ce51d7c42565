// What a training step does beside the optimizer's own update: gradients of several batches are averaged, gradients
// clipped, and a running mean of the weights kept. All of it by operators on state tensors, so that a captured step
// holds it and commits it with the rest.
#pragma once

#include <optional>
#include <string>

#include "core/optim/kept.h"
#include "core/optim/optimizer.h"

namespace mixgrad {

struct StepOptions {
  int64_t accumulate = 1;  // batches for each update
  std::optional<double> clip_norm, clip_value, ema_decay;
};

class StepRules {
 public:
  StepRules(Ref<Optimizer> optimizer, const StepOptions& options)
      : optimizer_(std::move(optimizer)), options_(options) {}

  const StepOptions& options() const { return options_; }
  // Makes the state of parameters that have none yet. Outside of a trace, before a step.
  void prepare(Context& context);
  // State with names, for checkpoints: "gradient.0.weight", "average.0.weight".
  Module::NamedTensors state(Context& context);
  // On what a captured step depends beside the batch and the model.
  std::string key(bool updates) const { return options_.accumulate > 1 ? (updates ? "u" : "-") + reached_ : ""; }

  // Takes the gradients of a batch, none where it has no part; `updates`: with it the group of batches is whole.
  void step(Context& context, std::vector<Tensor> grads, bool updates);
  void drop_gradients();  // those of an unfinished group

  bool has_averages() const { return options_.ema_decay && averaged_ && *averaged_.data<double>() > 0; }
  void write_averages(Context& context) const;  // to the parameters
  // Runs with the averages in the parameters, which are themselves again afterwards.
  template <class F>
  auto with_averages(Context& context, F run) const {
    Kept kept;
    kept.keep(optimizer_->parameters());
    struct Back {
      Kept& kept;
      ~Back() { kept.put_back(); }
    } back{kept};
    write_averages(context);
    return run();
  }

 private:
  void accumulate(Context& context, std::vector<Tensor>& grads, bool updates);
  void clip(Context& context, std::vector<Tensor>& grads) const;
  void average(Context& context);

  Ref<Optimizer> optimizer_;
  StepOptions options_;
  Tensor batches_, averaged_;  // counts, float64 of rank 0: batches of the group so far, updates that were averaged
  std::vector<Tensor> gradients_, averages_;
  std::string reached_;  // for each parameter whether a batch had a gradient for it: '1'
};

}  // namespace mixgrad
