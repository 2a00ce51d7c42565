// Recurrent cells: one step of a layer.
#include <array>
#include <cmath>

#include "core/nn/recurrent_cell.h"
#include "core/ops/gradients.h"
#include "core/ops/recurrent_network.h"

namespace mixgrad {

namespace {

constexpr double kMostNumbers = 1 << 30;  // so that products of sizes fit
enum class Family { kRnn, kLstm, kGru };
constexpr const char* kNames[] = {"RNNCell", "LSTMCell", "GRUCell"};
template <Family K>
constexpr int kGates = K == Family::kLstm  ? 4
                       : K == Family::kGru ? 3
                                           : 1;

template <Family K>
struct CellModule final : RecurrentCell {
  const Class& cls() const override {
    static const Class& c = class_named(kNames[static_cast<int>(K)]);
    return c;
  }
  int64_t input_size = 0, hidden_size = 0;
  bool bias = true;
  Value nonlinearity = Value::enumerator(0);

  int num_states() const override { return K == Family::kLstm ? 2 : 1; }
  Tensor step(Context& c, const Tensor& x, States& states) override { return step(c, x, states, "states", "states"); }

  // As a layer with sequences of one step. Errors name the states so.
  Tensor step(Context& c, const Tensor& x, States& states, const char* state, const char* cell) {
    std::string size = std::to_string(input_size);
    if (x.rank() != 1 && x.rank() != 2) refuse(x, "[N, " + size + "] or [" + size + "]");
    check(x, x.shape(), states, {state, cell});
    Value first(int64_t{0});
    return op<"squeeze">(c, run(c, op<"expand_dims">(c, x, first), Tensor(), states), first);
  }
  Tensor unroll(Context& c, const Sequences& sequences, States& states) override {
    Shape example = sequences.x.shape();
    example.erase(0);
    check(sequences.x, example, states, {"states", "states"});
    return run(c, sequences.x, sequences.lengths, states);
  }

 private:
  void refuse(const Tensor& x, const std::string& accepted) const {
    throw Error(ErrorCode::kShape, "an input does not have as many numbers as the cell takes")
        .on("x")
        .given(x.shape().text())
        .accepted(accepted);
  }
  // `example`: x without the axis of the steps.
  void check(const Tensor& x, Shape example, const States& states, std::array<const char*, 2> names) const {
    int last = example.rank() - 1;
    std::string size = std::to_string(input_size), steps = x.rank() > example.rank() ? "L, " : "";
    if (example[last] != input_size) refuse(x, "[" + steps + "N, " + size + "] or [" + steps + size + "]");
    example[last] = hidden_size;
    for (size_t i = 0; i < states.size(); ++i) {
      if (states[i] && !(states[i].shape() == example))
        throw Error(ErrorCode::kShape, "it does not fit the others")
            .on(names[i])
            .given(states[i].shape().text())
            .accepted(example.text());
    }
  }

  // As a layer: x is [L, ...].
  Tensor run(Context& c, const Tensor& x, const Tensor& lengths, States& states) {
    Value first(int64_t{0}), one(int64_t{1}), biased(bias), no(false), zero(0.0);
    auto given = [](const Tensor& t) { return t ? Value(t) : Value(); };
    auto longer = [&](size_t i) { return given(states[i] ? op<"expand_dims">(c, states[i], first) : Tensor()); };
    ValueList weights;
    for (auto& [name, t] : own_parameters()) weights.push_back(t);
    Value sequence(x), all(std::move(weights)), count = given(lengths);
    auto network = [&]() -> Results {
      if constexpr (K == Family::kLstm)
        return op_results<"lstm">(c, sequence, all, longer(0), longer(1), count, one, biased, no, no, zero, no);
      else if constexpr (K == Family::kGru)
        return op_results<"gru">(c, sequence, all, longer(0), count, one, biased, no, no, zero, no);
      else
        return op_results<"rnn">(c, sequence, all, longer(0), count, one, biased, no, no, zero, no, nonlinearity);
    };
    Results made = network();
    for (size_t i = 0; i < states.size(); ++i)
      states[i] = op<"squeeze">(c, made.tensor(static_cast<int>(i) + 1), first);
    return made.tensor(0);
  }
};

template <Family K>
void define_constructor(FunctionBuilder& f) {
  f.summary("Makes a cell with initial weights from the context's generator.")
      .description("Parameters are of dtype float32 unless another is given.")
      .attribute("input_size", types::size, "Numbers of an input.")
      .minimum(1)
      .maximum(kMostNumbers)
      .attribute("hidden_size", types::size, "Numbers of a state.")
      .minimum(1)
      .maximum(kMostNumbers)
      .attribute("bias", types::boolean, true, "Whether there are biases.");
  if (K == Family::kRnn)
    f.attribute("nonlinearity", step_function_type(), Value::enumerator(0), "The function of a step.");
  f.attribute("dtype", types::dtype, Value(DType::kFloat32), "Of the parameters: floating.")
      .positional(2)
      .output("layer", types::object(kNames[static_cast<int>(K)]), "The cell.")
      .error("value", "a size is out of range")
      .native([](Invocation& call) {
        auto cell = make_ref<CellModule<K>>();
        cell->input_size = call[0].as_int();
        cell->hidden_size = call[1].as_int();
        cell->bias = call[2].as_bool();
        if (K == Family::kRnn) cell->nonlinearity = call[3];
        double bound = 1.0 / std::sqrt(static_cast<double>(cell->hidden_size));
        Ref<Context> quiet = call.context.with_recording(false);
        auto add = [&](const char* name, const Shape& shape) {
          cell->add_parameter(
              name, op<"uniform">(*quiet, Value(shape), Value(-bound), Value(bound), call[K == Family::kRnn ? 4 : 3]));
        };
        int64_t gates = kGates<K> * cell->hidden_size;
        add("weight_ih", Shape{gates, cell->input_size});
        add("weight_hh", Shape{gates, cell->hidden_size});
        if (cell->bias) add("bias_ih", Shape{gates}), add("bias_hh", Shape{gates});
        call.result(Value(cell));
      });
}

FunctionBuilder& input(FunctionBuilder& f) {
  return f.tensor("x", "The inputs, [N, input_size], or one of them, [input_size].", "floating", "[N, input_size]");
}

template <Family K>
void define_forward(FunctionBuilder& f) {
  input(f)
      .summary("A step from a state of 0.")
      .description("Gives the new state; forward_with_state takes one, and unroll runs the cell over sequences.")
      .output("output", "The new state.", "promoted(x, weights)", "[N, hidden_size]")
      .error("shape", "x has not input_size numbers")
      .native([](Invocation& call) {
        auto& self = call.self<CellModule<K>>();
        RecurrentCell::States states(static_cast<size_t>(self.num_states()));
        call.result(self.step(call.context, call.tensor(0), states));
      });
}

template <Family K>
void define_forward_with_state(FunctionBuilder& f) {
  constexpr bool kLstm = K == Family::kLstm;
  input(f)
      .summary("A step from a given state.")
      .description("Without the axis of the examples there is none in the results either.")
      .optional_tensor("state", "The former state; 0 if it is left out.", "floating", "[N, hidden_size]");
  if (kLstm) f.optional_tensor("cell", "The former cell state; 0 if it is left out.", "floating", "[N, hidden_size]");
  f.positional(2).output("state", "The new state.", "promoted(x, weights)", "[N, hidden_size]");
  if (kLstm) f.output("cell", "The new cell state.", "promoted(x, weights)", "[N, hidden_size]").record("LSTMState");
  f.error("shape", "a tensor does not have the shape that the cell asks for").native([](Invocation& call) {
    auto& self = call.self<CellModule<K>>();
    RecurrentCell::States states(static_cast<size_t>(self.num_states()));
    for (int i = 0; i < self.num_states(); ++i) {
      if (call.has(1 + i)) states[static_cast<size_t>(i)] = call.tensor(1 + i);
    }
    self.step(call.context, call.tensor(0), states, "state", "cell");
    for (const Tensor& t : states) call.result(t);
  });
}

template <Family K>
void define_cell(ClassBuilder& c) {
  using M = CellModule<K>;
  std::string g = K == Family::kRnn ? "" : std::to_string(kGates<K>) + " ";
  cell_class(c)
      .description("All parameters are uniform in ±1/√hidden_size, drawn in this order.")
      .parameter("weight_ih", "[" + g + "hidden_size, input_size]", "uniform(±1/√hidden_size)",
                 "What the input is multiplied with.")
      .parameter("weight_hh", "[" + g + "hidden_size, hidden_size]", "uniform(±1/√hidden_size)",
                 "What the former state is multiplied with.")
      .parameter("bias_ih", "[" + g + "hidden_size]", "uniform(±1/√hidden_size)", "What is added to the first.", true)
      .parameter("bias_hh", "[" + g + "hidden_size]", "uniform(±1/√hidden_size)", "What is added to the second.", true)
      .constructor(define_constructor<K>)
      .method("forward", define_forward<K>)
      .method("forward_with_state", define_forward_with_state<K>)
      .property("input_size", types::size, "Numbers of an input.",
                [](Context&, Object& self) { return Value(static_cast<M&>(self).input_size); })
      .property("hidden_size", types::size, "Numbers of a state.",
                [](Context&, Object& self) { return Value(static_cast<M&>(self).hidden_size); });
}

}  // namespace

MIXGRAD_CLASS(RNNCell) {
  define_cell<Family::kRnn>(c);
  c.summary("A step of a plain recurrent network.")
      .reference("Elman, Finding Structure in Time, Cognitive Science 14, 1990")
      .reference("PyTorch 2.x, torch.nn.RNNCell")
      .example(R"(
        let cell = new RNNCell(3, 2)
        let state = cell.forward(tensor([[1, 2, 3]]))
        expect cell.forward_with_state(tensor([[4, 5, 6]]), state) shape = [1, 2]
      )");
}

MIXGRAD_CLASS(LSTMCell) {
  define_cell<Family::kLstm>(c);
  c.summary("A step of long short-term memory.")
      .reference("Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9, 1997")
      .reference("PyTorch 2.x, torch.nn.LSTMCell")
      .example(R"(
        let cell = new LSTMCell(3, 2)
        let made = cell.forward_with_state(tensor([[1, 2, 3]]))
        expect made.state shape = [1, 2]
        expect made.cell shape = [1, 2]
      )");
}

MIXGRAD_CLASS(GRUCell) {
  define_cell<Family::kGru>(c);
  c.summary("A step of gated recurrent units.")
      .reference("Cho et al., Learning Phrase Representations using RNN Encoder-Decoder, EMNLP 2014")
      .reference("PyTorch 2.x, torch.nn.GRUCell")
      .example(R"(
        let cell = new GRUCell(3, 2)
        let state = cell.forward(tensor([[1, 2, 3]]))
        expect cell.forward_with_state(tensor([[4, 5, 6]]), state) shape = [1, 2]
      )");
}

}  // namespace mixgrad
