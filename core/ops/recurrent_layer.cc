// One layer of a recurrent network in one direction: all steps in one operator, and their gradient in another.

#include "core/ops/losses.h"
#include "core/ops/recurrent.h"
#include "core/transform/batching.h"
#include "core/transform/gradients.h"

namespace mixgrad {

namespace {

enum { kGates, kWeight, kState, kBias, kCell, kLengths, kKind, kReverse };
enum {  // of the gradient
  kBackGrad,
  kBackWeight,
  kBackState,
  kBackStates,
  kBackCells,
  kBackActivations,
  kBackCell,
  kBackOfCells,
  kBackOfActivations,
  kBackLengths,
  kBackKind,
  kBackReverse
};

constexpr const char* kBits =
    " The result is the same for any number of threads; between machines it may differ by rounding.";

RecurrentKind kind_of(const Value& v) { return static_cast<RecurrentKind>(v.as_int()); }
bool keeps_cells(RecurrentKind kind) { return kind == RecurrentKind::kLstm || kind == RecurrentKind::kGru; }

struct Sizes {
  int64_t steps = 0, examples = 0, size = 0, gates = 0;
};

void expect_shape(Infer& infer, int i, const Shape& shape) {
  if (infer.has(i) && !(infer.shape(i) == shape))
    throw infer.error(ErrorCode::kShape, i, "it does not fit the others")
        .given(infer.shape(i).text())
        .accepted(shape.text());
}

// `sequence` is an input of [L, N, G H].
Sizes sizes_of(Infer& infer, int sequence, int weight, int state, int cell, int lengths, RecurrentKind kind) {
  const Shape &s = infer.shape(sequence), &w = infer.shape(weight);
  Sizes out;
  out.gates = gates_of(kind);
  if (w.rank() != 2 || w[0] != out.gates * w[1])
    throw infer
        .error(ErrorCode::kShape, weight,
               "the weights have " + std::to_string(out.gates) + " gates of the state's size")
        .given(w.text())
        .accepted("[" + (out.gates == 1 ? std::string() : std::to_string(out.gates) + " ") + "H, H]");
  if (s.rank() != 3 || s[2] != w[0])
    throw infer.error(ErrorCode::kShape, sequence, "there must be a number for each gate, example and step")
        .given(s.text())
        .accepted("[L, N, " + std::to_string(w[0]) + "]");
  out.steps = s[0], out.examples = s[1], out.size = w[1];
  expect_shape(infer, state, Shape{out.examples, out.size});
  expect_shape(infer, cell, Shape{out.examples, out.size});
  expect_shape(infer, lengths, Shape{out.examples});
  bool lstm = kind == RecurrentKind::kLstm;
  if (infer.has(cell) != lstm)
    throw infer.error(ErrorCode::kValue, cell, "an LSTM has a cell state, and nothing else does")
        .given(lstm ? "null" : "a tensor")
        .accepted(lstm ? "a tensor" : "null");
  return out;
}

DType wide_of(Infer& infer, int first, int last) {
  DType dtype = infer.promoted(first, last);
  if (dtype == DType::kFloat32 || dtype == DType::kFloat64) return dtype;
  throw infer.error(ErrorCode::kDType, first, "it is computed in float32 or float64")
      .given(dtype_name(dtype))
      .accepted("float32 or float64");
}

// Examples of vmap join those of the call: sequences have theirs along axis 1, states along axis 0.
bool is_sequence(const Function& f, int i) { return f.arguments[i].shape.substr(0, 2) == "[L"; }

void layer_batching(Batching& b) {
  Context& c = b.context;
  ValueList given;
  for (int i = 0; i < static_cast<int>(b.function.arguments.size()); ++i) {
    const Argument& a = b.function.arguments[i];
    if (!b.has(i)) {
      given.push_back(b.plain(i));
      continue;
    }
    bool shared = a.name == "weight" || a.name == "bias";
    if (shared && b.batched(i)) return b.each();
    Tensor x = shared ? b.tensor(i) : b.lifted(i);
    if (!shared) {
      if (is_sequence(b.function, i)) x = op<"swapaxes">(c, x, whole(0), whole(1));
      Shape to = x.shape();
      int at = is_sequence(b.function, i) ? 1 : 0;
      to[at] *= to[at + 1];
      to.erase(at + 1);
      x = as_shape(c, x, to);
    }
    given.push_back(x);
  }
  Results made;
  invoke(c, b.function, given, made);
  for (int i = 0; i < made.count(); ++i) {
    bool sequence = b.function.outputs[i].shape.substr(0, 2) == "[L";
    Shape to = made.tensor(i).shape();
    int at = sequence ? 1 : 0;
    to[at] = b.example_shape(i)[at];
    to.insert(at, b.size);
    Tensor x = as_shape(c, made.tensor(i), to);
    b.result(sequence ? op<"swapaxes">(c, x, whole(0), whole(1)) : x);
  }
}

// The states before each step.
Tensor former_states(Context& c, const Tensor& states, const Tensor& state, bool reverse) {
  int64_t steps = states.shape()[0];
  Tensor first = op<"expand_dims">(c, state, whole(0));
  Tensor others = reverse ? slice_of(c, states, 0, 1, steps) : slice_of(c, states, 0, 0, steps - 1);
  ValueList parts = reverse ? ValueList{others, first} : ValueList{first, others};
  return op<"concat">(c, Value(std::move(parts)));
}

void layer_gradient(Backward& b) {
  Context& c = b.context;
  RecurrentKind kind = kind_of(b.argument(kKind));
  Tensor weight = b.input(kWeight), state = b.input(kState), states = b.output(0);
  auto grad = [&](int i) { return b.has_grad(i) ? Value(b.grad(i)) : Value(); };
  auto given = [&](int i) { return b.has(i) ? Value(b.input(i)) : Value(); };
  Tensor of_states = b.has_grad(0) ? b.grad(0) : zeros_of(c, b.output_spec(0));
  bool with_cells = keeps_cells(kind);
  Results made = op_results<"recurrent_layer_gradient">(c, of_states, weight, state, states, b.output(1), b.output(2),
                                                        given(kCell), with_cells ? grad(1) : Value(), grad(2),
                                                        given(kLengths), b.argument(kKind), b.argument(kReverse));
  auto set = [&](int i, const Tensor& x) { b.set(i, as_dtype(c, x, b.dtype(i))); };
  Tensor through = made.tensor(0);
  if (b.needs(kGates)) set(kGates, through);
  if (b.needs(kState)) set(kState, made.tensor(2));
  if (b.has(kCell) && b.needs(kCell)) set(kCell, made.tensor(3));
  if (kind == RecurrentKind::kGru && (b.needs(kWeight) || (b.has(kBias) && b.needs(kBias)))) {
    int64_t size = state.shape()[1];
    through = op<"concat">(c, Value(ValueList{slice_of(c, through, 2, 0, 2 * size), made.tensor(1)}), whole(2));
  }
  if (b.has(kBias) && b.needs(kBias)) set(kBias, op<"sum">(c, through, Value(Shape{0, 1})));
  if (!b.needs(kWeight)) return;
  Shape all = through.shape();
  if (all[0] == 0) return set(kWeight, zeros_of(c, {through.dtype(), b.shape(kWeight)}));
  int64_t rows = all[0] * all[1];
  Tensor former =
      as_shape(c, former_states(c, states, state, b.argument(kReverse).as_bool()), Shape{rows, state.shape()[1]});
  set(kWeight, op<"matmul">(c, transposed(c, as_shape(c, through, Shape{rows, all[2]})), former));
}

// By recording the same pass made of operators, and walking back over that.
void layer_second_gradient(Backward& b) {
  Ref<Context> recording = b.context.with_recording(true);
  std::vector<Tensor> inputs, outputs, grads;
  std::vector<int> places;
  auto given = [&](int i) {
    if (!b.has(i)) return Tensor();
    Tensor x = as_dtype(*recording, b.input(i), b.output_spec(0).dtype);
    if (!b.needs(i)) return x;
    x = op<"reshape">(*recording, x, Value(x.shape()));  // where the walk ends
    inputs.push_back(x);
    places.push_back(i);
    return x;
  };
  LayerGradient in{given(kBackGrad),
                   given(kBackWeight),
                   given(kBackState),
                   given(kBackStates),
                   given(kBackCells),
                   given(kBackActivations),
                   given(kBackCell),
                   given(kBackOfCells),
                   given(kBackOfActivations),
                   b.has(kBackLengths) ? b.input(kBackLengths) : Tensor(),
                   kind_of(b.argument(kBackKind)),
                   b.argument(kBackReverse).as_bool()};
  std::vector<Tensor> made = layer_gradient_by_operators(*recording, in);
  for (int i = 0; i < 4; ++i) {
    if (!made[i] || !b.has_grad(i) || !wants_gradient(made[i])) continue;
    outputs.push_back(made[i]);
    grads.push_back(b.grad(i));
  }
  if (outputs.empty()) return;
  std::vector<Tensor> found = gradients(b.context, outputs, inputs, grads, b.context.recording);
  for (size_t i = 0; i < places.size(); ++i) {
    if (found[i]) b.set(places[i], as_dtype(b.context, found[i], b.dtype(places[i])));
  }
}

FunctionBuilder& named(FunctionBuilder& f) {
  return f.reference("Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9, 1997")
      .reference("Cho et al., Learning Phrase Representations using RNN Encoder-Decoder, EMNLP 2014")
      .in_namespace("nn");
}
FunctionBuilder& directed(FunctionBuilder& f) {
  return f.attribute("kind", recurrent_kind(), Value::enumerator(0), "The cell.")
      .attribute("reverse", types::boolean, false, "Whether the steps go from the last to the first.");
}
FunctionBuilder& finished(FunctionBuilder& f) {
  return f.error("shape", "the shapes do not fit each other")
      .error("value", "cell is missing in an LSTM, or given to another cell, or a length is not 0 to L")
      .error("dtype", "a tensor is of float16 or bfloat16")
      .batching("recurrent", layer_batching)
      .bits(Bits::kBounded);
}

}  // namespace

Type recurrent_kind() {
  return types::enumeration("RecurrentKind", {{"lstm", 0, "Long short-term memory: gates input, forget, cell, output."},
                                              {"gru", 1, "Gated recurrent unit: gates reset, update, new."},
                                              {"tanh", 2, "The hyperbolic tangent of the sum."},
                                              {"relu", 3, "The sum, or 0 where it is negative."}});
}

MIXGRAD_FUNCTION(recurrent_layer) {
  directed(
      named(f)
          .tensor("gates", "The products of the input with its weights, for G gates.", "float32_or_float64",
                  "[L, N, G H]")
          .tensor("weight", "What the former state is multiplied with.", "float32_or_float64", "[G H, H]")
          .tensor("state", "The state before the first step.", "float32_or_float64", "[N, H]")
          .optional_tensor("bias", "What is added to the former state's product.", "float32_or_float64", "[G H]")
          .optional_tensor("cell", "The cell state before the first step, of an LSTM.", "float32_or_float64", "[N, H]")
          .optional_tensor("lengths", "How many of the steps belong to each example; all if it is left out.", "integer",
                           "[N]"));
  finished(f)
      .summary("All steps of a layer of a recurrent network in one direction.")
      .description(
          std::string(
              "What lstm, gru and rnn are made of. Beyond its length an example keeps its states. cells are the "
              "cell states of an LSTM, and of a GRU the new gate's part that comes from the former state; a "
              "plain cell has none. activations are the gates after their functions, 0 beyond the length.") +
          kBits)
      .math("h_t = cell(gates_t, weight \\, h_{t-1} + bias)")
      .output("states", "The state after each step.", "promoted(gates, weight, state)", "[L, N, H]")
      .output("cells", "What a cell keeps beside it, [L, N, H], or [L, N, 0].", "promoted(gates, weight, state)",
              "[L, N, K]")
      .output("activations", "The gates.", "promoted(gates, weight, state)", "[L, N, G H]")
      .record("RecurrentLayer")
      .shape([](Infer& infer) {
        RecurrentKind kind = kind_of(infer.argument(kKind));
        DType dtype = wide_of(infer, kGates, kBias);
        Sizes s = sizes_of(infer, kGates, kWeight, kState, kCell, kLengths, kind);
        expect_shape(infer, kBias, Shape{s.gates * s.size});
        infer.output(dtype, Shape{s.steps, s.examples, s.size});
        infer.output(dtype, Shape{s.steps, s.examples, keeps_cells(kind) ? s.size : 0});
        infer.output(dtype, Shape{s.steps, s.examples, s.gates * s.size});
      })
      .gradient({"weight", "state", "cell", "lengths", "states", "cells", "activations"}, layer_gradient)
      .example(R"(
        let gates = tensor([[[1]], [[2]]])
        let made = recurrent_layer(gates, tensor([[10]]), tensor([[0]]), kind: "relu")
        expect made.states = [[[1]], [[12]]]
      )");
}

MIXGRAD_FUNCTION(recurrent_layer_gradient) {
  directed(
      named(f)
          .tensor("grad_states", "The gradient with regard to the states.", "float32_or_float64", "[L, N, H]")
          .tensor("weight", "What the former state was multiplied with.", "float32_or_float64", "[G H, H]")
          .tensor("state", "The state before the first step.", "float32_or_float64", "[N, H]")
          .tensor("states", "The states that recurrent_layer gave.", "float32_or_float64", "[L, N, H]")
          .tensor("cells", "The cells that it gave.", "float32_or_float64", "[L, N, K]")
          .tensor("activations", "The activations that it gave.", "float32_or_float64", "[L, N, G H]")
          .optional_tensor("cell", "The cell state before the first step, of an LSTM.", "float32_or_float64", "[N, H]")
          .optional_tensor("grad_cells", "The gradient with regard to the cells; 0 if it is left out.",
                           "float32_or_float64", "[L, N, K]")
          .optional_tensor("grad_activations", "The gradient with regard to the activations; 0 if it is left out.",
                           "float32_or_float64", "[L, N, G H]")
          .optional_tensor("lengths", "How many of the steps belong to each example; all if it is left out.", "integer",
                           "[N]"));
  finished(f)
      .summary("The gradients of recurrent_layer: back through all steps.")
      .description(std::string("Those of the weights and of the bias follow from grad_gates, in a GRU with "
                               "grad_recurrent in the place of its last gate. Further derivatives are taken step by "
                               "step.") +
                   kBits)
      .output("grad_gates", "Of the input's products.", "promoted(grad_states, weight, state)", "[L, N, G H]")
      .output("grad_recurrent", "Of the new gate's part that comes from the state, in a GRU; else [L, N, 0].",
              "promoted(grad_states, weight, state)", "[L, N, K]")
      .output("grad_state", "Of the state before the first step.", "promoted(grad_states, weight, state)", "[N, H]")
      .output("grad_cell", "Of the cell state before the first step, of an LSTM; else [N, 0].",
              "promoted(grad_states, weight, state)", "[N, H]")
      .record("RecurrentGradients")
      .shape([](Infer& infer) {
        RecurrentKind kind = kind_of(infer.argument(kBackKind));
        DType dtype = wide_of(infer, kBackGrad, kBackStates);
        Sizes s = sizes_of(infer, kBackActivations, kBackWeight, kBackState, kBackCell, kBackLengths, kind);
        Shape states{s.steps, s.examples, s.size}, cells{s.steps, s.examples, keeps_cells(kind) ? s.size : 0};
        for (int i : {kBackGrad, kBackStates}) expect_shape(infer, i, states);
        for (int i : {kBackCells, kBackOfCells}) expect_shape(infer, i, cells);
        expect_shape(infer, kBackOfActivations, infer.shape(kBackActivations));
        infer.output(dtype, infer.shape(kBackActivations));
        infer.output(dtype, Shape{s.steps, s.examples, kind == RecurrentKind::kGru ? s.size : 0});
        infer.output(dtype, Shape{s.examples, s.size});
        infer.output(dtype, Shape{s.examples, kind == RecurrentKind::kLstm ? s.size : 0});
      })
      .gradient({"grad_states", "weight", "state", "states", "cells", "activations", "cell", "grad_cells",
                 "grad_activations", "lengths"},
                layer_second_gradient)
      .example(R"(
        let weight = tensor([[10]])
        let state = tensor([[0]])
        let made = recurrent_layer(tensor([[[1]], [[2]]]), weight, state, kind: "relu")
        let grad = tensor([[[0]], [[1]]])
        let found = recurrent_layer_gradient(grad, weight, state, made.states, made.cells, made.activations, kind: "relu")
        expect found.grad_gates = [[[10]], [[1]]]
        expect found.grad_state = [[100]]
      )");
}

}  // namespace mixgrad
