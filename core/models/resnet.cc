// Residual networks, with activations behind the convolutions or in front of them.
#include <array>

#include "core/models/parts.h"

namespace mixgrad {

namespace {

Tensor relu(Context& c, const Tensor& x) { return op<"relu">(c, x); }
std::string numbered(const char* name, int i) { return name + std::to_string(i); }

// Two or three convolutions, added to what they were given.
Tensor run_block(Context& c, Part& block, const Tensor& x) {
  Tensor out = x;
  for (int i = 1; block.child(numbered("conv", i)); ++i) {
    if (i > 1) out = relu(c, out);
    out = block.through(c, numbered("bn", i), block.through(c, numbered("conv", i), out));
  }
  return relu(c, op<"add">(c, out, block.through(c, "downsample", x)));
}
Tensor run_block_v2(Context& c, Part& block, const Tensor& x) {
  Tensor out = relu(c, block.through(c, "bn1", x));
  Tensor kept = block.child("downsample") ? block.through(c, "downsample", out) : x;
  for (int i = 1; block.child(numbered("conv", i)); ++i) {
    if (i > 1) out = relu(c, block.through(c, numbered("bn", i), out));
    out = block.through(c, numbered("conv", i), out);
  }
  return op<"add">(c, out, kept);
}

Tensor run_layers(Context& c, Part& net, Tensor x) {
  for (int i = 1; i <= 4; ++i) x = net.through(c, numbered("layer", i), x);
  return x;
}
Tensor first_maxima(Context& c, const Tensor& x) {
  return op<"max_pool2d">(c, x, Value(int64_t{3}), Value(int64_t{2}), Value(int64_t{1}));
}
Tensor run(Context& c, Part& net, const Tensor& images) {
  Tensor x = relu(c, net.through(c, "bn1", net.through(c, "conv1", images)));
  return net.through(c, "fc", channel_means(c, run_layers(c, net, first_maxima(c, x))));
}
Tensor run_v2(Context& c, Part& net, const Tensor& images) {
  Tensor x = run_layers(c, net, first_maxima(c, net.through(c, "conv1", images)));
  return net.through(c, "fc", channel_means(c, relu(c, net.through(c, "bn1", x))));
}

struct Depth {
  std::array<int, 4> blocks;
  bool bottleneck;
};
Depth depth_of(int64_t depth) {
  switch (depth) {
    case 18:
      return {{2, 2, 2, 2}, false};
    case 34:
      return {{3, 4, 6, 3}, false};
    case 50:
      return {{3, 4, 6, 3}, true};
    case 101:
      return {{3, 4, 23, 3}, true};
    case 152:
      return {{3, 8, 36, 3}, true};
    default:
      throw Error(ErrorCode::kValue, "there is no such depth")
          .on("depth")
          .given(std::to_string(depth))
          .accepted("18, 34, 50, 101 or 152");
  }
}

struct Maker {
  const Layers& layers;
  bool bottleneck, v2;

  Ref<Module> block(int64_t in, int64_t inner, int64_t out, int64_t stride) const {
    auto made = make_ref<Part>(v2 ? run_block_v2 : run_block);
    auto convolution = [&](int i, int64_t from, int64_t to, int64_t size, int64_t step) {
      if (v2) made->add_child(numbered("bn", i), layers.batch_norm(from));
      made->add_child(numbered("conv", i), layers.convolution(from, to, size, step));
      if (!v2) made->add_child(numbered("bn", i), layers.batch_norm(to));
    };
    if (bottleneck) {
      convolution(1, in, inner, 1, 1);
      convolution(2, inner, inner, 3, stride);
      convolution(3, inner, out, 1, 1);
    } else {
      convolution(1, in, out, 3, stride);
      convolution(2, out, out, 3, 1);
    }
    if (stride != 1 || in != out) {
      std::vector<Ref<Module>> shortcut{layers.convolution(in, out, 1, stride)};
      if (!v2) shortcut.push_back(layers.batch_norm(out));
      made->add_child("downsample", layers.sequence(shortcut));
    }
    return made;
  }
};

template <bool v2>
void construct(Invocation& call) {
  auto net = make_ref<Part>(v2 ? run_v2 : run, call);
  auto number = [&](const char* name) { return net->given(name).as_int(); };
  Depth depth = depth_of(number("depth"));
  Layers layers{call.context, net->given("dtype")};
  Maker maker{layers, depth.bottleneck, v2};
  int64_t width = number("width"), in = width;
  net->add_child("conv1", layers.convolution(number("in_channels"), width, 7, 2));
  if (!v2) net->add_child("bn1", layers.batch_norm(width));
  for (int i = 0; i < 4; ++i) {
    int64_t inner = width << i, out = inner * (depth.bottleneck ? 4 : 1);
    std::vector<Ref<Module>> blocks;
    for (int b = 0; b < depth.blocks[i]; ++b) {
      blocks.push_back(maker.block(in, inner, out, b == 0 && i > 0 ? 2 : 1));
      in = out;
    }
    net->add_child(numbered("layer", i + 1), layers.sequence(blocks));
  }
  if (v2) net->add_child("bn1", layers.batch_norm(in));
  net->add_child("fc", layers.linear(in, number("num_classes")));
  call.result(Value(Ref<Object>(net)));
}

template <bool v2>
ClassBuilder& residual(ClassBuilder& c) {
  return classifier(
      c,
      [](FunctionBuilder& f) {
        f.attribute("depth", types::count, "How many layers have weights: 18, 34, 50, 101 or 152.")
            .attribute("width", types::size, Value(int64_t{64}),
                       "Channels of the first convolution; later ones have multiples of it.")
            .minimum(1)
            .maximum(65536);
      },
      3, 1000, construct<v2>);
}

}  // namespace

MIXGRAD_CLASS(ResNet) {
  residual<false>(c)
      .summary("ResNet, whose blocks add to what they are given.")
      .description(
          "A convolution of seven by seven elements, four layers of blocks, means of each channel and a linear layer. "
          "From depth 50 on a block has three convolutions, of which the middle one takes the steps. Parameters are "
          "named and shaped as torchvision's, such as layer1.0.conv1.weight and layer2.0.downsample.0.weight, so that "
          "its files of weights can be loaded.")
      .reference("He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, CVPR 2016")
      .example(R"(
        let net = new ResNet(18, width: 2, num_classes: 10)
        do net.eval()
        expect net.forward(zeros([1, 3, 32, 32])) shape = [1, 10]
      )");
}
MIXGRAD_CLASS(ResNetV2) {
  residual<true>(c)
      .summary("ResNet with normalisation and activation in front of each convolution.")
      .description(
          "Nothing follows the sum in a block, so that what it was given reaches the end unchanged; behind the last "
          "block there is one more normalisation, bn1. Names are those of ResNet; downsample has a convolution alone.")
      .reference("He, Zhang, Ren and Sun, Identity Mappings in Deep Residual Networks, ECCV 2016")
      .example(R"(
        let net = new ResNetV2(18, width: 2, num_classes: 10)
        do net.eval()
        expect net.forward(zeros([1, 3, 32, 32])) shape = [1, 10]
      )");
}

}  // namespace mixgrad
