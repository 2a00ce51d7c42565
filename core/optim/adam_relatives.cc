// Relatives of Adam: NAdam, RAdam and Adamax.
#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
// What the three have in common.
class MeanRule : public Optimizer {
 protected:
  MeanRule(const Settings& s, const char* second)
      : Optimizer(s),
        betas_(betas_of(s)),
        eps_(s.number("eps")),
        decoupled_(s.flag("decoupled_weight_decay")),
        step_(number_slot("step")),
        mean_(slot("exp_avg")),
        second_(slot(second)) {}

  Term next_step(const Update& u) { return u.set(step_, u.of(step_) + 1); }
  Term shrunk(const Update& u) const { return decoupled_ ? u.decayed_parameter() : u.parameter; }
  Term gradient(const Update& u) const { return decoupled_ ? u.grad : u.decayed_grad(); }
  Term next_mean(const Update& u, const Term& g) {
    return u.set(mean_, u.of(mean_) + (g - u.of(mean_)) * (1 - betas_.first));
  }
  Term next_square(const Update& u, const Term& g) {
    return u.set(second_, u.of(second_) * betas_.second + g * g * (1 - betas_.second));
  }

  std::pair<double, double> betas_;
  double eps_;
  bool decoupled_;
  Slot &step_, &mean_, &second_;
};

class NAdam final : public MeanRule {
 public:
  MIXGRAD_CLASS_OF(NAdam)
  explicit NAdam(const Settings& s)
      : MeanRule(s, "exp_avg_sq"),
        momentum_decay_(s.number("momentum_decay")),
        product_(number_slot("mu_product", 1.0)) {}

 private:
  Term momentum_at(const Term& step) const { return (1 - pow(0.96, step * momentum_decay_) * 0.5) * betas_.first; }

  void update_one(const Update& u) override {
    Term step = next_step(u);
    Term now = momentum_at(step), next = momentum_at(step + 1);
    Term product = u.set(product_, u.of(product_) * now);
    Term by_grad = u.in_dtype(u.lr * (1 - now) / (1 - product));
    Term by_mean = u.in_dtype(u.lr * next / (1 - product * next));
    Term correction = u.in_dtype(1 - pow(betas_.second, step));
    Term p = shrunk(u), g = gradient(u);
    Term m = next_mean(u, g), v = next_square(u, g);
    Term denominator = sqrt(v / correction) + eps_;
    u.set_parameter(p - by_grad * (g / denominator) - by_mean * (m / denominator));
  }

  double momentum_decay_;
  Slot& product_;
};

class RAdam final : public MeanRule {
 public:
  MIXGRAD_CLASS_OF(RAdam)
  explicit RAdam(const Settings& s) : MeanRule(s, "exp_avg_sq") {}

 private:
  void update_one(const Update& u) override {
    auto [b1, b2] = betas_;
    double limit = 2 / (1 - b2) - 1;
    Term step = next_step(u), power = pow(b2, step), rest = 1 - power;
    Term length = limit - step * power * 2.0 / rest;  // of the moving average that the squares stand for
    Term ratio = (length - 4.0) * (length - 2.0) * limit / (length * ((limit - 4) * (limit - 2)));
    Term long_enough = length > 5.0;
    Term scale = u.in_dtype(where(long_enough, sqrt(ratio * rest), 1.0));
    Term rate = u.in_dtype(u.lr / (1 - pow(b1, step)));
    Term p = shrunk(u), g = gradient(u);
    Term m = next_mean(u, g), v = next_square(u, g);
    u.set_parameter(p - rate * (m * (scale / where(long_enough, sqrt(v) + eps_, 1.0))));
  }
};

class Adamax final : public MeanRule {
 public:
  MIXGRAD_CLASS_OF(Adamax)
  explicit Adamax(const Settings& s) : MeanRule(s, "exp_inf") {}

 private:
  void update_one(const Update& u) override {
    Term rate = u.in_dtype(u.lr / (1 - pow(betas_.first, next_step(u))));
    Term g = gradient(u), m = next_mean(u, g);
    Term largest = u.set(second_, maximum(u.of(second_) * betas_.second, abs(g) + eps_));
    u.set_parameter(u.parameter - rate * (m / largest));
  }
};

FunctionBuilder& relative(FunctionBuilder& f, const char* cls, double lr) {
  rule_constructor(f, cls, lr);
  with_eps(with_betas(f, 0.9, 0.999), 1e-8);
  return with_weight_decay(f, 0.0);
}
FunctionBuilder& with_decoupled(FunctionBuilder& f) {
  return f.attribute("decoupled_weight_decay", types::boolean, false,
                     "Whether parameters shrink by lr·weight_decay apart from the gradient, as in AdamW.");
}
}  // namespace

MIXGRAD_CLASS(NAdam) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Adam with Nesterov's momentum.")
      .description(
          "With μ_t = β₁·(1 − 0.96^(t·momentum_decay) / 2), P_t the product of all μ up to step t, and m, v as in "
          "Adam: p ← p − lr·((1 − μ_t)/(1 − P_t)·g + μ_(t+1)/(1 − P_(t+1))·m) / (√(v / (1 − β₂ᵗ)) + eps).")
      .reference("Dozat, Incorporating Nesterov Momentum into Adam, ICLR Workshop 2016; PyTorch 2.x, torch.optim.NAdam")
      .constructor([](FunctionBuilder& f) {
        relative(f, "NAdam", 0.002)
            .attribute("momentum_decay", types::floating, 0.004, "How fast the momentum grows to β₁.")
            .minimum(0);
        with_maximize(with_decoupled(f)).native(make_rule<NAdam>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new NAdam(layer.parameters(), lr: 0.1)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect optimizer.lr = 0.1
      )");
}

MIXGRAD_CLASS(RAdam) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Adam that waits with scaling until there are enough squares.")
      .description(
          "With r = 2/(1 − β₂) − 1, r_t = r − 2t·β₂ᵗ/(1 − β₂ᵗ) and m, v as in Adam: where r_t > 5, p ← p − "
          "lr·m/(1 − β₁ᵗ)·√((r_t − 4)(r_t − 2)r / ((r − 4)(r − 2)r_t))·√(1 − β₂ᵗ) / (√v + eps); before that, "
          "p ← p − lr·m/(1 − β₁ᵗ).")
      .reference("Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, ICLR 2020")
      .constructor([](FunctionBuilder& f) {
        with_maximize(with_decoupled(relative(f, "RAdam", 0.001))).native(make_rule<RAdam>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new RAdam(layer.parameters(), lr: 0.5)
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[0.5, 1]] within 1e-6
      )");
}

MIXGRAD_CLASS(Adamax) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Adam with the largest gradient in place of the mean of squares.")
      .description("m as in Adam, u ← max(β₂·u, |g| + eps) with u zero at first, p ← p − lr/(1 − β₁ᵗ)·m/u.")
      .reference("Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015")
      .constructor([](FunctionBuilder& f) { with_maximize(relative(f, "Adamax", 0.002)).native(make_rule<Adamax>); })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new Adamax(layer.parameters(), lr: 0.5)
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[0.5, 0.5]] within 1e-6
      )");
}

}  // namespace mixgrad
