#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
class SGD final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(SGD)
  explicit SGD(const Settings& s)
      : Optimizer(s),
        momentum_(s.number("momentum")),
        dampening_(s.number("dampening")),
        nesterov_(s.flag("nesterov")) {
    if (nesterov_ && (momentum_ == 0 || dampening_ != 0))
      throw Error(ErrorCode::kValue, "nesterov needs momentum, and no dampening").on("nesterov");
    if (momentum_ != 0) velocity_ = &slot("momentum");
    if (momentum_ != 0 && dampening_ != 0) share_ = &number_slot("share", 1.0);
  }

 private:
  void update_one(const Update& u) override {
    Term g = u.decayed_grad();
    if (velocity_) {
      Term share = share_ ? u.in_dtype(u.of(*share_)) : Term(1.0);  // the first gradient is taken in whole
      Term v = u.set(*velocity_, u.of(*velocity_) * momentum_ + (share_ ? g * share : g));
      if (share_) u.set(*share_, u.of(*share_) * 0.0 + (1 - dampening_));
      g = nesterov_ ? g + v * momentum_ : v;
    }
    u.set_parameter(u.parameter - g * u.in_dtype(u.lr));
  }

  double momentum_, dampening_;
  bool nesterov_;
  Slot *velocity_ = nullptr, *share_ = nullptr;
};
}  // namespace

MIXGRAD_CLASS(SGD) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Stochastic gradient descent with momentum.")
      .description(
          "With velocity v, zero at first: v ← momentum·v + (1 − dampening)·(g + weight_decay·p), p ← p − lr·v; with "
          "nesterov, p ← p − lr·(g + momentum·v). The first gradient is not dampened. Without momentum v is the "
          "gradient.")
      .reference("Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013")
      .constructor([](FunctionBuilder& f) {
        rule_constructor(f, "SGD", 0.001)
            .attribute("momentum", types::floating, 0.0, "How much of the velocity stays.")
            .minimum(0);
        with_weight_decay(f, 0.0)
            .attribute("nesterov", types::boolean, false, "Whether to look ahead along the velocity.")
            .attribute("dampening", types::floating, 0.0, "What share of a gradient the velocity leaves out.");
        with_maximize(f).native(make_rule<SGD>);
      })
      .keeps_alive("parameters")
      .example(R"(
        let layer = new Linear(2, 1)
        let optimizer = new SGD(layer.parameters(), lr: 0.1, momentum: 0.9)
        do backward(sum(layer.forward(tensor([[1, 2]]))))
        do optimizer.step()
        expect optimizer.lr = 0.1
      )");
}

}  // namespace mixgrad
