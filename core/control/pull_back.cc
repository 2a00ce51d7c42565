#include "core/control/pull_back.h"

#include <algorithm>
#include <functional>

#include "core/autograd/node.h"
#include "core/control/one_node.h"
#include "core/graph/trace.h"
#include "core/transform/gradients.h"

namespace mixgrad {

std::vector<Tensor> pull_back(Context& context, const Graph& graph, const std::vector<Tensor>& given,
                              const PullBack& which, const std::vector<Tensor>& grads,
                              const std::vector<Tensor>& sums) {
  Ref<Context> recording = context.with_recording(true);
  std::vector<Tensor> inputs = given, leaves;
  for (int i : which.inputs) {
    Tensor leaf = op<"copy">(context, given[static_cast<size_t>(i)]);
    ensure_meta(leaf).requires_grad = true;
    inputs[static_cast<size_t>(i)] = leaf;
    leaves.push_back(leaf);
  }
  std::vector<Tensor> results = run_graph(*recording, graph, inputs), outputs, weights;
  for (size_t i = 0; i < which.outputs.size(); ++i) {
    const Tensor& result = results[static_cast<size_t>(which.outputs[i])];
    if (!wants_gradient(result)) continue;
    outputs.push_back(result);
    weights.push_back(grads[i]);
  }
  for (size_t i = 0; i < sums.size(); ++i) {
    if (!sums[i]) continue;
    outputs.push_back(leaves[i]);
    weights.push_back(sums[i]);
  }
  std::vector<Tensor> found(leaves.size());
  if (!outputs.empty()) found = gradients(context, outputs, leaves, weights, false);
  for (size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) found[i] = zeros(context, {leaves[i].dtype(), leaves[i].shape(), leaves[i].device()});
  }
  return found;
}

std::vector<bool> reached_inputs(const Graph& graph, const std::vector<int>& outputs) {
  std::vector<bool> reached(graph.values.size());
  std::function<void(const Operand&)> reach = [&](const Operand& o) {
    if (o.value >= 0)
      reached[static_cast<size_t>(o.value)] = is_floating(graph.values[static_cast<size_t>(o.value)].dtype);
    for (const Operand& item : o.list) reach(item);
  };
  for (int i : outputs) reached[static_cast<size_t>(graph.outputs[static_cast<size_t>(i)])] = true;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    auto is_reached = [&](int v) -> bool { return reached[static_cast<size_t>(v)]; };
    if (!node->constant && std::any_of(node->outputs.begin(), node->outputs.end(), is_reached))
      std::for_each(node->arguments.begin(), node->arguments.end(), reach);
  }
  std::vector<bool> out;
  for (int v : graph.inputs) out.push_back(reached[static_cast<size_t>(v)]);
  return out;
}

PullBackCall::PullBackCall(Backward& b, size_t n, std::initializer_list<const Graph*> graphs) : tensors(n) {
  ValueList grads;
  for (int i = 0; i < static_cast<int>((*graphs.begin())->outputs.size()); ++i) {
    if (!b.has_grad(i) || !is_floating(b.output_spec(i).dtype)) continue;
    which.outputs.push_back(i);
    grads.push_back(Value(b.grad(i)));
  }
  std::vector<bool> wanted(n);
  for (const Graph* graph : graphs) {
    std::vector<bool> reached = reached_inputs(*graph, which.outputs);
    for (size_t i = 0; i < n; ++i) wanted[i] = wanted[i] || reached[i];
  }
  for (int i = 0; i < static_cast<int>(n); ++i) {
    given.push_back(Value(b.item(i)));
    if (wanted[static_cast<size_t>(i)] && b.needs_item(i) && is_floating(b.item_spec(i).dtype))
      which.inputs.push_back(i);
  }
  given.insert(given.end(), grads.begin(), grads.end());
}

Ref<Graph> PullBackCall::graph(Backward& b, const Graph& of) const {
  check_runs_again(of);
  Ref<Context> quiet = b.context.with_recording(false);
  return trace(*quiet, specs_of_list(given), false, [&](Context& inside, const std::vector<Tensor>& all) {
    auto middle = all.begin() + static_cast<ptrdiff_t>(tensors);
    return pull_back(inside, of, {all.begin(), middle}, which, {middle, all.end()});
  });
}

void PullBackCall::set(Backward& b, const ValueList& gradients) const {
  for (size_t i = 0; i < which.inputs.size(); ++i) b.set_item(which.inputs[i], gradients[i].as_tensor());
}

}  // namespace mixgrad
