#include "core/optim/optimizer.h"

#include <algorithm>
#include <cmath>

#include "core/autograd/node.h"
#include "core/optim/follow.h"
#include "core/optim/kept.h"

namespace mixgrad {

namespace {
void check_lr(double lr) {
  if (lr >= 0 && !std::isinf(lr)) return;
  throw Error(ErrorCode::kValue, "the learning rate must be a finite number, not negative")
      .on("lr")
      .given(std::to_string(lr));
}
}  // namespace

Optimizer::Optimizer(const Settings& settings)
    : has_decay_(settings.has("weight_decay")), maximize_(settings.flag("maximize")) {
  double lr = settings.number("lr"), decay = has_decay_ ? settings.number("weight_decay") : 0;
  check_lr(lr);
  groups_.push_back({lr, decay, Tensor::scalar(DType::kFloat64, lr)});
}

void Optimizer::write_lr() {
  for (Group& group : groups_) {
    *group.lr.data<double>() = group.base_lr * factor_;
    group.lr.impl()->storage->bump_version();
  }
}
void Optimizer::set_lr(double lr, size_t group) {
  check_lr(lr);
  groups_[group].base_lr = lr;
  write_lr();
}
void Optimizer::set_factor(double factor) {
  factor_ = factor;
  write_lr();
}

void Optimizer::bind(Context& context, Module::NamedTensors parameters) {
  if (bound_) throw Error(ErrorCode::kBusy, "this optimizer is bound to parameters already").hint("make another one");
  add_parameters(context, std::move(parameters), 0);
}

void Optimizer::add_group(Context& context, Module::NamedTensors parameters, std::optional<double> lr,
                          std::optional<double> weight_decay) {
  if (lr) check_lr(*lr);
  if (weight_decay && !has_decay_)
    throw Error(ErrorCode::kValue, "this rule has no weight decay").on("weight_decay").given(cls().name);
  Group group{lr.value_or(groups_[0].base_lr), weight_decay.value_or(groups_[0].weight_decay), Tensor()};
  group.lr = Tensor::scalar(DType::kFloat64, group.base_lr * factor_);
  groups_.push_back(group);
  try {
    add_parameters(context, std::move(parameters), groups_.size() - 1);
  } catch (...) {
    groups_.pop_back();
    throw;
  }
}

void Optimizer::add_parameters(Context& context, Module::NamedTensors parameters, size_t group) {
  if (parameters.empty()) throw Error(ErrorCode::kValue, "there are no parameters to optimise").on("parameters");
  for (size_t i = 0; i < parameters.size(); ++i) {
    auto is_it = [&](auto& e) { return e.second.same(parameters[i].second); };
    auto end = parameters.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::none_of(parameters_.begin(), parameters_.end(), is_it) && std::none_of(parameters.begin(), end, is_it))
      continue;
    throw Error(ErrorCode::kValue, "a parameter is there twice")
        .on("parameters")
        .given("the parameter " + number_mark(static_cast<int64_t>(i)) + " of shape " +
               parameters[i].second.shape().text());
  }
  Ref<Context> quiet = context.with_recording(false);
  quiet->tracer = nullptr;
  std::vector<std::vector<Tensor>> made;  // all or none
  for (const Slot& slot : slots_) {
    std::vector<Tensor>& tensors = made.emplace_back();
    for (auto& [name, p] : parameters) {
      double start = slot.start.value_or(groups_[group].base_lr);
      Shape shape = slot.whole ? p.shape() : Shape{};
      tensors.push_back(
          op<"full">(*quiet, Value(shape), Value(start), Value(dtype_of(slot, p)), Value::device(p.device())));
    }
  }
  for (size_t s = 0; s < slots_.size(); ++s)
    slots_[s].tensors.insert(slots_[s].tensors.end(), made[s].begin(), made[s].end());
  group_of_.insert(group_of_.end(), parameters.size(), group);
  for (auto& named : parameters) parameters_.push_back(std::move(named));
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

Module::NamedTensors Optimizer::state() const {
  Module::NamedTensors named;
  for (const Slot& slot : slots_) {
    for (size_t i = 0; i < slot.tensors.size(); ++i)
      named.emplace_back(slot.name + "." + parameters_[i].first, slot.tensors[i]);
  }
  return named;
}

// In a trace the value itself becomes the new state, without a copy.
void Optimizer::assign(Context& context, const Tensor& target, const Tensor& value) {
  if (context.tracer && value.is_traced()) {
    Tensor converted = value.dtype() == target.dtype() ? value : op<"astype">(context, value, Value(target.dtype()));
    context.tracer->write(context, target, converted);
  } else {
    op<"copy_">(context, target, value);
  }
}
Term Optimizer::Update::set(const Slot& slot, const Term& value) const {
  assign(context, slot.tensors[i], value.tensor());
  return value;
}

void Optimizer::follow_parameters() {
  for (Slot& slot : slots_) {
    for (size_t i = 0; i < slot.tensors.size(); ++i)
      follow(slot.tensors[i], dtype_of(slot, parameters_[i].second), parameters_[i].second.device());
  }
}

void Optimizer::update(Context& context, const std::vector<Tensor>& grads) {
  Ref<Context> quiet = context.with_recording(false);
  for (size_t i = 0; i < parameters_.size(); ++i) {
    if (!grads[i]) continue;
    const Tensor& target = parameters_[i].second;
    const Group& group = groups_[group_of_[i]];
    DType dtype = computing_dtype(target.dtype());
    Term grad = Term(*quiet, grads[i]).as(dtype);
    update_one({*quiet, i, target, Term(*quiet, target).as(dtype), maximize_ ? -grad : grad, Term(*quiet, group.lr),
                group.weight_decay});
  }
}

void Optimizer::step(Context& context, const std::vector<Tensor>& grads) {
  follow_parameters();
  if (context.tracer) return update(context, grads);  // a graph commits all or nothing by itself
  Kept kept;
  kept.keep(parameters_);
  kept.keep(state());
  Ref<Context> whole = context.child();
  whole->cancel = nullptr;
  kept.all_or_nothing([&] { update(*whole, grads); });
}

}  // namespace mixgrad
