#include "core/train/trainer.h"

#include <algorithm>

#include "core/data/rows.h"
#include "core/nn/exclusive.h"
#include "core/train/report.h"

namespace mixgrad {

const Class& Trainer::cls() const {
  static const Class& c = class_named("Trainer");
  return c;
}

Trainer::Trainer(Context& context, Ref<Module> model, const Value& loss, Ref<Optimizer> optimizer,
                 std::vector<NamedMetric> metrics, Ref<Schedule> schedule, const StepOptions& options,
                 ScheduleInterval interval)
    : model_(std::move(model)),
      optimizer_(std::move(optimizer)),
      schedule_(std::move(schedule)),
      interval_(schedule_ ? interval : ScheduleInterval::kEpoch),
      metrics_(std::move(metrics)),
      step_(model_, loss, optimizer_, metrics_, options),
      history_(make_ref<History>()) {
  for (const NamedMetric& m : metrics_) {
    if (m.name != "loss" && m.name != "lr" && m.name.rfind("val_", 0) != 0 && !m.name.empty()) continue;
    throw Error(ErrorCode::kValue, "a metric can not have this name")
        .on("metrics")
        .given("\"" + m.name + "\"")
        .hint("loss, lr and val_... are taken");
  }
  Module::NamedTensors parameters = model_->named_parameters();
  if (optimizer_->is_bound())
    optimizer_->rename(parameters);
  else
    optimizer_->bind(context, std::move(parameters));
}

Ref<History> Trainer::history() const {
  std::lock_guard lock(history_mutex_);
  return history_;
}
void Trainer::set_history(Ref<History> history) {
  std::lock_guard lock(history_mutex_);
  history_ = std::move(history);
}

Ref<History> Trainer::fit(Context& context, const FitOptions& options) {
  TreeClaim claim(*model_, "trained");
  ModeScope mode(*model_, true, false);
  start(context, options);
  bool stop = false;
  while (!stop && position_.epoch < options.epochs) {
    check_cancelled(context.cancel);
    {
      TreeLock lock(context, *model_);
      model_->set_training(true);
    }
    for (const Ref<Callback>& callback : options.callbacks) callback->on_epoch_start(context, position_.epoch + 1);
    if (interval_ == ScheduleInterval::kEpoch)
      follow_schedule(context, position_.epoch);
    else if (position_.in_epoch)  // resumed, perhaps after the epoch's last update, whose rate is the epoch's
      follow_schedule(context, std::max<int64_t>(position_.updates - 1, 0));
    std::unique_ptr<BatchSource> source = open_epoch(context, options);
    EpochReport report(context.events.get(), position_.epoch + 1, options.epochs, source->given(), source->batches());
    ValueMap logs = train_epoch(context, options, report, *source);
    source.reset();
    if (options.validation) {
      for (auto& [name, value] : validate(context, *options.validation)) logs.emplace_back("val_" + name, value);
    }
    logs.emplace_back("lr", Value(optimizer_->lr()));
    stop = finish_epoch(context, options, report, logs);
  }
  for (const Ref<Callback>& callback : options.callbacks) callback->on_fit_end(context);
  return history();
}

void Trainer::follow_schedule(Context& context, int64_t count) {
  optimizer_->set_factor(schedule_ ? schedule_factor(context, *schedule_, count) : 1.0);
}

void Trainer::start(Context& context, const FitOptions& options) {
  {
    TreeLock lock(context, *model_);
    if (!resumed_) {
      position_ = Position();
      set_history(make_ref<History>());
    } else if (!position_.in_epoch) {  // loaders with a stream of their own have to stand at the end of the last epoch
      if (!position_.loader.empty() && options.loader->has_state()) options.loader->open(context, position_.loader);
    }
    if (resumed_ && options.validation && !position_.validation.empty() && options.validation->has_state()) {
      options.validation->open(context, position_.validation);
    }
  }
  for (const Ref<Callback>& callback : options.callbacks) callback->on_fit_start(context);
  int64_t epoch = 0;
  for (const ValueMap& logs : history()->epochs()) {
    ++epoch;
    for (const Ref<Callback>& callback : options.callbacks) callback->own_replay(context, epoch, logs);
  }
}

// At the start of an epoch, or where a resumed one stood. A step's lock covers drawing the order and noting it, so that
// what is saved meanwhile fits together.
std::unique_ptr<BatchSource> Trainer::open_epoch(Context& context, const FitOptions& options) {
  std::unique_ptr<BatchSource> source;
  bool goes_on = position_.in_epoch;
  {
    TreeLock lock(context, *model_);
    source = goes_on ? options.loader->open(context, position_.loader) : options.loader->open(context);
    source->send_to(device_of(*model_));  // it stays there: a model that is trained is claimed
    if (goes_on && source->given() != position_.batch) {
      throw Error(ErrorCode::kFormat, "the resumed file is broken: its places in the data differ").on("loader");
    }
    if (source->batches() == 0) {
      throw Error(ErrorCode::kValue, "there is nothing to train on").on("loader").given("no batches");
    }
    if (!goes_on) {
      position_.in_epoch = true;
      position_.batch = position_.samples = 0;
      position_.loss_sum = 0;
      step_.rules().drop_gradients();
      position_.loader = source->position();
      for (const NamedMetric& m : metrics_) {
        if (!is_host_metric(*m.metric)) metric_reset(context, *m.metric);
      }
    }
  }
  for (const NamedMetric& m : metrics_) {
    if (is_host_metric(*m.metric)) metric_reset(context, *m.metric);
  }
  return source;
}

ValueMap Trainer::train_epoch(Context& context, const FitOptions& options, EpochReport& report, BatchSource& source) {
  TrainingStep::Phase phase;
  {
    TreeLock lock(context, *model_);
    phase = step_.phase(true);  // after the callbacks: they may have frozen something
  }
  for (std::vector<Tensor> batch; source.next(context, batch);) {
    double loss_before = position_.loss_sum;
    train_batch(context, batch, phase, source);
    if (!options.callbacks.empty()) {
      double loss = (position_.loss_sum - loss_before) / static_cast<double>(samples_of(batch));
      for (const Ref<Callback>& callback : options.callbacks)
        callback->on_batch_end(context, position_.batch, {{"loss", Value(loss)}});
    }
    report.count(samples_of(batch));
    if (report.is_due()) report.progress(logs_of(context, position_.loss_sum, position_.samples, false, false));
  }
  return logs_of(context, position_.loss_sum, position_.samples, true, false);
}

void Trainer::train_batch(Context& context, const std::vector<Tensor>& batch, const TrainingStep::Phase& phase,
                          const BatchSource& source) {
  TrainingStep::Result result;
  // A group that the end of the epoch cuts short counts too.
  bool updates =
      (position_.batch + 1) % step_.rules().options().accumulate == 0 || position_.batch + 1 == source.batches();
  if (updates && interval_ == ScheduleInterval::kStep) follow_schedule(context, position_.updates);
  {
    TreeLock lock(context, *model_);
    result = step_.run(context, batch, phase, capture, updates);
    position_.batch += 1;
    position_.updates += updates;
    position_.samples += samples_of(batch);
    position_.loss_sum += result.loss * static_cast<double>(samples_of(batch));
    position_.loader = source.position();
    resumed_ = false;
  }
  step_.update_host_metrics(context, result.output, batch[1]);
}

bool Trainer::finish_epoch(Context& context, const FitOptions& options, EpochReport& report, const ValueMap& logs) {
  {
    TreeLock lock(context, *model_);
    history()->add(logs);
    position_.epoch += 1;
    position_.in_epoch = false;
    resumed_ = false;
  }
  report.end(logs);
  bool stop = false;
  for (const Ref<Callback>& callback : options.callbacks)
    stop = callback->on_epoch_end(context, position_.epoch, logs) || stop;
  return stop;
}

}  // namespace mixgrad
