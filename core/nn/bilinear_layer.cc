// A layer of two tensors.
#include <cmath>

#include "core/nn/function_layer.h"

namespace mixgrad {

namespace {

void add_weights(FunctionLayer& layer, Context& c) {
  int64_t in1 = layer.integer("in1_features"), out = layer.integer("out_features");
  double bound = 1 / std::sqrt(static_cast<double>(in1));
  layer.add_parameter("weight", layer.uniform(c, Shape{out, in1, layer.integer("in2_features")}, bound));
  if (layer.flag("bias")) layer.add_parameter("bias", layer.uniform(c, Shape{out}, bound));
}

void combine(Invocation& call, const Tensor& x1, const Tensor& x2) {
  auto& self = call.self<FunctionLayer>();
  Tensor bias = self.find_own("bias");
  call.result(op<"bilinear">(call.context, x1, x2, self.find_own("weight"), bias ? Value(bias) : Value()));
}

}  // namespace

MIXGRAD_CLASS(Bilinear) {
  layer_of(c, {"bilinear",
               [](FunctionBuilder& f) {
                 f.attribute("in1_features", types::size, "Size of the last axis of the first tensor.")
                     .minimum(1)
                     .attribute("in2_features", types::size, "Size of the last axis of the second tensor.")
                     .minimum(1)
                     .attribute("out_features", types::size, "Size of the last axis of the output.")
                     .minimum(1);
               },
               [](FunctionBuilder& f) {
                 f.attribute("bias", types::boolean, true, "Whether there is an offset.");
                 dtype_option()(f);
               },
               made<add_weights>, [](Invocation& call) { combine(call, call.tensor(0), call.tensor(0)); }});
  c.description(
       "combine takes the two tensors; forward is for one with itself. Initial weights and biases are uniform in "
       "±1/√in1_features, weight drawn before bias. The layer form of bilinear.")
      .method("combine", [](FunctionBuilder& f) {
        f.summary("Calls bilinear.")
            .description("Shapes, dtypes and errors are those of the function.")
            .tensor("x1", "The first tensor.", "floating", "[..., in1_features]")
            .tensor("x2", "The second tensor; its other axes are those of the first.", "floating",
                    "[..., in2_features]")
            .output("output", "The sums.", "promoted(x1, x2, weight, bias)", "[..., out_features]")
            .native([](Invocation& call) { combine(call, call.tensor(0), call.tensor(1)); });
      });
  parameter_of(c, "weight", "[out_features, in1_features, in2_features]", "uniform(±1/√in1_features)", "The weights");
  parameter_of(c, "bias", "[out_features]", "uniform(±1/√in1_features)", "The offsets; absent without bias", true)
      .example(R"(
        let layer = new Bilinear(2, 3, 4)
        expect layer.combine(tensor([[1, 2]]), tensor([[1, 2, 3]])) shape = [1, 4]
      )");
}

}  // namespace mixgrad
