#include "core/graph/chain.h"

#include <algorithm>
#include <memory>

#include "core/dispatch/bind.h"
#include "core/dispatch/dispatch.h"
#include "core/graph/infer_node.h"
#include "core/kernels/chain.h"

namespace mixgrad {

namespace {

// An argument that is a plain value or a value of the graph.
bool simple(const GraphNode& node) {
  return node.function->program && !node.function->in_place_of && !node.list_output && node.outputs.size() == 1 &&
         std::none_of(node.arguments.begin(), node.arguments.end(),
                      [](const auto& o) { return o.kind == std::decay_t<decltype(o)>::Kind::kList; });
}

// Another device has its own way to run calls together.
bool any_elsewhere(std::span<const Value> arguments) {
  return std::any_of(arguments.begin(), arguments.end(),
                     [](const Value& v) { return v.is_tensor() && !v.tensor_impl()->device.is_cpu(); });
}

struct Call {
  BoundArguments arguments;
  ChainLink link;
};

// Prepares the call of a node; false if it can not follow the ones before.
bool prepare(const GraphNode& node, const std::vector<Tensor>& slots, const Call* before, Call& call) {
  const Function& f = *node.function;
  ValueList given;
  for (const auto& o : node.arguments) given.push_back(o.value < 0 ? o.plain : Value(slots[o.value]));
  try {
    mixgrad::bind(f, given, call.arguments);  // not std::bind
    Infer infer(f, call.arguments.span());
    if (f.shape_rule)
      f.shape_rule(infer);
    else
      infer_elementwise(infer);
    const TensorSpec& spec = infer.output(0);
    if (before && (spec.dtype != before->link.output.dtype() || !(spec.shape == before->link.output.shape())))
      return false;
    call.link.program = &program_of(f, f.compute_dtype ? f.compute_dtype(infer) : spec.dtype);
    call.link.arguments = call.arguments.span();
    if (any_elsewhere(call.arguments.span())) return false;
    if (!can_link(*call.link.program, call.link.arguments, spec.dtype, spec.shape)) return false;
    call.link.output = without_elements(spec);
    return true;
  } catch (const Error&) {
    return false;  // the call itself will say what is wrong
  }
}

}  // namespace

size_t run_chain(Context& context, const Graph& graph, size_t first, std::vector<Tensor>& slots) {
  const std::vector<GraphNode>& nodes = graph.nodes;
  size_t last = first;
  while (last < nodes.size() && last - first < kMostLinks && simple(nodes[last])) ++last;
  if (last - first < 2) return first;
  std::vector<std::unique_ptr<Call>> calls;
  for (size_t n = first; n < last; ++n) {
    auto call = std::make_unique<Call>();
    if (!prepare(nodes[n], slots, calls.empty() ? nullptr : calls.back().get(), *call)) break;
    slots[nodes[n].outputs[0]] = call->link.output;
    calls.push_back(std::move(call));
  }
  if (calls.size() < 2) {
    for (size_t i = 0; i < calls.size(); ++i) slots[nodes[first + i].outputs[0]] = Tensor();
    return first;
  }
  size_t end = first + calls.size();
  std::vector<int> dead;
  for (size_t n = first; n < end; ++n)
    dead.insert(dead.end(), graph.last_uses()[n].begin(), graph.last_uses()[n].end());
  std::vector<ChainLink> links;
  for (size_t n = first; n < end; ++n) {
    ChainLink& link = calls[n - first]->link;
    bool read_later = std::find(dead.begin(), dead.end(), nodes[n].outputs[0]) == dead.end();
    if (read_later)
      link.output.impl()->storage = Tensor::empty(link.output.dtype(), link.output.shape()).impl()->storage;
    links.push_back(link);
  }
  run_chain_cpu(links, context.cancel);
  for (int v : dead) slots[v] = Tensor();
  return end;
}

}  // namespace mixgrad
