#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class Ftrl final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(Ftrl)
  explicit Ftrl(const Settings& s)
      : Optimizer(s),
        l1_(s.number("l1_regularization_strength")),
        beta_(s.number("beta")),
        linear_(slot("linear")),
        squares_(slot("sum")) {}

 private:
  void update_one(const Update& u) override {
    // With a learning rate of 0 nothing moves.
    Term moves = u.lr > 0.0, rate = u.in_dtype(where(moves, u.lr, 1.0));
    Term before = sqrt(u.of(squares_)), squares = u.of(squares_) + u.grad * u.grad, after = sqrt(squares);
    u.set(squares_, squares);
    Term pull = (after - before) / rate * u.parameter;
    Term z = u.set(linear_, u.of(linear_) + u.grad - where(moves, pull, 0.0));
    Term next = (sign(z) * l1_ - z) / ((after + beta_) / rate + u.weight_decay);
    u.set_parameter(where(moves, where(abs(z) > l1_, next, 0.0), u.parameter));
  }

  double l1_, beta_;
  Slot &linear_, &squares_;
};
}  // namespace

MIXGRAD_CLASS(Ftrl) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Follows the regularised leader: many elements become exactly 0.")
      .description(
          "With z and n zero at first: z ← z + g − (√(n + g²) − √n)/lr·p, n ← n + g². Where |z| is at most "
          "l1_regularization_strength, p ← 0, elsewhere p ← (sign(z)·l1_regularization_strength − z) / ((beta + "
          "√n)/lr + weight_decay). The parameter follows from z and n alone, whatever it was at first.")
      .reference("McMahan et al., Ad Click Prediction: a View from the Trenches, KDD 2013")
      .constructor([](FunctionBuilder& f) {
        rule_constructor(f, "Ftrl", 0.1)
            .attribute("l1_regularization_strength", types::floating, 0.01, "Up to which |z| an element is 0.")
            .minimum(0)
            .attribute("beta", types::floating, 1.0, "Makes the first steps smaller.")
            .minimum(0, true)
            .attribute("weight_decay", types::floating, 0.0, "Strength of the squared (L2) regularisation.")
            .minimum(0);
        with_maximize(f).native(make_rule<Ftrl>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new Ftrl(layer.parameters(), l1_regularization_strength: 100)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect layer.weight = [[0, 0]]
      )");
}

}  // namespace mixgrad
