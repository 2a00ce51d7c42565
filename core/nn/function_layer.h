// Layers that are one call of a function: their schemas come from that function's, so that a class costs a line and an
// example, and one with parameters what these are.
#pragma once

#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

// A layer. The constructor takes the function's attributes, forward its one input. `training` is the module's mode, and
// random numbers come from the context's generator.
ClassBuilder& layer_of(ClassBuilder& c, const char* function);
#define MIXGRAD_LAYER(NAME, FUNCTION, EXAMPLE) \
  MIXGRAD_CLASS(NAME) { layer_of(c, #FUNCTION).example(EXAMPLE); }

// The same, with a method forward_with_indices: FUNCTION_with_indices has the same arguments.
ClassBuilder& layer_with_indices(ClassBuilder& c, const char* function);
#define MIXGRAD_LAYER_WITH_INDICES(NAME, FUNCTION, EXAMPLE) \
  MIXGRAD_CLASS(NAME) { layer_with_indices(c, #FUNCTION).example(EXAMPLE); }

// A layer whose function has inputs beside the first: they are its parameters and buffers, by their names.
class FunctionLayer final : public Module {
 public:
  explicit FunctionLayer(const Class& c);
  const Class& cls() const override { return cls_; }

  // Of the constructor, by name.
  const Value& given(std::string_view name) const;
  int64_t integer(std::string_view name) const { return given(name).as_int(); }
  bool flag(std::string_view name) const { return given(name).as_bool(); }
  // Tensors for parameters, of the dtype that the constructor was given.
  Tensor filled(Context& context, const Shape& shape, double value) const;
  Tensor uniform(Context& context, const Shape& shape, double bound) const;  // in ±bound

  void take(const Invocation& constructor);
  void set(std::string_view name, Value value);  // an argument of the function
  void run(Invocation& forward) { run(forward, training(forward.context)); }
  void run(Invocation& forward, bool training) { run(function_, forward, training); }
  // Calls another function that has the same arguments.
  void run(const Function& function, Invocation& forward, bool training);

 private:
  const Class& cls_;
  const Function& function_;
  ValueList arguments_, given_;  // of the function, and of the constructor
  const Function* constructor_ = nullptr;
};

struct ParameterLayer {
  const char* function;
  DefineMember sizes;      // what the constructor takes before the function's attributes,
  DefineMember options;    // and behind them
  Body construct;          // made<…> below
  Body forward = nullptr;  // calls FunctionLayer::run when it has looked at the input; null: does so at once
  // Arguments that the constructor does not take: `construct` sets them, or they have the function's defaults.
  bool (*fixed)(std::string_view argument) = nullptr;
};
// `make` adds parameters and buffers; recording is off in its context.
template <void (*make)(FunctionLayer&, Context&)>
void made(Invocation& call);
ClassBuilder& layer_of(ClassBuilder& c, const ParameterLayer& layer);
DefineMember dtype_option();  // the dtype of the parameters: every such layer has it
// A parameter or buffer, and the property by which it is read.
ClassBuilder& parameter_of(ClassBuilder& c, const std::string& name, const std::string& shape,
                           const std::string& initializer, const std::string& description, bool optional = false);

// A module of a class, made by its constructor with the first of its arguments.
Ref<Module> new_module(Context& context, const char* cls, ValueList arguments);

Ref<FunctionLayer> new_function_layer(const Invocation& constructor);
template <void (*make)(FunctionLayer&, Context&)>
void made(Invocation& call) {
  Ref<FunctionLayer> layer = new_function_layer(call);
  Ref<Context> quiet = call.context.with_recording(false);
  make(*layer, *quiet);
  call.result(Value(layer));
}

}  // namespace mixgrad
