#include "core/graph/borders.h"

#include <algorithm>

#include "core/dispatch/dispatch.h"

namespace mixgrad {

namespace {

Tensor shifted(Context& context, const Tensor& t, const IndexBorder& border, int64_t by) {
  return op<"index_shift">(context, t, Value(by), border.sentinel ? Value(*border.sentinel) : Value::null());
}

std::optional<int64_t> sentinel_of(const Value& v) {
  return v.is(Kind::kInt) ? std::optional<int64_t>(v.as_int()) : std::nullopt;
}

class Borders {
 public:
  Borders(Graph& graph, int64_t first)
      : graph_(graph), first_(first), producer_(graph.values.size(), -1), uses_(graph.values.size()) {
    graph_.input_borders.assign(graph_.inputs.size(), {});
    graph_.output_borders.assign(graph_.outputs.size(), {});
  }

  void mark() {
    if (first_ != 0) {
      find();
      cancel_pairs();
    }
    find();
    for (size_t i = 0; i < graph_.outputs.size(); ++i) mark_output(i);
    find();
    for (size_t i = 0; i < graph_.inputs.size(); ++i) mark_input(i);
    if (first_ != 0) drop_unused_shifts();
  }

 private:
  struct Use {
    int node, argument;
  };
  struct Shift {
    int from = -1, to = -1;
    int64_t by = 0;
    std::optional<int64_t> sentinel;
  };

  template <class Visit>
  static void each_value(Operand& o, Visit visit) {
    if (o.kind == Operand::Kind::kValue) visit(o.value);
    for (Operand& item : o.list) each_value(item, visit);
  }

  void find() {
    std::fill(producer_.begin(), producer_.end(), -1);
    for (auto& list : uses_) list.clear();
    for (size_t n = 0; n < graph_.nodes.size(); ++n) {
      GraphNode& node = graph_.nodes[n];
      for (int v : node.outputs) producer_[v] = static_cast<int>(n);
      for (size_t a = 0; a < node.arguments.size(); ++a) {
        each_value(node.arguments[a], [&](int& v) { uses_[v].push_back({static_cast<int>(n), static_cast<int>(a)}); });
      }
    }
  }

  std::optional<Shift> shift_at(int n) const {
    if (n < 0) return std::nullopt;
    const GraphNode& node = graph_.nodes[n];
    static const Function& shift = require_function("index_shift");
    if (node.function != &shift || node.arguments[0].kind != Operand::Kind::kValue) return std::nullopt;
    return Shift{node.arguments[0].value, node.outputs[0], node.arguments[1].plain.as_int(),
                 sentinel_of(node.arguments[2].plain)};
  }

  void replace(int old, int now) {
    for (GraphNode& node : graph_.nodes) {
      for (Operand& o : node.arguments) {
        each_value(o, [&](int& v) {
          if (v == old) v = now;
        });
      }
    }
    for (int& v : graph_.outputs) v = v == old ? now : v;
    for (GraphWrite& w : graph_.writes) w.value = w.value == old ? now : w.value;
  }

  // Out to the caller's counting and in again: what lies between was only a look.
  void cancel_pairs() {
    for (size_t n = 0; n < graph_.nodes.size(); ++n) {
      std::optional<Shift> in = shift_at(static_cast<int>(n));
      if (!in || in->by != -first_) continue;
      std::optional<Shift> out = shift_at(producer_[in->from]);
      if (out && out->by == first_ && border_of(out->from).carries) replace(in->to, out->from);
    }
  }

  // What a function's result is if nothing has shifted it.
  IndexBorder border_of(int value) const {
    int n = producer_[value];
    if (n < 0) return {};
    const GraphNode& node = graph_.nodes[n];
    if (node.list_output || node.outputs.size() != node.function->outputs.size()) return {};
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] == value && node.function->outputs[i].carries_indices) return {true, none_of(node)};
    }
    return {};
  }

  // What stands for no index: the number that the call names, or -1.
  static int64_t none_of(const GraphNode& node) {
    for (size_t a = 0; a < node.function->arguments.size(); ++a) {
      if (!node.function->arguments[a].sentinel) continue;
      if (std::optional<int64_t> said = sentinel_of(node.arguments[a].plain)) return *said;
    }
    return -1;
  }

  void mark_output(size_t i) {
    int v = graph_.outputs[i];
    if (first_ == 0) {
      graph_.output_borders[i] = border_of(v);
      return;
    }
    std::optional<Shift> shift = shift_at(producer_[v]);
    if (!shift || shift->by != first_ || !border_of(shift->from).carries) return;
    graph_.outputs[i] = shift->from;
    graph_.output_borders[i] = {true, shift->sentinel};
  }

  // Only if every use is as indices, with one sentinel.
  void mark_input(size_t i) {
    int v = graph_.inputs[i];
    bool leaves =
        std::count(graph_.outputs.begin(), graph_.outputs.end(), v) > 0 ||
        std::any_of(graph_.writes.begin(), graph_.writes.end(), [&](const GraphWrite& w) { return w.value == v; });
    if (uses_[v].empty() || leaves || !is_integer(graph_.values[v].dtype)) return;
    IndexBorder border;
    for (const Use& use : uses_[v]) {
      std::optional<int64_t> sentinel;
      if (!as_indices(use, &sentinel) || (border.carries && sentinel != border.sentinel)) return;
      border = {true, sentinel};
    }
    graph_.input_borders[i] = border;
    if (first_ == 0) return;
    for (const Use& use : uses_[v]) replace(graph_.nodes[use.node].outputs[0], v);
  }

  bool as_indices(const Use& use, std::optional<int64_t>* sentinel) const {
    if (first_ != 0) {
      std::optional<Shift> shift = shift_at(use.node);
      if (!shift || shift->by != -first_) return false;
      *sentinel = shift->sentinel;
      return true;
    }
    const GraphNode& node = graph_.nodes[use.node];
    for (size_t a = 0; a < node.function->arguments.size(); ++a) {
      const Argument& argument = node.function->arguments[a];
      if (argument.sentinel && sentinel_of(node.arguments[a].plain) == argument.sentinel) *sentinel = argument.sentinel;
    }
    return node.function->arguments[use.argument].carries != Carries::kNothing;
  }

  void drop_unused_shifts() {
    size_t before = graph_.nodes.size();
    find();
    auto unused = [&](const GraphNode& node) {
      if (node.outputs.empty() || !shift_at(producer_[node.outputs[0]])) return false;
      int v = node.outputs[0];
      return uses_[v].empty() && std::count(graph_.outputs.begin(), graph_.outputs.end(), v) == 0 &&
             std::none_of(graph_.writes.begin(), graph_.writes.end(),
                          [&](const GraphWrite& w) { return w.value == v; });
    };
    std::vector<GraphNode> kept;
    for (GraphNode& node : graph_.nodes) {
      if (!unused(node)) kept.push_back(node);
    }
    graph_.nodes = std::move(kept);
    if (graph_.nodes.size() < before) drop_unused_shifts();  // one may have been all that used another
  }

  Graph& graph_;
  int64_t first_;
  std::vector<int> producer_;
  std::vector<std::vector<Use>> uses_;
};

}  // namespace

void mark_borders(Graph& graph, int64_t caller_first) { Borders(graph, caller_first).mark(); }

std::vector<Tensor> Graph::call(Context& context, const std::vector<Tensor>& given) const {
  check_inputs(given);
  int64_t first = context.caller_first();
  std::vector<Tensor> tensors = given;
  for (size_t i = 0; first != 0 && i < input_borders.size(); ++i) {
    if (input_borders[i].carries) tensors[i] = shifted(context, tensors[i], input_borders[i], -first);
  }
  std::vector<Tensor> results = run_graph(context, *this, tensors);
  for (size_t i = 0; first != 0 && i < output_borders.size(); ++i) {
    if (output_borders[i].carries) results[i] = shifted(context, results[i], output_borders[i], first);
  }
  return results;
}

}  // namespace mixgrad
