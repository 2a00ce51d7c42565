// Callbacks: what happens besides training, at the start and end of it and of each epoch and batch.
#pragma once

#include <limits>
#include <string>

#include "core/dispatch/callable.h"

namespace mixgrad {

class Callback : public Object {
 public:
  const Class& cls() const override;

  // For the trainer: the host's method where a subclass there has a peer, else own_.... Epochs count from 1 in every
  // language, batches of an epoch too. True asks for the end of training after this epoch.
  void on_fit_start(Context& context);
  void on_epoch_start(Context& context, int64_t epoch);
  bool on_epoch_end(Context& context, int64_t epoch, const ValueMap& logs);
  void on_batch_end(Context& context, int64_t batch, const ValueMap& logs);
  void on_fit_end(Context& context);

  // The logs of an epoch before a resume, so that a callback of the engine goes on as if it had been there.
  virtual void own_replay(Context&, int64_t, const ValueMap&) {}

  virtual void own_on_fit_start(Context&) {}
  virtual void own_on_epoch_start(Context&, int64_t) {}
  virtual bool own_on_epoch_end(Context&, int64_t, const ValueMap&) { return false; }
  virtual void own_on_batch_end(Context&, int64_t, const ValueMap&) {}
  virtual void own_on_fit_end(Context&) {}
};

// Ends training when a number of the logs has not become better for some epochs.
class EarlyStopping final : public Callback {
 public:
  enum class Mode : int64_t { kAuto = 0, kMin = 1, kMax = 2 };
  EarlyStopping(std::string monitor, int64_t patience, Mode mode, double min_delta);
  const Class& cls() const override;

  void own_on_fit_start(Context&) override;
  bool own_on_epoch_end(Context&, int64_t epoch, const ValueMap& logs) override;
  void own_replay(Context& context, int64_t epoch, const ValueMap& logs) override {
    own_on_epoch_end(context, epoch, logs);
  }

  int64_t best_epoch() const { return best_epoch_; }        // 0: none yet
  int64_t stopped_epoch() const { return stopped_epoch_; }  // 0: not stopped
  double best() const { return best_; }                     // NaN before the first epoch

 private:
  std::string monitor_;
  int64_t patience_, waited_ = 0, best_epoch_ = 0, stopped_epoch_ = 0;
  bool rising_;
  double min_delta_, best_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace mixgrad
