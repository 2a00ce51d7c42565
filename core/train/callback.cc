#include "core/train/callback.h"

#include <cmath>

#include "core/nn/module.h"
#include "core/train/monitor.h"

namespace mixgrad {

const Class& Callback::cls() const {
  static const Class& c = class_named("Callback");
  return c;
}
const Class& EarlyStopping::cls() const {
  static const Class& c = class_named("EarlyStopping");
  return c;
}

void Callback::on_fit_start(Context& context) {
  if (host_overrides(*this, "on_fit_start"))
    call_method(context, *this, "on_fit_start", {});
  else
    own_on_fit_start(context);
}
void Callback::on_epoch_start(Context& context, int64_t epoch) {
  if (host_overrides(*this, "on_epoch_start"))
    call_method(context, *this, "on_epoch_start", {Value(epoch)});
  else
    own_on_epoch_start(context, epoch);
}
bool Callback::on_epoch_end(Context& context, int64_t epoch, const ValueMap& logs) {
  if (!host_overrides(*this, "on_epoch_end")) return own_on_epoch_end(context, epoch, logs);
  ValueList results = call_method(context, *this, "on_epoch_end", {Value(epoch), Value::map(logs)});
  if (results.empty() || results[0].is_null() || results[0].is_absent()) return false;  // a method that returns nothing
  if (results[0].is(Kind::kBool)) return results[0].as_bool();
  throw Error(ErrorCode::kType, "on_epoch_end must return a bool or nothing")
      .in("Callback.on_epoch_end")
      .given(kind_name(results[0].kind()));
}
void Callback::on_batch_end(Context& context, int64_t batch, const ValueMap& logs) {
  if (host_overrides(*this, "on_batch_end"))
    call_method(context, *this, "on_batch_end", {Value(batch), Value::map(logs)});
  else
    own_on_batch_end(context, batch, logs);
}
void Callback::on_fit_end(Context& context) {
  if (host_overrides(*this, "on_fit_end"))
    call_method(context, *this, "on_fit_end", {});
  else
    own_on_fit_end(context);
}

bool rises(const std::string& monitor) {
  for (std::string_view ending : {"acc", "accuracy", "auc", "f1", "precision", "recall", "r2"}) {
    if (!monitor.ends_with(ending)) continue;
    size_t before = monitor.size() - ending.size();
    if (before == 0 || monitor[before - 1] == '_') return true;
  }
  return false;
}

double monitored(const ValueMap& logs, const std::string& monitor, const char* callback) {
  std::string there;
  for (auto& [name, value] : logs) {
    if (name == monitor) return value.as_float();
    there += (there.empty() ? "" : ", ") + name;
  }
  throw Error(ErrorCode::kNotFound, "the logs have no number of this name")
      .in(callback)
      .on("monitor")
      .given("\"" + monitor + "\"")
      .accepted(there);
}

EarlyStopping::EarlyStopping(std::string monitor, int64_t patience, Mode mode, double min_delta)
    : monitor_(std::move(monitor)),
      patience_(patience),
      rising_(mode == Mode::kMax || (mode == Mode::kAuto && rises(monitor_))),
      min_delta_(min_delta) {}

void EarlyStopping::own_on_fit_start(Context&) {
  waited_ = best_epoch_ = stopped_epoch_ = 0;
  best_ = std::numeric_limits<double>::quiet_NaN();
}

bool EarlyStopping::own_on_epoch_end(Context&, int64_t epoch, const ValueMap& logs) {
  double value = monitored(logs, monitor_, "EarlyStopping");
  // What is not a number never is better.
  bool better = best_epoch_ == 0 ? !std::isnan(value)
                : rising_        ? value - min_delta_ > best_
                                 : value + min_delta_ < best_;
  if (better) {
    best_ = value;
    best_epoch_ = epoch;
    waited_ = 0;
    return false;
  }
  ++waited_;
  if (waited_ < patience_) return false;
  stopped_epoch_ = epoch;
  return true;
}

}  // namespace mixgrad
