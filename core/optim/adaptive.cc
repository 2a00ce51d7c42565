// Rules that divide by roots of gathered squares: Adagrad, Adadelta and RMSprop.
#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class Adagrad final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(Adagrad)
  explicit Adagrad(const Settings& s)
      : Optimizer(s),
        lr_decay_(s.number("lr_decay")),
        eps_(s.number("eps")),
        step_(number_slot("step")),
        sum_(slot("sum", s.number("initial_accumulator_value"))) {}

 private:
  void update_one(const Update& u) override {
    Term step = u.set(step_, u.of(step_) + 1);
    Term rate = u.in_dtype(u.lr / (1 + (step - 1) * lr_decay_));
    Term g = u.decayed_grad();
    Term squares = u.set(sum_, u.of(sum_) + g * g);
    u.set_parameter(u.parameter - rate * (g / (sqrt(squares) + eps_)));
  }

  double lr_decay_, eps_;
  Slot &step_, &sum_;
};

class Adadelta final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(Adadelta)
  explicit Adadelta(const Settings& s)
      : Optimizer(s),
        rho_(s.number("rho")),
        eps_(s.number("eps")),
        squares_(slot("square_avg")),
        deltas_(slot("acc_delta")) {}

 private:
  void update_one(const Update& u) override {
    Term rate = u.in_dtype(u.lr), g = u.decayed_grad(), before = u.of(deltas_);
    Term squares = u.set(squares_, u.of(squares_) * rho_ + g * g * (1 - rho_));
    Term delta = sqrt(before + eps_) / sqrt(squares + eps_) * g;
    u.set(deltas_, before * rho_ + delta * delta * (1 - rho_));
    u.set_parameter(u.parameter - rate * delta);
  }

  double rho_, eps_;
  Slot &squares_, &deltas_;
};

class RMSprop final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(RMSprop)
  explicit RMSprop(const Settings& s)
      : Optimizer(s),
        alpha_(s.number("alpha")),
        eps_(s.number("eps")),
        momentum_(s.number("momentum")),
        squares_(slot("square_avg")),
        mean_(s.flag("centered") ? &slot("grad_avg") : nullptr),
        buffer_(momentum_ != 0 ? &slot("momentum_buffer") : nullptr) {}

 private:
  void update_one(const Update& u) override {
    Term rate = u.in_dtype(u.lr), g = u.decayed_grad();
    Term spread = u.set(squares_, u.of(squares_) * alpha_ + g * g * (1 - alpha_));
    if (mean_) {
      Term mean = u.set(*mean_, u.of(*mean_) + (g - u.of(*mean_)) * (1 - alpha_));
      spread = spread - mean * mean;
    }
    Term move = g / (sqrt(spread) + eps_);
    if (buffer_) move = u.set(*buffer_, u.of(*buffer_) * momentum_ + move);
    u.set_parameter(u.parameter - rate * move);
  }

  double alpha_, eps_, momentum_;
  Slot &squares_, *mean_, *buffer_;
};

FunctionBuilder& share(FunctionBuilder& f, const char* name, double value) {
  return f.attribute(name, types::floating, value, "How much of the mean of squares stays, from 0 to 1.")
      .minimum(0)
      .maximum(1);
}
}  // namespace

MIXGRAD_CLASS(Adagrad) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Steps divided by the root of the sum of all squares so far.")
      .description(
          "With g the gradient, step t from 1, s the sum of squares: s ← s + g², p ← p − lr/(1 + (t − 1)·lr_decay)·g / "
          "(√s + eps).")
      .reference("Duchi, Hazan and Singer, Adaptive Subgradient Methods for Online Learning, JMLR 2011")
      .constructor([](FunctionBuilder& f) {
        rule_constructor(f, "Adagrad", 0.01)
            .attribute("lr_decay", types::floating, 0.0, "How fast the learning rate falls with the steps.")
            .minimum(0);
        with_weight_decay(f, 0.0)
            .attribute("initial_accumulator_value", types::floating, 0.0, "What the sum of squares starts from.")
            .minimum(0);
        with_maximize(with_eps(f, 1e-10)).native(make_rule<Adagrad>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new Adagrad(layer.parameters(), lr: 0.5)
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[0.5, 0.5]] within 1e-6
      )");
}

MIXGRAD_CLASS(Adadelta) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Steps in the parameter's own units, without a learning rate to find.")
      .description(
          "With g the gradient, s and d zero at first: s ← rho·s + (1 − rho)·g², x = √(d + eps)/√(s + eps)·g, "
          "d ← rho·d + (1 − rho)·x², p ← p − lr·x.")
      .reference("Zeiler, ADADELTA: An Adaptive Learning Rate Method, arXiv:1212.5701, 2012")
      .constructor([](FunctionBuilder& f) {
        share(rule_constructor(f, "Adadelta", 1.0), "rho", 0.9);
        with_maximize(with_weight_decay(with_eps(f, 1e-6), 0.0)).native(make_rule<Adadelta>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new Adadelta(layer.parameters(), lr: 0.5)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect optimizer.lr = 0.5
      )");
}

MIXGRAD_CLASS(RMSprop) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Steps divided by the root of a running mean of squares.")
      .description(
          "With g the gradient, s zero at first: s ← alpha·s + (1 − alpha)·g², x = g/(√s + eps), p ← p − lr·x. "
          "centered takes the square of the running mean of g from s first. With momentum b ← momentum·b + x stands "
          "in for x.")
      .reference("Tieleman and Hinton, Lecture 6.5 - RMSProp, 2012; Graves, arXiv:1308.0850, 2013 (centered)")
      .constructor([](FunctionBuilder& f) {
        share(rule_constructor(f, "RMSprop", 0.01), "alpha", 0.99);
        with_weight_decay(with_eps(f, 1e-8), 0.0)
            .attribute("momentum", types::floating, 0.0, "How much of the earlier steps stays.")
            .minimum(0)
            .attribute("centered", types::boolean, false, "Whether to divide by the root of the variance.");
        with_maximize(f).native(make_rule<RMSprop>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new RMSprop(layer.parameters(), lr: 0.5, alpha: 0.75)
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[1, 1]] within 1e-6
      )");
}

}  // namespace mixgrad
