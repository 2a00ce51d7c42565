// Schedules: by what factor the learning rate of an epoch differs from the optimiser's.
#pragma once

#include "core/dispatch/callable.h"

namespace mixgrad {

class Schedule : public Object {
 public:
  const Class& cls() const override;
  virtual double own_factor(int64_t epoch) const;  // of the engine's schedules
};

// The host's factor where a subclass there overrides it. `epoch` counts from 0.
double schedule_factor(Context& context, Schedule& schedule, int64_t epoch);

}  // namespace mixgrad
