// Rules with running means of gradients and of their squares: Adam and AdamW.
#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class Adam : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(Adam)
  explicit Adam(const Settings& s) : Adam(s, false) {}

 protected:
  Adam(const Settings& s, bool decoupled)
      : Optimizer(s),
        betas_(betas_of(s)),
        eps_(s.number("eps")),
        decoupled_(decoupled),
        step_(number_slot("step")),
        mean_(slot("exp_avg")),
        square_(slot("exp_avg_sq")),
        largest_(s.flag("amsgrad") ? &slot("max_exp_avg_sq") : nullptr) {}

 private:
  void update_one(const Update& u) override {
    auto [b1, b2] = betas_;
    Term step = u.set(step_, u.of(step_) + 1);
    Term scaled = u.lr / (1 - pow(b1, step)), spread = sqrt(1 - pow(b2, step));  // in a row: they run together
    Term rate = u.in_dtype(scaled), root = u.in_dtype(spread);
    Term p = decoupled_ ? u.decayed_parameter() : u.parameter, g = decoupled_ ? u.grad : u.decayed_grad();
    Term m = u.set(mean_, u.of(mean_) + (g - u.of(mean_)) * (1 - b1));
    Term v = u.set(square_, u.of(square_) * b2 + g * g * (1 - b2));
    if (largest_) v = u.set(*largest_, maximum(u.of(*largest_), v));
    u.set_parameter(p - rate * (m / (sqrt(v) / root + eps_)));
  }

  std::pair<double, double> betas_;
  double eps_;
  bool decoupled_;
  Slot &step_, &mean_, &square_, *largest_;
};

class AdamW final : public Adam {
 public:
  MIXGRAD_CLASS_OF(AdamW)
  explicit AdamW(const Settings& s) : Adam(s, true) {}
};

FunctionBuilder& adam_constructor(FunctionBuilder& f, const char* cls, double decay, bool decoupled) {
  rule_constructor(f, cls, 0.001);
  with_eps(with_betas(f, 0.9, 0.999), 1e-8);
  with_weight_decay(f, decay, decoupled)
      .attribute("amsgrad", types::boolean, false,
                 "Whether the largest mean of squares so far stands in the denominator.");
  return with_maximize(f);
}

constexpr const char* kMeans =
    "With g the gradient, step t from 1, m and v zero at first: m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², "
    "p ← p − lr·(m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + eps). ";
}  // namespace

MIXGRAD_CLASS(Adam) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Steps scaled by running means of the gradients and of their squares.")
      .description(std::string(kMeans) + "weight_decay·p is added to the gradient.")
      .reference("Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015")
      .reference("Reddi, Kale and Kumar, On the Convergence of Adam and Beyond, ICLR 2018 (amsgrad)")
      .constructor([](FunctionBuilder& f) { adam_constructor(f, "Adam", 0.0, false).native(make_rule<Adam>); })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new Adam(layer.parameters(), lr: 0.5, betas: [0.5, 0.75])
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[0.5, 0.5]] within 1e-6
      )");
}

MIXGRAD_CLASS(AdamW) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Adam with weight decay apart from the gradient.")
      .description(std::string(kMeans) + "Before that, p ← p − lr·weight_decay·p.")
      .reference("Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019")
      .constructor([](FunctionBuilder& f) { adam_constructor(f, "AdamW", 0.01, true).native(make_rule<AdamW>); })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new AdamW(layer.parameters(), lr: 0.5, weight_decay: 0)
        let before = copy(layer.weight)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect subtract(before, layer.weight) = [[0.5, 0.5]] within 1e-6
      )");
}

}  // namespace mixgrad
