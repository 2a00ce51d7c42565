#include "core/ops/recurrent_network.h"

#include <algorithm>

#include "core/ops/families.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

// The places of the arguments that not all of the three have alike, and the sizes.
struct Network {
  RecurrentKind kind;
  int cell = -1, lengths, first;  // first: of the attributes
  int64_t layers, directions, gates;
  bool bias, batch_first, projected = false, single = false;
  int64_t steps = 0, examples = 0, inputs = 0, size = 0, out = 0;  // out: of a state
  int per_layer = 0;                                               // weights

  explicit Network(Infer& infer) {
    const Function& f = infer.function();
    int nonlinearity = f.find_argument("nonlinearity");
    cell = f.find_argument("cell");
    lengths = f.find_argument("lengths");
    first = f.find_argument("num_layers");
    kind = cell >= 0                          ? RecurrentKind::kLstm
           : nonlinearity < 0                 ? RecurrentKind::kGru
           : infer.integer(nonlinearity) == 0 ? RecurrentKind::kTanh
                                              : RecurrentKind::kRelu;
    gates = gates_of(kind);
    layers = infer.integer(first);
    bias = infer.flag(first + 1);
    directions = infer.flag(first + 2) ? 2 : 1;
    batch_first = infer.flag(first + 3);
    read_input(infer);
    read_weights(infer);
  }

  Shape states(int64_t numbers) const {
    Shape s{layers * directions, examples, numbers};
    if (single) s.erase(1);
    return s;
  }
  Shape output() const {
    Shape s = batch_first ? Shape{examples, steps, directions * out} : Shape{steps, examples, directions * out};
    if (single) s.erase(batch_first ? 0 : 1);
    return s;
  }

 private:
  static void expect(Infer& infer, int i, const Shape& shape) {
    if (i >= 0 && infer.has(i) && !(infer.shape(i) == shape))
      throw infer.error(ErrorCode::kShape, i, "it does not fit the others")
          .given(infer.shape(i).text())
          .accepted(shape.text());
  }

  void read_input(Infer& infer) {
    const Shape& x = infer.shape(0);
    if (x.rank() != 2 && x.rank() != 3)
      throw infer.error(ErrorCode::kShape, 0, "sequences have three axes, or two without that of the examples")
          .given(x.text())
          .accepted(batch_first ? "[N, L, I] or [L, I]" : "[L, N, I] or [L, I]");
    single = x.rank() == 2;
    steps = single ? x[0] : x[batch_first ? 1 : 0];
    examples = single ? 1 : x[batch_first ? 0 : 1];
    inputs = x[x.rank() - 1];
  }

  void read_weights(Infer& infer) {
    const ValueList& list = infer.list(1);
    int64_t plain = bias ? 4 : 2, given = static_cast<int64_t>(list.size());
    int64_t parts = std::min(layers, given + 1) * directions;  // more layers than weights do not fit anyhow
    bool lstm = kind == RecurrentKind::kLstm;
    projected = lstm && given % parts == 0 && given / parts == plain + 1;
    per_layer = static_cast<int>(plain + (projected ? 1 : 0));
    if (given % parts != 0 || given / parts != per_layer) {
      std::string accepted = std::to_string(parts * plain);
      if (parts < layers)
        accepted = "at least one for each layer";
      else if (lstm)
        accepted += ", or " + std::to_string(parts * (plain + 1)) + " with projections";
      throw infer.error(ErrorCode::kValue, 1, "there must be as many weights as layers, directions and biases ask for")
          .given(std::to_string(given))
          .accepted(accepted);
    }
    auto shape = [&](int64_t i) { return list[static_cast<size_t>(i)].tensor_impl()->shape; };
    if (shape(0).rank() == 2) size = shape(0)[0] / gates;
    out = size;
    if (projected && shape(per_layer - 1).rank() == 2) out = shape(per_layer - 1)[0];
    if (shape(0).rank() == 2 && shape(0)[1] != inputs)
      throw infer.error(ErrorCode::kShape, 0, "each step must have as many numbers as the first weights have columns")
          .given(std::to_string(inputs))
          .accepted(std::to_string(shape(0)[1]));
    for (int64_t i = 0; i < given; ++i) {
      int64_t part = i / per_layer, place = i % per_layer;
      int64_t from = part < directions ? inputs : directions * out;
      Shape expected = place == 0                            ? Shape{gates * size, from}
                       : place == 1                          ? Shape{gates * size, out}
                       : projected && place + 1 == per_layer ? Shape{out, size}
                                                             : Shape{gates * size};
      if (!(shape(i) == expected))
        throw infer.error(ErrorCode::kShape, 1, "the weights at position " + number_mark(i) + " do not fit")
            .given(shape(i).text())
            .accepted(expected.text());
    }
    expect(infer, 2, states(out));
    expect(infer, cell, states(size));
    if (single && infer.has(lengths))
      throw infer.error(ErrorCode::kShape, lengths, "one sequence alone has no axis of examples")
          .given(infer.shape(lengths).text())
          .accepted("null");
    expect(infer, lengths, Shape{examples});
  }
};

DType network_dtype(Infer& infer) {
  DType dtype = infer.dtype(0);
  for (const Value& w : infer.list(1)) dtype = promote(dtype, w.tensor_impl()->dtype);
  if (infer.has(2)) dtype = promote(dtype, infer.dtype(2));
  return dtype;
}

// A layer in one direction, on [L, N, ...].
class Direction {
 public:
  Direction(Context& c, const Network& n, const ValueList& weights, DType dtype) : c_(c), n_(n) {
    for (const Value& w : weights) weights_.push_back(as_dtype(c, w.as_tensor(), dtype));
  }

  LayerOutput run(int64_t part, const Tensor& x, const Tensor& state, const Tensor& cell, const Tensor& lengths) {
    auto weight = [&](int i) { return weights_[static_cast<size_t>(part * n_.per_layer + i)]; };
    LayerInput in;
    in.kind = n_.kind;
    in.reverse = part % n_.directions == 1;
    in.weight = weight(1), in.state = state, in.cell = cell, in.lengths = lengths;
    Tensor bias;
    if (n_.bias) bias = weight(2);
    if (n_.bias && in.kind == RecurrentKind::kGru) in.bias = weight(3);  // the reset gate stands between the two
    if (n_.bias && in.kind != RecurrentKind::kGru) bias = plus(c_, bias, weight(3));
    in.gates = op<"linear">(c_, x, weight(0), bias ? Value(bias) : Value());
    if (n_.projected) {
      in.projection = weight(n_.per_layer - 1);
      return layer_by_operators(c_, in);
    }
    auto given = [](const Tensor& t) { return t ? Value(t) : Value(); };
    Results made = op_results<"recurrent_layer">(c_, in.gates, in.weight, in.state, given(in.bias), given(in.cell),
                                                 given(in.lengths), Value::enumerator(static_cast<int64_t>(in.kind)),
                                                 Value(in.reverse));
    return {made.tensor(0), made.tensor(1), made.tensor(2)};
  }

 private:
  Context& c_;
  const Network& n_;
  std::vector<Tensor> weights_;
};

Tensor stacked(Context& c, const std::vector<Tensor>& parts) {
  return op<"stack">(c, Value(ValueList(parts.begin(), parts.end())));
}

}  // namespace

Type step_function_type() {
  return types::enumeration("StepFunction",
                            {{"tanh", 0, "The hyperbolic tangent."}, {"relu", 1, "0 for what is negative."}});
}

void infer_network(Infer& infer) {
  Network n(infer);
  DType dtype = network_dtype(infer);
  infer.output(dtype, n.output());
  infer.output(dtype, n.states(n.out));
  if (n.kind == RecurrentKind::kLstm) infer.output(dtype, n.states(n.size));
}

void run_network(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Network n(infer);
  DType dtype = network_dtype(infer), wide = wide_dtype_of(dtype);
  Direction direction(c, n, call[1].as_list(), wide);
  bool lstm = n.kind == RecurrentKind::kLstm;
  Tensor x = as_dtype(c, call.tensor(0), wide);
  if (n.single)
    x = op<"expand_dims">(c, x, whole(1));
  else if (n.batch_first)
    x = op<"swapaxes">(c, x, whole(0), whole(1));
  auto starts = [&](int i, int64_t size) {
    Shape shape{n.layers * n.directions, n.examples, size};
    return call.has(i) ? as_shape(c, as_dtype(c, call.tensor(i), wide), shape) : full_of(c, 0, wide, shape);
  };
  Tensor state = starts(2, n.out), cell = lstm ? starts(n.cell, n.size) : Tensor();
  Tensor lengths = call.has(n.lengths) ? call.tensor(n.lengths) : Tensor(), going_on;
  if (lengths) {
    Tensor places = op<"arange">(c, whole(0), whole(n.steps), whole(1), Value(DType::kInt64));
    Tensor on = op<"less">(c, as_shape(c, places, Shape{n.steps, 1}), lengths);
    going_on = op<"expand_dims">(c, on, whole(2));
    auto nothing = [&](const Shape& shape) { return full_of(c, 0, wide, shape); };
    if (n.projected)  // steps by operators read no values: a layer of no numbers checks the lengths
      op_results<"recurrent_layer">(c, nothing({n.steps, n.examples, 0}), nothing({0, 0}), nothing({n.examples, 0}),
                                    Value(), Value(), lengths, Value::enumerator(2), Value(false));
  }
  double dropout = call[n.first + 4].as_float();
  bool training = call[n.first + 5].as_bool();
  std::vector<Tensor> states, cells;
  for (int64_t layer = 0; layer < n.layers; ++layer) {
    ValueList ways;
    for (int64_t d = 0; d < n.directions; ++d) {
      int64_t part = layer * n.directions + d, last = d == 0 ? n.steps - 1 : 0;
      auto at = [&](const Tensor& t, int64_t i) { return op<"getitem">(c, t, Value(ValueList{Value(i)})); };
      Tensor h = at(state, part), k = cell ? at(cell, part) : Tensor();
      LayerOutput made = direction.run(part, x, h, k, lengths);
      states.push_back(n.steps ? at(made.states, last) : h);
      if (lstm) cells.push_back(n.steps ? at(made.cells, last) : k);
      ways.push_back(going_on ? op<"where">(c, going_on, made.states, whole(0)) : made.states);
    }
    x = ways.size() == 1 ? ways[0].as_tensor() : op<"concat">(c, Value(std::move(ways)), whole(2));
    if (training && dropout > 0 && layer + 1 < n.layers) x = op<"dropout">(c, x, Value(dropout));
  }
  if (n.batch_first && !n.single) x = op<"swapaxes">(c, x, whole(0), whole(1));
  call.result(as_dtype(c, as_shape(c, x, n.output()), dtype));
  call.result(as_dtype(c, as_shape(c, stacked(c, states), n.states(n.out)), dtype));
  if (lstm) call.result(as_dtype(c, as_shape(c, stacked(c, cells), n.states(n.size)), dtype));
}

}  // namespace mixgrad
