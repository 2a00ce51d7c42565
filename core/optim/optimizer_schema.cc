// The base class as callers see it, and what the schemas of all rules have in common.
#include <cmath>

#include "core/autograd/node.h"
#include "core/optim/optimizer.h"
#include "core/schema/builder.h"

namespace mixgrad {

std::pair<double, double> Settings::pair(std::string_view name, bool (*accepts)(double, double),
                                         const char* accepted) const {
  const ValueList& list = at(name).as_list();
  if (list.size() == 2 && accepts(list[0].as_float(), list[1].as_float()))
    return {list[0].as_float(), list[1].as_float()};
  std::string given;
  for (const Value& v : list) given += (given.empty() ? "" : ", ") + std::to_string(v.as_float());
  throw Error(ErrorCode::kValue, "argument " + name_mark(std::string(name)) + " is not accepted")
      .on(std::string(name))
      .given(given)
      .accepted(accepted);
}

Module::NamedTensors numbered(const Value& list, size_t first) {
  Module::NamedTensors out;
  for (const Value& v : list.as_list()) out.emplace_back(std::to_string(first + out.size()), v.as_tensor());
  return out;
}

FunctionBuilder& rule_constructor(FunctionBuilder& f, const char* cls, double lr) {
  return f.summary("Makes the rule.")
      .description("Without parameters it waits for bind, or for a trainer.")
      .attribute("parameters", types::optional(types::list(types::tensor)), Value::null(), "The parameters, or null.")
      .attribute("lr", types::floating, lr, "Learning rate.")
      .minimum(0)
      .positional(1)
      .output("optimizer", types::object(cls), "The optimizer.")
      .error("value", "a number is not in its range, or a parameter is there twice");
}
FunctionBuilder& with_betas(FunctionBuilder& f, double first, double second) {
  return f.attribute("betas", types::list(types::floating), Value(ValueList{Value(first), Value(second)}),
                     "How much of the running means stays: two numbers from 0 to below 1.");
}
FunctionBuilder& with_eps(FunctionBuilder& f, double eps) {
  return f.attribute("eps", types::floating, eps, "Is added to the denominator, so that it is never 0.").minimum(0);
}
FunctionBuilder& with_weight_decay(FunctionBuilder& f, double decay, bool decoupled) {
  return f
      .attribute("weight_decay", types::floating, decay,
                 decoupled ? "By this share, times the learning rate, a parameter shrinks with each step."
                           : "Factor of the parameter that is added to its gradient.")
      .minimum(0);
}
FunctionBuilder& with_maximize(FunctionBuilder& f) {
  return f.attribute("maximize", types::boolean, false, "Whether to climb along the gradients, not to descend.");
}
std::pair<double, double> betas_of(const Settings& settings) {
  return settings.pair(
      "betas", [](double a, double b) { return a >= 0 && a < 1 && b >= 0 && b < 1; }, "two numbers from 0 to below 1");
}

namespace {
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

void define_bind(FunctionBuilder& f) {
  f.summary("Attaches the rule to parameters.")
      .description("Makes its state. A trainer does this with the parameters of its model if it was not done before.")
      .attribute("parameters", types::list(types::tensor), "The parameters, such as those of a module.")
      .error("busy", "the optimizer is bound already")
      .error("value", "there are no parameters, or one is there twice")
      .native([](Invocation& call) { call.self<Optimizer>().bind(call.context, numbered(call[0])); });
}

void define_add_param_group(FunctionBuilder& f) {
  f.summary("Adds parameters with a learning rate and a weight decay of their own.")
      .description(
          "For layers that learn more slowly, or whose weights do not decay. A schedule's factor applies to each "
          "group's learning rate. What is not given is as the constructor was told. An optimizer without parameters "
          "is bound by this: a trainer then changes those of the groups alone.")
      .attribute("parameters", types::list(types::tensor), "The parameters of the group; none may be in another.")
      .attribute("lr", types::optional(types::floating), Value::null(), "The group's learning rate.")
      .minimum(0)
      .attribute("weight_decay", types::optional(types::floating), Value::null(), "The group's weight decay.")
      .minimum(0)
      .positional(1)
      .error("value",
             "there are no parameters, one is there twice, a number is negative, or the rule has no weight decay")
      .native([](Invocation& call) {
        auto number = [&](int i) { return call.has(i) ? std::optional(call[i].as_float()) : std::nullopt; };
        Optimizer& self = call.self<Optimizer>();
        self.add_group(call.context, numbered(call[0], self.parameters().size()), number(1), number(2));
      });
}

void define_step(FunctionBuilder& f) {
  f.summary("Changes the parameters by their gradients.")
      .description(
          "Uses what backward left in each parameter's grad; parameters without one stay as they are. A "
          "step that fails, as when memory runs out, changes nothing.")
      .error("value", "the optimizer has no parameters")
      .native([](Invocation& call) {
        Optimizer& self = call.self<Optimizer>();
        self.step(call.context, own_grads(self));
      });
}

void define_zero_grad(FunctionBuilder& f) {
  f.summary("Removes the gradients of the parameters.")
      .description("The next backward starts from nothing.")
      .native([](Invocation& call) {
        for (auto& [name, p] : call.self<Optimizer>().parameters()) ensure_meta(p).grad = Tensor();
      });
}
}  // namespace

MIXGRAD_CLASS(Optimizer) {
  c.in_namespace("optim")
      .kind(ClassKind::kAbstract)
      .summary("Base of the optimisers.")
      .description(
          "A rule by which parameters change with their gradients, and the state that it keeps for each of them. "
          "Parameters of float16 and bfloat16 are computed in float32, where their state is, and rounded once.")
      .reference("Bottou, Curtis and Nocedal, Optimization Methods for Large-Scale Machine Learning, SIAM Review 2018")
      .method("bind", define_bind)
      .method("add_param_group", define_add_param_group)
      .method("step", define_step)
      .method("zero_grad", define_zero_grad)
      .property(
          "lr", types::floating, "The learning rate, without the factor of a schedule and of added groups.",
          [](Context&, Object& self) { return Value(static_cast<Optimizer&>(self).base_lr()); },
          [](Context&, Object& self, const Value& v) { static_cast<Optimizer&>(self).set_lr(v.as_float()); });
}

}  // namespace mixgrad
