// VGG: convolutions of three by three elements, between them maxima of two by two.
#include <algorithm>
#include <array>

#include "core/models/parts.h"

namespace mixgrad {

namespace {

Tensor run(Context& c, Part& net, const Tensor& images) {
  Tensor x = net.through(c, "features", images);
  x = op<"adaptive_avg_pool2d">(c, x, Value(int64_t{7}));
  return net.through(c, "classifier", op<"flatten">(c, x, Value(int64_t{1})));
}

// How many convolutions each of the five groups has.
std::array<int, 5> groups_of(int64_t depth) {
  switch (depth) {
    case 11:
      return {1, 1, 2, 2, 2};
    case 13:
      return {2, 2, 2, 2, 2};
    case 16:
      return {2, 2, 3, 3, 3};
    case 19:
      return {2, 2, 4, 4, 4};
    default:
      throw Error(ErrorCode::kValue, "there is no such depth")
          .on("depth")
          .given(std::to_string(depth))
          .accepted("11, 13, 16 or 19");
  }
}

void construct(Invocation& call) {
  auto net = make_ref<Part>(run, call);
  auto number = [&](const char* name) { return net->given(name).as_int(); };
  Layers layers{call.context, net->given("dtype")};
  std::vector<Ref<Module>> features;
  int64_t in = number("in_channels"), out = number("width"), widest = number("width") * 8;
  for (int convolutions : groups_of(number("depth"))) {
    for (int i = 0; i < convolutions; ++i) {
      features.push_back(layers.convolution(in, out, 3, 1, 1, true));
      if (net->given("batch_norm").as_bool()) features.push_back(layers.batch_norm(out));
      features.push_back(layers.make("ReLU"));
      in = out;
    }
    features.push_back(layers.make("MaxPool2d", {{"kernel_size", Value(int64_t{2})}}));
    out = std::min(2 * out, widest);
  }
  net->add_child("features", layers.sequence(features));
  int64_t hidden = number("hidden_features");
  std::vector<Ref<Module>> last;
  for (int64_t from : {in * 7 * 7, hidden}) {
    last.push_back(layers.linear(from, hidden));
    last.push_back(layers.make("ReLU"));
    last.push_back(layers.make("Dropout", {{"p", net->given("dropout")}}));
  }
  last.push_back(layers.linear(hidden, number("num_classes")));
  net->add_child("classifier", layers.sequence(last));
  call.result(Value(Ref<Object>(net)));
}

}  // namespace

MIXGRAD_CLASS(VGG) {
  classifier(
      c,
      [](FunctionBuilder& f) {
        f.attribute("depth", types::count, "How many layers have weights: 11, 13, 16 or 19.")
            .attribute("batch_norm", types::boolean, false, "Whether each convolution is followed by a BatchNorm2d.")
            .attribute("dropout", types::floating, 0.5, "Share of hidden features that is set to zero in training.")
            .minimum(0)
            .maximum(1)
            .attribute("width", types::size, Value(int64_t{64}),
                       "Channels of the first convolutions; later ones have up to eight times as many.")
            .minimum(1)
            .maximum(65536)
            .attribute("hidden_features", types::size, Value(int64_t{4096}),
                       "Features of the two hidden linear layers.")
            .minimum(1);
      },
      3, 1000, construct)
      .summary("VGG, a deep network of small convolutions.")
      .description(
          "Five groups of convolutions, each group followed by the maxima of two by two elements, and three linear "
          "layers. Images have at least 32 rows and columns; they are brought to 7 by 7 means before the linear "
          "layers. Parameters are named and shaped as torchvision's, such as features.0.weight and "
          "classifier.0.weight, so that its files of weights can be loaded.")
      .reference(
          "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015")
      .example(R"(
        let net = new VGG(11, width: 2, hidden_features: 8, num_classes: 10)
        do net.eval()
        expect net.forward(zeros([1, 3, 32, 32])) shape = [1, 10]
      )");
}

}  // namespace mixgrad
