// LeNet-5.
#include "core/models/parts.h"

namespace mixgrad {

namespace {

Tensor run(Context& c, Part& net, const Tensor& images) {
  Tensor x = images;
  for (const char* name : {"conv1", "conv2"})
    x = op<"avg_pool2d">(c, op<"tanh">(c, net.through(c, name, x)), Value(int64_t{2}));
  x = op<"flatten">(c, x, Value(int64_t{1}));
  for (const char* name : {"fc1", "fc2"}) x = op<"tanh">(c, net.through(c, name, x));
  return net.through(c, "fc3", x);
}

void construct(Invocation& call) {
  auto net = make_ref<Part>(run, call);
  auto number = [&](const char* name) { return net->given(name).as_int(); };
  Layers layers{call.context, net->given("dtype")};
  net->add_child("conv1", layers.convolution(number("in_channels"), 6, 5, 1, 1, true));
  Ref<Module> second = layers.make(
      "Conv2d",
      {{"in_channels", Value(int64_t{6})}, {"out_channels", Value(int64_t{16})}, {"kernel_size", Value(int64_t{5})}});
  net->add_child("conv2", second);
  net->add_child("fc1", layers.linear(16 * 5 * 5, 120));
  net->add_child("fc2", layers.linear(120, 84));
  net->add_child("fc3", layers.linear(84, number("num_classes")));
  call.result(Value(Ref<Object>(net)));
}

}  // namespace

MIXGRAD_CLASS(LeNet) {
  classifier(c, nullptr, 1, 10, construct)
      .summary("LeNet-5, for images of 28 rows and columns.")
      .description(
          "Two convolutions and three linear layers with tanh between them, and means of two by two elements behind "
          "the convolutions. The first convolution pads its input to 32 rows and columns; the last layer is linear. "
          "Children are conv1, conv2, fc1, fc2 and fc3.")
      .reference("LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition, 1998")
      .example(R"(
        let net = new LeNet(num_classes: 10)
        expect net.forward(zeros([2, 1, 28, 28])) shape = [2, 10]
      )");
}

}  // namespace mixgrad
