// Metrics: numbers gathered over the batches of an epoch.
#pragma once

#include "core/nn/module.h"

namespace mixgrad {

class Metric : public Object {
 public:
  const Class& cls() const override;
  // Of the engine's metrics, by operators on state tensors, so that a captured step holds them.
  virtual void own_reset(Context& context);
  virtual void own_update(Context& context, const Tensor& output, const Tensor& target);
  virtual double own_compute() const;
  virtual Module::NamedTensors state() const { return {}; }
};

bool is_host_metric(const Metric& metric);
// The host's where it overrides them.
void metric_reset(Context& context, Metric& metric);
double metric_compute(Context& context, Metric& metric);

}  // namespace mixgrad
