// MobileNetV2: blocks that are wide inside and narrow between them.
#include <algorithm>
#include <array>

#include "core/models/parts.h"

namespace mixgrad {

namespace {

// The nearest multiple of 8, and no less than nine tenths of what was asked for.
int64_t channels_for(double wanted) {
  int64_t out = std::max<int64_t>(8, static_cast<int64_t>(wanted + 4) / 8 * 8);
  return static_cast<double>(out) < 0.9 * wanted ? out + 8 : out;
}

Tensor run_block(Context& c, Part& block, const Tensor& x) { return block.through(c, "conv", x); }
Tensor run_residual(Context& c, Part& block, const Tensor& x) { return op<"add">(c, x, block.through(c, "conv", x)); }
Tensor run(Context& c, Part& net, const Tensor& images) {
  return net.through(c, "classifier", channel_means(c, net.through(c, "features", images)));
}

Ref<Module> convolved(const Layers& layers, int64_t in, int64_t out, int64_t size, int64_t stride = 1,
                      int64_t groups = 1) {
  std::vector<Ref<Module>> parts{layers.convolution(in, out, size, stride, groups)};
  parts.push_back(layers.batch_norm(out));
  parts.push_back(layers.make("ReLU6"));
  return layers.sequence(parts);
}

Ref<Module> block_of(const Layers& layers, int64_t in, int64_t out, int64_t stride, int64_t expansion) {
  int64_t inner = in * expansion;
  std::vector<Ref<Module>> parts;
  if (expansion != 1) parts.push_back(convolved(layers, in, inner, 1));
  parts.push_back(convolved(layers, inner, inner, 3, stride, inner));
  parts.push_back(layers.convolution(inner, out, 1));
  parts.push_back(layers.batch_norm(out));
  auto block = make_ref<Part>(stride == 1 && in == out ? run_residual : run_block);
  block->add_child("conv", layers.sequence(parts));
  return block;
}

struct Group {
  int64_t expansion, channels, blocks, stride;
};
constexpr std::array<Group, 7> kGroups{
    {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}}};

void construct(Invocation& call) {
  auto net = make_ref<Part>(run, call);
  Layers layers{call.context, net->given("dtype")};
  double width = net->given("width_multiplier").as_float();
  int64_t in = channels_for(32 * width), last = channels_for(1280 * std::max(1.0, width));
  std::vector<Ref<Module>> features{convolved(layers, net->given("in_channels").as_int(), in, 3, 2)};
  for (const Group& group : kGroups) {
    int64_t out = channels_for(static_cast<double>(group.channels) * width);
    for (int64_t i = 0; i < group.blocks; ++i) {
      features.push_back(block_of(layers, in, out, i == 0 ? group.stride : 1, group.expansion));
      in = out;
    }
  }
  features.push_back(convolved(layers, in, last, 1));
  net->add_child("features", layers.sequence(features));
  std::vector<Ref<Module>> classifier{layers.make("Dropout", {{"p", net->given("dropout")}})};
  classifier.push_back(layers.linear(last, net->given("num_classes").as_int()));
  net->add_child("classifier", layers.sequence(classifier));
  call.result(Value(Ref<Object>(net)));
}

}  // namespace

MIXGRAD_CLASS(MobileNetV2) {
  classifier(
      c,
      [](FunctionBuilder& f) {
        f.attribute("width_multiplier", types::floating, 1.0,
                    "What the numbers of channels are multiplied by; they are rounded to multiples of 8.")
            .minimum(0, true)
            .maximum(64)
            .attribute("dropout", types::floating, 0.2, "Share of the last features that is set to zero in training.")
            .minimum(0)
            .maximum(1);
      },
      3, 1000, construct)
      .summary("MobileNetV2, a network of few multiplications.")
      .description(
          "Blocks make their channels six times as many, convolve each of them on its own and bring them back to a "
          "few, without an activation there. Parameters are named and shaped as torchvision's, such as "
          "features.1.conv.0.0.weight and classifier.1.weight, so that its files of weights can be loaded.")
      .reference("Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018")
      .example(R"(
        let net = new MobileNetV2(width_multiplier: 0.25, num_classes: 10)
        do net.eval()
        expect net.forward(zeros([1, 3, 32, 32])) shape = [1, 10]
      )");
}

}  // namespace mixgrad
