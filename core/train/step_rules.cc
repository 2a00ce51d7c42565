#include "core/train/step_rules.h"

#include "core/autograd/node.h"
#include "core/optim/follow.h"

namespace mixgrad {

void StepRules::prepare(Context& context) {
  const Module::NamedTensors& parameters = optimizer_->parameters();
  Ref<Context> quiet = context.with_recording(false);
  quiet->tracer = nullptr;
  auto follow_all = [&](const std::vector<Tensor>& states) {
    for (size_t i = 0; i < states.size(); ++i)
      follow(states[i], computing_dtype(parameters[i].second.dtype()), parameters[i].second.device());
  };
  if (options_.accumulate > 1) {
    if (!batches_) batches_ = Tensor::scalar(DType::kFloat64, 0);
    reached_.resize(parameters.size(), '0');
    follow_all(gradients_);
    while (gradients_.size() < parameters.size()) {
      const Tensor& p = parameters[gradients_.size()].second;
      gradients_.push_back(op<"full">(*quiet, Value(p.shape()), Value(0.0), Value(computing_dtype(p.dtype())),
                                      Value::device(p.device())));
    }
  }
  if (options_.ema_decay) {
    if (!averaged_) averaged_ = Tensor::scalar(DType::kFloat64, 0);
    follow_all(averages_);
    while (averages_.size() < parameters.size()) {  // of a group that is added later, the mean starts with its values
      const Tensor& p = parameters[averages_.size()].second;
      Tensor average = Tensor::empty(computing_dtype(p.dtype()), p.shape(), p.device());
      copy_elements(p, average);
      averages_.push_back(average);
    }
  }
}

Module::NamedTensors StepRules::state(Context& context) {
  prepare(context);
  Module::NamedTensors out;
  auto add = [&](const char* name, const std::vector<Tensor>& tensors, const char* count_name, const Tensor& count) {
    for (size_t i = 0; i < tensors.size(); ++i)
      out.emplace_back(std::string(name) + "." + optimizer_->parameters()[i].first, tensors[i]);
    if (count) out.emplace_back(count_name, count);
  };
  add("gradient", gradients_, "batches", batches_);
  add("average", averages_, "averaged", averaged_);
  return out;
}

void StepRules::step(Context& context, std::vector<Tensor> grads, bool updates) {
  if (options_.accumulate > 1) accumulate(context, grads, updates);
  if (!updates) return;
  if (options_.clip_norm || options_.clip_value) clip(context, grads);
  optimizer_->update(context, grads);
  if (options_.ema_decay) average(context);
}

// What a group has gathered counts only while batches_ is not 0: nothing has to be set to zero. A parameter that this
// batch does not reach has a gradient of zero if another batch may have reached it, else none as ever.
void StepRules::accumulate(Context& context, std::vector<Tensor>& grads, bool updates) {
  Term before(context, batches_), now = before + 1.0;
  for (size_t i = 0; i < grads.size(); ++i) {
    if (grads[i]) reached_[i] = '1';
    if (!grads[i] && (reached_[i] == '0' || !wants_gradient(optimizer_->parameters()[i].second))) continue;
    DType dtype = gradients_[i].dtype();
    Term sum = where(before > 0.0, Term(context, gradients_[i]), 0.0);
    if (grads[i]) sum = sum + Term(context, grads[i]).as(dtype);
    if (updates)
      grads[i] = (sum / now.as(dtype)).tensor();
    else
      Optimizer::assign(context, gradients_[i], sum.tensor());
  }
  Optimizer::assign(context, batches_, (updates ? before * 0.0 : now).tensor());
}

void StepRules::drop_gradients() {
  if (!batches_) return;
  *batches_.data<double>() = 0;
  batches_.impl()->storage->bump_version();
}

// The norm's parts are summed as the engine sums, then added in the order of the parameters.
void StepRules::clip(Context& context, std::vector<Tensor>& grads) const {
  std::optional<Term> total;
  for (Tensor& grad : grads) {
    if (!grad) continue;
    Term g = Term(context, grad).as(computing_dtype(grad.dtype()));
    if (options_.clip_value) g = minimum(maximum(g, -*options_.clip_value), *options_.clip_value);
    grad = g.tensor();
    if (!options_.clip_norm) continue;
    Term part = sum(square(g)).as(DType::kFloat64);
    total = total ? *total + part : part;
  }
  if (!total) return;
  Term share = minimum(Term(*options_.clip_norm) / (sqrt(*total) + 1e-6), 1.0);
  for (Tensor& grad : grads) {
    if (grad) grad = (Term(context, grad) * share.as(grad.dtype())).tensor();
  }
}

// The first mean is the weights after the first update.
void StepRules::average(Context& context) {
  Term count(context, averaged_), later = count > 0.0;
  for (size_t i = 0; i < averages_.size(); ++i) {
    Term mean(context, averages_[i]), p = Term(context, optimizer_->parameters()[i].second).as(averages_[i].dtype());
    Optimizer::assign(context, averages_[i], where(later, mean + (p - mean) * (1 - *options_.ema_decay), p).tensor());
  }
  Optimizer::assign(context, averaged_, (count + 1.0).tensor());
}

void StepRules::write_averages(Context& context) const {
  Ref<Context> whole = context.with_recording(false);
  whole->cancel = nullptr;
  Kept kept;
  kept.keep(optimizer_->parameters());
  kept.all_or_nothing([&] {
    for (size_t i = 0; i < averages_.size(); ++i)
      Optimizer::assign(*whole, optimizer_->parameters()[i].second, averages_[i]);
  });
}

}  // namespace mixgrad
