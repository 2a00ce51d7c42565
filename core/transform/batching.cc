#include "core/transform/batching.h"

#include <algorithm>

namespace mixgrad {

namespace {

Shape with_front(int64_t size, const Shape& shape) {
  Shape out{size};
  for (int64_t s : shape) out.push_back(s);
  return out;
}
Value whole_axis() { return Value::slice(Value(), Value(), Value()); }

BatchedArgument argument_of(const Operand& o, const std::vector<MaybeBatched>& slots) {
  BatchedArgument out;
  switch (o.kind) {
    case Operand::Kind::kPlain:
      out.plain = o.plain;
      break;
    case Operand::Kind::kValue:
      out.tensor = slots[o.value];
      break;
    case Operand::Kind::kList:
      out.is_list = true;
      for (const Operand& item : o.list) out.list.push_back(argument_of(item, slots));
      break;
  }
  return out;
}

}  // namespace

bool BatchedArgument::any_batched() const {
  return (tensor && tensor->batched) ||
         std::any_of(list.begin(), list.end(), [](const BatchedArgument& a) { return a.any_batched(); });
}

Tensor Batching::lifted(const MaybeBatched& t) const {
  return t.batched ? t.tensor : op<"broadcast_to">(context, t.tensor, Value(with_front(size, t.tensor.shape())));
}

Tensor Batching::aligned(const MaybeBatched& t, int rank) const {
  if (!t.batched || t.tensor.rank() - 1 >= rank) return t.tensor;
  Shape shape{t.tensor.shape()[0]};
  for (int i = t.tensor.rank() - 1; i < rank; ++i) shape.push_back(1);
  for (int i = 1; i < t.tensor.rank(); ++i) shape.push_back(t.tensor.shape()[i]);
  return op<"reshape">(context, t.tensor, Value(shape));
}

void Batching::call(const ValueList& arguments) {
  Results made;
  invoke(context, function, arguments, made);
  if (list_output_) {
    for (const Value& v : made.values.at(0).as_list()) result(v.as_tensor());
  } else {
    for (int i = 0; i < made.count(); ++i) result(made.tensor(i));
  }
}

void Batching::once() {
  ValueList given;
  for (const BatchedArgument& a : arguments_) given.push_back(example(a, 0));
  call(given);
}

void Batching::elementwise() {
  int most = 0;
  for (size_t i = 0; i < arguments_.size(); ++i) {
    if (has(static_cast<int>(i))) most = std::max(most, rank(static_cast<int>(i)));
  }
  ValueList given;
  for (size_t i = 0; i < arguments_.size(); ++i) {
    const BatchedArgument& a = arguments_[i];
    if (!a.tensor) {
      given.push_back(a.plain);
    } else if (i == 0 &&
               !function.program) {  // the result has the first operand's shape, so that one needs the examples
      given.push_back(aligned({lifted(*a.tensor), true}, most));
    } else {
      given.push_back(aligned(*a.tensor, most));
    }
  }
  call(given);
}

Value Batching::lifted_attribute(int i) const {
  const Value& v = arguments_[i].plain;
  const Type* type = &function.arguments[i].type;
  if (v.is_null() || v.is_absent()) return v;
  if (type->kind == TypeKind::kOptional) type = &type->of[0];
  auto moved = [&](ValueList front) {
    for (const Value& item : v.as_list()) front.push_back(Value(item.as_int() + 1));
    return Value(std::move(front));
  };
  switch (type->kind) {
    case TypeKind::kAxis:
      return Value(v.as_int() + 1);
    case TypeKind::kAxes:
      return moved({});
    case TypeKind::kPermutation:
      return moved({Value(int64_t{0})});
    case TypeKind::kShape:
      return Value(with_front(size, function.view_rule ? outputs_[0].shape : v.as_shape()));
    case TypeKind::kSubscript: {
      ValueList items{whole_axis()};
      for (const Value& item : v.as_list()) items.push_back(item);
      return Value(std::move(items));
    }
    default:
      return v;
  }
}

void Batching::lift_all_but(int shared) {
  ValueList given;
  for (size_t i = 0; i < arguments_.size(); ++i) {
    const BatchedArgument& a = arguments_[i];
    if (a.tensor) {
      given.push_back(static_cast<int>(i) == shared ? a.tensor->tensor : lifted(*a.tensor));
    } else if (a.is_list) {
      ValueList list;
      for (const BatchedArgument& item : a.list) list.push_back(item.tensor ? Value(lifted(*item.tensor)) : item.plain);
      given.push_back(Value(std::move(list)));
    } else {
      given.push_back(lifted_attribute(static_cast<int>(i)));
    }
  }
  call(given);
}

// Without an axis the whole example is searched or reduced: it becomes one axis.
void Batching::whole_reduction() {
  const Tensor& x = tensor(0);
  int64_t elements = 1;
  for (int i = 1; i < x.rank(); ++i) elements *= x.shape()[i];
  ValueList given{op<"reshape">(context, x, Value(Shape{size, elements}))};
  for (size_t i = 1; i < arguments_.size(); ++i) {
    const Type& type = function.arguments[i].type;
    if (type.kind == TypeKind::kOptional && type.of[0].kind == TypeKind::kAxis)
      given.push_back(Value(int64_t{1}));
    else
      given.push_back(arguments_[i].plain);
  }
  call(given);
  for (size_t i = 0; i < results_.size(); ++i)
    results_[i] = op<"reshape">(context, results_[i], Value(with_front(size, outputs_[i].shape)));
}

Value Batching::example(const BatchedArgument& a, int64_t at) const {
  if (a.tensor)
    return a.tensor->batched ? Value(op<"getitem">(context, a.tensor->tensor, Value(ValueList{Value(at)})))
                             : Value(a.tensor->tensor);
  if (!a.is_list) return a.plain;
  ValueList list;
  for (const BatchedArgument& item : a.list) list.push_back(example(item, at));
  return Value(std::move(list));
}

void Batching::each() {
  std::vector<ValueList> parts(outputs_.size());
  for (int64_t at = 0; at < size; ++at) {
    ValueList given;
    for (const BatchedArgument& a : arguments_) given.push_back(example(a, at));
    call(given);
    for (size_t i = 0; i < results_.size(); ++i) parts[i].push_back(results_[i]);
    results_.clear();
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    if (size > 0)
      result(op<"stack">(context, Value(parts[i])));
    else
      result(op<"zeros">(context, Value(with_front(0, outputs_[i].shape)), Value(outputs_[i].dtype)));
  }
}

void Batching::derive() {
  const std::string& how = function.batching;
  if (function.batching_rule) return function.batching_rule(*this);
  if (how == "random" || how == "each") return each();
  if (how == "elementwise") return elementwise();
  if (how == "reduction" && arguments_.size() > 1 && arguments_[1].plain.is_null()) return whole_reduction();
  if (how == "reduction" || how == "view" || how == "axis") return lift();
  throw Error(ErrorCode::kValue, "vmap can not batch " + function.name + ": it has no batching rule").in(function.name);
}

std::vector<MaybeBatched> run_batched(Context& context, const Graph& graph, const std::vector<MaybeBatched>& inputs,
                                      int64_t size) {
  std::vector<MaybeBatched> slots(graph.values.size());
  for (size_t i = 0; i < inputs.size(); ++i) slots[graph.inputs[i]] = inputs[i];
  for (const GraphState& s : graph.states) slots[s.value] = {s.tensor, false};
  Ref<Context> quiet = context.switched(false);
  const auto& last_uses = graph.last_uses();
  for (size_t n = 0; n < graph.nodes.size(); ++n) {
    if (context.cancel && context.cancel->load(std::memory_order_relaxed))
      throw Error(ErrorCode::kCancelled, "cancelled");
    const GraphNode& node = graph.nodes[n];
    std::vector<BatchedArgument> arguments;
    arguments.reserve(node.arguments.size());
    for (const Operand& o : node.arguments) arguments.push_back(argument_of(o, slots));
    bool batched = node.function->random || std::any_of(arguments.begin(), arguments.end(),
                                                        [](const BatchedArgument& a) { return a.any_batched(); });
    std::vector<TensorSpec> specs;
    specs.reserve(node.outputs.size());
    for (int v : node.outputs) specs.push_back(graph.values[v]);
    Batching call(node.constant ? *quiet : context, *node.function, size, std::move(arguments), std::move(specs),
                  node.list_output);
    if (batched)
      call.derive();
    else
      call.once();
    for (size_t i = 0; i < node.outputs.size(); ++i) slots[node.outputs[i]] = {call.results()[i], batched};
    for (int v : last_uses[n]) slots[v] = {};
  }
  for (const GraphWrite& w : graph.writes) {
    if (slots[w.value].batched) {
      throw Error(ErrorCode::kTrace,
                  "a function under vmap writes something that differs between examples to a tensor they share")
          .hint("return it instead");
    }
  }
  for (const GraphWrite& w : graph.writes) op<"copy_">(context, graph.states[w.state].tensor, slots[w.value].tensor);
  std::vector<MaybeBatched> outputs;
  outputs.reserve(graph.outputs.size());
  for (int v : graph.outputs) outputs.push_back(slots[v]);
  return outputs;
}

}  // namespace mixgrad
