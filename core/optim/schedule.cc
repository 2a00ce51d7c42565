#include "core/optim/schedule.h"

#include <cmath>

#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

const Class& Schedule::cls() const {
  static const Class& c = class_named("Schedule");
  return c;
}
double Schedule::own_factor(int64_t) const { return 1; }

double schedule_factor(Context& context, Schedule& schedule, int64_t epoch) {
  if (!host_overrides(schedule, "factor")) return schedule.own_factor(epoch);
  ValueList results = call_method(context, schedule, "factor", {Value(epoch)});
  if (results.size() != 1 || !results[0].is_number() || !std::isfinite(results[0].as_float())) {
    throw Error(ErrorCode::kType, "factor must return a finite number").in("Schedule.factor");
  }
  return results[0].as_float();
}

namespace {
class StepLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(StepLR)
  StepLR(int64_t step_size, double gamma) : step_size_(step_size), gamma_(gamma) {}
  double own_factor(int64_t epoch) const override {
    double factor = 1;  // by multiplication, so that it is the same on every platform
    for (int64_t i = 0; i < epoch / step_size_; ++i) factor *= gamma_;
    return factor;
  }

 private:
  int64_t step_size_;
  double gamma_;
};
}  // namespace

MIXGRAD_CLASS(Schedule) {
  c.in_namespace("optim")
      .kind(ClassKind::kOpen)
      .summary("Base of the learning-rate schedules.")
      .description(
          "Gives a factor for each epoch, by which the trainer multiplies the optimizer's learning rate. Subclasses "
          "override factor.")
      .reference("PyTorch 2.x, torch.optim.lr_scheduler.LambdaLR")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a schedule that always gives 1.")
            .description("Useful as the base of a schedule of one's own.")
            .output("schedule", types::object("Schedule"), "The schedule.")
            .native([](Invocation& call) { call.result(Value(make_ref<Schedule>())); });
      })
      .overridable("factor", "The factor of an epoch.",
                   {{"epoch", "How many epochs were finished before: 0 in the first.", types::count}}, types::floating,
                   true)
      .method("factor", [](FunctionBuilder& f) {
        f.summary("The factor of an epoch.")
            .description("A finite number; 1 leaves the learning rate as it is.")
            .attribute("epoch", types::count, "How many epochs were finished before: 0 in the first.")
            .output("factor", types::floating, "By what the learning rate is multiplied.")
            .native([](Invocation& call) { call.result(Value(call.self<Schedule>().own_factor(call[0].as_int()))); });
      });
}

MIXGRAD_CLASS(StepLR) {
  c.in_namespace("optim")
      .base("Schedule")
      .summary("Multiplies the learning rate by gamma every step_size epochs.")
      .description("The factor of epoch e, counted from 0, is gamma^⌊e / step_size⌋.")
      .reference("PyTorch 2.x, torch.optim.lr_scheduler.StepLR")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the schedule.")
            .description("It has no state: the trainer says which epoch it is.")
            .attribute("step_size", types::count, "How many epochs have the same factor.")
            .minimum(1)
            .attribute("gamma", types::floating, 0.1, "By what the factor is multiplied.")
            .minimum(0, true)
            .output("schedule", types::object("StepLR"), "The schedule.")
            .error("value", "step_size is smaller than 1 or gamma is not positive")
            .native(
                [](Invocation& call) { call.result(Value(make_ref<StepLR>(call[0].as_int(), call[1].as_float()))); });
      })
      .example(R"(
        let schedule = new StepLR(2, gamma: 0.5)
        expect schedule.factor(epoch: 1) = 1
        expect schedule.factor(epoch: 5) = 0.25
      )");
}

}  // namespace mixgrad
