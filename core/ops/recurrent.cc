// Recurrent networks over sequences: several layers, in one direction or two.

#include "core/ops/recurrent_network.h"

namespace mixgrad {

namespace {

FunctionBuilder& network(FunctionBuilder& f, const char* gates) {
  const std::string g = gates;
  return f.in_namespace("nn")
      .tensor("x", "The sequences, or one of them without the axis of the examples; with batch_first [N, L, I].",
              "floating", "[L, N, I]")
      .tensors("weights",
               "For each layer, and in it for each direction: the weights of the input [" + g +
                   "H, I], those of the state [" + g + "H, H], and with bias two vectors [" + g + "H]" +
                   (g == "4 " ? "; with projections last [P, H], and P in the place of H for what they give." : "."),
               "floating", "[...]")
      .optional_tensor("state", "The states before the first step; 0 if they are left out.", "floating",
                       "[D layers, N, H]");
}
FunctionBuilder& options(FunctionBuilder& f) {
  return f.optional_tensor("lengths", "How many steps each sequence has; all if it is left out.", "integer", "[N]")
      .attribute("num_layers", types::count, 1, "How many layers, each of which gets the output of the one before.")
      .minimum(1)
      .attribute("bias", types::boolean, true, "Whether there are biases among the weights.")
      .attribute("bidirectional", types::boolean, false, "Whether each layer goes through the steps both ways.")
      .attribute("batch_first", types::boolean, false, "Whether examples come before steps, in x and in the output.")
      .attribute("dropout", types::floating, 0.0,
                 "Probability that an element of a layer's output is set to 0 on its way to the next layer.")
      .minimum(0)
      .maximum(1)
      .attribute("training", types::boolean, false, "Whether elements are dropped.");
}
FunctionBuilder& finished(FunctionBuilder& f) {
  return f.positional(3)
      .error("shape", "a tensor does not have the shape that the others ask for")
      .error("value",
             "there are more or fewer weights than layers, directions and biases ask for, dropout is not between 0 and "
             "1, num_layers is smaller than 1, or a length is not 0 to L")
      .trait("random")
      .bits(Bits::kBounded)
      .shape([](Infer& infer) { infer_network(infer); })
      .composed([](Invocation& call) { run_network(call); });
}
constexpr const char* kDescription =
    "The products of the input with its weights are made at once for all steps of a layer. Beyond its length a "
    "sequence "
    "gives zeros, and its last state is that after its own last step. With two directions the output has the forward "
    "one's elements first. float16 and bfloat16 compute in float32. The result is the same for any number of threads; "
    "between machines it may differ by rounding.";

}  // namespace

FunctionBuilder& lstm_outputs(FunctionBuilder& f) {
  return f.output("output", "The last layer's states after each step.", "promoted(x, weights, state)", "[L, N, D P]")
      .output("state", "Each layer's last state.", "promoted(x, weights, state)", "[D layers, N, P]")
      .output("cell", "Each layer's last cell state.", "promoted(x, weights, state)", "[D layers, N, H]")
      .record("LSTMResult");
}
FunctionBuilder& rnn_outputs(FunctionBuilder& f) {
  return f.output("output", "The last layer's states after each step.", "promoted(x, weights, state)", "[L, N, D H]")
      .output("state", "Each layer's last state.", "promoted(x, weights, state)", "[D layers, N, H]")
      .record("RNNResult");
}

MIXGRAD_FUNCTION(lstm) {
  network(f, "4 ")
      .summary("Long short-term memory over sequences.")
      .description(kDescription)
      .math(
          "c_t = f \\odot c_{t-1} + i \\odot g, h_t = o \\odot \\tanh c_t, with i, f, o = \\sigma(\\cdot) and g = "
          "\\tanh(\\cdot) of W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh}")
      .reference("Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9, 1997")
      .reference("PyTorch 2.x, torch.nn.LSTM; the gates stand in the order i, f, g, o")
      .optional_tensor("cell", "The cell states before the first step; 0 if they are left out.", "floating",
                       "[D layers, N, H]");
  finished(lstm_outputs(options(f))).example(R"(
        let x = tensor([[[1]], [[2]]])
        let weights = [tensor([[0], [0], [1], [0]]), tensor([[0], [0], [0], [0]])]
        let made = lstm(x, weights, bias: false)
        expect made.state shape = [1, 1, 1]
        expect made.cell = [[[0.6724124]]] within 1e-5
      )");
}

MIXGRAD_FUNCTION(gru) {
  network(f, "3 ")
      .summary("Gated recurrent units over sequences.")
      .description(kDescription)
      .math(
          "h_t = (1 - z) \\odot n + z \\odot h_{t-1}, n = \\tanh(W_{in} x_t + b_{in} + r \\odot (W_{hn} h_{t-1} + "
          "b_{hn}))")
      .reference("Cho et al., Learning Phrase Representations using RNN Encoder-Decoder, EMNLP 2014")
      .reference("PyTorch 2.x, torch.nn.GRU; the gates stand in the order r, z, n");
  finished(rnn_outputs(options(f))).example(R"(
        let x = tensor([[[1]], [[2]]])
        let weights = [tensor([[0], [0], [0]]), tensor([[0], [0], [0]])]
        let made = gru(x, weights, tensor([[[8]]]), bias: false)
        expect made.output = [[[4]], [[2]]]
      )");
}

MIXGRAD_FUNCTION(rnn) {
  network(f, "")
      .summary("A plain recurrent network over sequences.")
      .description(kDescription)
      .math("h_t = \\tanh(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})")
      .reference("Elman, Finding Structure in Time, Cognitive Science 14, 1990")
      .reference("PyTorch 2.x, torch.nn.RNN");
  finished(rnn_outputs(options(f).attribute("nonlinearity", step_function_type(), Value::enumerator(0),
                                            "The function of a step.")))
      .example(R"(
        let x = tensor([[[1]], [[2]]])
        let weights = [tensor([[1]]), tensor([[10]])]
        let made = rnn(x, weights, bias: false, nonlinearity: "relu")
        expect made.output = [[[1]], [[12]]]
        expect made.state = [[[12]]]
      )");
}

}  // namespace mixgrad
