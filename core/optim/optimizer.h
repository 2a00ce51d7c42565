// Optimisers are rules: they say how a parameter changes. Trainers, or bind, attach them to parameters.
#pragma once

#include "core/nn/module.h"

namespace mixgrad {

class Optimizer : public Object {
 public:
  // Attaches the rule to parameters and makes its state, in their order. Only once.
  void bind(Context& context, Module::NamedTensors parameters);
  bool is_bound() const { return bound_; }
  const Module::NamedTensors& parameters() const { return parameters_; }
  // Gives the parameters the names that a model has for them; a value error if one of them is not the model's.
  void rename(const Module::NamedTensors& model);

  // Changes the parameters by operators, so that the same code runs eagerly and inside a captured step. A parameter
  // without a gradient stays as it is.
  void update(Context& context, const std::vector<Tensor>& grads);
  // The same, all of it or nothing, where no graph sees to that.
  void step(Context& context, const std::vector<Tensor>& grads);

  double lr() const { return base_lr_ * factor_; }
  void set_lr(double lr);
  void set_factor(double factor);  // what a schedule gives
  double base_lr() const { return base_lr_; }
  // State with names, for checkpoints: "momentum.layers.0.weight".
  virtual Module::NamedTensors state() const = 0;

 protected:
  explicit Optimizer(double lr);
  virtual void make_state(Context& context) = 0;
  virtual void update_one(Context& context, size_t i, const Tensor& parameter, const Tensor& grad,
                          const Tensor& lr) = 0;

  Module::NamedTensors parameters_;

 private:
  void write_lr();
  bool bound_ = false;
  double base_lr_, factor_ = 1;
  Tensor lr_;  // rank 0, float64: a state, so that a captured step sees its changes
};

}  // namespace mixgrad
