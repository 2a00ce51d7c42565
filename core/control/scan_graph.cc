// scan_graph: what scan calls.
#include <algorithm>
#include <functional>

#include "core/control/batches.h"
#include "core/control/loop_gradient.h"
#include "core/control/one_node.h"
#include "core/control/scan.h"
#include "core/graph/infer_node.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

// By their position in the call; the counts are checked against the list.
ScanLayout layout_of(const std::function<const Value&(int)>& plain, size_t tensors) {
  ScanLayout at{};
  at.reverse = plain(kScanReverse).as_bool();
  at.limited = plain(kScanLimited).as_bool();
  at.replays = plain(kScanReplays).as_bool();
  at.keep = plain(kScanKeep).as_bool();
  auto states = static_cast<uint64_t>(plain(kScanStates).as_int());
  auto scanned = static_cast<uint64_t>(plain(kScanScanned).as_int());
  size_t behind = (at.limited ? 1 : 0) + (at.replays ? 1 : 0);
  if (scanned < 1 || scanned > tensors || states > tensors || states + scanned + behind > tensors) {
    throw Error(ErrorCode::kValue, "there must be one tensor or more to scan, and as many tensors as are counted")
        .on("tensors")
        .given(std::to_string(tensors));
  }
  at.states = static_cast<size_t>(states);
  at.scanned = static_cast<size_t>(scanned);
  at.shared = tensors - at.states - at.scanned - behind;
  return at;
}

int64_t steps_of(const ScanLayout& at, const std::vector<TensorSpec>& specs) {
  int64_t steps = -1;
  for (size_t i = at.states; i < at.first_shared(); ++i) {
    const Shape& shape = specs[i].shape;
    bool fits = shape.rank() > 0 && (steps < 0 || shape[0] == steps);
    if (!fits) {
      throw Error(ErrorCode::kShape, "what is scanned must have one axis or more, and the same length along the first")
          .on("tensors")
          .given(spec_text(specs[i]));
    }
    steps = shape[0];
  }
  return steps;
}

// What one step gets.
std::vector<TensorSpec> step_specs(const ScanLayout& at, const std::vector<TensorSpec>& specs) {
  std::vector<TensorSpec> out(specs.begin(), specs.begin() + static_cast<ptrdiff_t>(at.limit()));
  for (size_t i = at.states; i < at.first_shared(); ++i) out[i].shape.erase(0);
  return out;
}

void infer_scan(Infer& infer) {
  std::vector<TensorSpec> specs = specs_of_list(infer.list(kScanTensors));
  ScanLayout at = layout_of([&](int i) -> const Value& { return infer.argument(i); }, specs.size());
  int64_t steps = steps_of(at, specs);
  if (at.limited) check_numbers(specs, at.limit(), Shape{});
  if (at.replays) check_numbers(specs, at.positions(), Shape{steps, 2});
  std::vector<TensorSpec> results = results_of(graph_of(infer.argument(kScanBody)), step_specs(at, specs)), out;
  std::vector<TensorSpec> states(specs.begin(), specs.begin() + static_cast<ptrdiff_t>(at.states));
  std::vector<TensorSpec> ends(results.begin(),
                               results.begin() + static_cast<ptrdiff_t>(std::min(at.states, results.size())));
  check_same(ends, states, "each step must give the states with their shapes and dtypes", "body", "scan_graph");
  out = states;
  for (size_t i = at.states; i < results.size(); ++i) out.push_back(stacked(results[i], steps));
  if (at.keep) {
    for (const TensorSpec& s : states) out.push_back(stacked(s, steps));
    out.emplace_back(DType::kInt64, Shape{steps, 2});
  }
  infer.output_list(std::move(out));
}

// The results of all steps of one kind, in order; zeros where there was no step.
Tensor stack_steps(Context& context, ValueList parts, const TensorSpec& one) {
  TensorSpec all = stacked(one, static_cast<int64_t>(parts.size()));
  all.device = context.device;
  if (parts.empty()) return zeros(context, all);
  for (Value& part : parts) {
    if (part.is_absent()) part = Value(zeros(context, one));
  }
  return op<"stack">(context, Value(std::move(parts)));
}

ValueList run_scan(Invocation& call, Context& context, bool keep) {
  const ValueList& tensors = call[kScanTensors].as_list();
  const Graph& body = graph_of(call[kScanBody]);
  std::vector<TensorSpec> specs = specs_of_list(tensors);
  ScanLayout at = layout_of([&](int i) -> const Value& { return call[i]; }, tensors.size());
  int64_t steps = steps_of(at, specs), todo = steps;
  if (at.limited) todo = std::clamp<int64_t>(read_integer(tensors[at.limit()].as_tensor()), 0, steps);
  std::optional<StreamPositions> replays;
  if (at.replays) replays.emplace(tensors[at.positions()].as_tensor());
  StreamPositions positions(keep ? steps : 0);

  std::vector<TensorSpec> made = results_of(body, step_specs(at, specs));
  std::vector<Tensor> states;
  for (size_t i = 0; i < at.states; ++i) states.push_back(tensors[i].as_tensor());
  std::vector<ValueList> outputs(made.size() - at.states, ValueList(static_cast<size_t>(steps)));
  std::vector<ValueList> kept(keep ? at.states : 0, ValueList(static_cast<size_t>(steps)));
  for (int64_t k = 0; k < todo; ++k) {
    if (context.cancel && context.cancel->load(std::memory_order_relaxed))
      throw Error(ErrorCode::kCancelled, "cancelled");
    int64_t step = at.reverse ? todo - 1 - k : k;
    auto place = static_cast<size_t>(step);
    std::vector<Tensor> inputs = states;
    for (size_t i = at.states; i < at.first_shared(); ++i)
      inputs.push_back(op<"getitem">(context, tensors[i], Value(ValueList{Value(step)})));
    for (size_t i = at.first_shared(); i < at.limit(); ++i) inputs.push_back(tensors[i].as_tensor());
    for (size_t i = 0; i < kept.size(); ++i) kept[i][place] = Value(states[i]);
    Ref<Context> own = replays ? replays->at(step, context) : Ref<Context>(&context);
    if (keep) positions.note(step, *own->generator);
    std::vector<Tensor> results = run_graph(*own, body, inputs);
    auto rest = results.begin() + static_cast<ptrdiff_t>(at.states);
    states.assign(results.begin(), rest);
    for (size_t i = 0; i < outputs.size(); ++i) outputs[i][place] = Value(*(rest + static_cast<ptrdiff_t>(i)));
  }
  ValueList out(states.begin(), states.end());
  for (size_t i = 0; i < outputs.size(); ++i)
    out.push_back(Value(stack_steps(context, std::move(outputs[i]), made[at.states + i])));
  for (size_t i = 0; i < kept.size(); ++i) out.push_back(Value(stack_steps(context, std::move(kept[i]), made[i])));
  if (keep) out.push_back(Value(positions.tensor(context, false)));
  return out;
}

void scan_body(Invocation& call) {
  run_as_one(call, run_scan, static_cast<size_t>(call[kScanStates].as_int()) + 1, {kScanBody});
}

void scan_gradient(Backward& b) {
  auto tensors = static_cast<size_t>(b.items());
  ScanLayout at = layout_of([&](int i) -> const Value& { return b.argument(i); }, tensors);
  const Graph& body = graph_of(b.argument(kScanBody));
  LoopGradient loop;
  loop.body = &body;
  loop.at = at;
  loop.kept = body.outputs.size();
  if (at.limited) loop.count = b.item(static_cast<int>(at.limit()));
  loop.positions = b.output(static_cast<int>(loop.kept + at.states));
  set_loop_gradient(b, loop);
}

Tensor moved(Context& context, const Tensor& t, int from, int to) {
  return op<"moveaxis">(context, t, Value(from), Value(to));
}

void batch_scan(Batching& b) {
  std::vector<MaybeBatched> tensors = batched_list(b.argument(kScanTensors));
  ScanLayout at = layout_of([&](int i) -> const Value& { return b.plain(i); }, tensors.size());
  Ref<Graph> body = expanded(b.context, graph_of(b.plain(kScanBody)), step_specs(at, examples_of(tensors)));
  if (is_random(b.context, *body) || (at.limited && tensors[at.limit()].batched)) return b.each();
  for (size_t i = 0; i < at.states; ++i) tensors[i] = {b.lifted(tensors[i]), true};
  std::vector<MaybeBatched> steps;
  for (size_t i = 0; i < at.limit(); ++i) {
    bool scanned = i >= at.states && i < at.first_shared();
    if (scanned && tensors[i].batched) tensors[i].tensor = moved(b.context, tensors[i].tensor, 1, 0);
    steps.push_back(tensors[i]);
    if (scanned) {
      Shape shape = tensors[i].tensor.shape();
      shape.erase(0);
      steps[i].tensor = without_elements({tensors[i].tensor.dtype(), shape, tensors[i].tensor.device()});
    }
  }
  Ref<Graph> many = graph_for_all(b.context, *body, steps, b.size);
  // Nothing is drawn, so one example's positions serve all.
  if (at.replays && tensors[at.positions()].batched)
    tensors[at.positions()].tensor =
        op<"getitem">(b.context, tensors[at.positions()].tensor, Value(ValueList{Value(0)}));
  ValueList arguments;
  for (int i = 0; i <= kScanKeep; ++i) arguments.push_back(b.plain(i));
  arguments[kScanTensors] = Value(tensors_of_batched(tensors));
  arguments[kScanBody] = Value(Ref<Object>(many.get()));
  Results results;
  invoke(b.context, b.function, arguments, results);
  const ValueList& made = results.values.at(0).as_list();
  for (size_t i = 0; i < made.size(); ++i) {
    bool positions = at.keep && i + 1 == made.size();
    Tensor t = made[i].as_tensor();
    if (positions)
      t = b.lifted({t, false});
    else if (i >= at.states)
      t = moved(b.context, t, 0, 1);
    b.result(t);
  }
}

}  // namespace

MIXGRAD_FUNCTION(scan_graph) {
  f.summary("Runs a graph for each position along the first axis, and carries states from one to the next.")
      .description(
          "What scan calls: the graph is that of its function. The tensors are the states, what is "
          "scanned, what all steps share and, "
          "if the call is limited, how many steps there are; if it replays, where the random numbers of each step "
          "begin. The graph takes the "
          "states, one position of what is scanned and what is shared; it gives the new states, and tensors that are "
          "stacked.")
      .reference("PyTorch 2.x, torch.ops.higher_order.scan; ONNX 1.17, Scan")
      .tensors("tensors", "States, scanned tensors, shared tensors, and what else the flags name.")
      .attribute("body", types::object("Graph"), "One step. It has no state of its own.")
      .attribute("states", types::count, "How many of the tensors are states.")
      .attribute("scanned", types::count, "How many of the tensors behind them are scanned; at least one.")
      .attribute("reverse", types::boolean, false, "Begin at the last position.")
      .attribute("limited", types::boolean, false,
                 "The tensor behind the shared ones, an int64 without axes, says how many positions are visited; the "
                 "results of others are zeros.")
      .attribute("replays", types::boolean, false,
                 "The last tensor, int64 [steps, 2], says for each step the seed and the block at which its random "
                 "numbers begin.")
      .attribute("keep", types::boolean, false,
                 "Give the states before each step too, stacked, and where the random numbers of each step began.")
      .output("results", types::tensors, "The last states, then the stacked results, then what is kept.")
      .error("shape", "lengths differ, a state changes its shape, or the graph takes tensors of other shapes")
      .error("dtype", "a state changes its dtype, or the graph takes tensors of other dtypes")
      .error("value", "a graph has a state of its own, or there are fewer tensors than are counted, or none to scan")
      .error("type", "the graph takes or gives another number of tensors")
      .error("gradient", "a graph that was given a generator is to keep what its gradient needs")
      .shape(infer_scan)
      .composed(scan_body)
      .bits(Bits::kBounded)
      .batching("loop", batch_scan)
      .gradient({"tensors", "results"}, scan_gradient)
      .example(R"(
        let total = new CompiledFunction((s, x) => add(s, x))
        let step = total.graph([tensor(0), tensor(0)])
        let results = scan_graph([tensor(0), tensor([1, 2, 3])], step, 1, 1)
        expect results[0] = 6
      )");
}

}  // namespace mixgrad
