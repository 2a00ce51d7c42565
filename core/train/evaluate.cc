// Measuring a model: the loss and the metrics over the batches of a loader, in evaluation mode.
#include "core/data/rows.h"
#include "core/kernels/library.h"
#include "core/nn/exclusive.h"
#include "core/train/trainer.h"

namespace mixgrad {

Module::NamedTensors Trainer::metric_state() const {
  Module::NamedTensors out;
  for (const NamedMetric& m : metrics_) {
    if (is_host_metric(*m.metric)) continue;
    for (auto& [name, t] : m.metric->state()) out.emplace_back(m.name + "." + name, t);
  }
  return out;
}

BeforeMeasure Trainer::before_measure(Context& context) const {
  BeforeMeasure before;
  context.generator->state(&before.seed, &before.block);
  for (auto& [name, t] : metric_state()) {
    before.metrics.push_back(Tensor::empty(t.dtype(), t.shape(), t.device()));
    copy_elements(t, before.metrics.back());
  }
  return before;
}

void Trainer::put_back(const BeforeMeasure& before) {
  Module::NamedTensors state = metric_state();
  for (size_t i = 0; i < state.size(); ++i) {
    copy_elements(before.metrics[i], state[i].second);
    state[i].second.impl()->storage->bump_version();
  }
}

// The engine's metrics belong to the model's lock, for other threads may evaluate; those of the host are called without
// it.
void Trainer::reset_metrics(Context& context, bool held) {
  {
    std::optional<TreeLock> lock;
    if (!held) lock.emplace(context, *model_);
    for (const NamedMetric& m : metrics_) {
      if (!is_host_metric(*m.metric)) metric_reset(context, *m.metric);
    }
  }
  for (const NamedMetric& m : metrics_) {
    if (is_host_metric(*m.metric)) metric_reset(context, *m.metric);
  }
}

// Metrics of the host are asked only where their number is needed: it is a call of the host each time.
ValueMap Trainer::logs_of(Context& context, double loss_sum, int64_t samples, bool of_host, bool held) {
  ValueMap logs{{"loss", Value(loss_sum / static_cast<double>(samples))}};
  {
    std::optional<TreeLock> lock;
    if (!held) lock.emplace(context, *model_);
    for (const NamedMetric& m : metrics_) {
      bool host = is_host_metric(*m.metric);
      if (!host || of_host) logs.emplace_back(m.name, host ? Value() : Value(metric_compute(context, *m.metric)));
    }
  }
  for (const NamedMetric& m : metrics_) {
    if (!of_host || !is_host_metric(*m.metric)) continue;
    for (auto& [name, value] : logs) {
      if (name == m.name) value = Value(metric_compute(context, *m.metric));
    }
  }
  return logs;
}

// `held`: the caller has locked the model; else it is free between batches.
ValueMap Trainer::measure(Context& context, BatchSource& source, bool held, bool averaged) {
  ModeScope mode(*model_, false, held);
  reset_metrics(context, held);
  TrainingStep::Phase phase;
  {
    std::optional<TreeLock> lock;
    if (!held) lock.emplace(context, *model_);
    phase = step_.phase(false);
    source.send_to(device_of(*model_));
  }
  double loss_sum = 0;
  int64_t samples = 0;
  for (std::vector<Tensor> batch; source.next(context, batch);) {
    TrainingStep::Result result;
    {
      std::optional<TreeLock> lock;
      if (!held) lock.emplace(context, *model_);
      auto run = [&] { return step_.run(context, batch, phase, capture); };
      bool swaps = averaged && step_.rules().has_averages();
      result = swaps ? step_.rules().with_averages(context, run) : run();
    }
    loss_sum += result.loss * static_cast<double>(samples_of(batch));
    samples += samples_of(batch);
    step_.update_host_metrics(context, result.output, batch[1]);
  }
  if (samples == 0) throw Error(ErrorCode::kValue, "there is nothing to evaluate").on("loader").given("no batches");
  return logs_of(context, loss_sum, samples, true, held);
}

// Inside a fit. If it fails, the generator goes back too, so that a resumed fit repeats the whole validation.
ValueMap Trainer::validate(Context& context, DataLoader& loader) {
  {
    TreeLock lock(context, *model_);
    validating_ = before_measure(context);
  }
  auto end = [&](bool failed, std::string place) {
    TreeLock lock(*model_);
    if (!failed) position_.validation = std::move(place);
    put_back(*validating_);
    if (failed) context.generator->set_state(validating_->seed, validating_->block);
    validating_.reset();
  };
  try {
    std::unique_ptr<BatchSource> source = loader.open(context);
    ValueMap logs = measure(context, *source, false, true);
    end(false, source->position());
    return logs;
  } catch (...) {
    if (validating_) end(true, "");
    throw;
  }
}

void Trainer::use_averages(Context& context) {
  TreeClaim claim(*model_, "changed");
  TreeLock lock(context, *model_);
  if (!step_.rules().options().ema_decay) {
    throw Error(ErrorCode::kValue, "this trainer has no averaged weights").hint("make it with ema_decay");
  }
  if (step_.rules().has_averages()) step_.rules().write_averages(context);
}

ValueMap Trainer::evaluate(Context& context, DataLoader& loader, bool averaged) {
  TreeLock lock(context, *model_);
  BeforeMeasure before = before_measure(context);
  try {
    ValueMap logs = measure(context, *loader.open(context), true, averaged);
    put_back(before);
    return logs;
  } catch (...) {
    put_back(before);
    throw;
  }
}

}  // namespace mixgrad
