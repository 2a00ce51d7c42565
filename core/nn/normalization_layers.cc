// Normalisations as layers.
#include "core/nn/function_layer.h"

namespace mixgrad {

namespace {

void scale_and_offset(FunctionLayer& layer, Context& c, const Shape& shape, bool bias = true) {
  layer.add_parameter("weight", layer.filled(c, shape, 1));
  if (bias) layer.add_parameter("bias", layer.filled(c, shape, 0));
}

void add_batch(FunctionLayer& layer, Context& c) {
  Shape channels{layer.integer("num_features")};
  if (layer.flag("affine")) scale_and_offset(layer, c, channels);
  if (!layer.flag("track_running_stats")) return;
  layer.add_buffer("running_mean", layer.filled(c, channels, 0));
  layer.add_buffer("running_var", layer.filled(c, channels, 1));
  layer.add_buffer("num_batches_tracked", Tensor::scalar(DType::kInt64, 0));
}
void add_channels(FunctionLayer& layer, Context& c) {
  if (layer.flag("affine")) scale_and_offset(layer, c, Shape{layer.integer("num_features")});
}
void add_groups(FunctionLayer& layer, Context& c) {
  int64_t channels = layer.integer("num_channels"), groups = layer.integer("num_groups");
  if (channels % groups != 0)
    throw Error(ErrorCode::kValue, "the channels do not fall into " + std::to_string(groups) + " groups")
        .on("num_channels")
        .given(std::to_string(channels))
        .accepted("a multiple of " + name_mark("num_groups"));
  if (layer.flag("affine")) scale_and_offset(layer, c, Shape{channels});
}
void add_layer(FunctionLayer& layer, Context& c) {
  if (layer.flag("elementwise_affine"))
    scale_and_offset(layer, c, layer.given("normalized_shape").as_shape(), layer.flag("bias"));
}
void add_rms(FunctionLayer& layer, Context& c) {
  if (layer.flag("elementwise_affine")) scale_and_offset(layer, c, layer.given("normalized_shape").as_shape(), false);
}

void check_axes(const FunctionLayer& self, const Invocation& call) {
  const std::string& name = self.cls().name;  // BatchNorm2d
  int axes = name[name.size() - 2] - '0', rank = call.tensor(0).rank();
  if (rank != axes + 2 && !(axes == 1 && rank == 2)) {
    throw Error(ErrorCode::kShape, "the input has another number of axes")
        .on("x")
        .given(call.tensor(0).shape().text())
        .accepted(axes == 1   ? "[N, C] or [N, C, L]"
                  : axes == 2 ? "[N, C, H, W]"
                              : "[N, C, D, H, W]");
  }
}

// Where no statistics are kept, evaluation uses those of the batch, too.
void run_batch(Invocation& call) {
  auto& self = call.self<FunctionLayer>();
  check_axes(self, call);
  bool training = self.training(call.context);
  if (Tensor batches = self.find_own("num_batches_tracked"); batches && training)
    op<"add_">(*call.context.with_recording(false), batches, Value(int64_t{1}));
  self.run(call, training || !self.find_own("running_mean"));
}
void run_instance(Invocation& call) {
  auto& self = call.self<FunctionLayer>();
  check_axes(self, call);
  self.run(call);
}

void add_affine(FunctionBuilder& f, const char* name = "affine") {
  f.attribute(name, types::boolean, true, "Whether normalised elements are multiplied by weight and bias is added.");
}

void channels_of(FunctionBuilder& f) { f.attribute("num_features", types::size, "Channels of the input.").minimum(1); }

ClassBuilder& scaled(ClassBuilder& c, const std::string& shape, bool bias = true) {
  parameter_of(c, "weight", shape, "ones", "What normalised elements are multiplied by", true);
  return bias ? parameter_of(c, "bias", shape, "zeros", "What is added then", true) : c;
}

ClassBuilder& batch_layer(ClassBuilder& c) {
  layer_of(c, {"batch_norm", channels_of,
               [](FunctionBuilder& f) {
                 add_affine(f);
                 f.attribute("track_running_stats", types::boolean, true,
                             "Whether running statistics are kept, and used in evaluation; otherwise it uses those of "
                             "the batch, too.");
                 dtype_option()(f);
               },
               made<add_batch>, run_batch});
  scaled(c, "[num_features]");
  parameter_of(c, "running_mean", "[num_features]", "zeros", "The mean of each channel over many batches", true);
  parameter_of(c, "running_var", "[num_features]", "ones", "The variance of each channel over many batches", true);
  return parameter_of(c, "num_batches_tracked", "[]", "zeros", "How many batches there were", true);
}

ClassBuilder& instance_layer(ClassBuilder& c) {
  layer_of(c, {"instance_norm", channels_of,
               [](FunctionBuilder& f) {
                 f.attribute("affine", types::boolean, false,
                             "Whether normalised elements are multiplied by weight and bias is added.");
                 dtype_option()(f);
               },
               made<add_channels>, run_instance});
  return scaled(c, "[num_features]");
}

}  // namespace

MIXGRAD_CLASS(BatchNorm1d) {
  batch_layer(c).example(R"(
    let layer = new BatchNorm1d(2)
    expect layer.forward(tensor([[1, 10], [3, 30]])) = [[-1, -1], [1, 1]] within 1e-4
    expect layer.running_mean = [0.2, 2] within 1e-6
  )");
}
MIXGRAD_CLASS(BatchNorm2d) {
  batch_layer(c).example(R"(
    let layer = new BatchNorm2d(3)
    expect layer.forward(ones([2, 3, 4, 4])) shape = [2, 3, 4, 4]
    do layer.eval()
    expect layer.forward(zeros([1, 3, 1, 1])) shape = [1, 3, 1, 1]
  )");
}
MIXGRAD_CLASS(BatchNorm3d) {
  batch_layer(c).example(R"(
    let layer = new BatchNorm3d(2, affine: false)
    expect layer.forward(ones([1, 2, 2, 2, 2])) shape = [1, 2, 2, 2, 2]
  )");
}

MIXGRAD_CLASS(InstanceNorm1d) {
  instance_layer(c).example(R"(
    let layer = new InstanceNorm1d(1)
    expect layer.forward(tensor([[[1, 3]]])) = [[[-1, 1]]] within 1e-4
  )");
}
MIXGRAD_CLASS(InstanceNorm2d) {
  instance_layer(c).example(R"(
    let layer = new InstanceNorm2d(1)
    expect layer.forward(tensor([[[[1, 3]]]])) = [[[[-1, 1]]]] within 1e-4
  )");
}
MIXGRAD_CLASS(InstanceNorm3d) {
  instance_layer(c).example(R"(
    let layer = new InstanceNorm3d(1)
    expect layer.forward(tensor([[[[[1, 3]]]]])) = [[[[[-1, 1]]]]] within 1e-4
  )");
}

MIXGRAD_CLASS(GroupNorm) {
  layer_of(c, {"group_norm",
               [](FunctionBuilder& f) {
                 f.attribute("num_groups", types::size, "How many groups the channels fall into.")
                     .minimum(1)
                     .attribute("num_channels", types::size, "Channels of the input.")
                     .minimum(1);
               },
               [](FunctionBuilder& f) {
                 add_affine(f);
                 dtype_option()(f);
               },
               made<add_groups>});
  scaled(c, "[num_channels]").example(R"(
    let layer = new GroupNorm(1, 2)
    expect layer.forward(tensor([[1, 3]])) = [[-1, 1]] within 1e-4
  )");
}

MIXGRAD_CLASS(LayerNorm) {
  layer_of(c, {"layer_norm", nullptr,
               [](FunctionBuilder& f) {
                 add_affine(f, "elementwise_affine");
                 f.attribute("bias", types::boolean, true, "Whether an offset is added, where there is a weight.");
                 dtype_option()(f);
               },
               made<add_layer>});
  scaled(c, "[*normalized_shape]").example(R"(
    let layer = new LayerNorm([2])
    expect layer.forward(tensor([[1, 3], [5, 9]])) = [[-1, 1], [-1, 1]] within 1e-4
  )");
}

MIXGRAD_CLASS(RMSNorm) {
  layer_of(c, {"rms_norm", nullptr,
               [](FunctionBuilder& f) {
                 f.attribute("elementwise_affine", types::boolean, true,
                             "Whether normalised elements are multiplied by weight.");
                 dtype_option()(f);
               },
               made<add_rms>});
  scaled(c, "[*normalized_shape]", false).example(R"(
    let layer = new RMSNorm([2])
    expect layer.forward(tensor([[1, 7]])) = [[0.2, 1.4]] within 1e-5
  )");
}

}  // namespace mixgrad
