#include "core/transform/compile.h"

#include <algorithm>

#include "core/context/context.h"
#include "core/graph/borders.h"
#include "core/transform/function_call.h"

namespace mixgrad {

namespace {

// The caller's way of counting, element types, and ranks or shapes.
std::string key_of(const Context& context, const std::vector<Tensor>& inputs, bool with_shapes) {
  std::string key = std::to_string(static_cast<int>(context.caller));
  for (const Tensor& t : inputs) {
    key += ' ';
    key += dtype_name(t.dtype());
    key += with_shapes ? t.shape().text() : std::to_string(t.rank());
    if (!t.device().is_cpu()) key += device_name(t.device());
  }
  return key;
}

// Functions that this thread is tracing: one that calls itself would never end.
thread_local std::vector<const CompiledFunction*> being_traced;
struct BeingTraced {
  explicit BeingTraced(const CompiledFunction* f) { being_traced.push_back(f); }
  ~BeingTraced() { being_traced.pop_back(); }
};

}  // namespace

Ref<Graph> CompiledFunction::find(const std::string& key) {
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->key != key || !it->graph->holds()) continue;
    entries_.splice(entries_.begin(), entries_, it);
    return it->graph;
  }
  return nullptr;
}

Ref<Graph> CompiledFunction::find(Context& context, const std::vector<Tensor>& inputs) {
  std::lock_guard lock(mutex_);
  if (Ref<Graph> graph = find(key_of(context, inputs, true))) return graph;
  return find(key_of(context, inputs, false));
}

void CompiledFunction::keep(std::string key, Ref<Graph> graph) {
  std::lock_guard lock(mutex_);
  entries_.push_front({std::move(key), std::move(graph)});
  if (entries_.size() > most_graphs_) entries_.pop_back();
}

Ref<Graph> CompiledFunction::graph_for(Context& context, const std::vector<Tensor>& inputs) {
  if (Ref<Graph> known = find(context, inputs)) return known;
  if (std::find(being_traced.begin(), being_traced.end(), this) != being_traced.end()) {
    throw Error(ErrorCode::kTrace, "a compiled function calls itself while it is traced");
  }
  BeingTraced mark(this);
  Ref<Context> quiet = context.with_recording(false);
  Ref<Graph> graph = trace_function(*quiet, function_, specs_of(inputs), true);
  traces_.fetch_add(1, std::memory_order_relaxed);
  mark_borders(*graph, context.caller_first());
  // A value of a trace around this one ends with that trace: such a graph serves once.
  bool lasting = std::none_of(graph->states.begin(), graph->states.end(),
                              [](const GraphState& s) { return s.tensor.is_traced(); });
  if (lasting) keep(key_of(context, inputs, graph->shapes_read), graph);
  return graph;
}

std::vector<Tensor> CompiledFunction::call(Context& context, const std::vector<Tensor>& inputs) {
  return graph_for(context, inputs)->call(context, inputs);
}

}  // namespace mixgrad
