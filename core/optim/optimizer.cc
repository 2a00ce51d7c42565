#include "core/optim/optimizer.h"

#include <algorithm>
#include <cmath>

#include "core/autograd/node.h"
#include "core/optim/kept.h"
#include "core/schema/builder.h"

namespace mixgrad {

Optimizer::Optimizer(double lr) : base_lr_(lr), lr_(Tensor::scalar(DType::kFloat64, lr)) {}

void Optimizer::write_lr() {
  *lr_.data<double>() = lr();
  lr_.impl()->storage->bump_version();
}
void Optimizer::set_lr(double lr) {
  if (!(lr >= 0) || std::isinf(lr))
    throw Error(ErrorCode::kValue, "the learning rate must be a finite number, not negative")
        .on("lr")
        .given(std::to_string(lr));
  base_lr_ = lr;
  write_lr();
}
void Optimizer::set_factor(double factor) {
  factor_ = factor;
  write_lr();
}

void Optimizer::bind(Context& context, Module::NamedTensors parameters) {
  if (bound_) throw Error(ErrorCode::kBusy, "this optimizer is bound to parameters already").hint("make another one");
  if (parameters.empty()) throw Error(ErrorCode::kValue, "there are no parameters to optimise").on("parameters");
  parameters_ = std::move(parameters);
  Ref<Context> quiet = context.with_recording(false);
  quiet->tracer = nullptr;
  make_state(*quiet);
  bound_ = true;
}

void Optimizer::rename(const Module::NamedTensors& model) {
  std::vector<std::string> names;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    auto it = std::find_if(model.begin(), model.end(), [&](auto& e) { return e.second.same(parameters_[i].second); });
    if (it == model.end()) {
      throw Error(ErrorCode::kValue, "the optimizer is bound to a parameter that the model has not")
          .on("optimizer")
          .given("its parameter " + number_mark(static_cast<int64_t>(i)) + " of shape " +
                 parameters_[i].second.shape().text())
          .hint("make the optimizer with the parameters of this model, or without any");
    }
    names.push_back(it->first);
  }
  for (size_t i = 0; i < names.size(); ++i) parameters_[i].first = std::move(names[i]);
}

void Optimizer::update(Context& context, const std::vector<Tensor>& grads) {
  Ref<Context> quiet = context.with_recording(false);
  Tensor last;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    if (!grads[i]) continue;
    const Tensor& parameter = parameters_[i].second;
    if (!last || last.dtype() != parameter.dtype()) last = op<"astype">(*quiet, lr_, Value(parameter.dtype()));
    update_one(*quiet, i, parameter, grads[i], last);
  }
}

void Optimizer::step(Context& context, const std::vector<Tensor>& grads) {
  if (context.tracer) return update(context, grads);  // a graph commits all or nothing by itself
  Kept kept;
  kept.keep(parameters_);
  kept.keep(state());
  Ref<Context> whole = context.child();
  whole->cancel = nullptr;
  kept.all_or_nothing([&] { update(*whole, grads); });
}

namespace {

class SGD final : public Optimizer {
 public:
  MIXGRAD_CLASS_OF(SGD)
  SGD(double lr, double momentum, double weight_decay, bool nesterov)
      : Optimizer(lr), momentum_(momentum), weight_decay_(weight_decay), nesterov_(nesterov) {}

  Module::NamedTensors state() const override {
    Module::NamedTensors named;
    for (size_t i = 0; i < velocities_.size(); ++i)
      named.emplace_back("momentum." + parameters_[i].first, velocities_[i]);
    return named;
  }

 protected:
  void make_state(Context& context) override {
    if (momentum_ == 0) return;
    for (auto& [name, p] : parameters_) {
      velocities_.push_back(op<"full">(context, Value(p.shape()), Value(0.0), Value(p.dtype())));
    }
  }

  void update_one(Context& c, size_t i, const Tensor& parameter, const Tensor& grad, const Tensor& lr) override {
    Tensor g = weight_decay_ == 0 ? grad : op<"add">(c, grad, op<"multiply">(c, parameter, Value(weight_decay_)));
    if (momentum_ != 0) {
      const Tensor& velocity = velocities_[i];
      op<"multiply_">(c, velocity, Value(momentum_));
      op<"add_">(c, velocity, g);
      g = nesterov_ ? op<"add">(c, g, op<"multiply">(c, velocity, Value(momentum_))) : velocity;
    }
    op<"subtract_">(c, parameter, op<"multiply">(c, g, lr));
  }

 private:
  double momentum_, weight_decay_;
  bool nesterov_;
  std::vector<Tensor> velocities_;  // by parameter
};

std::vector<Tensor> own_grads(Optimizer& optimizer) {
  if (!optimizer.is_bound())
    throw Error(ErrorCode::kValue, "this optimizer has no parameters")
        .hint("give them to its constructor, or call bind");
  std::vector<Tensor> grads;
  for (auto& [name, p] : optimizer.parameters()) {
    AutogradMeta* meta = meta_of(p);
    grads.push_back(meta ? meta->grad : Tensor());
  }
  return grads;
}

Module::NamedTensors numbered(const Value& list) {
  Module::NamedTensors out;
  for (const Value& v : list.as_list()) out.emplace_back(std::to_string(out.size()), v.as_tensor());
  return out;
}

}  // namespace

MIXGRAD_CLASS(Optimizer) {
  c.in_namespace("optim")
      .kind(ClassKind::kAbstract)
      .summary("Base of the optimisers.")
      .description(
          "A rule by which parameters change with their gradients, and the state that it keeps for each of them.")
      .reference("Bottou, Curtis and Nocedal, Optimization Methods for Large-Scale Machine Learning, SIAM Review 2018")
      .method(
          "bind",
          [](FunctionBuilder& f) {
            f.summary("Attaches the rule to parameters.")
                .description(
                    "Makes its state. A trainer does this with the parameters of its model if it was not done before.")
                .attribute("parameters", types::list(types::tensor), "The parameters, such as those of a module.")
                .error("busy", "the optimizer is bound already")
                .native([](Invocation& call) { call.self<Optimizer>().bind(call.context, numbered(call[0])); });
          })
      .method("step",
              [](FunctionBuilder& f) {
                f.summary("Changes the parameters by their gradients.")
                    .description(
                        "Uses what backward left in each parameter's grad; parameters without one stay as they are. A "
                        "step that fails, as when memory runs out, changes nothing.")
                    .error("value", "the optimizer has no parameters")
                    .native([](Invocation& call) {
                      Optimizer& self = call.self<Optimizer>();
                      self.step(call.context, own_grads(self));
                    });
              })
      .method("zero_grad",
              [](FunctionBuilder& f) {
                f.summary("Removes the gradients of the parameters.")
                    .description("The next backward starts from nothing.")
                    .native([](Invocation& call) {
                      for (auto& [name, p] : call.self<Optimizer>().parameters()) ensure_meta(p).grad = Tensor();
                    });
              })
      .property(
          "lr", types::floating, "The learning rate, without the factor of a schedule.",
          [](Context&, Object& self) { return Value(static_cast<Optimizer&>(self).base_lr()); },
          [](Context&, Object& self, const Value& v) { static_cast<Optimizer&>(self).set_lr(v.as_float()); });
}

MIXGRAD_CLASS(SGD) {
  c.in_namespace("optim")
      .base("Optimizer")
      .summary("Stochastic gradient descent with momentum.")
      .description(
          "With velocity v, zero at first: v ← momentum·v + (g + weight_decay·p), p ← p − lr·v; with nesterov, p ← p − "
          "lr·(g + "
          "momentum·v). Without momentum v is the gradient.")
      .reference("Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the rule.")
            .description("Without parameters it waits for bind, or for a trainer.")
            .attribute("parameters", types::optional(types::list(types::tensor)), Value::null(),
                       "The parameters, or null.")
            .attribute("lr", types::floating, 0.001, "Learning rate.")
            .minimum(0)
            .attribute("momentum", types::floating, 0.0, "How much of the velocity stays.")
            .minimum(0)
            .attribute("weight_decay", types::floating, 0.0, "Factor of the parameter that is added to its gradient.")
            .minimum(0)
            .attribute("nesterov", types::boolean, false, "Whether to look ahead along the velocity.")
            .positional(1)
            .output("optimizer", types::object("SGD"), "The optimizer.")
            .error("value", "a number is negative, or nesterov without momentum")
            .native([](Invocation& call) {
              if (call[4].as_bool() && call[2].as_float() == 0)
                throw Error(ErrorCode::kValue, "nesterov needs momentum").on("nesterov");
              auto optimizer =
                  make_ref<SGD>(call[1].as_float(), call[2].as_float(), call[3].as_float(), call[4].as_bool());
              if (call.has(0)) optimizer->bind(call.context, numbered(call[0]));
              call.result(Value(optimizer));
            });
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
