#include <algorithm>
#include <cstring>

#include "core/dispatch/dispatch.h"
#include "core/graph/graph.h"

namespace mixgrad {

const std::vector<std::vector<int>>& Graph::last_uses() const {
  if (!last_uses_.empty() || nodes.empty()) return last_uses_;
  std::vector<int> last(values.size(), -1);
  std::function<void(const Operand&, int)> visit = [&](const Operand& o, int at) {
    if (o.kind == Operand::Kind::kValue) last[o.value] = at;
    for (const Operand& item : o.list) visit(item, at);
  };
  for (size_t n = 0; n < nodes.size(); ++n) {
    for (int v : nodes[n].outputs) last[v] = static_cast<int>(n);
    for (const Operand& o : nodes[n].arguments) visit(o, static_cast<int>(n));
  }
  for (int v : outputs) last[v] = -1;
  for (const GraphWrite& w : writes) last[w.value] = -1;
  for (const GraphState& s : states) last[s.value] = -1;
  std::vector<std::vector<int>> uses(nodes.size());
  for (size_t v = 0; v < values.size(); ++v) {
    if (last[v] >= 0) uses[last[v]].push_back(static_cast<int>(v));
  }
  last_uses_ = std::move(uses);
  return last_uses_;
}

namespace {

Value value_of(const Operand& o, const std::vector<Tensor>& slots) {
  switch (o.kind) {
    case Operand::Kind::kPlain: return o.plain;
    case Operand::Kind::kValue: return slots[o.value];
    case Operand::Kind::kList: {
      ValueList list;
      for (const Operand& item : o.list) list.push_back(value_of(item, slots));
      return Value(std::move(list));
    }
  }
  return Value();
}

// New contents for a state. Memory that nobody else holds is exchanged, so that readers of the old commit are not
// disturbed; memory that is shared, strided or known to the host by its address is copied.
void commit(const Tensor& state, const Tensor& value) {
  Storage& to = *state.impl()->storage;
  Storage& from = *value.impl()->storage;
  bool alone = from.reference_count() == 1 && value.impl()->reference_count() <= 2 && value.is_contiguous() && value.impl()->offset == 0;
  bool whole = state.is_contiguous() && state.impl()->offset == 0 && to.bytes() == from.bytes();
  if (alone && whole && !to.is_pinned() && !to.read_only()) {
    to.swap_contents(from);
    return;
  }
  copy_cpu(value, state);
  to.bump_version();
}

}  // namespace

std::vector<Tensor> run_graph(Context& context, const Graph& graph, const std::vector<Tensor>& inputs) {
  std::vector<Tensor> slots(graph.values.size());
  for (size_t i = 0; i < inputs.size(); ++i) slots[graph.inputs[i]] = inputs[i];
  for (const GraphState& s : graph.states) slots[s.value] = s.tensor;
  const auto& last_uses = graph.last_uses();
  for (size_t n = 0; n < graph.nodes.size(); ++n) {
    if (context.cancel && context.cancel->load(std::memory_order_relaxed)) throw Error(ErrorCode::kCancelled, "cancelled");
    const GraphNode& node = graph.nodes[n];
    Results results;
    {
      ValueList arguments;
      arguments.reserve(node.arguments.size());
      for (const Operand& o : node.arguments) arguments.push_back(value_of(o, slots));
      invoke(context, *node.function, arguments, results);
    }
    if (node.list_output) {
      const ValueList& list = results.values[0].as_list();
      for (size_t i = 0; i < node.outputs.size(); ++i) slots[node.outputs[i]] = list[i].as_tensor();
    } else {
      for (size_t i = 0; i < node.outputs.size(); ++i) slots[node.outputs[i]] = results.tensor(static_cast<int>(i));
    }
    for (int v : last_uses[n]) slots[v] = Tensor();
  }
  std::vector<Tensor> outputs;
  for (int v : graph.outputs) outputs.push_back(slots[v]);
  if (context.tracer) {  // inside another trace the writes are that trace's
    for (const GraphWrite& w : graph.writes) context.tracer->write(context, graph.states[w.state].tensor, slots[w.value]);
    return outputs;
  }
  std::vector<Tensor> ends;
  for (const GraphWrite& w : graph.writes) {
    Tensor value = slots[w.value];
    // A value that is another state's start (states exchanged, or one given to another) must be read before it is written.
    bool is_state = std::any_of(graph.states.begin(), graph.states.end(), [&](const GraphState& s) { return s.tensor.impl()->storage == value.impl()->storage; });
    ends.push_back(is_state ? op<"copy">(context, value) : value);
  }
  slots.clear();
  for (size_t i = 0; i < graph.writes.size(); ++i) commit(graph.states[graph.writes[i].state].tensor, ends[i]);
  return outputs;
}

}  // namespace mixgrad
