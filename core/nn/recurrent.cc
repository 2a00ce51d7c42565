// Recurrent layers: parameters for lstm, gru and rnn. forward gives one tensor, as all modules do, so that they stand
// in a Sequential; forward_with_state takes and gives states.
#include <cmath>

#include "core/nn/module.h"
#include "core/ops/recurrent_network.h"

namespace mixgrad {

namespace {

constexpr double kMostNumbers = 1 << 30, kMostLayers = 1 << 16;  // so that products of sizes fit
enum class Family { kRnn, kLstm, kGru };
constexpr const char* kNames[] = {"RNN", "LSTM", "GRU"};
template <Family K>
constexpr int kGates = K == Family::kLstm  ? 4
                       : K == Family::kGru ? 3
                                           : 1;
template <Family K>
std::string gates_text() {
  return K == Family::kRnn ? "" : std::to_string(kGates<K>) + " ";
}

template <Family K>
struct RecurrentModule final : Module {
  const Class& cls() const override {
    static const Class& c = class_named(kNames[static_cast<int>(K)]);
    return c;
  }
  int64_t input_size = 0, hidden_size = 0, num_layers = 1, proj_size = 0;
  bool bias = true, batch_first = false, bidirectional = false;
  double dropout = 0;
  Value nonlinearity = Value::enumerator(0);

  int64_t directions() const { return bidirectional ? 2 : 1; }
  int64_t out_size() const { return proj_size ? proj_size : hidden_size; }

  void make_parameters(Context& context, DType dtype) {
    double bound = 1.0 / std::sqrt(static_cast<double>(hidden_size));
    Ref<Context> quiet = context.with_recording(false);
    int64_t gates = kGates<K> * hidden_size;
    for (int64_t part = 0; part < num_layers * directions(); ++part) {
      int64_t layer = part / directions(), from = layer ? directions() * out_size() : input_size;
      std::string end = "_l" + std::to_string(layer) + (part % directions() ? "_reverse" : "");
      auto add = [&](const char* name, const Shape& shape) {
        add_parameter(name + end, op<"uniform">(*quiet, Value(shape), Value(-bound), Value(bound), Value(dtype)));
      };
      add("weight_ih", Shape{gates, from});
      add("weight_hh", Shape{gates, out_size()});
      if (bias) add("bias_ih", Shape{gates}), add("bias_hh", Shape{gates});
      if (proj_size) add("weight_hr", Shape{proj_size, hidden_size});
    }
  }

  Results run(Context& c, const Value& x, const Value& state, const Value& cell, const Value& lengths) {
    ValueList weights;
    for (auto& [name, t] : own_parameters()) weights.push_back(t);
    Value all(std::move(weights)), layers(num_layers), p(dropout), active(training(c));
    Value biased(bias), both(bidirectional), first(batch_first);
    if constexpr (K == Family::kLstm)
      return op_results<"lstm">(c, x, all, state, cell, lengths, layers, biased, both, first, p, active);
    else if constexpr (K == Family::kGru)
      return op_results<"gru">(c, x, all, state, lengths, layers, biased, both, first, p, active);
    else
      return op_results<"rnn">(c, x, all, state, lengths, layers, biased, both, first, p, active, nonlinearity);
  }
};

template <Family K>
void define_constructor(FunctionBuilder& f) {
  f.summary("Makes a layer with initial weights from the context's generator.")
      .description("Parameters are of dtype float32 unless another is given.")
      .attribute("input_size", types::size, "Numbers of a step of the input.")
      .minimum(1)
      .maximum(kMostNumbers)
      .attribute("hidden_size", types::size, "Numbers of a state.")
      .minimum(1)
      .maximum(kMostNumbers)
      .attribute("num_layers", types::count, 1, "How many layers, each of which gets the output of the one before.")
      .minimum(1)
      .maximum(kMostLayers)
      .attribute("bias", types::boolean, true, "Whether there are biases.")
      .attribute("batch_first", types::boolean, false, "Whether examples come before steps, in input and output.")
      .attribute(
          "dropout", types::floating, 0.0,
          "Probability that an element of a layer's output is set to 0 on its way to the next layer, in training.")
      .minimum(0)
      .maximum(1)
      .attribute("bidirectional", types::boolean, false, "Whether each layer goes through the steps both ways.");
  if (K == Family::kLstm)
    f.attribute("proj_size", types::size, 0, "Numbers to which states are projected; 0: they are not.");
  if (K == Family::kRnn)
    f.attribute("nonlinearity", step_function_type(), Value::enumerator(0), "The function of a step.");
  f.attribute("dtype", types::dtype, Value(DType::kFloat32), "Of the parameters: floating.")
      .positional(2)
      .output("layer", types::object(kNames[static_cast<int>(K)]), "The layer.")
      .error("value", K == Family::kLstm
                          ? "a size or the number of layers is out of range, dropout is not between 0 and 1, or "
                            "proj_size is not smaller "
                            "than hidden_size"
                          : "a size or the number of layers is out of range, or dropout is not between 0 and 1")
      .native([](Invocation& call) {
        auto layer = make_ref<RecurrentModule<K>>();
        layer->input_size = call[0].as_int();
        layer->hidden_size = call[1].as_int();
        layer->num_layers = call[2].as_int();
        layer->bias = call[3].as_bool();
        layer->batch_first = call[4].as_bool();
        layer->dropout = call[5].as_float();
        layer->bidirectional = call[6].as_bool();
        if (K == Family::kLstm) layer->proj_size = call[7].as_int();
        if (K == Family::kRnn) layer->nonlinearity = call[7];
        if (layer->proj_size >= layer->hidden_size)
          throw Error(ErrorCode::kValue, "projections are smaller than states")
              .on("proj_size")
              .given(std::to_string(layer->proj_size))
              .accepted("0 to " + std::to_string(layer->hidden_size - 1));
        layer->make_parameters(call.context, call[K == Family::kGru ? 7 : 8].as_dtype());
        call.result(Value(layer));
      });
}

FunctionBuilder& sequences(FunctionBuilder& f) {
  return f.tensor("x", "The sequences, [L, N, input_size], [N, L, input_size] with batch_first, or [L, input_size].",
                  "floating", "[L, N, input_size]");
}

template <Family K>
void define_forward(FunctionBuilder& f) {
  sequences(f)
      .summary("Runs the layers from states of 0.")
      .description("Gives the last layer's states after each step; forward_with_state gives the last ones too.")
      .output("output", "The states after each step.", "promoted(x, weights)", "[L, N, D hidden_size]")
      .error("shape", "x has not input_size numbers for each step")
      .native([](Invocation& call) {
        call.result(call.self<RecurrentModule<K>>().run(call.context, call[0], Value(), Value(), Value()).tensor(0));
      });
}

template <Family K>
void define_forward_with_state(FunctionBuilder& f) {
  constexpr bool kLstm = K == Family::kLstm;
  sequences(f)
      .summary("Runs the layers from given states, and gives the last ones.")
      .description("Beyond its length a sequence gives zeros, and its last state is that after its own last step.")
      .optional_tensor("state", "The states before the first step; 0 if they are left out.", "floating",
                       "[D num_layers, N, hidden_size]");
  if (kLstm)
    f.optional_tensor("cell", "The cell states before the first step; 0 if they are left out.", "floating",
                      "[D num_layers, N, hidden_size]");
  f.optional_tensor("lengths", "How many steps each sequence has; all if it is left out.", "integer", "[N]")
      .positional(2);
  (kLstm ? lstm_outputs(f) : rnn_outputs(f))
      .error("shape", "a tensor does not have the shape that the layer asks for")
      .error("value", "a length is not 0 to L")
      .native([](Invocation& call) {
        Results made = call.self<RecurrentModule<K>>().run(call.context, call[0], call[1], kLstm ? call[2] : Value(),
                                                           call[kLstm ? 3 : 2]);
        for (int i = 0; i < made.count(); ++i) call.result(made.tensor(i));
      });
}

template <Family K>
void define_layer(ClassBuilder& c) {
  using M = RecurrentModule<K>;
  std::string g = gates_text<K>();
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .description(
          "Parameters of layer k end in _lk, in the direction from the last step to the first in _lk_reverse; behind "
          "the first layer weight_ih has as many columns as a layer gives numbers. All are uniform in ±1/√hidden_size, "
          "drawn layer by layer in this order.")
      .parameter("weight_ih_l0", "[" + g + "hidden_size, input_size]", "uniform(±1/√hidden_size)",
                 "What the input is multiplied with.")
      .parameter("weight_hh_l0", "[" + g + "hidden_size, hidden_size]", "uniform(±1/√hidden_size)",
                 "What the former state is multiplied with.")
      .parameter("bias_ih_l0", "[" + g + "hidden_size]", "uniform(±1/√hidden_size)", "What is added to the first.",
                 true)
      .parameter("bias_hh_l0", "[" + g + "hidden_size]", "uniform(±1/√hidden_size)", "What is added to the second.",
                 true);
  if (K == Family::kLstm)
    c.parameter("weight_hr_l0", "[proj_size, hidden_size]", "uniform(±1/√hidden_size)",
                "What states are projected by; only with proj_size.", true);
  c.constructor(define_constructor<K>)
      .method("forward", define_forward<K>)
      .method("forward_with_state", define_forward_with_state<K>)
      .property("input_size", types::size, "Numbers of a step of the input.",
                [](Context&, Object& self) { return Value(static_cast<M&>(self).input_size); })
      .property("hidden_size", types::size, "Numbers of a state.",
                [](Context&, Object& self) { return Value(static_cast<M&>(self).hidden_size); })
      .property("num_layers", types::count, "How many layers.",
                [](Context&, Object& self) { return Value(static_cast<M&>(self).num_layers); })
      .property("bidirectional", types::boolean, "Whether each layer goes through the steps both ways.",
                [](Context&, Object& self) { return Value(static_cast<M&>(self).bidirectional); })
      .serializable();
}

}  // namespace

MIXGRAD_CLASS(RNN) {
  define_layer<Family::kRnn>(c);
  c.summary("A plain recurrent network of one or several layers; see rnn.")
      .reference("Elman, Finding Structure in Time, Cognitive Science 14, 1990")
      .reference("PyTorch 2.x, torch.nn.RNN")
      .example(R"(
        let layer = new RNN(3, 2)
        let x = tensor([[[1, 2, 3]], [[4, 5, 6]]])
        expect layer.forward(x) shape = [2, 1, 2]
        let made = layer.forward_with_state(x)
        expect made.state shape = [1, 1, 2]
      )");
}

MIXGRAD_CLASS(LSTM) {
  define_layer<Family::kLstm>(c);
  c.summary("Long short-term memory of one or several layers; see lstm.")
      .reference("Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9, 1997")
      .reference("Sak et al., Long Short-Term Memory Based Recurrent Neural Network Architectures, 2014 (proj_size)")
      .reference("PyTorch 2.x, torch.nn.LSTM")
      .example(R"(
        let layer = new LSTM(3, 2, num_layers: 2)
        let x = tensor([[[1, 2, 3]], [[4, 5, 6]]])
        expect layer.forward(x) shape = [2, 1, 2]
        let made = layer.forward_with_state(x)
        expect made.cell shape = [2, 1, 2]
      )");
}

MIXGRAD_CLASS(GRU) {
  define_layer<Family::kGru>(c);
  c.summary("Gated recurrent units of one or several layers; see gru.")
      .reference("Cho et al., Learning Phrase Representations using RNN Encoder-Decoder, EMNLP 2014")
      .reference("PyTorch 2.x, torch.nn.GRU")
      .example(R"(
        let layer = new GRU(3, 2, bidirectional: true)
        let x = tensor([[[1, 2, 3]], [[4, 5, 6]]])
        expect layer.forward(x) shape = [2, 1, 4]
        let made = layer.forward_with_state(x)
        expect made.state shape = [2, 1, 2]
      )");
}

}  // namespace mixgrad
