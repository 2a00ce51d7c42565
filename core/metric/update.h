// Giving a batch to a metric, whichever language wrote it.
#pragma once

#include "core/metric/metric.h"

namespace mixgrad {

// Class numbers for a function of the host, which counts as its language does; the engine counts from 0.
Tensor as_host_counts(Context& context, const Tensor& target);
void metric_update(Context& context, Metric& metric, const Tensor& output, const Tensor& target);

}  // namespace mixgrad
