// The affine map.
#include <cmath>

#include "core/nn/function_layer.h"

namespace mixgrad {

namespace {

void add_map(FunctionLayer& layer, Context& c) {
  int64_t in = layer.integer("in_features"), out = layer.integer("out_features");
  double bound = 1 / std::sqrt(static_cast<double>(in));
  layer.add_parameter("weight", layer.uniform(c, Shape{out, in}, bound));
  if (layer.flag("bias")) layer.add_parameter("bias", layer.uniform(c, Shape{out}, bound));
}

}  // namespace

MIXGRAD_CLASS(Linear) {
  layer_of(c, {"linear",
               [](FunctionBuilder& f) {
                 f.attribute("in_features", types::size, "Size of the input's last axis.")
                     .minimum(1)
                     .attribute("out_features", types::size, "Size of the output's last axis.")
                     .minimum(1)
                     .pair("in_features", "out_features");
               },
               [](FunctionBuilder& f) {
                 f.attribute("bias", types::boolean, true, "Whether there is an offset.");
                 dtype_option()(f);
               },
               made<add_map>});
  c.description(
       "Computes x·weightᵀ + bias. Initial weights and biases are uniform in ±1/√in_features, weight drawn before "
       "bias. The layer form of linear.")
      .reference("He et al., Delving Deep into Rectifiers, ICCV 2015 (initialisation)");
  parameter_of(c, "weight", "[out_features, in_features]", "uniform(±1/√in_features)", "The weights");
  parameter_of(c, "bias", "[out_features]", "uniform(±1/√in_features)", "The offsets; absent without bias", true)
      .example(R"(
        let layer = new Linear(3, 2)
        expect layer.forward(tensor([[1, 2, 3]])) shape = [1, 2]
      )");
}

}  // namespace mixgrad
