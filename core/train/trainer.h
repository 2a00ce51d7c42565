// The trainer: one loop for every language. A training step is captured once for each signature and replayed natively.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/data/loader.h"
#include "core/optim/schedule.h"
#include "core/train/callback.h"
#include "core/train/history.h"
#include "core/train/step.h"

namespace mixgrad {

struct FitOptions {
  Ref<DataLoader> loader, validation;  // validation may be null
  int64_t epochs = 1;                  // in all: those before a resume count
  std::vector<Ref<Callback>> callbacks;
};

// What the factor of the schedule goes by: finished epochs, or updates of the weights done so far.
enum class ScheduleInterval { kEpoch, kStep };

// Where a training stands; what save writes and resume reads.
struct Position {
  int64_t epoch = 0;               // finished epochs
  bool in_epoch = false;           // another one has begun
  int64_t batch = 0, samples = 0;  // finished of it
  int64_t updates = 0;             // of the weights, in all epochs
  double loss_sum = 0;             // over these samples
  std::string loader, validation;  // the loaders' own accounts of their places
};

class EpochReport;

// What an evaluation in the middle of a training puts back.
struct BeforeMeasure {
  std::vector<Tensor> metrics;  // values of the engine's metrics' states
  uint64_t seed = 0, block = 0;
};

class Trainer final : public Object {
 public:
  const Class& cls() const override;
  // Binds the optimizer to the model's parameters if it is not bound, else gives its parameters the model's names.
  Trainer(Context& context, Ref<Module> model, const Value& loss, Ref<Optimizer> optimizer,
          std::vector<NamedMetric> metrics, Ref<Schedule> schedule, const StepOptions& options = {},
          ScheduleInterval interval = ScheduleInterval::kEpoch);

  // Begins a new training, or goes on after resume. If it is cancelled or fails, the trainer stands after the last
  // whole step: save works, and what it writes can be resumed.
  Ref<History> fit(Context& context, const FitOptions& options);
  // Loss and metrics; of the averaged weights if there are some and they are wanted.
  ValueMap evaluate(Context& context, DataLoader& loader, bool averaged = true);
  void use_averages(Context& context);  // the model gets them
  void save(Context& context, const std::string& path);
  void resume(Context& context, const std::string& path);  // changes nothing if it throws

  std::atomic<bool> capture{true};
  int64_t traces() const { return step_.traces(); }
  Ref<History> history() const;

 private:
  void start(Context& context, const FitOptions& options);
  void follow_schedule(Context& context, int64_t count);
  std::unique_ptr<BatchSource> open_epoch(Context& context, const FitOptions& options);
  ValueMap train_epoch(Context& context, const FitOptions& options, EpochReport& report, BatchSource& source);
  void train_batch(Context& context, const std::vector<Tensor>& batch, const TrainingStep::Phase& phase,
                   const BatchSource& source);
  ValueMap validate(Context& context, DataLoader& loader);
  ValueMap measure(Context& context, BatchSource& source, bool held, bool averaged);
  ValueMap logs_of(Context& context, double loss_sum, int64_t samples, bool of_host, bool held);
  void reset_metrics(Context& context, bool held);
  bool finish_epoch(Context& context, const FitOptions& options, EpochReport& report, const ValueMap& logs);
  Module::NamedTensors metric_state() const;  // "acc.correct"
  BeforeMeasure before_measure(Context& context) const;
  void put_back(const BeforeMeasure& before);
  void set_history(Ref<History> history);

  Ref<Module> model_;
  Ref<Optimizer> optimizer_;
  Ref<Schedule> schedule_;  // may be null
  ScheduleInterval interval_;
  std::vector<NamedMetric> metrics_;
  TrainingStep step_;
  Position position_;
  bool resumed_ = false;  // the next fit goes on
  std::optional<BeforeMeasure> validating_;
  mutable std::mutex history_mutex_;
  Ref<History> history_;
};

}  // namespace mixgrad
