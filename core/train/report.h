// Tells the host how an epoch goes: progress now and then, and its end.
#pragma once

#include <chrono>

#include "core/context/events.h"
#include "core/train/progress.h"

namespace mixgrad {

class EpochReport {
 public:
  // `events` may be null; `first_step`: batches that were finished before, in another fit. Epochs count from 1.
  EpochReport(Events* events, int64_t epoch, int64_t epochs, int64_t first_step, int64_t steps);

  void count(int64_t items);  // a batch is finished
  bool is_due() const;        // progress should be shown: not more often than each 50 ms
  void progress(const ValueMap& logs);
  void end(const ValueMap& logs);

 private:
  using Clock = std::chrono::steady_clock;
  ValueMap record(const ValueMap& logs);
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  Events* events_;
  ProgressNumbers numbers_;
  Clock::time_point start_ = Clock::now(), shown_;
};

}  // namespace mixgrad
