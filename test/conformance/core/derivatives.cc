#include "test/conformance/core/derivatives.h"

#include "core/autograd/node.h"
#include "core/transform/gradients.h"

namespace mixgrad::conformance {

namespace {

// Of the outputs to which gradients flow, each weighted.
std::vector<Tensor> weighted_gradients(Context& context, const std::vector<Tensor>& outputs,
                                       const std::vector<Tensor>& leaves, const std::vector<Tensor>& weights,
                                       bool again) {
  std::vector<Tensor> through, by, found(leaves.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i] || !wants_gradient(outputs[i])) continue;
    through.push_back(outputs[i]);
    by.push_back(weights.at(i));
  }
  return through.empty() ? found : gradients(context, through, leaves, by, again);
}

}  // namespace

std::vector<Tensor> tensors_in(const Value& result) {
  std::vector<Tensor> out;
  auto add = [&](const Value& value) {
    for (const Tensor& t : tensors_in(value)) out.push_back(t);
  };
  if (result.is_tensor()) out.push_back(result.as_tensor());
  if (result.is(Kind::kList)) {
    for (const Value& item : result.as_list()) add(item);
  }
  if (result.is(Kind::kMap)) {
    for (auto& [name, value] : result.as_map()) add(value);
  }
  return out;
}

std::vector<Value> derivative_arguments(Context& context, Evaluator& evaluator, const Function& function,
                                        const Json& one) {
  std::vector<Value> given = evaluator.bind(context, function, nullptr, one["arguments"]);
  ValueList weights, again;
  for (const Json& weight : one["weights"]) weights.push_back(evaluator.evaluate(context, weight));
  const Json gradient_weights = one.value("gradient_weights", Json::object());  // items() of a temporary would dangle
  for (auto& [name, weight] : gradient_weights.items()) again.push_back(evaluator.evaluate(context, weight));
  given.push_back(Value(std::move(weights)));
  given.push_back(Value(std::move(again)));
  return given;
}

std::vector<Tensor> derivatives(Context& context, Evaluator& evaluator, const Function& function, const Json& one,
                                std::vector<Value> given) {
  Ref<Context> recording = context.with_recording(true);
  std::vector<Tensor> again = tensors_in(given.back());
  given.pop_back();
  std::vector<Tensor> weights = tensors_in(given.back());
  given.pop_back();
  std::vector<Tensor> leaves;
  auto as_leaf = [&](const Value& value) {
    Tensor own = context.tracer ? op<"copy">(context, value) : value.as_tensor().detached();
    ensure_meta(own).requires_grad = true;
    leaves.push_back(own);
    return Value(function.in_place_of ? op<"copy">(*recording, own) : own);  // a leaf is not overwritten
  };
  for (auto& [name, expected] : one["gradients"].items()) {
    Value& argument = given.at(static_cast<size_t>(function.find_argument(name)));
    if (argument.is_tensor()) {
      argument = as_leaf(argument);
      continue;
    }
    ValueList items;
    for (const Value& item : argument.as_list()) items.push_back(as_leaf(item));
    argument = Value(std::move(items));
  }
  std::vector<Tensor> outputs;
  for (const Tensor& t : tensors_in(evaluator.call(*recording, function, std::move(given)))) {
    if (is_floating(t.dtype())) outputs.push_back(t);
  }
  bool twice = one.contains("second_gradients");
  std::vector<Tensor> found = weighted_gradients(*recording, outputs, leaves, weights, twice);
  if (twice) {
    for (const Tensor& t : weighted_gradients(*recording, found, leaves, again, false)) found.push_back(t);
  }
  for (size_t i = 0; i < found.size(); ++i) {
    const Tensor& leaf = leaves[i % leaves.size()];
    if (!found[i])
      found[i] =
          op<"full">(context, Value(leaf.shape()), Value(0.0), Value(leaf.dtype()), Value::device(leaf.device()));
  }
  return found;
}

std::vector<NamedRecord> expected_derivatives(const Json& one) {
  std::vector<NamedRecord> out;
  for (const char* order : {"gradients", "second_gradients"}) {
    const Json gradients = one.value(order, Json::object());
    for (auto& [name, expected] : gradients.items()) {
      std::string what = std::string(order) + " of " + name;
      if (!expected.contains("list")) out.push_back({what, expected});
      for (const Json& item : expected.value("list", Json::array())) out.push_back({what, item});
    }
  }
  return out;
}

}  // namespace mixgrad::conformance
