#include "core/graph/infer_node.h"

#include "core/dispatch/bind.h"

namespace mixgrad {

Tensor without_elements(const TensorSpec& spec) {
  auto impl = make_ref<TensorImpl>();
  impl->dtype = spec.dtype;
  impl->device = spec.device;
  impl->shape = spec.shape;
  impl->strides = row_major(spec.shape);
  return Tensor(std::move(impl));
}

Value value_of(const Operand& o, const std::vector<Tensor>& slots) {
  switch (o.kind) {
    case Operand::Kind::kPlain:
      return o.plain;
    case Operand::Kind::kValue:
      return slots[o.value];
    case Operand::Kind::kList: {
      ValueList list;
      for (const Operand& item : o.list) list.push_back(value_of(item, slots));
      return Value(std::move(list));
    }
  }
  return Value();
}

bool is_recordable(const Function& f) {
  bool native = f.body && !f.composed && !f.view_rule;
  return !native && !f.method && !f.constructor && !f.in_place_of;
}

NodeOutputs infer_outputs(const Function& f, std::span<const Value> arguments) {
  Infer infer(f, arguments);
  NodeOutputs out;
  if (f.view_rule) {
    out.window = f.view_rule(infer);
    out.copied = infer.is_copied();
    out.specs.push_back({out.window.dtype(), out.window.shape()});
    return out;
  }
  if (f.shape_rule)
    f.shape_rule(infer);
  else
    infer_elementwise(infer);
  out.list = infer.is_list();
  if (out.list) {
    out.specs = infer.list_outputs();
  } else {
    for (int i = 0; i < infer.count(); ++i) out.specs.push_back(infer.output(i));
  }
  return out;
}

std::vector<TensorSpec> infer_graph(const Graph& graph, const std::vector<TensorSpec>& inputs) {
  std::vector<Tensor> slots(graph.values.size()), given;
  for (const TensorSpec& spec : inputs) given.push_back(without_elements(spec));
  graph.check_inputs(given);
  std::vector<TensorSpec> out;
  bool as_traced = true;
  for (size_t i = 0; i < given.size(); ++i) {
    slots[graph.inputs[i]] = given[i];
    as_traced = as_traced && given[i].shape() == graph.values[graph.inputs[i]].shape;
  }
  if (as_traced) {
    for (int v : graph.outputs) out.push_back(graph.values[v]);
    return out;
  }
  for (const GraphState& s : graph.states) slots[s.value] = without_elements(graph.values[s.value]);
  for (const GraphNode& node : graph.nodes) {
    ValueList arguments;
    for (const Operand& o : node.arguments) arguments.push_back(value_of(o, slots));
    BoundArguments bound;  // those of a file are as they stand there
    mixgrad::bind(*node.function, arguments, bound);
    NodeOutputs made = infer_outputs(*node.function, bound.span());
    if (made.specs.size() != node.outputs.size()) {
      throw Error(ErrorCode::kShape, "a function of the graph gives another number of results than in its trace")
          .in(node.function->name);
    }
    for (size_t i = 0; i < made.specs.size(); ++i) {
      made.specs[i].device = graph.values[node.outputs[i]].device;
      slots[node.outputs[i]] = without_elements(made.specs[i]);
    }
  }
  for (int v : graph.outputs) out.emplace_back(slots[v].dtype(), slots[v].shape(), slots[v].device());
  return out;
}

}  // namespace mixgrad
