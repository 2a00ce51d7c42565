// Schedules: by what factor the learning rate of an epoch differs from the optimiser's. A trainer may count updates in
// place of epochs; schedules do not see which.
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

// For the schemas.
inline constexpr const char* kWhoCounts =
    "It has no state: the trainer says which epoch it is, or which update where its schedule_interval is \"step\".";

// By multiplication: the same bits on every platform.
double whole_power(double base, int64_t exponent);

}  // namespace mixgrad
