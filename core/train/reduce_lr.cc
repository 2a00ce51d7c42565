// A callback that lowers the learning rate when training stands still.
#include <algorithm>
#include <cmath>

#include "core/optim/optimizer.h"
#include "core/schema/builder.h"
#include "core/train/callback.h"
#include "core/train/monitor.h"

namespace mixgrad {

namespace {
class ReduceLROnPlateau final : public Callback {
 public:
  MIXGRAD_CLASS_OF(ReduceLROnPlateau)
  struct Options {
    std::string monitor;
    double factor;
    int64_t patience;
    bool rising;
    double min_delta;
    int64_t cooldown;
    double min_lr;
  };
  ReduceLROnPlateau(Ref<Optimizer> optimizer, Options options)
      : optimizer_(std::move(optimizer)), options_(std::move(options)) {}

  void own_on_fit_start(Context&) override {
    waited_ = resting_ = 0;
    best_ = std::numeric_limits<double>::quiet_NaN();
  }
  bool own_on_epoch_end(Context&, int64_t, const ValueMap& logs) override {
    if (is_due(logs)) reduce();
    return false;
  }
  // The learning rate of a resumed training is lower already.
  void own_replay(Context&, int64_t, const ValueMap& logs) override { is_due(logs); }

  double best() const { return best_; }

 private:
  bool is_due(const ValueMap& logs) {
    double value = monitored(logs, options_.monitor, "ReduceLROnPlateau");
    if (resting_ > 0) {
      --resting_;
      waited_ = 0;
    }
    bool better = std::isnan(best_) ? !std::isnan(value)
                  : options_.rising ? value - options_.min_delta > best_
                                    : value + options_.min_delta < best_;
    if (better) {
      best_ = value;
      waited_ = 0;
      return false;
    }
    if (resting_ > 0 || ++waited_ < options_.patience) return false;
    waited_ = 0;
    resting_ = options_.cooldown;
    return true;
  }
  void reduce() {
    for (size_t i = 0; i < optimizer_->group_count(); ++i) {
      double lr = optimizer_->base_lr(i);
      if (lr > options_.min_lr) optimizer_->set_lr(std::max(lr * options_.factor, options_.min_lr), i);
    }
  }

  Ref<Optimizer> optimizer_;
  Options options_;
  int64_t waited_ = 0, resting_ = 0;
  double best_ = std::numeric_limits<double>::quiet_NaN();
};
}  // namespace

MIXGRAD_CLASS(ReduceLROnPlateau) {
  c.base("Callback")
      .summary("Lowers the learning rate when a number has not become better for some epochs.")
      .description(
          "After `patience` epochs in a row without an improvement of more than min_delta, the learning rates of all "
          "groups of the optimizer are multiplied by `factor`; then `cooldown` epochs do not count. 0 and 1 epochs of "
          "patience are alike. A number that is NaN is no improvement. Each fit counts anew; one that goes on after "
          "resume looks at the epochs before it first.")
      .reference("Keras 3, keras.callbacks.ReduceLROnPlateau")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the callback.")
            .description("The optimizer is the trainer's.")
            .attribute("optimizer", types::object("Optimizer"), "Whose learning rate is lowered.")
            .attribute("monitor", types::string,
                       "Which number of the logs: loss, val_loss, a metric's name, or val_ and a metric's name.")
            .attribute("factor", types::floating, 0.1, "By what the learning rate is multiplied.")
            .minimum(0)
            .maximum(1, true)
            .attribute("patience", types::count, Value(int64_t{10}), "How many epochs may bring no improvement.")
            .attribute("mode", stopping_mode(), Value::enumerator(0), "What is better.")
            .attribute("min_delta", types::floating, 1e-4, "By more than this a number must change to be better.")
            .minimum(0)
            .attribute("cooldown", types::count, Value(int64_t{0}), "How many epochs do not count after a change.")
            .attribute("min_lr", types::floating, 0.0, "The learning rate does not go below this.")
            .minimum(0)
            .output("callback", types::object("ReduceLROnPlateau"), "The callback.")
            .error("value", "a number is not in its range")
            .native([](Invocation& call) {
              std::string monitor = call[1].as_string();
              int64_t mode = call[4].as_int();
              bool rising = mode == 2 || (mode == 0 && rises(monitor));
              call.result(Value(make_ref<ReduceLROnPlateau>(
                  Ref<Optimizer>(&object_as<Optimizer>(call[0])),
                  ReduceLROnPlateau::Options{monitor, call[2].as_float(), call[3].as_int(), rising, call[5].as_float(),
                                             call[6].as_int(), call[7].as_float()})));
            });
      })
      .keeps_alive("optimizer")
      .property("best", types::floating, "The best number of this training; NaN before the first.",
                [](Context&, Object& self) { return Value(static_cast<ReduceLROnPlateau&>(self).best()); })
      .example(R"(
        let optimizer = new SGD(lr: 0.5)
        let callback = new ReduceLROnPlateau(optimizer, "val_loss", factor: 0.5, patience: 3)
        expect optimizer.lr = 0.5
      )");
}

}  // namespace mixgrad
