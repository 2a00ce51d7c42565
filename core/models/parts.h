// What well-known networks are put together of: layers as children by name, and a forward that runs them.
#pragma once

#include "core/nn/part.h"
#include "core/nn/schema_of_function.h"

namespace mixgrad {

// A part of a model, or a model. Parts have no class of their own: nothing outside of the model sees them.
class Part final : public ModulePart {
 public:
  using Run = Tensor (*)(Context&, Part&, const Tensor&);
  explicit Part(Run run) : run_(run) {}
  Part(Run run, const Invocation& constructor);
  const Class& cls() const override { return cls_ ? *cls_ : Module::cls(); }
  bool run_part(Context& context, const Tensor& x, Tensor& out) override;  // a model has its method for that
  Tensor run(Context& context, const Tensor& x) { return run_(context, *this, x); }

  Ref<Module> child(std::string_view name) const;                                  // null if there is none
  Tensor through(Context& context, std::string_view name, const Tensor& x) const;  // x if there is no such child
  const Value& given(std::string_view name) const;                                 // to the constructor of a model

 private:
  Run run_;
  const Class* cls_ = nullptr;
  const Function* constructor_ = nullptr;
  ValueList given_;
};

// Makes layers, which draw their weights at once: the order of these calls is that of the weights.
struct Layers {
  Context& context;
  Value dtype;

  Ref<Module> make(const std::string& cls, const std::vector<std::pair<std::string, Value>>& given = {}) const;
  // Without a bias unless it is asked for; the padding keeps the size where the stride is 1.
  Ref<Module> convolution(int64_t in, int64_t out, int64_t size, int64_t stride = 1, int64_t groups = 1,
                          bool bias = false) const;
  Ref<Module> batch_norm(int64_t channels) const;
  Ref<Module> linear(int64_t in, int64_t out) const;
  Ref<Module> sequence(const std::vector<Ref<Module>>& layers) const;  // named by their place, from "0"
};

// A model of images that gives a number for each class: what all constructors take behind `sizes`, properties and
// forward.
ClassBuilder& classifier(ClassBuilder& c, const DefineMember& sizes, int64_t in_channels, int64_t num_classes,
                         Body construct);
// Means of all places of each channel, [N, C].
Tensor channel_means(Context& context, const Tensor& x);

}  // namespace mixgrad
