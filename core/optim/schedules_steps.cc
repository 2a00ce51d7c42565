// Schedules of powers and lines: StepLR, MultiStepLR, ExponentialLR, ConstantLR, LinearLR and PolynomialLR.
#include <algorithm>

#include "core/kernels/one_number.h"
#include "core/nn/module.h"
#include "core/optim/schedule.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class StepLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(StepLR)
  StepLR(int64_t step_size, double gamma) : step_size_(step_size), gamma_(gamma) {}
  double own_factor(Context&, int64_t epoch) const override { return whole_power(gamma_, epoch / step_size_); }

 private:
  int64_t step_size_;
  double gamma_;
};

class MultiStepLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(MultiStepLR)
  MultiStepLR(const ValueList& milestones, double gamma) : gamma_(gamma) {
    for (const Value& v : milestones) milestones_.push_back(v.as_int());
  }
  double own_factor(Context&, int64_t epoch) const override {
    return whole_power(gamma_,
                       std::count_if(milestones_.begin(), milestones_.end(), [&](int64_t m) { return m <= epoch; }));
  }

 private:
  std::vector<int64_t> milestones_;
  double gamma_;
};

class ExponentialLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(ExponentialLR)
  explicit ExponentialLR(double gamma) : gamma_(gamma) {}
  double own_factor(Context&, int64_t epoch) const override { return whole_power(gamma_, epoch); }

 private:
  double gamma_;
};

class ConstantLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(ConstantLR)
  ConstantLR(double factor, int64_t total) : factor_(factor), total_(total) {}
  double own_factor(Context&, int64_t epoch) const override { return epoch < total_ ? factor_ : 1; }

 private:
  double factor_;
  int64_t total_;
};

class LinearLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(LinearLR)
  LinearLR(double start, double end, int64_t total) : start_(start), end_(end), total_(total) {}
  double own_factor(Context&, int64_t epoch) const override {
    if (epoch >= total_) return end_;
    return start_ + (end_ - start_) * (static_cast<double>(epoch) / static_cast<double>(total_));
  }

 private:
  double start_, end_;
  int64_t total_;
};

class PolynomialLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(PolynomialLR)
  PolynomialLR(int64_t total, double exponent) : total_(total), exponent_(exponent) {}
  double own_factor(Context&, int64_t epoch) const override {
    double rest = 1 - static_cast<double>(std::min(epoch, total_)) / static_cast<double>(total_);
    return exponent_ == 1 ? rest : one_number(Instruction::kPow, rest, exponent_);
  }

 private:
  int64_t total_;
  double exponent_;
};

ClassBuilder& schedule(ClassBuilder& c, const char* reference) {
  return c.in_namespace("optim").base("Schedule").reference(reference);
}
FunctionBuilder& makes(FunctionBuilder& f, const char* cls) {
  return f.summary("Makes the schedule.")
      .description(kWhoCounts)
      .output("schedule", types::object(cls), "The schedule.");
}
FunctionBuilder& with_gamma(FunctionBuilder& f) {
  return f.attribute("gamma", types::floating, 0.1, "By what the factor is multiplied.").minimum(0, true);
}
FunctionBuilder& with_total(FunctionBuilder& f, const char* description) {
  return f.attribute("total_iters", types::count, Value(int64_t{5}), description).minimum(1);
}
}  // namespace

MIXGRAD_CLASS(StepLR) {
  schedule(c, "PyTorch 2.x, torch.optim.lr_scheduler.StepLR")
      .summary("Multiplies the learning rate by gamma every step_size epochs.")
      .description("The factor of epoch e, counted from 0, is gamma^⌊e / step_size⌋.")
      .constructor([](FunctionBuilder& f) {
        makes(f, "StepLR").attribute("step_size", types::count, "How many epochs have the same factor.").minimum(1);
        with_gamma(f)
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

MIXGRAD_CLASS(MultiStepLR) {
  schedule(c, "PyTorch 2.x, torch.optim.lr_scheduler.MultiStepLR")
      .summary("Multiplies the learning rate by gamma at each milestone.")
      .description("The factor of epoch e, counted from 0, is gamma to the number of milestones that are at most e.")
      .constructor([](FunctionBuilder& f) {
        makes(f, "MultiStepLR")
            .attribute("milestones", types::list(types::count),
                       "After how many epochs the factor changes; a number that is there twice counts twice.");
        with_gamma(f).error("value", "gamma is not positive").native([](Invocation& call) {
          call.result(Value(make_ref<MultiStepLR>(call[0].as_list(), call[1].as_float())));
        });
      })
      .example(R"(
        let schedule = new MultiStepLR([2, 3], gamma: 0.5)
        expect schedule.factor(epoch: 1) = 1
        expect schedule.factor(epoch: 2) = 0.5
        expect schedule.factor(epoch: 9) = 0.25
      )");
}

MIXGRAD_CLASS(ExponentialLR) {
  schedule(c, "PyTorch 2.x, torch.optim.lr_scheduler.ExponentialLR")
      .summary("Multiplies the learning rate by gamma after every epoch.")
      .description("The factor of epoch e, counted from 0, is gammaᵉ.")
      .constructor([](FunctionBuilder& f) {
        makes(f, "ExponentialLR")
            .attribute("gamma", types::floating, "By what the factor is multiplied.")
            .minimum(0, true)
            .error("value", "gamma is not positive")
            .native([](Invocation& call) { call.result(Value(make_ref<ExponentialLR>(call[0].as_float()))); });
      })
      .example(R"(
        let schedule = new ExponentialLR(0.5)
        expect schedule.factor(epoch: 0) = 1
        expect schedule.factor(epoch: 3) = 0.125
      )");
}

MIXGRAD_CLASS(ConstantLR) {
  schedule(c, "PyTorch 2.x, torch.optim.lr_scheduler.ConstantLR")
      .summary("Another learning rate for the first epochs.")
      .description("The factor of the first total_iters epochs is `factor`, then it is 1.")
      .constructor([](FunctionBuilder& f) {
        makes(f, "ConstantLR")
            .attribute("factor", types::floating, 1.0 / 3, "By what the learning rate is multiplied at first.")
            .minimum(0);
        with_total(f, "How many epochs have that factor.")
            .error("value", "factor is negative or total_iters smaller than 1")
            .native([](Invocation& call) {
              call.result(Value(make_ref<ConstantLR>(call[0].as_float(), call[1].as_int())));
            });
      })
      .example(R"(
        let schedule = new ConstantLR(factor: 0.5, total_iters: 2)
        expect schedule.factor(epoch: 1) = 0.5
        expect schedule.factor(epoch: 2) = 1
      )");
}

MIXGRAD_CLASS(LinearLR) {
  schedule(c, "PyTorch 2.x, torch.optim.lr_scheduler.LinearLR")
      .summary("A learning rate that changes along a line, such as a warm-up.")
      .description(
          "The factor of epoch e, counted from 0, is start_factor + (end_factor − start_factor)·e/total_iters, and "
          "end_factor from epoch total_iters on. A trainer whose schedule_interval is \"step\" counts updates of the "
          "weights in place of epochs, as warm-ups mostly do.")
      .constructor([](FunctionBuilder& f) {
        makes(f, "LinearLR")
            .attribute("start_factor", types::floating, 1.0 / 3, "The factor of the first epoch.")
            .minimum(0)
            .attribute("end_factor", types::floating, 1.0, "The factor in the end.")
            .minimum(0);
        with_total(f, "After how many epochs the factor is end_factor.")
            .error("value", "a factor is negative or total_iters smaller than 1")
            .native([](Invocation& call) {
              call.result(Value(make_ref<LinearLR>(call[0].as_float(), call[1].as_float(), call[2].as_int())));
            });
      })
      .example(R"(
        let schedule = new LinearLR(start_factor: 0.5, total_iters: 4)
        expect schedule.factor(epoch: 2) = 0.75
        expect schedule.factor(epoch: 4) = 1
      )");
}

MIXGRAD_CLASS(PolynomialLR) {
  schedule(c, "PyTorch 2.x, torch.optim.lr_scheduler.PolynomialLR")
      .summary("A learning rate that falls to 0 as a power of what is left.")
      .description("The factor of epoch e, counted from 0, is (1 − e/total_iters)^power, and 0 from total_iters on.")
      .constructor([](FunctionBuilder& f) {
        with_total(makes(f, "PolynomialLR"), "After how many epochs the learning rate is 0.")
            .attribute("power", types::floating, 1.0, "1 is a line.")
            .minimum(0, true)
            .error("value", "total_iters is smaller than 1 or power is not positive")
            .native([](Invocation& call) {
              call.result(Value(make_ref<PolynomialLR>(call[0].as_int(), call[1].as_float())));
            });
      })
      .example(R"(
        let schedule = new PolynomialLR(total_iters: 4, power: 2)
        expect schedule.factor(epoch: 2) = 0.25
        expect schedule.factor(epoch: 4) = 0
      )");
}

}  // namespace mixgrad
