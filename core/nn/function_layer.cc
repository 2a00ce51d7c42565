#include "core/nn/function_layer.h"

#include <algorithm>

#include "core/nn/schema_of_function.h"

namespace mixgrad {

namespace {

bool is_training(const Argument& a) { return a.name == "training" && a.type.kind == TypeKind::kBool; }
bool is_generator(const Argument& a) {
  return a.type.kind == TypeKind::kOptional && a.type.of[0].kind == TypeKind::kGenerator;
}
// Whether the constructor takes the function's argument.
bool is_set(const Function& f, size_t i) {
  return static_cast<int>(i) >= f.inputs && !is_training(f.arguments[i]) && !is_generator(f.arguments[i]);
}

}  // namespace

FunctionLayer::FunctionLayer(const Class& c)
    : cls_(c), function_(require_function(c.stands_for)), arguments_(function_.arguments.size()) {}

const Value& FunctionLayer::given(std::string_view name) const { return given_[constructor_->find_argument(name)]; }

Tensor FunctionLayer::filled(Context& context, const Shape& shape, double value) const {
  return op<"full">(context, Value(shape), Value(value), given("dtype"));
}
Tensor FunctionLayer::uniform(Context& context, const Shape& shape, double bound) const {
  return op<"uniform">(context, Value(shape), Value(-bound), Value(bound), given("dtype"));
}

void FunctionLayer::take(const Invocation& constructor) {
  constructor_ = &constructor.function;
  given_.assign(constructor.arguments.begin(), constructor.arguments.end());
  for (size_t i = 0; i < arguments_.size(); ++i) {
    int place = constructor_->find_argument(function_.arguments[i].name);
    if (place >= 0 && is_set(function_, i)) arguments_[i] = given_[place];
  }
}

void FunctionLayer::set(std::string_view name, Value value) {
  arguments_[static_cast<size_t>(function_.find_argument(name))] = std::move(value);
}

void FunctionLayer::run(const Function& function, Invocation& forward, bool training) {
  ValueList arguments = arguments_;
  arguments[0] = forward[0];
  for (size_t i = 1; i < arguments.size(); ++i) {
    const Argument& a = function_.arguments[i];
    if (is_training(a)) arguments[i] = Value(training);
    if (static_cast<int>(i) >= function_.inputs) continue;
    if (Tensor own = find_own(a.name)) arguments[i] = Value(own);
  }
  invoke(forward.context, function, arguments, forward.results);
}

Ref<FunctionLayer> new_function_layer(const Invocation& constructor) {
  auto layer = make_ref<FunctionLayer>(class_of(constructor.function));
  layer->take(constructor);
  return layer;
}

Ref<Module> new_module(Context& context, const char* cls, ValueList arguments) {
  Results made;
  invoke(context, *find_method(class_named(cls), "new"), arguments, made);
  return Ref<Module>(&object_as<Module>(made.values.at(0)));
}

namespace {

void run_layer(Invocation& call) { call.self<FunctionLayer>().run(call); }
void make_nothing(FunctionLayer&, Context&) {}

}  // namespace

DefineMember dtype_option() {
  return [](FunctionBuilder& f) {
    f.attribute("dtype", types::dtype, Value(DType::kFloat32), "Of the parameters: floating.");
  };
}

ClassBuilder& layer_of(ClassBuilder& c, const ParameterLayer& layer) {
  const Function& f = c.stands_for(layer.function);
  describe_by(c, f, "layer").base("Module");
  std::vector<Argument> arguments;
  c.constructor([&](FunctionBuilder& b) {
    b.summary("Makes the layer.");
    if (layer.sizes) layer.sizes(b);
    for (size_t i = 0; i < f.arguments.size(); ++i) {
      const std::string& name = f.arguments[i].name;
      bool fixed = layer.fixed && layer.fixed(name);
      if (is_set(f, i) && !fixed && !b.has_argument(name)) b.argument_of(f.arguments[i]);
    }
    if (layer.options) layer.options(b);
    b.description(b.has_argument("dtype")
                      ? "Parameters are made at once; random ones come from the context's generator."
                      : "It has no parameters.");
    arguments = finish_constructor(b, "layer", c.name(), layer.construct);
  });
  for (const Argument& a : arguments) {
    if (a.name == "dtype" || a.name == "bias") continue;  // the tensor is told by its name
    c.property(a.name, told(a.type), a.description,
               [a](Context&, Object& self) { return told(a.type, static_cast<FunctionLayer&>(self).given(a.name)); });
  }
  c.method("forward", [&](FunctionBuilder& b) {
    Argument x = f.arguments[0];
    x.name = "x";
    b.argument_of(x);
    as_function_does(b, f, "output").native(layer.forward ? layer.forward : run_layer);
  });
  return c;
}

ClassBuilder& layer_of(ClassBuilder& c, const char* function) {
  return layer_of(c, {function, nullptr, nullptr, made<make_nothing>});
}

ClassBuilder& layer_with_indices(ClassBuilder& c, const char* function) {
  const Function& f = c.stands_for(std::string(function) + "_with_indices");
  return layer_of(c, function).method("forward_with_indices", [&](FunctionBuilder& b) {
    b.argument_of(f.arguments[0]);
    as_function_does(b, f, f.outputs[0].name)
        .output(f.outputs[1].name, f.outputs[1].description, f.outputs[1].dtype, f.outputs[1].shape)
        .carries_indices()
        .record(f.result_record)
        .native([](Invocation& call) {
          auto& self = call.self<FunctionLayer>();
          self.run(require_function(self.cls().stands_for + "_with_indices"), call, self.training(call.context));
        });
  });
}

ClassBuilder& parameter_of(ClassBuilder& c, const std::string& name, const std::string& shape,
                           const std::string& initializer, const std::string& description, bool optional) {
  c.parameter(name, shape, initializer, description, optional);
  Type type = optional ? types::optional(types::tensor) : types::tensor;
  return c.property(name, type, description + ", " + shape + (optional ? ", or null." : "."),
                    [name](Context&, Object& self) {
                      Tensor own = static_cast<Module&>(self).find_own(name);
                      return own ? Value(own) : Value::null();
                    });
}

}  // namespace mixgrad
