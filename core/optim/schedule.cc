#include "core/optim/schedule.h"

#include <cmath>

#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

const Class& Schedule::cls() const {
  static const Class& c = class_named("Schedule");
  return c;
}
double Schedule::own_factor(Context&, int64_t) const { return 1; }

double schedule_factor(Context& context, Schedule& schedule, int64_t epoch) {
  if (!host_overrides(schedule, "factor")) return schedule.own_factor(context, epoch);
  ValueList results = call_method(context, schedule, "factor", {Value(epoch)});
  if (results.size() != 1 || !results[0].is_number() || !std::isfinite(results[0].as_float())) {
    throw Error(ErrorCode::kType, "factor must return a finite number").in("Schedule.factor");
  }
  return results[0].as_float();
}

double whole_power(double base, int64_t exponent) {
  double result = 1;
  for (int64_t i = 0; i < exponent && result != 0 && !std::isinf(result); ++i) {
    double next = result * base;
    if (next == result) break;
    result = next;
  }
  return result;
}

namespace {
constexpr const char* kCount =
    "How many epochs, or updates, were finished before: 0 in the first. The trainer's schedule_interval says which.";
}

MIXGRAD_CLASS(Schedule) {
  c.in_namespace("optim")
      .kind(ClassKind::kOpen)
      .summary("Base of the learning-rate schedules.")
      .description(
          "Gives a factor for each epoch, by which the trainer multiplies the optimizer's learning rate. Where the "
          "trainer's schedule_interval is \"step\" it is asked for each update of the weights instead: what schedules "
          "say of epochs then holds of updates. Subclasses override factor.")
      .reference("PyTorch 2.x, torch.optim.lr_scheduler.LambdaLR")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a schedule that always gives 1.")
            .description("Useful as the base of a schedule of one's own.")
            .output("schedule", types::object("Schedule"), "The schedule.")
            .native([](Invocation& call) { call.result(Value(make_ref<Schedule>())); });
      })
      .overridable("factor", "The factor of an epoch, or of an update.", {{"epoch", kCount, types::count}},
                   types::floating, true)
      .method("factor", [](FunctionBuilder& f) {
        f.summary("The factor of an epoch, or of an update.")
            .description("A finite number; 1 leaves the learning rate as it is.")
            .attribute("epoch", types::count, kCount)
            .output("factor", types::floating, "By what the learning rate is multiplied.")
            .native([](Invocation& call) {
              call.result(Value(call.self<Schedule>().own_factor(call.context, call[0].as_int())));
            });
      });
}

}  // namespace mixgrad
