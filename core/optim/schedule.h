// Schedules: by what factor the learning rate of an epoch differs from the optimiser's.
#pragma once

#include "core/dispatch/callable.h"

namespace mixgrad {

class Schedule : public Object {
 public:
  const Class& cls() const override;
  virtual double own_factor(Context& context, int64_t epoch) const;  // of the engine's schedules
};

// The host's factor where a subclass there overrides it. `epoch` counts from 0.
double schedule_factor(Context& context, Schedule& schedule, int64_t epoch);

// By multiplication: the same bits on every platform.
double whole_power(double base, int64_t exponent);

}  // namespace mixgrad
