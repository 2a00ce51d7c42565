// Schedules made of others: SequentialLR and ChainedScheduler.
#include <algorithm>

#include "core/nn/module.h"
#include "core/optim/schedule.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
using Schedules = std::vector<Ref<Schedule>>;

Schedules schedules_of(const Value& list) {
  Schedules out;
  for (const Value& v : list.as_list()) out.emplace_back(&object_as<Schedule>(v));
  if (!out.empty()) return out;
  throw Error(ErrorCode::kValue, "there must be a schedule at least").on("schedules").given("none");
}

class SequentialLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(SequentialLR)
  SequentialLR(Schedules schedules, const ValueList& milestones) : schedules_(std::move(schedules)) {
    for (const Value& v : milestones) milestones_.push_back(v.as_int());
    if (milestones_.size() + 1 != schedules_.size()) {
      throw Error(ErrorCode::kValue, "there must be one milestone less than schedules")
          .on("milestones")
          .given(std::to_string(milestones_.size()))
          .accepted(std::to_string(schedules_.size() - 1));
    }
    if (std::adjacent_find(milestones_.begin(), milestones_.end(), std::greater_equal<>()) != milestones_.end())
      throw Error(ErrorCode::kValue, "milestones must rise").on("milestones");
  }
  double own_factor(Context& context, int64_t epoch) const override {
    auto next = std::upper_bound(milestones_.begin(), milestones_.end(), epoch);
    int64_t start = next == milestones_.begin() ? 0 : *(next - 1);
    return schedule_factor(context, *schedules_[static_cast<size_t>(next - milestones_.begin())], epoch - start);
  }

 private:
  Schedules schedules_;
  std::vector<int64_t> milestones_;
};

class ChainedScheduler final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(ChainedScheduler)
  explicit ChainedScheduler(Schedules schedules) : schedules_(std::move(schedules)) {}
  double own_factor(Context& context, int64_t epoch) const override {
    double factor = 1;
    for (const Ref<Schedule>& schedule : schedules_) factor *= schedule_factor(context, *schedule, epoch);
    return factor;
  }

 private:
  Schedules schedules_;
};
}  // namespace

MIXGRAD_CLASS(SequentialLR) {
  c.in_namespace("optim")
      .base("Schedule")
      .summary("Schedules one after the other, such as a warm-up and what follows it.")
      .description("The first one holds until the first milestone, then the next; each counts from 0 again.")
      .reference("PyTorch 2.x, torch.optim.lr_scheduler.SequentialLR")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the schedule.")
            .description("The schedules may be of a class of one's own.")
            .attribute("schedules", types::list(types::object("Schedule")), "The schedules, first to last.")
            .attribute("milestones", types::list(types::count),
                       "After how many epochs the next one takes over: one number less than schedules, rising.")
            .output("schedule", types::object("SequentialLR"), "The schedule.")
            .error("value", "there is no schedule, or the milestones do not rise or are too few or too many")
            .native([](Invocation& call) {
              call.result(Value(make_ref<SequentialLR>(schedules_of(call[0]), call[1].as_list())));
            });
      })
      .keeps_alive("schedules")
      .example(R"(
        let warmup = new LinearLR(start_factor: 0.5, total_iters: 2)
        let schedule = new SequentialLR([warmup, new ExponentialLR(0.5)], [2])
        expect schedule.factor(epoch: 1) = 0.75
        expect schedule.factor(epoch: 3) = 0.5
      )");
}

MIXGRAD_CLASS(ChainedScheduler) {
  c.in_namespace("optim")
      .base("Schedule")
      .summary("The product of several schedules.")
      .description("All count the same epochs; their factors are multiplied.")
      .reference("PyTorch 2.x, torch.optim.lr_scheduler.ChainedScheduler")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the schedule.")
            .description("The schedules may be of a class of one's own.")
            .attribute("schedules", types::list(types::object("Schedule")), "The schedules, in any order.")
            .output("schedule", types::object("ChainedScheduler"), "The schedule.")
            .error("value", "there is no schedule")
            .native([](Invocation& call) { call.result(Value(make_ref<ChainedScheduler>(schedules_of(call[0])))); });
      })
      .keeps_alive("schedules")
      .example(R"(
        let warmup = new LinearLR(start_factor: 0.5, total_iters: 2)
        let schedule = new ChainedScheduler([warmup, new ExponentialLR(0.5)])
        expect schedule.factor(epoch: 1) = 0.375
        expect schedule.factor(epoch: 2) = 0.25
      )");
}

}  // namespace mixgrad
