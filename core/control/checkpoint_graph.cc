// checkpoint_graph: what checkpoint calls, a graph as one operator.
#include "core/autograd/node.h"
#include "core/control/batches.h"
#include "core/control/parts.h"
#include "core/control/pull_back.h"
#include "core/graph/trace.h"
#include "core/kernels/library.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

enum CheckpointArgument { kTensors, kGraph, kReplays, kKeep };

void infer_checkpoint(Infer& infer) {
  std::vector<TensorSpec> given = specs_of_taken(infer.list(kTensors), infer.flag(kReplays));
  std::vector<TensorSpec> out = results_of(graph_of(infer.argument(kGraph)), given);
  if (infer.flag(kKeep)) out.push_back(kPosition);
  infer.output_list(std::move(out));
}

// The outputs are there already: they are filled.
void run_checkpoint(Context& context, std::span<const Value> arguments, std::span<const Tensor> outputs) {
  const ValueList& tensors = arguments[kTensors].as_list();
  bool replays = arguments[kReplays].as_bool();
  Ref<Context> quiet = context.with_recording(false);
  if (replays) quiet = StreamPositions(tensors.back().as_tensor()).at(0, *quiet);
  StreamPositions positions(1);
  positions.note(0, *quiet->generator);
  std::vector<Tensor> inputs;
  for (const Value& v : taken(tensors, replays)) inputs.push_back(v.as_tensor());
  std::vector<Tensor> results = run_graph(*quiet, graph_of(arguments[kGraph]), inputs);
  if (arguments[kKeep].as_bool()) results.push_back(positions.tensor(*quiet, true));
  for (size_t i = 0; i < results.size(); ++i) copy_elements(results[i], outputs[i]);
}

// The graph is run again where it is differentiated, as one operator too.
void checkpoint_gradient(Backward& b) {
  size_t tensors = static_cast<size_t>(b.items()) - (b.argument(kReplays).as_bool() ? 1 : 0);
  const Graph& graph = graph_of(b.argument(kGraph));
  int results = static_cast<int>(graph.outputs.size());
  PullBackCall call(b, tensors, {&graph});
  if (!call.is_needed()) return;
  bool kept = b.argument(kKeep).as_bool();
  if (!kept && draws_numbers(b.context, graph)) {
    throw Error(ErrorCode::kGradient, "the graph draws random numbers, and where they began was not kept")
        .on("keep")
        .hint("call it with keep");
  }
  Ref<Graph> back = call.graph(b, graph);
  if (kept) call.given.push_back(Value(b.output(results)));
  Results found = op_results<"checkpoint_graph">(b.context, Value(call.given), Value(Ref<Object>(back.get())),
                                                 Value(kept), Value(kept));
  call.set(b, found.values.at(0).as_list());
}

void batch_checkpoint(Batching& b) {
  std::vector<MaybeBatched> inputs = batched_list(b.argument(kTensors));
  if (b.plain(kReplays).as_bool()) inputs.pop_back();
  Ref<Graph> graph = expanded(b.context, graph_of(b.plain(kGraph)), examples_of(inputs));
  if (is_random(b.context, *graph)) return b.each();
  Ref<Graph> many = graph_for_all(b.context, *graph, inputs, b.size);
  Results results = op_results<"checkpoint_graph">(b.context, Value(tensors_of_batched(inputs)),
                                                   Value(Ref<Object>(many.get())), Value(false), b.plain(kKeep));
  const ValueList& found = results.values.at(0).as_list();
  for (size_t i = 0; i < graph->outputs.size(); ++i) b.result(found[i].as_tensor());
  if (b.plain(kKeep).as_bool()) b.result(b.lifted({found.back().as_tensor(), false}));
}

}  // namespace

MIXGRAD_FUNCTION(checkpoint_graph) {
  f.summary("Runs a graph as one operator, whose gradient runs it again.")
      .description("What checkpoint is made of: of the values inside nothing is kept.")
      .reference("Chen, Xu, Zhang and Guestrin, Training Deep Nets with Sublinear Memory Cost, 2016")
      .tensors("tensors", "What the graph takes.")
      .attribute("graph", types::object("Graph"), "What runs. It has no state of its own.")
      .attribute("replays", types::boolean, false,
                 "The last tensor, int64 [2], says the seed and the block at which random numbers begin.")
      .attribute("keep", types::boolean, false,
                 "Give the seed and the block at which the random numbers began as a last result, int64 [2]. The "
                 "gradient of a graph that draws some needs it.")
      .output("results", types::tensors, "What the graph gave, then what is kept.")
      .error("shape", "the graph takes other shapes, or it replays and no tensor says from where")
      .error("dtype", "the graph takes other dtypes")
      .error("type", "the graph takes another number of tensors")
      .error("value", "the graph has a state of its own")
      .error("gradient",
             "the graph draws random numbers, and where they began was not kept, or a generator was given to it")
      .shape(infer_checkpoint)
      .context_kernel(run_checkpoint)
      .bits(Bits::kBounded)
      .batching("graph", batch_checkpoint)
      .gradient({"tensors", "results"}, checkpoint_gradient)
      .example(R"(
        let double = new CompiledFunction((x) => multiply(x, 2))
        let x = tensor([1, 2])
        let results = checkpoint_graph([x], double.graph([x]))
        expect results[0] = [2, 4]
      )");
}

}  // namespace mixgrad
