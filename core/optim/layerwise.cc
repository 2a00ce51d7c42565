// Rules whose step for a parameter is in proportion to its norm, for large batches: LAMB and LARS.
#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class LAMB final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(LAMB)
  explicit LAMB(const Settings& s)
      : Optimizer(s),
        betas_(betas_of(s)),
        eps_(s.number("eps")),
        step_(number_slot("step")),
        mean_(slot("exp_avg")),
        square_(slot("exp_avg_sq")) {}

 private:
  void update_one(const Update& u) override {
    auto [b1, b2] = betas_;
    Term step = u.set(step_, u.of(step_) + 1);
    Term first = u.in_dtype(1 - pow(b1, step)), second = u.in_dtype(sqrt(1 - pow(b2, step))), rate = u.in_dtype(u.lr);
    Term m = u.set(mean_, u.of(mean_) + (u.grad - u.of(mean_)) * (1 - b1));
    Term v = u.set(square_, u.of(square_) * b2 + u.grad * u.grad * (1 - b2));
    Term way = (m / first) / (sqrt(v) / second + eps_);
    if (u.weight_decay != 0) way = way + u.parameter * u.weight_decay;
    Term size = norm(u.parameter), length = norm(way);
    Term trust = where(size > 0.0, where(length > 0.0, size / length, 1.0), 1.0);
    u.set_parameter(u.parameter - way * (rate * trust));
  }

  std::pair<double, double> betas_;
  double eps_;
  Slot &step_, &mean_, &square_;
};

class LARS final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(LARS)
  explicit LARS(const Settings& s)
      : Optimizer(s),
        momentum_(s.number("momentum")),
        trust_(s.number("trust_coefficient")),
        eps_(s.number("eps")),
        velocity_(momentum_ != 0 ? &slot("momentum") : nullptr) {}

 private:
  void update_one(const Update& u) override {
    Term size = norm(u.parameter), length = norm(u.grad);
    Term ratio = size * trust_ / (length + size * u.weight_decay + eps_);
    Term rate = u.in_dtype(u.lr) * where(size > 0.0, where(length > 0.0, ratio, 1.0), 1.0);
    Term move = u.decayed_grad() * rate;
    if (velocity_) move = u.set(*velocity_, u.of(*velocity_) * momentum_ + move);
    u.set_parameter(u.parameter - move);
  }

  double momentum_, trust_, eps_;
  Slot* velocity_;
};
}  // namespace

MIXGRAD_CLASS(LAMB) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Adam whose step for each parameter is in proportion to the parameter's norm.")
      .description(
          "With m and v as in Adam: x = (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + eps) + weight_decay·p, p ← p − "
          "lr·‖p‖/‖x‖·x. Where one of the norms is 0, their quotient counts as 1.")
      .reference("You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 minutes, ICLR 2020")
      .constructor([](FunctionBuilder& f) {
        with_eps(with_betas(rule_constructor(f, "LAMB", 0.001), 0.9, 0.999), 1e-6);
        with_maximize(with_weight_decay(f, 0.01)).native(make_rule<LAMB>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new LAMB(layer.parameters(), lr: 0.5)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect optimizer.lr = 0.5
      )");
}

MIXGRAD_CLASS(LARS) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Momentum with a learning rate for each parameter, in proportion to its norm over the gradient's.")
      .description(
          "With velocity v, zero at first: r = trust_coefficient·‖p‖ / (‖g‖ + weight_decay·‖p‖ + eps), v ← momentum·v "
          "+ lr·r·(g + weight_decay·p), p ← p − v. Where one of the norms is 0, r is 1.")
      .reference("You, Gitman and Ginsburg, Large Batch Training of Convolutional Networks, arXiv:1708.03888, 2017")
      .constructor([](FunctionBuilder& f) {
        rule_constructor(f, "LARS", 0.1)
            .attribute("momentum", types::floating, 0.9, "How much of the velocity stays.")
            .minimum(0);
        with_weight_decay(f, 0.0)
            .attribute("trust_coefficient", types::floating, 0.001, "How far a step may go, as a share of the norm.")
            .minimum(0);
        with_maximize(with_eps(f, 1e-8)).native(make_rule<LARS>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new LARS(layer.parameters(), lr: 0.5)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect optimizer.lr = 0.5
      )");
}

}  // namespace mixgrad
