#include "core/transform/evaluate.h"

#include <algorithm>
#include <unordered_set>

#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"

namespace mixgrad {

Ref<Graph> graph_of_fn(Context& context, const Value& function, const std::vector<Tensor>& arguments) {
  Ref<Graph> graph = trace_function(*context.with_recording(true), function, specs_of(arguments), true);
  check_one_result(*graph);
  for (const Tensor& t : arguments) {
    if (!is_floating(t.dtype())) {
      throw Error(ErrorCode::kDType, "gradients are taken with regard to floating tensors")
          .on("inputs")
          .given(dtype_name(t.dtype()))
          .accepted("floating");
    }
  }
  return graph;
}

namespace {

// Whether anything but these leaves wants gradients of the tensor. No recursion: graphs are deep.
bool reaches_others(const Tensor& value, const std::vector<Tensor>& own) {
  auto is_other = [&](const Edge& edge) {
    return edge.leaf &&
           std::none_of(own.begin(), own.end(), [&](const Tensor& t) { return t.impl() == edge.leaf.get(); });
  };
  std::unordered_set<const GradientNode*> seen;
  std::vector<const GradientNode*> stack;
  auto follow = [&](const Edge& edge) {
    if (edge.node && seen.insert(edge.node.get()).second) stack.push_back(edge.node.get());
    return is_other(edge);
  };
  if (follow(edge_of(value))) return true;
  while (!stack.empty()) {
    const GradientNode* node = stack.back();
    stack.pop_back();
    for (const GradientInput& input : node->inputs)
      if (follow(input.edge)) return true;
    for (const GradientItem& item : node->items)
      if (follow(item.edge)) return true;
  }
  return false;
}

}  // namespace

Evaluated evaluate(Context& context, const Graph& graph, const std::vector<Tensor>& arguments) {
  Evaluated out;
  for (const Tensor& t : arguments) {
    Tensor leaf;
    if (context.tracer)
      leaf = op<"copy">(context, t);
    else if (context.recording && wants_gradient(t))
      leaf = op<"reshape">(context, t, Value(t.shape()));  // what is asked of the results later goes on to t
    else
      leaf = t.detached();
    ensure_meta(leaf).requires_grad = true;
    out.inputs.push_back(leaf);
  }
  out.value = run_graph(*context.with_recording(true), graph, out.inputs)[0];
  // A trace may be run for arguments that want gradients.
  out.attached =
      context.recording && (context.tracer || out.value.is_traced() || reaches_others(out.value, out.inputs));
  return out;
}

Evaluated evaluate(Context& context, const Value& function, const std::vector<Tensor>& arguments) {
  return evaluate(context, *graph_of_fn(context, function, arguments), arguments);
}

Tensor as_result(const Evaluated& evaluated) {
  return evaluated.attached || evaluated.value.is_traced() ? evaluated.value : evaluated.value.detached();
}

bool is_attached(Context& context, const Evaluated& evaluated, const std::vector<Tensor>& weights) {
  return context.recording && (evaluated.attached || context.tracer ||
                               std::any_of(weights.begin(), weights.end(),
                                           [](const Tensor& t) { return t.is_traced() || wants_gradient(t); }));
}

ValueList gradients_or_zeros(Context& context, const std::vector<Tensor>& found, const std::vector<Tensor>& inputs) {
  ValueList out;
  for (size_t i = 0; i < inputs.size(); ++i) {
    out.push_back(found[i] ? found[i]
                           : op<"full">(context, Value(inputs[i].shape()), Value(0.0), Value(inputs[i].dtype())));
  }
  return out;
}

void check_direction(const char* argument, const Tensor& of, const Tensor& direction) {
  if (of.shape() != direction.shape()) {
    throw Error(ErrorCode::kShape, "a direction has another shape than what it is a direction of")
        .on(argument)
        .given(direction.shape().text())
        .accepted(of.shape().text());
  }
  if (of.dtype() != direction.dtype()) {
    throw Error(ErrorCode::kDType, "a direction has another element type than what it is a direction of")
        .on(argument)
        .given(dtype_name(direction.dtype()))
        .accepted(dtype_name(of.dtype()));
  }
}

void check_directions(const char* argument, const std::vector<Tensor>& inputs, const std::vector<Tensor>& directions) {
  if (inputs.size() != directions.size()) {
    throw Error(ErrorCode::kShape, "there must be one direction for each argument of the function")
        .on(argument)
        .given(std::to_string(directions.size()))
        .accepted(std::to_string(inputs.size()));
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    check_direction(argument, inputs[i], directions[i]);
  }
}

void check_one_number(const Tensor& value) {
  if (value.elements() == 1) return;
  throw Error(ErrorCode::kGradient, "the value of " + name_mark("fn") + " must be one number")
      .on("fn")
      .given("a tensor of shape " + value.shape().text())
      .hint("reduce it with sum or mean");
}

}  // namespace mixgrad
