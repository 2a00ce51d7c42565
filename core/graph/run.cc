#include <algorithm>
#include <functional>

#include "core/dispatch/dispatch.h"
#include "core/graph/chain.h"
#include "core/graph/infer_node.h"
#include "core/kernels/library.h"

namespace mixgrad {

namespace {
std::vector<std::vector<int>> find_last_uses(const Graph& graph) {
  const std::vector<GraphNode>& nodes = graph.nodes;
  std::vector<int> last(graph.values.size(), -1);
  std::function<void(const Operand&, int)> visit = [&](const Operand& o, int at) {
    if (o.kind == Operand::Kind::kValue) last[o.value] = at;
    for (const Operand& item : o.list) visit(item, at);
  };
  for (size_t n = 0; n < nodes.size(); ++n) {
    for (int v : nodes[n].outputs) last[v] = static_cast<int>(n);
    for (const Operand& o : nodes[n].arguments) visit(o, static_cast<int>(n));
  }
  for (int v : graph.outputs) last[v] = -1;
  for (const GraphWrite& w : graph.writes) last[w.value] = -1;
  for (const GraphState& s : graph.states) last[s.value] = -1;
  std::vector<std::vector<int>> uses(nodes.size());
  for (size_t v = 0; v < last.size(); ++v) {
    if (last[v] >= 0) uses[last[v]].push_back(static_cast<int>(v));
  }
  return uses;
}

// New contents for a state. Memory that nobody else holds is exchanged, so that readers of the old commit are not
// disturbed; memory that is shared, strided or known to the host by its address is copied.
void commit(const Tensor& state, const Tensor& value) {
  Storage& to = *state.impl()->storage;
  Storage& from = *value.impl()->storage;
  bool alone = from.reference_count() == 1 && value.impl()->reference_count() <= 2 && value.is_contiguous() &&
               value.impl()->offset == 0;
  bool whole = state.device() == value.device() && state.is_contiguous() && state.impl()->offset == 0 &&
               to.bytes() == from.bytes();
  if (alone && whole && !to.is_pinned() && !to.read_only()) {
    to.swap_contents(from);
    return;
  }
  copy_elements(value, state);
  to.bump_version();
}

// The context of a node: most have the run's own. What was called inside no_grad records nothing, and what was made on
// a device is made there again.
class Contexts {
 public:
  explicit Contexts(Context& run) : run_(run) {}
  Context& of(const GraphNode& node) {
    Device device = node.device.is_cpu() ? run_.device : node.device;
    if (!node.constant && device == run_.device) return run_;
    Ref<Context>& made = node.constant ? quiet_ : plain_;
    if (!made || made->device != device) {
      made = run_.on(device);
      if (node.constant) made->recording = false;
    }
    return *made;
  }

 private:
  Context& run_;
  Ref<Context> quiet_, plain_;
};

// Waits for the values that are about to be committed: a call that failed must leave the states as they were.
void settle(const std::vector<Tensor>& values) {
  std::vector<Device> done;
  for (const Tensor& t : values) {
    if (t.device().is_cpu() || std::find(done.begin(), done.end(), t.device()) != done.end()) continue;
    backend_of(t.device()).synchronise(t.device());
    done.push_back(t.device());
  }
}

// The results of a node into its values; how many there are is the function's to say.
void store(const GraphNode& node, const Results& results, std::vector<Tensor>& slots) {
  auto given = [&](size_t count) {
    if (count == node.outputs.size()) return;
    throw Error(ErrorCode::kShape, "a function of the graph gave another number of results than in its trace")
        .in(node.function->name)
        .given(std::to_string(count))
        .accepted(std::to_string(node.outputs.size()));
  };
  if (node.list_output) {
    const ValueList& list = results.values.at(0).as_list();
    given(list.size());
    for (size_t i = 0; i < list.size(); ++i) slots[node.outputs[i]] = list[i].as_tensor();
    return;
  }
  given(static_cast<size_t>(results.count()));
  for (size_t i = 0; i < node.outputs.size(); ++i) slots[node.outputs[i]] = results.tensor(static_cast<int>(i));
}

// Two runs that write to the same states at once, in two threads or one inside the other, would lose one of the writes.
class Exclusive {
 public:
  explicit Exclusive(std::atomic<bool>* flag) : flag_(flag) {
    if (flag_ && flag_->exchange(true)) {
      flag_ = nullptr;
      throw Error(ErrorCode::kBusy, "this graph writes to its state and is running already");
    }
  }
  ~Exclusive() {
    if (flag_) *flag_ = false;
  }
  Exclusive(const Exclusive&) = delete;

 private:
  std::atomic<bool>* flag_;
};

}  // namespace

const std::vector<std::vector<int>>& Graph::last_uses() const {
  std::call_once(last_uses_once_, [this] { last_uses_ = find_last_uses(*this); });
  return last_uses_;
}

bool Graph::holds() const {
  return std::all_of(dependencies.begin(), dependencies.end(),
                     [](const Dependency& d) { return d.read(*d.object) == d.answer; });
}

void Graph::check_inputs(const std::vector<Tensor>& given) const {
  auto text = [](DType dtype, const Shape& shape) { return std::string(dtype_name(dtype)) + " " + shape.text(); };
  if (given.size() != inputs.size()) {
    throw Error(ErrorCode::kType, "the graph takes another number of tensors")
        .on("inputs")
        .given(std::to_string(given.size()))
        .accepted(std::to_string(inputs.size()));
  }
  for (size_t i = 0; i < given.size(); ++i) {
    const TensorSpec& spec = values[inputs[i]];
    bool fits = shapes_read ? given[i].shape() == spec.shape : given[i].rank() == spec.shape.rank();
    if (fits && given[i].dtype() == spec.dtype) continue;
    throw Error(fits ? ErrorCode::kDType : ErrorCode::kShape,
                "the graph was traced for another tensor at position " + number_mark(static_cast<int64_t>(i)))
        .on("inputs")
        .given(text(given[i].dtype(), given[i].shape()))
        .accepted(shapes_read
                      ? text(spec.dtype, spec.shape)
                      : std::string(dtype_name(spec.dtype)) + " with " + std::to_string(spec.shape.rank()) + " axes");
  }
}

std::vector<Tensor> run_graph(Context& context, const Graph& graph, const std::vector<Tensor>& inputs) {
  Exclusive exclusive(graph.writes.empty() || context.tracer ? nullptr : &graph.writing_);
  if (context.tracer) {  // a trace around this one depends on what this one read
    if (graph.shapes_read) context.tracer->read_shape();
    for (const Dependency& d : graph.dependencies) context.tracer->depend(*d.object, d.read);
  }
  Contexts contexts(context);
  std::vector<Tensor> slots(graph.values.size());
  for (size_t i = 0; i < inputs.size(); ++i) slots[graph.inputs[i]] = inputs[i];
  for (const GraphState& s : graph.states) slots[s.value] = s.tensor;
  const auto& last_uses = graph.last_uses();
  bool together = !context.recording && !context.tracer && context.device.is_cpu() &&
                  std::none_of(inputs.begin(), inputs.end(), [](const Tensor& t) { return t.is_traced(); });
  for (size_t n = 0; n < graph.nodes.size(); ++n) {
    if (context.cancel && context.cancel->load(std::memory_order_relaxed))
      throw Error(ErrorCode::kCancelled, "cancelled");
    if (together) {
      if (size_t next = run_chain(context, graph, n, slots); next > n) {
        n = next - 1;
        continue;
      }
    }
    const GraphNode& node = graph.nodes[n];
    Results results;
    {
      ValueList arguments;
      arguments.reserve(node.arguments.size());
      for (const Operand& o : node.arguments) arguments.push_back(value_of(o, slots));
      invoke(contexts.of(node), *node.function, arguments, results);
    }
    store(node, results, slots);
    for (int v : last_uses[n]) slots[v] = Tensor();
  }
  std::vector<Tensor> outputs;
  outputs.reserve(graph.outputs.size());
  for (int v : graph.outputs) outputs.push_back(slots[v]);
  if (context.tracer) {  // inside another trace the writes are that trace's
    for (const GraphWrite& w : graph.writes)
      context.tracer->write(context, graph.states[w.state].tensor, slots[w.value]);
    return outputs;
  }
  for (const GraphWrite& w : graph.writes) {
    if (!graph.states[w.state].tensor.impl()->storage->read_only()) continue;
    throw Error(ErrorCode::kReadOnly, "a state of the graph may not be written: its memory belongs to somebody else")
        .given(graph.states[w.state].name);
  }
  std::vector<Tensor> ends;
  for (const GraphWrite& w : graph.writes) {
    Tensor value = slots[w.value];
    // A value that is another state's start (states exchanged, or one given to another) must be read before it is
    // written.
    bool is_state = std::any_of(graph.states.begin(), graph.states.end(),
                                [&](const GraphState& s) { return s.tensor.impl()->storage == value.impl()->storage; });
    ends.push_back(is_state ? op<"copy">(context, value) : value);
  }
  slots.clear();
  settle(ends);
  for (size_t i = 0; i < graph.writes.size(); ++i) commit(graph.states[graph.writes[i].state].tensor, ends[i]);
  return outputs;
}

}  // namespace mixgrad
