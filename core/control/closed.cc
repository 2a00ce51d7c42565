#include "core/control/closed.h"

#include <algorithm>

#include "core/dispatch/dispatch.h"

namespace mixgrad {

namespace {

bool contains(const std::vector<Tensor>& list, const Tensor& t) {
  return std::any_of(list.begin(), list.end(), [&](const Tensor& other) { return other.same(t); });
}

bool share_memory(const Tensor& a, const Tensor& b) {
  auto owner = [](const Tensor& t) { return t.impl()->view_base ? t.impl()->view_base.get() : t.impl(); };
  return owner(a) == owner(b) || (a.impl()->storage && a.impl()->storage == b.impl()->storage);
}

// Each is a value of its own in the closed graph: what is read would not see what was written a step before.
void check_views(const Closed& closed) {
  for (const Tensor& w : closed.written) {
    for (const Tensor& r : closed.read) {
      if (!share_memory(w, r)) continue;
      throw Error(ErrorCode::kValue, "a function writes to a tensor of outside and reads another view of its memory")
          .hint("use one of the two for both");
    }
  }
}

// One graph with inputs in place of its states.
class Closing {
 public:
  explicit Closing(const Graph& from) : from_(from), graph_(make_ref<Graph>()) {
    graph_->values = from.values;
    graph_->nodes = from.nodes;
    graph_->shapes_read = from.shapes_read;
  }

  Ref<Graph> close(const Closed& closed, size_t front, bool returns) {
    auto inputs = from_.inputs.begin() + static_cast<ptrdiff_t>(front);
    graph_->inputs.assign(from_.inputs.begin(), inputs);
    for (const Tensor& t : closed.written) graph_->inputs.push_back(start_of(t));
    graph_->inputs.insert(graph_->inputs.end(), inputs, from_.inputs.end());
    for (const Tensor& t : closed.read) graph_->inputs.push_back(start_of(t));
    if (!returns) {
      graph_->outputs = from_.outputs;
      return graph_;
    }
    auto outputs = from_.outputs.begin() + static_cast<ptrdiff_t>(front);
    graph_->outputs.assign(from_.outputs.begin(), outputs);
    for (size_t i = 0; i < closed.written.size(); ++i)
      graph_->outputs.push_back(end_of(closed.written[i], graph_->inputs[front + i]));
    graph_->outputs.insert(graph_->outputs.end(), outputs, from_.outputs.end());
    return graph_;
  }

 private:
  int start_of(const Tensor& t) {
    for (const GraphState& s : from_.states) {
      if (s.tensor.same(t)) return s.value;
    }
    graph_->values.emplace_back(t.dtype(), t.shape(), t.device());
    return static_cast<int>(graph_->values.size()) - 1;
  }
  int end_of(const Tensor& t, int start) const {
    for (const GraphWrite& w : from_.writes) {
      if (from_.states[static_cast<size_t>(w.state)].tensor.same(t)) return w.value;
    }
    return start;
  }

  const Graph& from_;
  Ref<Graph> graph_;
};

}  // namespace

Closed close_over(const std::vector<Ref<Graph>>& graphs, size_t front, size_t returning) {
  Closed out;
  for (const Ref<Graph>& graph : graphs) {
    for (const GraphWrite& w : graph->writes) {
      const Tensor& t = graph->states[static_cast<size_t>(w.state)].tensor;
      if (!contains(out.written, t)) out.written.push_back(t);
    }
  }
  for (const Ref<Graph>& graph : graphs) {
    for (const GraphState& s : graph->states) {
      if (!contains(out.written, s.tensor) && !contains(out.read, s.tensor)) out.read.push_back(s.tensor);
    }
  }
  check_views(out);
  for (size_t i = 0; i < graphs.size(); ++i) out.graphs.push_back(Closing(*graphs[i]).close(out, front, i < returning));
  return out;
}

Closed as_it_was(Context& context, const Closed& closed) {
  Closed out = closed;
  for (Tensor& t : out.written) t = op<"copy">(context, t);
  return out;
}

ValueList closed_inputs(const Closed& closed, const std::vector<Tensor>& given, size_t front) {
  auto others = given.begin() + static_cast<ptrdiff_t>(front);
  ValueList out(given.begin(), others);
  out.insert(out.end(), closed.written.begin(), closed.written.end());
  out.insert(out.end(), others, given.end());
  out.insert(out.end(), closed.read.begin(), closed.read.end());
  return out;
}

void commit_written(Context& context, const Closed& closed, ValueList& results, size_t front) {
  for (size_t i = 0; i < closed.written.size(); ++i) op<"copy_">(context, closed.written[i], results[front + i]);
  auto first = results.begin() + static_cast<ptrdiff_t>(front);
  results.erase(first, first + static_cast<ptrdiff_t>(closed.written.size()));
}

}  // namespace mixgrad
