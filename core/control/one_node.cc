#include "core/control/one_node.h"

#include <algorithm>
#include <functional>

#include "core/transform/function_call.h"

namespace mixgrad {

namespace {

bool is_object(const Operand& operand, std::string_view cls) {
  return operand.plain.is(Kind::kObject) && operand.plain.as_object()->cls().name == cls;
}

// Also of the graphs inside.
bool any_node(const Graph& graph, const std::function<bool(const GraphNode&)>& is) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const GraphNode& node) {
    return is(node) || std::any_of(node.arguments.begin(), node.arguments.end(), [&](const Operand& o) {
             return is_object(o, "Graph") && any_node(*static_cast<Graph*>(o.plain.as_object()), is);
           });
  });
}

bool has_own_generator(const Graph& graph) {
  return any_node(graph, [](const GraphNode& node) {
    return std::any_of(node.arguments.begin(), node.arguments.end(),
                       [](const Operand& o) { return is_object(o, "Generator"); });
  });
}

// A gradient of it keeps states for as many iterations as there may be.
bool has_endless_loop(const Graph& graph) {
  return any_node(graph, [](const GraphNode& node) {
    if (node.function->name != "while_loop_graph") return false;
    auto most = static_cast<size_t>(node.function->find_argument("max_iterations"));
    return most >= node.arguments.size() || !node.arguments[most].plain.is(Kind::kInt);
  });
}

bool runs_again(const Graph& graph) { return !has_own_generator(graph) && !has_endless_loop(graph); }

// Results as a trace gives them: none is what was given, or a view of it, or stands there twice.
void make_own(Context& context, ValueList& results) {
  for (Value& v : results) {
    const TensorImpl& t = *v.tensor_impl();
    bool own = t.reference_count() == 1 && !t.view_base && t.storage->reference_count() == 1;
    if (!own) v = Value(op<"copy">(context, v));
  }
}

}  // namespace

void run_as_one(Invocation& call, RunGraphs run, size_t kept, std::initializer_list<int> graphs) {
  bool wants = call.context.recording && any_wants_gradient(call.arguments), keep = call.arguments.back().as_bool();
  ValueList arguments(call.arguments.begin(), call.arguments.end());
  arguments.back() = Value(wants || keep);
  if (wants && is_in_trace(call.context, call.arguments)) {
    Results whole;
    invoke(call.context, call.function, arguments, whole);
    ValueList results = whole.values.at(0).as_list();
    results.resize(results.size() - kept);
    return call.result(Value(std::move(results)));
  }
  bool as_one =
      keep || !wants || std::all_of(graphs.begin(), graphs.end(), [&](int i) { return runs_again(graph_of(call[i])); });
  Ref<Context> context = call.context.with_recording(!as_one);
  ValueList results = run(call, *context, as_one && (wants || keep));
  make_own(*context, results);
  if (wants && as_one) {
    record_gradient(call.function, arguments, tensors_of(results));
    if (!keep) results.resize(results.size() - kept);
  }
  call.result(Value(std::move(results)));
}

void check_runs_again(const Graph& graph) {
  if (!has_own_generator(graph)) return;
  throw Error(ErrorCode::kGradient,
              "the graph takes random numbers from a generator that was given to it, and its gradient can not take "
              "them from there again")
      .hint("leave the generator out: those of the context are taken again");
}

}  // namespace mixgrad
