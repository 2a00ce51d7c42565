// while_loop_graph: what while_loop calls.
#include <algorithm>

#include "core/control/batches.h"
#include "core/control/loop_gradient.h"
#include "core/control/one_node.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

enum LoopArgument { kTensors, kCondition, kBody, kStates, kMost, kKeep };

int64_t most_of(const Value& most) { return most.is(Kind::kInt) ? most.as_int() : -1; }

void check_states(size_t tensors, int64_t states) {
  if (states >= 1 && static_cast<uint64_t>(states) <= tensors) return;
  throw Error(ErrorCode::kValue, "there must be one state or more, and as many tensors as are counted")
      .on("tensors")
      .given(std::to_string(tensors));
}

void infer_loop(Infer& infer) {
  std::vector<TensorSpec> specs = specs_of_list(infer.list(kTensors));
  check_states(specs.size(), infer.integer(kStates));
  std::vector<TensorSpec> states(specs.begin(), specs.begin() + infer.integer(kStates));
  std::vector<TensorSpec> truth = results_of(graph_of(infer.argument(kCondition)), specs);
  if (truth.size() != 1)
    throw infer.error(ErrorCode::kType, kCondition, "the condition must give one tensor")
        .given(std::to_string(truth.size()));
  check_is_one_boolean(truth[0], "what the condition gives", "condition", "while_loop_graph");
  check_same(results_of(graph_of(infer.argument(kBody)), specs), states,
             "the body must give the states with their shapes and dtypes", "body", "while_loop_graph");
  std::vector<TensorSpec> out = states;
  if (infer.flag(kKeep)) {
    if (!infer.has(kMost))
      throw infer.error(ErrorCode::kGradient, kMost, "a loop that keeps its states has room for so many iterations")
          .hint("give max_iterations: a gradient in a trace needs it");
    int64_t most = infer.integer(kMost);
    for (const TensorSpec& s : states) out.push_back(stacked(s, most));
    out.emplace_back(DType::kInt64, Shape{most, 2});
    out.emplace_back(DType::kInt64, Shape{});
  }
  infer.output_list(std::move(out));
}

// The states of the iterations that there were, with zeros up to the number of those there is room for.
Tensor padded(Context& context, ValueList parts, const TensorSpec& one, int64_t room) {
  int64_t missing = room - static_cast<int64_t>(parts.size());
  Tensor rest = zeros(context, stacked(one, missing));
  if (parts.empty()) return rest;
  Tensor stack = op<"stack">(context, Value(std::move(parts)));
  return missing == 0 ? stack : op<"concat">(context, Value(ValueList{Value(stack), Value(rest)}), Value(0));
}

ValueList run_loop(Invocation& call, Context& context, bool keep) {
  const ValueList& tensors = call[kTensors].as_list();
  const Graph &condition = graph_of(call[kCondition]), &body = graph_of(call[kBody]);
  auto states = static_cast<size_t>(call[kStates].as_int());
  int64_t most = most_of(call[kMost]);
  Ref<Context> looking = context.with_recording(false);
  std::vector<Tensor> values;
  for (const Value& v : tensors) values.push_back(v.as_tensor());
  std::vector<TensorSpec> specs = specs_of_list(tensors);
  std::vector<ValueList> kept(keep ? states : 0);
  // A trace has room for the most there may be; outside of it a gradient wants no more than there are.
  int64_t room = call[kKeep].as_bool() ? most : 0;
  StreamPositions positions(room);
  int64_t count = 0;
  for (; most < 0 || count < most; ++count) {
    if (context.cancel && context.cancel->load(std::memory_order_relaxed))
      throw Error(ErrorCode::kCancelled, "cancelled");
    if (!read_boolean(run_graph(*looking, condition, values)[0])) break;
    for (size_t i = 0; i < kept.size(); ++i) kept[i].push_back(Value(values[i]));
    if (keep) positions.note(count, *context.generator);
    std::vector<Tensor> next = run_graph(context, body, values);
    std::copy(next.begin(), next.end(), values.begin());
  }
  ValueList out(values.begin(), values.begin() + static_cast<ptrdiff_t>(states));
  room = std::max(room, count);
  for (size_t i = 0; i < kept.size(); ++i) out.push_back(Value(padded(context, std::move(kept[i]), specs[i], room)));
  if (keep) {
    out.push_back(Value(positions.tensor(context, false)));
    out.push_back(Value(op<"full">(context, Value(Shape{}), Value(count), Value(DType::kInt64))));
  }
  return out;
}

void loop_body(Invocation& call) {
  if (!call.has(kMost) && is_in_trace(call.context, call.arguments)) {
    throw Error(ErrorCode::kGradient,
                "in a trace a loop keeps the states of all iterations for its gradient, and needs to know how many "
                "there may be")
        .in("while_loop")
        .on("max_iterations")
        .given("null")
        .accepted("a number")
        .hint("give max_iterations, or use scan");
  }
  run_as_one(call, run_loop, static_cast<size_t>(call[kStates].as_int()) + 2, {kBody});
}

void loop_gradient(Backward& b) {
  LoopGradient loop;
  loop.body = &graph_of(b.argument(kBody));
  loop.at.states = static_cast<size_t>(b.argument(kStates).as_int());
  loop.at.shared = static_cast<size_t>(b.items()) - loop.at.states;
  loop.kept = loop.at.states;
  int behind = static_cast<int>(2 * loop.at.states);
  loop.positions = b.output(behind);
  loop.count = b.output(behind + 1);
  set_loop_gradient(b, loop);
}

// Runs until all examples are done; those that are stay as they are.
void batch_loop(Batching& b) {
  std::vector<MaybeBatched> tensors = batched_list(b.argument(kTensors));
  auto states = static_cast<size_t>(b.plain(kStates).as_int());
  std::vector<TensorSpec> examples = examples_of(tensors);
  Ref<Graph> condition = expanded(b.context, graph_of(b.plain(kCondition)), examples);
  Ref<Graph> body = expanded(b.context, graph_of(b.plain(kBody)), examples);
  // Each example takes a number of iterations of its own, which what is kept would have to say.
  if (b.plain(kKeep).as_bool() || is_random(b.context, *condition) || is_random(b.context, *body)) return b.each();
  int64_t size = b.size;
  for (size_t i = 0; i < states; ++i) tensors[i] = {b.lifted(tensors[i]), true};
  auto active = [&](Context& inside, const std::vector<MaybeBatched>& given) {
    return op<"reshape">(inside, run_for_all(inside, *condition, given, size)[0], Value(Shape{size}));
  };
  Ref<Graph> any = batched_graph(b.context, tensors, [&](Context& inside, const std::vector<MaybeBatched>& given) {
    return std::vector<Tensor>{op<"any">(inside, active(inside, given))};
  });
  Ref<Graph> step = batched_graph(b.context, tensors, [&](Context& inside, const std::vector<MaybeBatched>& given) {
    Tensor goes_on = active(inside, given);
    std::vector<Tensor> out = run_for_all(inside, *body, given, size);
    for (size_t i = 0; i < out.size(); ++i)
      out[i] = op<"where">(inside, beside_examples(inside, goes_on, out[i]), out[i], given[i].tensor);
    return out;
  });
  ValueList arguments;
  for (int i = 0; i <= kKeep; ++i) arguments.push_back(b.plain(i));
  arguments[kTensors] = Value(tensors_of_batched(tensors));
  arguments[kCondition] = Value(Ref<Object>(any.get()));
  arguments[kBody] = Value(Ref<Object>(step.get()));
  Results results;
  invoke(b.context, b.function, arguments, results);
  for (const Value& v : results.values.at(0).as_list()) b.result(v.as_tensor());
}

}  // namespace

MIXGRAD_FUNCTION(while_loop_graph) {
  f.summary("Runs a graph again and again as long as another gives true.")
      .description(
          "What while_loop calls: the graphs are those of its functions. Both take all of the tensors; "
          "the body gives the states "
          "of the next iteration, the others stay as they are.")
      .reference("PyTorch 2.x, torch.ops.higher_order.while_loop; ONNX 1.17, Loop")
      .tensors("tensors", "The states, then what the graphs share.")
      .attribute("condition", types::object("Graph"), "Gives one boolean. It has no state of its own.")
      .attribute("body", types::object("Graph"), "One iteration. It has no state of its own.")
      .attribute("states", types::count, "How many of the tensors are states; at least one.")
      .attribute("max_iterations", types::optional(types::count), Value::null(),
                 "After so many iterations the loop ends, whatever the condition says.")
      .attribute("keep", types::boolean, false,
                 "Give the states before each iteration too, stacked with zeros up to max_iterations, where the random "
                 "numbers of each began, and how many there were.")
      .output("results", types::tensors, "The last states, then what is kept.")
      .error("shape", "a state changes its shape, the condition gives more than one element, or a graph takes others")
      .error("dtype", "a state changes its dtype, the condition gives no boolean, or a graph takes others")
      .error("value",
             "a graph has a state of its own, or there is no state, or there are fewer tensors than are counted")
      .error("type", "a graph takes or gives another number of tensors")
      .error("gradient", "states are to be kept, and max_iterations is left out or a generator was given to the body")
      .shape(infer_loop)
      .composed(loop_body)
      .bits(Bits::kBounded)
      .batching("loop", batch_loop)
      .gradient({"tensors", "results"}, loop_gradient)
      .example(R"(
        let small = new CompiledFunction((x) => less(sum(x), 20))
        let double = new CompiledFunction((x) => multiply(x, 2))
        let x = tensor([1, 2])
        let results = while_loop_graph([x], small.graph([x]), double.graph([x]), 1)
        expect results[0] = [8, 16]
      )");
}

}  // namespace mixgrad
