#include "core/control/batches.h"

#include <algorithm>

#include "core/graph/trace.h"

namespace mixgrad {

Ref<Graph> expanded(Context& context, const Graph& graph, const std::vector<TensorSpec>& inputs) {
  Ref<Context> quiet = context.with_recording(false);
  return trace(*quiet, inputs, false,
               [&](Context& inside, const std::vector<Tensor>& given) { return run_graph(inside, graph, given); });
}

bool draws_numbers(Context& context, const Graph& graph) {
  std::vector<TensorSpec> inputs;
  for (int v : graph.inputs) inputs.push_back(graph.values[v]);
  return is_random(context, *expanded(context, graph, inputs));
}

bool is_random(Context& context, const Graph& graph) {
  auto holds_random = [&](const Operand& o) {
    bool is_graph = o.plain.is(Kind::kObject) && o.plain.as_object()->cls().name == "Graph";
    return is_graph && draws_numbers(context, *static_cast<Graph*>(o.plain.as_object()));
  };
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const GraphNode& node) {
    return node.function->random || std::any_of(node.arguments.begin(), node.arguments.end(), holds_random);
  });
}

TensorSpec example_of(const MaybeBatched& t) {
  TensorSpec spec(t.tensor.dtype(), t.tensor.shape(), t.tensor.device());
  if (t.batched) spec.shape.erase(0);
  return spec;
}
std::vector<TensorSpec> examples_of(const std::vector<MaybeBatched>& tensors) {
  std::vector<TensorSpec> out;
  for (const MaybeBatched& t : tensors) out.push_back(example_of(t));
  return out;
}
std::vector<TensorSpec> specs_of_batched(const std::vector<MaybeBatched>& tensors) {
  std::vector<TensorSpec> out;
  for (const MaybeBatched& t : tensors) out.emplace_back(t.tensor.dtype(), t.tensor.shape(), t.tensor.device());
  return out;
}

Tensor with_examples(Context& context, const MaybeBatched& t, int64_t size) {
  Shape shape = t.tensor.shape();
  if (t.batched) return t.tensor;
  shape.insert(0, size);
  return op<"broadcast_to">(context, t.tensor, Value(shape));
}

Tensor beside_examples(Context& context, const Tensor& numbers, const Tensor& like) {
  Shape shape{like.shape()[0]};
  for (int i = 1; i < like.rank(); ++i) shape.push_back(1);
  return op<"reshape">(context, numbers, Value(shape));
}

ValueList tensors_of_batched(const std::vector<MaybeBatched>& tensors) {
  ValueList out;
  for (const MaybeBatched& t : tensors) out.push_back(Value(t.tensor));
  return out;
}

std::vector<MaybeBatched> batched_list(const BatchedArgument& argument) {
  std::vector<MaybeBatched> out;
  for (const BatchedArgument& item : argument.list) out.push_back(*item.tensor);
  return out;
}

Ref<Graph> batched_graph(Context& context, const std::vector<MaybeBatched>& inputs, const BatchedBody& body) {
  Ref<Context> quiet = context.with_recording(false);
  return trace(*quiet, specs_of_batched(inputs), false, [&](Context& inside, const std::vector<Tensor>& given) {
    std::vector<MaybeBatched> marked;
    for (size_t i = 0; i < given.size(); ++i) marked.push_back({given[i], inputs[i].batched});
    return body(inside, marked);
  });
}

std::vector<Tensor> run_for_all(Context& context, const Graph& one, const std::vector<MaybeBatched>& inputs,
                                int64_t size) {
  std::vector<Tensor> out;
  for (const MaybeBatched& t : run_batched(context, one, inputs, size)) out.push_back(with_examples(context, t, size));
  return out;
}

Ref<Graph> graph_for_all(Context& context, const Graph& one, const std::vector<MaybeBatched>& inputs, int64_t size) {
  return batched_graph(context, inputs, [&](Context& inside, const std::vector<MaybeBatched>& given) {
    return run_for_all(inside, one, given, size);
  });
}

}  // namespace mixgrad
