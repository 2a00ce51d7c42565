// Rules that follow the signs of gradients: Lion, Signum and Rprop.
#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class Lion final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(Lion)
  explicit Lion(const Settings& s) : Optimizer(s), betas_(betas_of(s)), mean_(slot("exp_avg")) {}

 private:
  void update_one(const Update& u) override {
    Term rate = u.in_dtype(u.lr), p = u.decayed_parameter(), m = u.of(mean_);
    Term way = m * betas_.first + u.grad * (1 - betas_.first);
    u.set(mean_, m * betas_.second + u.grad * (1 - betas_.second));
    u.set_parameter(p - rate * sign(way));
  }

  std::pair<double, double> betas_;
  Slot& mean_;
};

class Signum final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(Signum)
  explicit Signum(const Settings& s)
      : Optimizer(s),
        momentum_(s.number("momentum")),
        decoupled_(s.flag("decoupled_weight_decay")),
        mean_(momentum_ != 0 ? &slot("momentum") : nullptr) {}

 private:
  void update_one(const Update& u) override {
    Term rate = u.in_dtype(u.lr), p = decoupled_ ? u.decayed_parameter() : u.parameter;
    Term g = decoupled_ ? u.grad : u.decayed_grad();
    if (mean_) g = u.set(*mean_, u.of(*mean_) * momentum_ + g * (1 - momentum_));
    u.set_parameter(p - rate * sign(g));
  }

  double momentum_;
  bool decoupled_;
  Slot* mean_;
};

class Rprop final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(Rprop)
  explicit Rprop(const Settings& s)
      : Optimizer(s),
        etas_(s.pair(
            "etas", [](double a, double b) { return a > 0 && a < 1 && b > 1; },
            "a number between 0 and 1, and one above 1")),
        sizes_(s.pair(
            "step_sizes", [](double a, double b) { return a > 0 && a <= b; },
            "two positive numbers, the smaller one first")),
        before_(slot("prev")),
        size_(slot("step_size", std::nullopt)) {}

 private:
  void update_one(const Update& u) override {
    Term agree = sign(u.grad * u.of(before_)), turned = agree < 0.0;
    Term now = u.of(size_);
    Term next = where(agree > 0.0, now * etas_.second, where(turned, now * etas_.first, now));
    Term size = u.set(size_, minimum(maximum(next, sizes_.first), sizes_.second));
    Term g = u.set(before_, where(turned, 0.0, u.grad));  // after a change of sign the parameter waits
    u.set_parameter(u.parameter - sign(g) * size);
  }

  std::pair<double, double> etas_, sizes_;
  Slot &before_, &size_;
};

FunctionBuilder& two(FunctionBuilder& f, const char* name, double first, double second, const char* description) {
  return f.attribute(name, types::list(types::floating), Value(ValueList{Value(first), Value(second)}), description);
}
}  // namespace

MIXGRAD_CLASS(Lion) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Steps of one size along the sign of a running mean.")
      .description(
          "With m zero at first: p ← p − lr·(sign(β₁·m + (1 − β₁)·g) + weight_decay·p), m ← β₂·m + (1 − β₂)·g.")
      .reference("Chen et al., Symbolic Discovery of Optimization Algorithms, NeurIPS 2023")
      .constructor([](FunctionBuilder& f) {
        with_betas(rule_constructor(f, "Lion", 0.0001), 0.9, 0.99);
        with_maximize(with_weight_decay(f, 0.0, true)).native(make_rule<Lion>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new Lion(layer.parameters(), lr: 0.5)
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[0.5, 0.5]] within 1e-6
      )");
}

MIXGRAD_CLASS(Signum) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Steps of one size along the sign of the gradient, or of its running mean.")
      .description(
          "With m zero at first: m ← momentum·m + (1 − momentum)·(g + weight_decay·p), p ← p − lr·sign(m). Without "
          "momentum m is the gradient (signSGD).")
      .reference("Bernstein et al., signSGD: Compressed Optimisation for Non-Convex Problems, ICML 2018")
      .constructor([](FunctionBuilder& f) {
        rule_constructor(f, "Signum", 0.01)
            .attribute("momentum", types::floating, 0.9, "How much of the running mean stays.")
            .minimum(0)
            .maximum(1, true);
        with_weight_decay(f, 0.0).attribute("decoupled_weight_decay", types::boolean, false,
                                            "Whether parameters shrink by lr·weight_decay apart from the gradient.");
        with_maximize(f).native(make_rule<Signum>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new Signum(layer.parameters(), lr: 0.5)
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[0.5, 0.5]] within 1e-6
      )");
}

MIXGRAD_CLASS(Rprop) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Steps whose size grows while the gradient keeps its sign and shrinks where it changes.")
      .description(
          "Each element has a step size, lr at first. Where the gradient has the sign of the one before, it is "
          "multiplied by the second of etas; where the sign changed, by the first, and the element waits for a step. "
          "p ← p − sign(g)·size. For gradients of the whole data set. Changes of lr after the start have no effect.")
      .reference("Riedmiller and Braun, A Direct Adaptive Method for Faster Backpropagation Learning, ICNN 1993")
      .constructor([](FunctionBuilder& f) {
        rule_constructor(f, "Rprop", 0.01);
        two(f, "etas", 0.5, 1.2, "Factors of the step size: below 1 after a change of sign, above 1 without.");
        two(f, "step_sizes", 1e-6, 50, "The smallest and the largest step size.");
        with_maximize(f).native(make_rule<Rprop>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new Rprop(layer.parameters(), lr: 0.5)
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[0.5, 0.5]] within 1e-6
      )");
}

}  // namespace mixgrad
