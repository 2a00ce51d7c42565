// cond_graph: what cond calls.
#include <algorithm>

#include "core/control/batches.h"
#include "core/control/one_node.h"
#include "core/control/pull_back.h"
#include "core/graph/trace.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

enum CondArgument { kPredicate, kTensors, kTrueGraph, kFalseGraph, kReplays, kKeep };

void infer_cond(Infer& infer) {
  const TensorImpl& predicate = *infer.argument(kPredicate).tensor_impl();
  check_is_one_boolean({predicate.dtype, predicate.shape}, "the predicate", "predicate", "cond_graph");
  std::vector<TensorSpec> given = specs_of_taken(infer.list(kTensors), infer.flag(kReplays));
  std::vector<TensorSpec> out = results_of(graph_of(infer.argument(kTrueGraph)), given);
  check_same(results_of(graph_of(infer.argument(kFalseGraph)), given), out,
             "true_graph and false_graph must give tensors of the same shapes and dtypes", "false_graph", "cond_graph");
  if (infer.flag(kKeep)) out.push_back(kPosition);
  infer.output_list(std::move(out));
}

ValueList run_cond(Invocation& call, Context& in, bool keep) {
  const ValueList& all = call[kTensors].as_list();
  bool replays = call[kReplays].as_bool();
  ValueList tensors = taken(all, replays);
  Ref<Context> context(&in);
  if (replays) context = StreamPositions(all.back().as_tensor()).at(0, in);
  StreamPositions positions(1);
  if (keep) positions.note(0, *context->generator);
  const Graph& graph = graph_of(call[read_boolean(call.tensor(kPredicate)) ? kTrueGraph : kFalseGraph]);
  std::vector<Tensor> inputs;
  for (const Value& v : tensors) inputs.push_back(v.as_tensor());
  std::vector<Tensor> results = run_graph(*context, graph, inputs);
  ValueList out(results.begin(), results.end());
  if (keep) out.push_back(Value(positions.tensor(*context, true)));
  return out;
}

void cond_body(Invocation& call) { run_as_one(call, run_cond, 1, {kTrueGraph, kFalseGraph}); }

// The gradient is a choice between the branches' gradients. Outside of a trace one that did not run need not have any.
void cond_gradient(Backward& b) {
  size_t tensors = static_cast<size_t>(b.items()) - (b.argument(kReplays).as_bool() ? 1 : 0);
  const Graph &on_true = graph_of(b.argument(kTrueGraph)), &on_false = graph_of(b.argument(kFalseGraph));
  int results = static_cast<int>(on_true.outputs.size());
  PullBackCall call(b, tensors, {&on_true, &on_false});
  if (!call.is_needed()) return;
  Tensor predicate = b.input(kPredicate);
  bool traced = predicate.is_traced() || is_in_trace(b.context, call.given);
  auto back = [&](bool which) -> Ref<Graph> {
    try {
      return call.graph(b, which ? on_true : on_false);
    } catch (const Error& e) {
      if (traced || e.code() != ErrorCode::kGradient || read_boolean(predicate) == which) throw;
      return nullptr;
    }
  };
  Ref<Graph> back_true = back(true), back_false = back(false);
  if (!back_true) back_true = back_false;
  if (!back_false) back_false = back_true;
  call.given.push_back(Value(b.output(results)));
  Results found =
      op_results<"cond_graph">(b.context, Value(predicate), Value(call.given), Value(Ref<Object>(back_true.get())),
                               Value(Ref<Object>(back_false.get())), Value(true), Value(false));
  call.set(b, found.values.at(0).as_list());
}

void batch_cond(Batching& b) {
  std::vector<MaybeBatched> tensors = batched_list(b.argument(kTensors));
  bool replays = b.plain(kReplays).as_bool(), keep = b.plain(kKeep).as_bool();
  std::vector<MaybeBatched> inputs(tensors.begin(), tensors.end() - (replays ? 1 : 0));
  std::vector<Ref<Graph>> branches;
  for (int i : {kTrueGraph, kFalseGraph})
    branches.push_back(expanded(b.context, graph_of(b.plain(i)), examples_of(inputs)));
  if (is_random(b.context, *branches[0]) || is_random(b.context, *branches[1])) return b.each();
  // Nothing is drawn: where that would have begun does not matter.
  Tensor nowhere = op<"zeros">(b.context, Value(Shape{2}), Value(DType::kInt64));
  if (b.batched(kPredicate)) {
    std::vector<Tensor> on_true = run_for_all(b.context, *branches[0], inputs, b.size),
                        on_false = run_for_all(b.context, *branches[1], inputs, b.size);
    for (size_t i = 0; i < on_true.size(); ++i) {
      Tensor chosen = beside_examples(b.context, b.tensor(kPredicate), on_true[i]);
      b.result(op<"where">(b.context, chosen, on_true[i], on_false[i]));
    }
  } else {
    ValueList arguments{Value(b.tensor(kPredicate)), Value(tensors_of_batched(inputs))};
    for (const Ref<Graph>& branch : branches)
      arguments.push_back(Value(Ref<Object>(graph_for_all(b.context, *branch, inputs, b.size).get())));
    Results results;
    invoke(b.context, b.function, arguments, results);
    for (const Value& v : results.values.at(0).as_list()) b.result(v.as_tensor());
  }
  if (keep) b.result(b.lifted({nowhere, false}));
}

}  // namespace

MIXGRAD_FUNCTION(cond_graph) {
  f.summary("Runs one of two graphs.")
      .description(
          "What cond calls: the graphs are those of its functions. Both take all of the tensors, and give "
          "as many tensors as each "
          "other, of the same shapes and dtypes.")
      .reference("PyTorch 2.x, torch.ops.higher_order.cond; ONNX 1.17, If")
      .tensor("predicate", "Which graph runs: one boolean.", "bool")
      .tensors("tensors", "What the graphs take.")
      .attribute("true_graph", types::object("Graph"),
                 "What runs if the predicate is true. It has no state of its own.")
      .attribute("false_graph", types::object("Graph"), "What runs if it is false.")
      .attribute("replays", types::boolean, false,
                 "The last tensor, int64 [2], says the seed and the block at which random numbers begin.")
      .attribute("keep", types::boolean, false, "Give where the random numbers began, too.")
      .output("results", types::tensors, "What the graph gave, then what is kept.")
      .error(
          "shape",
          "the predicate is not one element, the graphs give or take other shapes, or none says from where to replay")
      .error("dtype", "the predicate is not boolean, or the graphs differ in dtypes or take others than are given")
      .error("type", "the graphs take or give other numbers of tensors")
      .error("value", "a graph has a state of its own")
      .error("gradient", "a graph that was given a generator is to keep what its gradient needs")
      .shape(infer_cond)
      .composed(cond_body)
      .bits(Bits::kBounded)
      .batching("choice", batch_cond)
      .gradient({"predicate", "tensors", "results"}, cond_gradient)
      .example(R"(
        let double = new CompiledFunction((x) => multiply(x, 2))
        let negate = new CompiledFunction((x) => negative(x))
        let x = tensor([1, 2])
        let results = cond_graph(greater(sum(x), 0), [x], double.graph([x]), negate.graph([x]))
        expect results[0] = [2, 4]
      )");
}

}  // namespace mixgrad
