#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class ASGD final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(ASGD)
  explicit ASGD(const Settings& s)
      : Optimizer(s),
        lambd_(s.number("lambd")),
        alpha_(s.number("alpha")),
        t0_(s.number("t0")),
        step_(number_slot("step")),
        eta_(number_slot("eta", std::nullopt)),
        mu_(number_slot("mu", 1.0)),
        average_(slot("ax")) {}

 private:
  void update_one(const Update& u) override {
    Term step = u.set(step_, u.of(step_) + 1), eta = u.of(eta_), mu = u.of(mu_);
    Term shrink = u.in_dtype(1 - eta * lambd_), rate = u.in_dtype(eta), part = u.in_dtype(mu);
    Term g = u.decayed_grad(), p = u.parameter * shrink - rate * g;
    u.set(average_, u.of(average_) + (p - u.of(average_)) * part);
    u.set(eta_, u.lr / pow(u.lr * step * lambd_ + 1, alpha_));
    u.set(mu_, 1 / maximum(step - t0_, 1.0));
    u.set_parameter(p);
  }

  double lambd_, alpha_, t0_;
  Slot &step_, &eta_, &mu_, &average_;
};
}  // namespace

MIXGRAD_CLASS(ASGD) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Stochastic gradient descent that also keeps the mean of the parameters.")
      .description(
          "With step t from 1 and η = lr in the first: p ← (1 − lambd·η)·p − η·g; then η ← lr / (1 + "
          "lambd·lr·t)^alpha. "
          "From step t0 on the state ax is the mean of the parameters since then; before, it is the parameter.")
      .reference("Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, SIAM J. Control 1992")
      .constructor([](FunctionBuilder& f) {
        rule_constructor(f, "ASGD", 0.01)
            .attribute("lambd", types::floating, 0.0001, "By what share, times η, parameters shrink.")
            .attribute("alpha", types::floating, 0.75, "Power by which η falls.")
            .attribute("t0", types::floating, 1e6, "The step from which on the parameters are averaged.");
        with_maximize(with_weight_decay(f, 0.0)).native(make_rule<ASGD>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new ASGD(layer.parameters(), lr: 0.5)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect optimizer.lr = 0.5
      )");
}

}  // namespace mixgrad
