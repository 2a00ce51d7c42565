// Activations as layers.
#include "core/nn/function_layer.h"

namespace mixgrad {

namespace {

void add_slopes(FunctionLayer& layer, Context& c) {
  layer.add_parameter("weight",
                      layer.filled(c, Shape{layer.integer("num_parameters")}, layer.given("init").as_float()));
}

}  // namespace

MIXGRAD_CLASS(PReLU) {
  layer_of(c, {"prelu",
               [](FunctionBuilder& f) {
                 f.attribute("num_parameters", types::size, Value(int64_t{1}),
                             "How many slopes are learned: one, or as many as there are channels.")
                     .minimum(1);
                 f.attribute("init", types::number, 0.25, "The slopes to begin with.");
               },
               dtype_option(), made<add_slopes>});
  parameter_of(c, "weight", "[num_parameters]", "init", "The slopes below zero").example(R"(
    let layer = new PReLU(init: 0.5)
    expect layer.forward(tensor([-2, 0, 3])) = [-1, 0, 3]
  )");
}

MIXGRAD_LAYER(CELU, celu, R"(
  let layer = new CELU(alpha: 2)
  expect layer.alpha = 2
  expect layer.forward(tensor([0, 3])) = [0, 3]
)")
MIXGRAD_LAYER(ELU, elu, R"(
  let layer = new ELU()
  expect layer.forward(tensor([0, 3])) = [0, 3]
)")
MIXGRAD_LAYER(GELU, gelu, R"(
  let layer = new GELU()
  expect layer.forward(tensor([0, 1])) = [0, 0.841345] within 1e-5
)")
MIXGRAD_LAYER(GLU, glu, R"(
  let layer = new GLU()
  expect layer.forward(tensor([[2, 4, 0, 0]])) = [[1, 2]]
)")
MIXGRAD_LAYER(Hardshrink, hardshrink, R"(
  let layer = new Hardshrink(0.5)
  expect layer.forward(tensor([-1, 0.25, 2])) = [-1, 0, 2]
)")
MIXGRAD_LAYER(Hardsigmoid, hardsigmoid, R"(
  let layer = new Hardsigmoid()
  expect layer.forward(tensor([-4, 0, 4])) = [0, 0.5, 1]
)")
MIXGRAD_LAYER(Hardswish, hardswish, R"(
  let layer = new Hardswish()
  expect layer.forward(tensor([-4, 0, 4])) = [0, 0, 4]
)")
MIXGRAD_LAYER(Hardtanh, hardtanh, R"(
  let layer = new Hardtanh(min_value: -2, max_value: 2)
  expect layer.forward(tensor([-4, 1, 4])) = [-2, 1, 2]
)")
MIXGRAD_LAYER(LeakyReLU, leaky_relu, R"(
  let layer = new LeakyReLU(0.5)
  expect layer.forward(tensor([-2, 3])) = [-1, 3]
)")
MIXGRAD_LAYER(LogSigmoid, logsigmoid, R"(
  let layer = new LogSigmoid()
  expect layer.forward(tensor([0])) = [-0.693147] within 1e-5
)")
MIXGRAD_LAYER(LogSoftmax, log_softmax, R"(
  let layer = new LogSoftmax()
  expect layer.forward(tensor([[1, 1]])) = [[-0.693147, -0.693147]] within 1e-5
)")
MIXGRAD_LAYER(Mish, mish, R"(
  let layer = new Mish()
  expect layer.forward(tensor([0, 1])) = [0, 0.865098] within 1e-5
)")
MIXGRAD_LAYER(RReLU, rrelu, R"(
  let layer = new RReLU(0.25, upper: 0.75)
  do layer.eval()
  expect layer.forward(tensor([-2, 3])) = [-1, 3]
)")
MIXGRAD_LAYER(ReLU, relu, R"(
  let layer = new ReLU()
  expect layer.forward(tensor([-1, 0, 2])) = [0, 0, 2]
)")
MIXGRAD_LAYER(ReLU6, relu6, R"(
  let layer = new ReLU6()
  expect layer.forward(tensor([-1, 3, 8])) = [0, 3, 6]
)")
MIXGRAD_LAYER(SELU, selu, R"(
  let layer = new SELU()
  expect layer.forward(tensor([0, 1])) = [0, 1.050701] within 1e-5
)")
MIXGRAD_LAYER(SiLU, silu, R"(
  let layer = new SiLU()
  expect layer.forward(tensor([0, 1])) = [0, 0.731059] within 1e-5
)")
MIXGRAD_LAYER(Sigmoid, sigmoid, R"(
  let layer = new Sigmoid()
  expect layer.forward(tensor([0])) = [0.5]
)")
MIXGRAD_LAYER(Softmax, softmax, R"(
  let layer = new Softmax()
  expect layer.forward(tensor([[2, 2]])) = [[0.5, 0.5]]
)")
MIXGRAD_LAYER(Softmin, softmin, R"(
  let layer = new Softmin()
  expect layer.forward(tensor([[2, 2]])) = [[0.5, 0.5]]
)")
MIXGRAD_LAYER(Softplus, softplus, R"(
  let layer = new Softplus()
  expect layer.forward(tensor([0])) = [0.693147] within 1e-5
)")
MIXGRAD_LAYER(Softshrink, softshrink, R"(
  let layer = new Softshrink(0.5)
  expect layer.forward(tensor([-1, 0.25, 2])) = [-0.5, 0, 1.5]
)")
MIXGRAD_LAYER(Softsign, softsign, R"(
  let layer = new Softsign()
  expect layer.forward(tensor([-1, 0, 3])) = [-0.5, 0, 0.75]
)")
MIXGRAD_LAYER(Tanh, tanh, R"(
  let layer = new Tanh()
  expect layer.forward(tensor([0])) = [0]
)")
MIXGRAD_LAYER(Tanhshrink, tanhshrink, R"(
  let layer = new Tanhshrink()
  expect layer.forward(tensor([0])) = [0]
)")
MIXGRAD_LAYER(Threshold, threshold, R"(
  let layer = new Threshold(1, 20)
  expect layer.forward(tensor([0, 2])) = [20, 2]
)")

}  // namespace mixgrad
