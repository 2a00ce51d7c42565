#include "core/models/parts.h"

#include "core/nn/function_layer.h"

namespace mixgrad {

Part::Part(Run run, const Invocation& constructor)
    : run_(run),
      cls_(&class_of(constructor.function)),
      constructor_(&constructor.function),
      given_(constructor.arguments.begin(), constructor.arguments.end()) {}

bool Part::run_part(Context& context, const Tensor& x, Tensor& out) {
  if (cls_) return false;
  out = run(context, x);
  return true;
}

Ref<Module> Part::child(std::string_view name) const {
  for (auto& [own, module] : children()) {
    if (own == name) return module;
  }
  return Ref<Module>();
}
Tensor Part::through(Context& context, std::string_view name, const Tensor& x) const {
  Ref<Module> layer = child(name);
  return layer ? module_forward(context, *layer, x) : x;
}
const Value& Part::given(std::string_view name) const { return given_[constructor_->find_argument(name)]; }

Ref<Module> Layers::make(const std::string& cls, const std::vector<std::pair<std::string, Value>>& given) const {
  const Function& constructor = require_function(cls + ".new");
  ValueList arguments(constructor.arguments.size());
  for (auto& [name, value] : given) arguments[constructor.find_argument(name)] = value;
  if (int place = constructor.find_argument("dtype"); place >= 0) arguments[place] = dtype;
  Results results;
  invoke(context, constructor, arguments, results);
  return Ref<Module>(&object_as<Module>(results.values.at(0)));
}
Ref<Module> Layers::convolution(int64_t in, int64_t out, int64_t size, int64_t stride, int64_t groups,
                                bool bias) const {
  return make("Conv2d", {{"in_channels", Value(in)},
                         {"out_channels", Value(out)},
                         {"kernel_size", Value(size)},
                         {"stride", Value(stride)},
                         {"padding", Value(size / 2)},
                         {"groups", Value(groups)},
                         {"bias", Value(bias)}});
}
Ref<Module> Layers::batch_norm(int64_t channels) const {
  return make("BatchNorm2d", {{"num_features", Value(channels)}});
}
Ref<Module> Layers::linear(int64_t in, int64_t out) const {
  return make("Linear", {{"in_features", Value(in)}, {"out_features", Value(out)}});
}
Ref<Module> Layers::sequence(const std::vector<Ref<Module>>& layers) const {
  return make("Sequential", {{"layers", Value(ValueList(layers.begin(), layers.end()))}});
}

namespace {

void forward_model(Invocation& call) { call.result(call.self<Part>().run(call.context, call.tensor(0))); }

}  // namespace

ClassBuilder& classifier(ClassBuilder& c, const DefineMember& sizes, int64_t in_channels, int64_t num_classes,
                         Body construct) {
  c.in_namespace("nn").base("Module").family(ClassFamily::kModule).serializable();
  std::vector<Argument> arguments;
  c.constructor([&](FunctionBuilder& f) {
    f.summary("Makes the network with initial weights.")
        .description(
            "Each layer has the initial weights of its own class, drawn from the context's generator in the order in "
            "which named_parameters has them.");
    if (sizes) sizes(f);
    f.attribute("num_classes", types::size, Value(num_classes), "How many classes there are.").minimum(1);
    f.attribute("in_channels", types::size, Value(in_channels), "Channels of the images.").minimum(1);
    dtype_option()(f);
    arguments = finish_constructor(f, "model", c.name(), construct);
  });
  for (const Argument& a : arguments) {
    if (a.name == "dtype") continue;
    c.property(a.name, told(a.type), a.description,
               [a](Context&, Object& self) { return told(a.type, static_cast<Part&>(self).given(a.name)); });
  }
  return c.method("forward", [](FunctionBuilder& f) {
    f.summary("Runs the network.")
        .description("Errors are those of the layers, and name them.")
        .tensor("x", "The images.", "floating", "[N, in_channels, H, W]")
        .output("output", "A number for each class, before softmax.", "promoted(x, parameters)", "[N, num_classes]")
        .native(forward_model);
  });
}

Tensor channel_means(Context& context, const Tensor& x) {
  Tensor pooled = op<"adaptive_avg_pool2d">(context, x, Value(int64_t{1}));
  return op<"flatten">(context, pooled, Value(int64_t{1}));
}

}  // namespace mixgrad
