// Schedules along a cosine: CosineAnnealingLR, CosineAnnealingWarmRestarts and OneCycleLR.
#include "core/kernels/one_number.h"
#include "core/nn/module.h"
#include "core/optim/schedule.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
constexpr double kPi = 3.14159265358979323846;

double share(int64_t part, int64_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }
// From `from` to `to` along half a wave.
double along_cosine(double from, double to, double way) {
  return to + (from - to) * ((1 + one_number(Instruction::kCos, kPi * way)) / 2);
}

class CosineAnnealingLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(CosineAnnealingLR)
  CosineAnnealingLR(int64_t half_wave, double least) : half_wave_(half_wave), least_(least) {}
  double own_factor(Context&, int64_t epoch) const override {
    int64_t at = epoch / half_wave_ % 2 == 0 ? epoch % half_wave_ : half_wave_ - epoch % half_wave_;
    return along_cosine(1, least_, share(at, half_wave_));
  }

 private:
  int64_t half_wave_;
  double least_;
};

class CosineAnnealingWarmRestarts final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(CosineAnnealingWarmRestarts)
  CosineAnnealingWarmRestarts(int64_t first, int64_t growth, double least)
      : first_(first), growth_(growth), least_(least) {}
  double own_factor(Context&, int64_t epoch) const override {
    int64_t length = first_, at = epoch;
    if (growth_ == 1) at %= length;
    while (at >= length) {
      at -= length;
      if (__builtin_mul_overflow(length, growth_, &length)) break;
    }
    return along_cosine(1, least_, share(at, length));
  }

 private:
  int64_t first_, growth_;
  double least_;
};

class OneCycleLR final : public Schedule {
 public:
  MIXGRAD_CLASS_OF(OneCycleLR)
  struct Phase {
    double end, from, to;
  };
  OneCycleLR(int64_t total, double rise, bool linear, double div, double final_div, bool three)
      : last_(static_cast<double>(total) - 1), linear_(linear) {
    double first = 1 / div, least = first / final_div, top = rise * static_cast<double>(total) - 1;
    phases_.push_back({top, first, 1});
    if (three) phases_.push_back({2 * rise * static_cast<double>(total) - 2, 1, first});
    phases_.push_back({last_, three ? first : 1, least});
  }
  double own_factor(Context&, int64_t epoch) const override {
    double at = static_cast<double>(epoch), start = 0;
    for (const Phase& phase : phases_) {
      if (at <= phase.end || &phase == &phases_.back()) {
        double way = phase.end > start ? (at - start) / (phase.end - start) : 1;
        if (way > 1) way = 1;
        return linear_ ? phase.from + (phase.to - phase.from) * way : along_cosine(phase.from, phase.to, way);
      }
      start = phase.end;
    }
    return 1;
  }

 private:
  double last_;
  bool linear_;
  std::vector<Phase> phases_;
};

ClassBuilder& schedule(ClassBuilder& c, const char* reference) {
  return c.in_namespace("optim").base("Schedule").reference(reference);
}
FunctionBuilder& makes(FunctionBuilder& f, const char* cls) {
  return f.summary("Makes the schedule.")
      .description(kWhoCounts)
      .output("schedule", types::object(cls), "The schedule.");
}
FunctionBuilder& with_least(FunctionBuilder& f) {
  return f.attribute("min_factor", types::floating, 0.0, "The lowest factor: a share of the learning rate.").minimum(0);
}
}  // namespace

MIXGRAD_CLASS(CosineAnnealingLR) {
  schedule(c, "Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017")
      .summary("A learning rate that falls along half a cosine.")
      .description(
          "The factor of epoch e, counted from 0, is min_factor + (1 − min_factor)·(1 + cos(π·e/t_max))/2; after "
          "t_max epochs it rises again.")
      .constructor([](FunctionBuilder& f) {
        with_least(makes(f, "CosineAnnealingLR")
                       .attribute("t_max", types::count, "After how many epochs the factor is lowest.")
                       .minimum(1))
            .error("value", "t_max is smaller than 1 or min_factor is negative")
            .native([](Invocation& call) {
              call.result(Value(make_ref<CosineAnnealingLR>(call[0].as_int(), call[1].as_float())));
            });
      })
      .example(R"(
        let schedule = new CosineAnnealingLR(10)
        expect schedule.factor(epoch: 0) = 1
        expect schedule.factor(epoch: 5) = 0.5 within 1e-6
        expect schedule.factor(epoch: 10) = 0 within 1e-6
      )");
}

MIXGRAD_CLASS(CosineAnnealingWarmRestarts) {
  schedule(c, "Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017")
      .summary("A learning rate that falls along half a cosine, again and again.")
      .description(
          "The first run takes t_0 epochs, each further one t_mult times as many as the one before. Epoch e of a run "
          "of t epochs, counted from 0, has the factor min_factor + (1 − min_factor)·(1 + cos(π·e/t))/2.")
      .constructor([](FunctionBuilder& f) {
        with_least(makes(f, "CosineAnnealingWarmRestarts")
                       .attribute("t_0", types::count, "How many epochs the first run takes.")
                       .minimum(1)
                       .attribute("t_mult", types::count, Value(int64_t{1}), "By what the runs grow.")
                       .minimum(1))
            .error("value", "t_0 or t_mult is smaller than 1 or min_factor is negative")
            .native([](Invocation& call) {
              call.result(
                  Value(make_ref<CosineAnnealingWarmRestarts>(call[0].as_int(), call[1].as_int(), call[2].as_float())));
            });
      })
      .example(R"(
        let schedule = new CosineAnnealingWarmRestarts(2, t_mult: 2)
        expect schedule.factor(epoch: 1) = 0.5 within 1e-6
        expect schedule.factor(epoch: 2) = 1
        expect schedule.factor(epoch: 4) = 0.5 within 1e-6
      )");
}

MIXGRAD_CLASS(OneCycleLR) {
  schedule(c, "Smith and Topin, Super-Convergence: Very Fast Training Using Large Learning Rates, 2018")
      .summary("A learning rate that rises once and then falls far below where it began.")
      .description(
          "The optimizer's learning rate is the highest. The factor begins at 1/div_factor, is 1 after "
          "pct_start·total_steps epochs and ends at 1/(div_factor·final_div_factor); with three_phase it falls to "
          "1/div_factor as fast as it rose, and only then to the end. After total_steps epochs it stays. A trainer "
          "whose schedule_interval is \"step\" counts updates of the weights in place of epochs, as the paper does.")
      .reference("PyTorch 2.x, torch.optim.lr_scheduler.OneCycleLR")
      .constructor([](FunctionBuilder& f) {
        makes(f, "OneCycleLR")
            .attribute("total_steps", types::count, "How many epochs there are.")
            .minimum(1)
            .attribute("pct_start", types::floating, 0.3, "The share of the epochs in which the factor rises.")
            .minimum(0)
            .maximum(1)
            .attribute("anneal_strategy",
                       types::enumeration("AnnealStrategy",
                                          {{"cos", 0, "along half a cosine"}, {"linear", 1, "along a line"}}),
                       Value::enumerator(0), "How the factor goes from one end of a phase to the other.")
            .attribute("div_factor", types::floating, 25.0, "The highest factor over the first.")
            .minimum(0, true)
            .attribute("final_div_factor", types::floating, 1e4, "The first factor over the last.")
            .minimum(0, true)
            .attribute("three_phase", types::boolean, false, "Whether the factor falls in two phases.")
            .error("value", "a number is not in its range")
            .native([](Invocation& call) {
              call.result(Value(make_ref<OneCycleLR>(call[0].as_int(), call[1].as_float(), call[2].as_int() == 1,
                                                     call[3].as_float(), call[4].as_float(), call[5].as_bool())));
            });
      })
      .example(R"(
        let schedule = new OneCycleLR(10, pct_start: 0.5, anneal_strategy: "linear", div_factor: 4)
        expect schedule.factor(epoch: 0) = 0.25
        expect schedule.factor(epoch: 4) = 1
      )");
}

}  // namespace mixgrad
