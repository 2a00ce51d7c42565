// Optimisers are rules: they say how a parameter changes. Trainers, or bind, attach them to parameters.
#pragma once

#include <deque>
#include <optional>

#include "core/nn/module.h"
#include "core/optim/term.h"

namespace mixgrad {

class FunctionBuilder;

// What the constructor of a rule was given, by name.
class Settings {
 public:
  explicit Settings(const Invocation& call) : call_(call) {}
  bool has(std::string_view name) const { return call_.function.find_argument(name) >= 0; }
  double number(std::string_view name) const { return at(name).as_float(); }
  bool flag(std::string_view name) const { return has(name) && at(name).as_bool(); }
  // Of a list of two; each must be accepted, else a value error that says what is.
  std::pair<double, double> pair(std::string_view name, bool (*accepts)(double, double), const char* accepted) const;

 private:
  const Value& at(std::string_view name) const { return call_[call_.function.find_argument(name)]; }
  const Invocation& call_;
};

class Optimizer : public Object {
 public:
  // Attaches the rule to parameters and makes its state, in their order. Only once.
  void bind(Context& context, Module::NamedTensors parameters);
  // Some parameters with a learning rate and a weight decay of their own; what is not given is the rule's.
  void add_group(Context& context, Module::NamedTensors parameters, std::optional<double> lr,
                 std::optional<double> weight_decay);
  bool is_bound() const { return bound_; }
  const Module::NamedTensors& parameters() const { return parameters_; }
  // Gives the parameters the names that a model has for them; a value error if one of them is not the model's.
  void rename(const Module::NamedTensors& model);

  // The state goes where the parameters have gone, to another device or dtype (Module.to). Before a step begins.
  void follow_parameters();
  // Changes the parameters by operators, so that the same code runs eagerly and inside a captured step. A parameter
  // without a gradient stays as it is.
  void update(Context& context, const std::vector<Tensor>& grads);
  // The same, all of it or nothing, where no graph sees to that.
  void step(Context& context, const std::vector<Tensor>& grads);

  double lr() const { return groups_[0].base_lr * factor_; }
  double base_lr(size_t group = 0) const { return groups_[group].base_lr; }
  void set_lr(double lr, size_t group = 0);
  size_t group_count() const { return groups_.size(); }
  void set_factor(double factor);  // what a schedule gives
  // State with names, for checkpoints: "momentum.layers.0.weight".
  Module::NamedTensors state() const;

  // Writes a value to what a step changes, eagerly or in a trace.
  static void assign(Context& context, const Tensor& target, const Tensor& value);

 protected:
  explicit Optimizer(const Settings& settings);

  // A state for each parameter: as large as it, or one float64 number. float16 and bfloat16 parameters have theirs in
  // float32.
  struct Slot {
    std::string name;
    bool whole;
    std::optional<double> start;  // none: the learning rate
    std::vector<Tensor> tensors;
  };
  Slot& slot(std::string name, std::optional<double> start = 0.0) { return add_slot(std::move(name), true, start); }
  Slot& number_slot(std::string name, std::optional<double> start = 0.0) {
    return add_slot(std::move(name), false, start);
  }

  // One parameter's step. Terms are in float32 or float64; numbers that change with the steps are float64 of rank 0.
  class Update {
   public:
    Context& context;
    size_t i;
    Tensor target;
    Term parameter, grad, lr;
    double weight_decay;

    // The state as it stands when it is used: compute what needs the old one before `set`.
    Term of(const Slot& slot) const { return {context, slot.tensors[i]}; }
    Term set(const Slot& slot, const Term& value) const;  // gives the value
    void set_parameter(const Term& value) const { assign(context, target, value.tensor()); }
    Term in_dtype(const Term& number) const { return number.as(parameter.tensor().dtype()); }
    Term decayed_grad() const { return weight_decay == 0 ? grad : grad + parameter * weight_decay; }
    Term decayed_parameter() const {  // apart from the gradient
      return weight_decay == 0 ? parameter : parameter * in_dtype(1 - lr * weight_decay);
    }
  };
  virtual void update_one(const Update& update) = 0;

 private:
  struct Group {
    double base_lr, weight_decay;
    Tensor lr;  // rank 0, float64: a state, so that a captured step sees its changes
  };
  static DType dtype_of(const Slot& slot, const Tensor& parameter) {
    return slot.whole ? computing_dtype(parameter.dtype()) : DType::kFloat64;
  }
  Slot& add_slot(std::string name, bool whole, std::optional<double> start) {
    return slots_.emplace_back(Slot{std::move(name), whole, start, {}});
  }
  void add_parameters(Context& context, Module::NamedTensors parameters, size_t group);
  void write_lr();

  bool has_decay_, maximize_, bound_ = false;
  double factor_ = 1;
  std::vector<Group> groups_;  // at least one; the first is the constructor's
  std::vector<size_t> group_of_;
  Module::NamedTensors parameters_;
  std::deque<Slot> slots_;  // rules hold references
};

// Helpers for the schemas of rules.
Module::NamedTensors numbered(const Value& list, size_t first = 0);
FunctionBuilder& rule_constructor(FunctionBuilder& f, const char* cls, double lr);
FunctionBuilder& with_betas(FunctionBuilder& f, double first, double second);
FunctionBuilder& with_eps(FunctionBuilder& f, double eps);
FunctionBuilder& with_weight_decay(FunctionBuilder& f, double decay, bool decoupled = false);
FunctionBuilder& with_maximize(FunctionBuilder& f);
std::pair<double, double> betas_of(const Settings& settings);

template <class Rule>
void make_rule(Invocation& call) {
  auto rule = make_ref<Rule>(Settings(call));
  if (call.has(0)) rule->bind(call.context, numbered(call[0]));
  call.result(Value(rule));
}

}  // namespace mixgrad
