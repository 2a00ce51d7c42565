// Convolutions and transposed convolutions as layers.
#include <cmath>

#include "core/nn/function_layer.h"

namespace mixgrad {

namespace {

// Of torch.nn: weights and offsets uniform in ±1/√(elements of a window over the channels of its group).
void add_weights(FunctionLayer& layer, Context& c, bool transposed) {
  int64_t in = layer.integer("in_channels"), out = layer.integer("out_channels"), groups = layer.integer("groups");
  for (const char* name : {"in_channels", "out_channels"}) {
    if (layer.integer(name) % groups != 0) {
      throw Error(ErrorCode::kValue, "the channels do not fall into " + std::to_string(groups) + " groups")
          .on(name)
          .given(std::to_string(layer.integer(name)))
          .accepted("a multiple of " + name_mark("groups"));
    }
  }
  Shape shape = transposed ? Shape{in, out / groups} : Shape{out, in / groups};
  for (const Value& k : layer.given("kernel_size").as_list()) {
    if (k.as_int() < 1)
      throw Error(ErrorCode::kValue, "a window has at least one element along each axis")
          .on("kernel_size")
          .given(std::to_string(k.as_int()));
    shape.push_back(k.as_int());
  }
  double fan = 1;  // one product after the other: the sizes may be absurd, the error then comes from the tensor
  for (int i = 1; i < shape.rank(); ++i) fan *= static_cast<double>(shape[i]);
  double bound = 1 / std::sqrt(fan);
  layer.add_parameter("weight", layer.uniform(c, shape, bound));
  if (layer.flag("bias")) layer.add_parameter("bias", layer.uniform(c, Shape{out}, bound));
}
void add_convolution(FunctionLayer& layer, Context& c) { add_weights(layer, c, false); }
void add_transposed(FunctionLayer& layer, Context& c) { add_weights(layer, c, true); }

ClassBuilder& convolution_layer(ClassBuilder& c, const char* function, int axes, bool transposed) {
  const std::string one = axes == 1 ? "." : "; one number for all axes.";
  const char* window = axes == 1 ? "k" : axes == 2 ? "k1, k2" : "k1, k2, k3";
  layer_of(c, {function,
               [&](FunctionBuilder& f) {
                 f.attribute("in_channels", types::size, "Channels of the input.")
                     .minimum(1)
                     .attribute("out_channels", types::size, "Channels of the output.")
                     .minimum(1)
                     .attribute("kernel_size", types::int_or_tuple(axes), "Sizes of the windows" + one)
                     .pair("in_channels", "out_channels");
               },
               [](FunctionBuilder& f) {
                 f.attribute("bias", types::boolean, true, "Whether there is an offset for each channel.");
                 dtype_option()(f);
               },
               transposed ? made<add_transposed> : made<add_convolution>});
  const std::string weights =
      transposed ? "[in_channels, out_channels / groups, " : "[out_channels, in_channels / groups, ";
  const char* drawn = transposed ? "uniform(±1/√(out_channels / groups · elements of a window))"
                                 : "uniform(±1/√(in_channels / groups · elements of a window))";
  parameter_of(c, "weight", weights + window + "]", drawn, "The windows' weights,");
  return parameter_of(c, "bias", "[out_channels]", drawn, "The offsets,", true);
}

}  // namespace

MIXGRAD_CLASS(Conv1d) {
  convolution_layer(c, "conv1d", 1, false).example(R"(
    let layer = new Conv1d(2, 4, 3, padding: 1)
    expect layer.forward(ones([5, 2, 8])) shape = [5, 4, 8]
  )");
}
MIXGRAD_CLASS(Conv2d) {
  convolution_layer(c, "conv2d", 2, false).example(R"(
    let layer = new Conv2d(1, 32, 3, padding: 1)
    expect layer.forward(ones([2, 1, 8, 8])) shape = [2, 32, 8, 8]
    expect layer.weight shape = [32, 1, 3, 3]
  )");
}
MIXGRAD_CLASS(Conv3d) {
  convolution_layer(c, "conv3d", 3, false).example(R"(
    let layer = new Conv3d(1, 2, 3, stride: 2)
    expect layer.forward(ones([1, 1, 5, 5, 5])) shape = [1, 2, 2, 2, 2]
  )");
}
MIXGRAD_CLASS(ConvTranspose1d) {
  convolution_layer(c, "conv_transpose1d", 1, true).example(R"(
    let layer = new ConvTranspose1d(2, 4, 3, stride: 2)
    expect layer.forward(ones([5, 2, 8])) shape = [5, 4, 17]
  )");
}
MIXGRAD_CLASS(ConvTranspose2d) {
  convolution_layer(c, "conv_transpose2d", 2, true).example(R"(
    let layer = new ConvTranspose2d(3, 2, 2, stride: 2)
    expect layer.forward(ones([1, 3, 4, 4])) shape = [1, 2, 8, 8]
    expect layer.weight shape = [3, 2, 2, 2]
  )");
}
MIXGRAD_CLASS(ConvTranspose3d) {
  convolution_layer(c, "conv_transpose3d", 3, true).example(R"(
    let layer = new ConvTranspose3d(1, 2, 2)
    expect layer.forward(ones([1, 1, 2, 2, 2])) shape = [1, 2, 3, 3, 3]
  )");
}

}  // namespace mixgrad
