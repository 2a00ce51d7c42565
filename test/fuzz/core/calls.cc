#include "test/fuzz/core/calls.h"

#include <algorithm>

#include "core/schema/registry.h"

namespace mixgrad::fuzz {

namespace {

std::string text_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kTensor: {
      Tensor t = value.as_tensor();
      std::string out = std::string(dtype_name(t.dtype())) + " " + t.shape().text();
      return t.is_contiguous() ? out : out + " strides " + t.strides().text();
    }
    case Kind::kBool:
      return value.as_bool() ? "true" : "false";
    case Kind::kInt:
      return std::to_string(value.as_int());
    case Kind::kFloat: {
      char buffer[32];
      std::snprintf(buffer, sizeof buffer, "%.9g", value.as_float());
      return buffer;
    }
    case Kind::kEnum:
    case Kind::kDType:
    case Kind::kDevice:
      return std::string(kind_name(value.kind())) + " " + std::to_string(value.as_int());
    case Kind::kString:
      return std::string("\"").append(value.as_string(), 0, 60).append("\"");
    case Kind::kObject:
      return value.as_object()->cls().name;
    case Kind::kFunction:
      return value.as_function()->name;
    case Kind::kList:
    case Kind::kSlice: {
      std::string out;
      for (const Value& item : value.as_list()) out += (out.empty() ? "" : ", ") + text_of(item);
      return std::string(value.is(Kind::kList) ? "[" : "slice [").append(out).append("]");
    }
    case Kind::kMap: {
      std::string out;
      for (auto& [key, item] : value.as_map()) out += (out.empty() ? "" : ", ") + key + ": " + text_of(item);
      return std::string("{").append(out).append("}");
    }
    default:
      return kind_name(value.kind());
  }
}

}  // namespace

std::string text_of(const Call& call) {
  std::string out = call.function->name + "(";
  size_t self = call.function->method ? 1 : 0;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    if (i > 0) out += ", ";
    if (i >= self && i - self < call.function->arguments.size()) out += call.function->arguments[i - self].name + ": ";
    out += text_of(call.arguments[i]);
  }
  return out + ")";
}

Call Maker::make(const Function& function) {
  function_ = &function;
  constexpr int kWild[] = {0, 0, 0, 4, 30};
  wild_ = random_.pick(kWild);
  few_ = function.blocking == Blocking::kLong;
  leading_ = small_shape(random_);
  while (leading_.rank() > 3) leading_.erase(0);
  first_ = Shape{};
  sizes_.clear();
  variables_.clear();
  constexpr DType kFloating[] = {DType::kFloat32, DType::kFloat32, DType::kFloat64, DType::kFloat16, DType::kBFloat16};
  floating_ = random_.pick(kFloating);
  Call call{&function, {}};
  std::vector<Value> arguments;
  if (random_.chance(60) && from_case(function, arguments))
    vary(function, arguments);
  else
    arguments = from_schema(function);
  if (random_.chance(wild_ ? 60 : 12)) spoil(function, arguments);
  if (function.method) {
    std::string cls = function.name.substr(0, function.name.find('.'));
    call.arguments.push_back(random_.chance(98) ? object(cls) : wrong());
  }
  for (Value& value : arguments) call.arguments.push_back(std::move(value));
  return call;
}

std::vector<Value> Maker::from_schema(const Function& function) {
  std::vector<Value> out;
  for (const Argument& a : function.arguments) {
    if (a.optional && random_.chance(50))
      out.push_back(random_.chance(50) ? Value() : Value::null());
    else if (a.default_value && random_.chance(50))
      out.push_back(Value());
    else
      out.push_back(value(a.type, &a));
    // Axes count in the first tensor; sizes may be attributes: `C / groups`.
    if (out.back().is_tensor() && first_.rank() == 0) first_ = out.back().tensor_impl()->shape;
    if (out.back().is(Kind::kInt)) sizes_.try_emplace(a.name, std::clamp<int64_t>(out.back().as_int(), 1, 8));
  }
  while (!out.empty() && out.back().is_absent() && random_.chance(30)) out.pop_back();
  return out;
}

bool Maker::from_case(const Function& function, std::vector<Value>& out) {
  std::string name = function.in_place_of && random_.chance(70) ? function.in_place_of->name : function.name;
  const std::vector<Json>& cases = corpus_.arguments_of(name);
  if (cases.empty()) return false;
  const Json& arguments = random_.pick(cases);
  try {
    out = run_.evaluator->bind(run_.context, function, nullptr, arguments);
  } catch (const std::exception&) {  // a case of a nested call that fails
    return false;
  }
  for (const Value& value : out) {
    if (value.is_tensor() && first_.rank() == 0) first_ = value.tensor_impl()->shape;
  }
  return true;
}

// Other numbers and layouts, another floating dtype, other attributes: most of it stays a good call.
void Maker::vary(const Function& function, std::vector<Value>& arguments) {
  bool other_dtype = random_.chance(20), other_attributes = random_.chance(50);
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Argument& a = function.arguments[i];
    if (a.type.is_input())
      arguments[i] = varied(arguments[i], other_dtype ? floating_ : DType::kBool);
    else if (other_attributes && random_.chance(25))
      arguments[i] = a.default_value && random_.chance(40) ? Value() : value(a.type, &a);
    else if (few_ && arguments[i].is(Kind::kInt))
      arguments[i] = Value(random_.between(0, 3));
  }
}

Value Maker::varied(const Value& given, DType floating) {
  if (given.is(Kind::kList)) {
    ValueList items;
    for (const Value& item : given.as_list()) items.push_back(varied(item, floating));
    return Value(std::move(items));
  }
  if (!given.is_tensor()) return given;
  Tensor t = given.as_tensor();
  bool floats = is_floating(t.dtype());
  DType dtype = floats && is_floating(floating) ? floating : t.dtype();
  if (dtype != t.dtype() || random_.chance(floats ? 40 : 10)) {
    Contents contents = floats ? random_contents(random_) : Contents::kPlaces;
    t = random_tensor(random_, dtype, t.shape(), contents);
  }
  return Value(in_random_layout(random_, t));
}

// One thing that does not belong there.
void Maker::spoil(const Function& function, std::vector<Value>& arguments) {
  if (arguments.empty() || random_.chance(2)) return arguments.push_back(wrong());
  size_t at = static_cast<size_t>(random_.below(static_cast<int64_t>(arguments.size())));
  Value& value = arguments[at];
  if (random_.chance(25)) {
    value = wrong();
  } else if (value.is_tensor() && random_.chance(60)) {  // another shape or dtype
    DType dtype = random_.chance(50) ? value.tensor_impl()->dtype : random_.pick(kAllDTypes);
    Shape shape = random_.chance(40) ? value.tensor_impl()->shape : small_shape(random_);
    if (random_.chance(30) && shape.rank() > 0) shape[static_cast<int>(random_.below(shape.rank()))] = 0;
    value = Value(random_tensor(random_, dtype, shape, random_contents(random_)));
  } else if (at < function.arguments.size()) {
    int before = wild_;
    wild_ = 70;
    value = this->value(function.arguments[at].type, &function.arguments[at]);
    wild_ = before;
  } else {
    value = random_.chance(50) ? Value() : Value::null();
  }
}

}  // namespace mixgrad::fuzz
