#include "core/train/report.h"

#include <algorithm>

namespace mixgrad {

namespace {
constexpr auto kInterval = std::chrono::milliseconds(50);
constexpr int64_t kWidth = 79;  // of a terminal that nobody has widened
}  // namespace

EpochReport::EpochReport(Events* events, int64_t epoch, int64_t epochs, int64_t first_step, int64_t steps)
    : events_(events), shown_(start_ - kInterval) {
  numbers_.epoch = epoch;
  numbers_.epochs = epochs;
  numbers_.first_step = numbers_.step = first_step;
  numbers_.steps = steps;
}

void EpochReport::count(int64_t items) {
  ++numbers_.step;
  numbers_.items += items;
}

bool EpochReport::is_due() const { return events_ && Clock::now() - shown_ >= kInterval; }

ValueMap EpochReport::record(const ValueMap& logs) {
  numbers_.seconds = seconds();
  numbers_.numbers.clear();
  for (auto& [name, value] : logs) {
    if (name != "lr") numbers_.numbers.emplace_back(name, value.as_float());
  }
  double rate = numbers_.seconds > 0 ? static_cast<double>(numbers_.items) / numbers_.seconds : 0;
  return {{"epoch", Value(numbers_.epoch)},  {"epochs", Value(numbers_.epochs)},
          {"step", Value(numbers_.step)},    {"steps", Value(numbers_.steps)},
          {"items", Value(numbers_.items)},  {"seconds", Value(numbers_.seconds)},
          {"items_per_second", Value(rate)}, {"seconds_left", Value(seconds_left(numbers_))},
          {"logs", Value::map(logs)}};
}

void EpochReport::progress(const ValueMap& logs) {
  shown_ = Clock::now();
  ValueMap fields = record(logs);
  fields.emplace_back("text", Value(progress_line(numbers_, kWidth)));
  events_->progress(std::move(fields));
}

void EpochReport::end(const ValueMap& logs) {
  if (!events_) return;
  ValueMap fields = record(logs);
  fields.emplace_back("text", Value(epoch_line(numbers_)));
  events_->event("epoch_end", std::move(fields));
}

}  // namespace mixgrad
