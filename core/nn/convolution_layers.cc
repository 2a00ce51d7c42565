// Convolutions and transposed convolutions as layers.
#include <cmath>

#include "core/nn/function_layer.h"
#include "core/ops/convolution.h"
#include "core/ops/padding.h"

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

DefineMember channels_and_window(int axes) {
  return [axes](FunctionBuilder& f) {
    const std::string one = axes == 1 ? "." : "; one number for all axes.";
    f.attribute("in_channels", types::size, "Channels of the input.")
        .minimum(1)
        .attribute("out_channels", types::size, "Channels of the output.")
        .minimum(1)
        .attribute("kernel_size", types::int_or_tuple(axes), "Sizes of the windows" + one)
        .pair("in_channels", "out_channels");
  };
}
void bias_and_dtype(FunctionBuilder& f) {
  f.attribute("bias", types::boolean, true, "Whether there is an offset for each channel.");
  dtype_option()(f);
}

Type padding_type() {
  return types::enumeration("ConvolutionPadding",
                            {{"zeros", kPadConstant, "Zeros."},
                             {"reflect", kPadReflect, "The images mirrored at their first and last elements."},
                             {"replicate", kPadReplicate, "The first or the last element."},
                             {"circular", kPadCircular, "The images from their other end."}});
}
void bias_dtype_and_padding(FunctionBuilder& f) {
  bias_and_dtype(f);
  f.attribute("padding_mode", padding_type(), Value::enumerator(kPadConstant),
              "What the padding is made of; other than zeros it takes axes that have elements.");
}

Value own_or_absent(const FunctionLayer& layer, const char* name) {
  Tensor own = layer.find_own(name);
  return own ? Value(own) : Value();
}

// Padding that is not zeros is added to the images before they are convolved.
template <int axes>
void convolve_padded(Invocation& call) {
  auto& self = call.self<FunctionLayer>();
  int64_t mode = self.integer("padding_mode");
  if (mode == kPadConstant) return self.run(call);
  Context& c = call.context;
  const Value &stride = self.given("stride"), &padding = self.given("padding"), &dilation = self.given("dilation"),
              &groups = self.given("groups");
  Value weight(self.find_own("weight")), bias = own_or_absent(self, "bias");
  const Value arguments[] = {call[0], weight, bias, stride, padding, dilation, groups};
  Infer infer(require_function(self.cls().stands_for), arguments);
  infer.function().shape_rule(infer);  // what is wrong is told of the images as they were given
  Tensor x = call.tensor(0);
  ValueList widths(2 * static_cast<size_t>(x.rank() - axes), Value(int64_t{0}));
  for (int i = 0; i < axes; ++i) {
    int axis = x.rank() - axes + i;
    const Value& width = padding.as_list()[i];
    if (x.shape()[axis] == 0 && width.as_int() > 0)
      throw infer.error(ErrorCode::kShape, 0, "axis " + number_mark(axis) + " has no elements to pad with")
          .given(x.shape().text());
    widths.insert(widths.end(), {width, width});
  }
  x = op<"pad">(c, x, Value(widths), Value::enumerator(mode));
  call.result(
      convolution(c, axes, x, weight, bias, stride, Value(ValueList(axes, Value(int64_t{0}))), dilation, groups));
}

ClassBuilder& with_weights(ClassBuilder& c, int axes, bool transposed) {
  const char* window = axes == 1 ? "k" : axes == 2 ? "k1, k2" : "k1, k2, k3";
  const std::string weights =
      transposed ? "[in_channels, out_channels / groups, " : "[out_channels, in_channels / groups, ";
  const char* drawn = transposed ? "uniform(±1/√(out_channels / groups · elements of a window))"
                                 : "uniform(±1/√(in_channels / groups · elements of a window))";
  parameter_of(c, "weight", weights + window + "]", drawn, "The windows' weights");
  return parameter_of(c, "bias", "[out_channels]", drawn, "The offsets", true);
}

template <int axes>
ClassBuilder& convolution_layer(ClassBuilder& c, const char* function) {
  layer_of(c,
           {function, channels_and_window(axes), bias_dtype_and_padding, made<add_convolution>, convolve_padded<axes>});
  return with_weights(c, axes, false);
}
ClassBuilder& transposed_layer(ClassBuilder& c, const char* function, int axes) {
  layer_of(c, {function, channels_and_window(axes), bias_and_dtype, made<add_transposed>});
  return with_weights(c, axes, true);
}

// Without offsets nothing moves.
void convolve(Invocation& call) {
  auto& self = call.self<FunctionLayer>();
  call.result(op<"conv2d">(call.context, call[0], self.find_own("weight"), own_or_absent(self, "bias"),
                           self.given("stride"), self.given("padding"), self.given("dilation"), self.given("groups")));
}
void convolve_moved(Invocation& call) {
  auto& self = call.self<FunctionLayer>();
  call.result(op<"deform_conv2d">(call.context, call[0], call[1], self.find_own("weight"),
                                  call.has(2) ? call[2] : Value(), own_or_absent(self, "bias"), self.given("stride"),
                                  self.given("padding"), self.given("dilation")));
}

}  // namespace

MIXGRAD_CLASS(Conv1d) {
  convolution_layer<1>(c, "conv1d").example(R"(
    let layer = new Conv1d(2, 4, 3, padding: 1)
    expect layer.forward(ones([5, 2, 8])) shape = [5, 4, 8]
    let periodic = new Conv1d(2, 4, 3, padding: 1, padding_mode: "circular")
    expect periodic.forward(ones([5, 2, 8])) shape = [5, 4, 8]
  )");
}
MIXGRAD_CLASS(Conv2d) {
  convolution_layer<2>(c, "conv2d").example(R"(
    let layer = new Conv2d(1, 32, 3, padding: 1)
    expect layer.forward(ones([2, 1, 8, 8])) shape = [2, 32, 8, 8]
    expect layer.weight shape = [32, 1, 3, 3]
  )");
}
MIXGRAD_CLASS(Conv3d) {
  convolution_layer<3>(c, "conv3d").example(R"(
    let layer = new Conv3d(1, 2, 3, stride: 2)
    expect layer.forward(ones([1, 1, 5, 5, 5])) shape = [1, 2, 2, 2, 2]
  )");
}
MIXGRAD_CLASS(DeformConv2d) {
  layer_of(c, {"deform_conv2d", channels_and_window(2),
               [](FunctionBuilder& f) {
                 f.attribute("groups", types::integer, 1, "Into how many groups the channels fall.").minimum(1);
                 bias_and_dtype(f);
               },
               made<add_convolution>, convolve});
  c.description(
       "forward_with_offset takes the images and by how much each element's place moves; another convolution makes the "
       "offsets as a rule. forward is for images alone, where nothing moves. The layer form of deform_conv2d.")
      .method("forward_with_offset", [](FunctionBuilder& f) {
        f.summary("Calls deform_conv2d.")
            .description("Shapes, dtypes and errors are those of the function.")
            .tensor("x", "The images.", "floating", "[N, C, H, W]")
            .tensor("offset",
                    "By how much each element's place moves, down and to the right, for each group of "
                    "channels.",
                    "floating", "[N, offset_groups * kH * kW * 2, oH, oW]")
            .optional_tensor("mask", "What each element of a window is multiplied by.", "floating",
                             "[N, offset_groups * kH * kW, oH, oW]")
            .positional(3)
            .output("output", "The images' channels after the convolution.", "promoted(x, offset, weight, mask, bias)",
                    "[N, O, oH, oW]")
            .native(convolve_moved);
      });
  with_weights(c, 2, false).example(R"(
    let layer = new DeformConv2d(2, 4, 3, padding: 1)
    expect layer.forward_with_offset(ones([1, 2, 5, 6]), zeros([1, 18, 5, 6])) shape = [1, 4, 5, 6]
    expect layer.forward(ones([1, 2, 5, 6])) shape = [1, 4, 5, 6]
    expect layer.weight shape = [4, 2, 3, 3]
  )");
}
MIXGRAD_CLASS(ConvTranspose1d) {
  transposed_layer(c, "conv_transpose1d", 1).example(R"(
    let layer = new ConvTranspose1d(2, 4, 3, stride: 2)
    expect layer.forward(ones([5, 2, 8])) shape = [5, 4, 17]
  )");
}
MIXGRAD_CLASS(ConvTranspose2d) {
  transposed_layer(c, "conv_transpose2d", 2).example(R"(
    let layer = new ConvTranspose2d(3, 2, 2, stride: 2)
    expect layer.forward(ones([1, 3, 4, 4])) shape = [1, 2, 8, 8]
    expect layer.weight shape = [3, 2, 2, 2]
  )");
}
MIXGRAD_CLASS(ConvTranspose3d) {
  transposed_layer(c, "conv_transpose3d", 3).example(R"(
    let layer = new ConvTranspose3d(1, 2, 2)
    expect layer.forward(ones([1, 1, 2, 2, 2])) shape = [1, 2, 3, 3, 3]
  )");
}

}  // namespace mixgrad
