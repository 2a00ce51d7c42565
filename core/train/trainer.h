// The trainer: one loop for every language. A training step is captured once for each signature and replayed natively.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/data/loader.h"
#include "core/graph/trace.h"
#include "core/metric/metric.h"
#include "core/nn/module.h"
#include "core/optim/optimizer.h"
#include "core/optim/schedule.h"
#include "core/train/callback.h"
#include "core/train/history.h"
#include "core/train/step.h"

namespace mixgrad {

struct FitOptions {
  Ref<DataLoader> loader, validation;
  int64_t epochs = 1;
  std::vector<Ref<Callback>> callbacks;
};

class Trainer final : public Object {
 public:
  const Class& cls() const override;
  Trainer(Ref<Module> model, Value loss, Ref<Optimizer> optimizer, std::vector<NamedMetric> metrics, Ref<Schedule> schedule);

  Ref<History> fit(Context& context, const FitOptions& options);
  ValueMap evaluate(Context& context, DataLoader& loader);
  void save(Context& context, const std::string& path) const;
  void resume(Context& context, const std::string& path);

  bool capture = true;
  int64_t traces() const { return step_.traces(); }
  const Ref<History>& history() const { return history_; }

 private:
  // Where training stands; what save writes and resume reads.
  struct Position {
    int64_t epoch = 0;    // finished epochs
    int64_t batch = 0;    // finished batches of the current one
    double loss_sum = 0;  // over the samples of the current one
    int64_t samples = 0;
    std::string loader;   // the loader's own account of its place
  };
  class Busy;

  bool train_epoch(Context& context, const FitOptions& options, struct ProgressClock& clock);
  void log_epoch(ValueMap& logs, double loss_sum, int64_t samples, const std::string& prefix, Context& context);
  void reset_metrics(Context& context);

  Ref<Module> model_;
  Ref<Optimizer> optimizer_;
  Ref<Schedule> schedule_;
  std::vector<NamedMetric> metrics_;
  TrainingStep step_;
  Position position_;
  Ref<History> history_;
  std::atomic<bool> running_{false};
};

}  // namespace mixgrad
