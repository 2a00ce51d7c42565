#include "core/dispatch/bind.h"

#include <algorithm>
#include <cmath>

#include "core/dispatch/record.h"
#include "core/dispatch/slice.h"
#include "core/runtime/error.h"
#include "core/schema/registry.h"

namespace mixgrad {

namespace {

[[noreturn]] void wrong_type(std::string_view name, const Value& v, const std::string& accepted) {
  throw Error(ErrorCode::kType, "argument " + name_mark(name) + " has the wrong type")
      .on(name)
      .given(kind_name(v.kind()))
      .accepted(accepted);
}

std::string class_name(const std::string& dtypes) {
  std::string cls = dtypes.substr(0, dtypes.find(':'));
  return cls == "integer_or_bool" ? "integer or bool" : cls;
}

void check_dtype(const Argument& a, DType dtype) {
  if (a.dtype_mask >> static_cast<int>(dtype) & 1) return;
  throw Error(ErrorCode::kDType, "argument " + name_mark(a.name) + " has an element type that is not accepted")
      .on(a.name)
      .given(dtype_name(dtype))
      .accepted(class_name(a.dtypes));
}

std::string number_text(const Value& v) {
  if (!v.is(Kind::kFloat)) return std::to_string(v.as_int());
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.17g", v.as_float());
  return buffer;
}

void check_range(const Argument& a, const Value& v) {
  double x = v.as_float();
  const Range& r = a.range;
  bool low = r.minimum && (r.exclusive_minimum ? !(x > *r.minimum) : !(x >= *r.minimum));
  bool high = r.maximum && (r.exclusive_maximum ? !(x < *r.maximum) : !(x <= *r.maximum));
  if (!low && !high) return;
  std::string accepted;
  if (r.minimum) accepted += std::string(r.exclusive_minimum ? "> " : ">= ") + number_text(Value(*r.minimum));
  if (r.maximum)
    accepted += std::string(accepted.empty() ? "" : " and ") + (r.exclusive_maximum ? "< " : "<= ") +
                number_text(Value(*r.maximum));
  throw Error(ErrorCode::kValue, "argument " + name_mark(a.name) + " is out of range")
      .on(a.name)
      .given(number_text(v))
      .accepted(accepted);
}

int64_t integer(std::string_view name, const Value& v) {
  if (v.is(Kind::kInt)) return v.as_int();
  wrong_type(name, v, "an integer");
}

int64_t normal_axis(std::string_view name, int64_t axis, int rank) {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  std::string shown = axis < 0 ? std::to_string(axis) : number_mark(axis);
  throw Error(ErrorCode::kIndex, "argument " + name_mark(name) + ": axis " + shown +
                                     " does not exist in a tensor with " + std::to_string(rank) +
                                     (rank == 1 ? " axis" : " axes"))
      .on(name)
      .given(shown)
      .accepted(rank == 0 ? "none" : number_mark(0) + " to " + number_mark(rank - 1));
}

// A set, in rising order and all axes by default; of a function that pairs axes with something else, as given.
Value axes_list(const Function& f, const Argument& a, const Value& v, int rank) {
  bool ordered = f.has_trait("ordered_axes");
  const std::string& name = a.name;
  Shape axes;
  if (v.is_null() || v.is_absent()) {
    if (ordered && !a.default_value) wrong_type(name, v, "an integer or a list of integers");
    if (ordered) return Value::null();
    for (int i = 0; i < rank; ++i) axes.push_back(i);
    return Value(axes);
  }
  if (v.is(Kind::kInt)) {
    axes.push_back(normal_axis(name, v.as_int(), rank));
    return Value(axes);
  }
  if (!v.is(Kind::kList)) wrong_type(name, v, "an integer or a list of integers");
  std::vector<int64_t> found;
  for (const Value& item : v.as_list()) found.push_back(normal_axis(name, integer(name, item), rank));
  std::vector<int64_t> sorted = found;
  std::sort(sorted.begin(), sorted.end());
  auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    throw Error(ErrorCode::kValue, "argument " + name_mark(name) + " names axis " + number_mark(*twice) + " twice")
        .on(name);
  }
  if (!ordered) found = sorted;
  return Value(Shape(std::span<const int64_t>(found)));
}

Value permutation(std::string_view name, const Value& v, int rank) {
  if (!v.is(Kind::kList)) wrong_type(name, v, "a list of integers");
  Shape order;
  uint64_t seen = 0;
  for (const Value& item : v.as_list()) {
    int64_t axis = normal_axis(name, integer(name, item), rank);
    seen |= uint64_t{1} << axis;
    order.push_back(axis);
  }
  if (order.rank() != rank || seen != (uint64_t{1} << rank) - 1) {
    throw Error(ErrorCode::kValue,
                "argument " + name_mark(name) + " must name each of the " + std::to_string(rank) + " axes once")
        .on(name);
  }
  return Value(order);
}

Value size_list(std::string_view name, const Value& v) {
  if (v.is(Kind::kInt)) return Value(Shape{v.as_int()});
  if (!v.is(Kind::kList)) wrong_type(name, v, "a list of sizes");
  if (v.as_list().size() > kMaxRank) {
    throw too_many_axes(static_cast<int64_t>(v.as_list().size())).on(name);
  }
  for (const Value& item : v.as_list()) integer(name, item);
  return v;
}

Value enumerator(std::string_view name, const Type& type, const Value& v) {
  std::string accepted;
  for (const EnumValue& e : type.values) {
    if ((v.is(Kind::kString) && v.as_string() == e.name) ||
        ((v.is(Kind::kEnum) || v.is(Kind::kInt)) && v.as_int() == e.number)) {
      return Value::enumerator(e.number);
    }
    accepted += (accepted.empty() ? "" : ", ") + e.name;
  }
  if (!v.is(Kind::kString) && !v.is(Kind::kEnum) && !v.is(Kind::kInt)) wrong_type(name, v, accepted);
  throw Error(ErrorCode::kValue, "argument " + name_mark(name) + " has a value that is not accepted")
      .on(name)
      .given(v.is(Kind::kString) ? "\"" + v.as_string() + "\"" : std::to_string(v.as_int()))
      .accepted(accepted);
}

Value dtype_value(std::string_view name, const Value& v) {
  DType dtype;
  if (v.is(Kind::kDType) && dtype_from_number(v.as_int(), &dtype)) return Value(dtype);
  if (v.is(Kind::kString) && parse_dtype(v.as_string(), &dtype)) return Value(dtype);
  if (!v.is(Kind::kString) && !v.is(Kind::kDType)) wrong_type(name, v, "a dtype");
  std::string accepted;
  for (DType t : kAllDTypes) accepted += (accepted.empty() ? "" : ", ") + std::string(dtype_name(t));
  throw Error(ErrorCode::kValue, "argument " + name_mark(name) + " is not a dtype")
      .on(name)
      .given(v.is(Kind::kString) ? "\"" + v.as_string() + "\"" : std::to_string(v.as_int()))
      .accepted(accepted);
}

Value device_value(std::string_view name, const Value& v) {
  if (!v.is(Kind::kString) && !v.is(Kind::kDevice)) wrong_type(name, v, "a device");
  bool named = v.is(Kind::kString);
  if (std::optional<Device> device = named ? find_device(v.as_string()) : find_device(v.as_int()))
    return Value::device(device->code());
  std::string accepted;
  for (const std::string& there : device_names()) accepted += (accepted.empty() ? "" : ", ") + there;
  throw Error(ErrorCode::kDevice, "this device is not there")
      .on(name)
      .given(named ? v.as_string() : "device " + std::to_string(v.as_int()))
      .accepted(accepted);
}

Value tensors(const Argument& a, const Value& v) {
  if (!v.is(Kind::kList)) wrong_type(a.name, v, "a list of tensors");
  for (const Value& item : v.as_list()) {
    if (!item.is_tensor()) wrong_type(a.name, item, "a list of tensors");
    check_dtype(a, item.tensor_impl()->dtype);
  }
  return v;
}

}  // namespace

Value bind_value(const Type& type, const Value& v, std::string_view name) {
  switch (type.kind) {
    case TypeKind::kTensor:
      if (!v.is_tensor()) wrong_type(name, v, "a tensor");
      return v;
    case TypeKind::kTensorOrNumber:
      if (!v.is_tensor() && !v.is_number()) wrong_type(name, v, "a tensor or a number");
      return v;
    case TypeKind::kBool:
      if (!v.is(Kind::kBool)) wrong_type(name, v, "a bool");
      return v;
    case TypeKind::kSize:
    case TypeKind::kCount: {
      int64_t n = integer(name, v);
      if (n < 0)
        throw Error(ErrorCode::kValue, "argument " + name_mark(name) + " must not be negative")
            .on(name)
            .given(std::to_string(n));
      return v;
    }
    case TypeKind::kInt:
    case TypeKind::kAxis:  // one of a list: the function itself knows the tensor that it counts in
    case TypeKind::kIndex:
      return Value(integer(name, v));
    case TypeKind::kFloat:
      if (!v.is(Kind::kFloat) && !v.is(Kind::kInt)) wrong_type(name, v, "a number");
      return Value(v.as_float());
    case TypeKind::kNumber:
      if (!v.is_number()) wrong_type(name, v, "a number");
      return v;
    case TypeKind::kString:
    case TypeKind::kPath:
      if (!v.is(Kind::kString)) wrong_type(name, v, "a string");
      return v;
    case TypeKind::kBytes:
      if (!v.is(Kind::kBytes)) wrong_type(name, v, "bytes");
      return v;
    case TypeKind::kDType:
      return dtype_value(name, v);
    case TypeKind::kDevice:
      return device_value(name, v);
    case TypeKind::kEnum:
      return enumerator(name, type, v);
    case TypeKind::kShape:
      return size_list(name, v);
    case TypeKind::kIntOrTuple: {
      if (v.is(Kind::kInt)) return Value(ValueList(std::max(type.length, 1), v));
      Value list = size_list(name, v);
      if (type.length > 0 && static_cast<int>(list.as_list().size()) != type.length)
        wrong_type(name, v, "an integer or " + std::to_string(type.length) + " of them");
      return list;
    }
    case TypeKind::kGenerator:
    case TypeKind::kObject: {
      const std::string cls = type.kind == TypeKind::kGenerator ? "Generator" : type.name;
      if (!v.is(Kind::kObject) || !Registry::instance().is_a(v.as_object()->cls(), cls)) {
        throw Error(ErrorCode::kType, "argument " + name_mark(name) + " has the wrong type")
            .on(name)
            .given(v.is(Kind::kObject) ? v.as_object()->cls().name : kind_name(v.kind()))
            .accepted(cls);
      }
      return v;
    }
    case TypeKind::kFunction:
    case TypeKind::kCallback:
      if (!v.is(Kind::kFunction) && !v.is(Kind::kCallback) && !v.is(Kind::kObject)) wrong_type(name, v, "a function");
      return v;
    case TypeKind::kList: {
      if (!v.is(Kind::kList)) wrong_type(name, v, "a list");
      ValueList out;
      for (const Value& item : v.as_list()) out.push_back(bind_value(type.of[0], item, name));
      return Value(std::move(out));
    }
    case TypeKind::kMap: {
      if (!v.is(Kind::kMap)) wrong_type(name, v, "a map");
      ValueMap out;
      for (auto& [key, item] : v.as_map()) out.emplace_back(key, bind_value(type.of[0], item, name));
      return Value::map(std::move(out));
    }
    case TypeKind::kOptional:
      return v.is_null() ? v : bind_value(type.of[0], v, name);
    case TypeKind::kSlice:
      if (!v.is(Kind::kSlice)) wrong_type(name, v, "a slice");
      check_slice(v, name);
      return v;
    case TypeKind::kRecord:
      return record_value(name, type, v);
    case TypeKind::kSubscript:
      return v.is(Kind::kList) ? v : Value(ValueList{v});
    case TypeKind::kTensors:
      if (!v.is(Kind::kList)) wrong_type(name, v, "a list of tensors");
      for (const Value& item : v.as_list()) {
        if (!item.is_tensor()) wrong_type(name, item, "a list of tensors");
      }
      return v;
    default:
      return v;
  }
}

bool is_bound(const Function& f, std::span<const Value> given) {
  if (given.size() != f.arguments.size()) return false;
  for (size_t i = 0; i < given.size(); ++i) {
    const Argument& a = f.arguments[i];
    bool or_number = a.type.kind == TypeKind::kTensorOrNumber;
    if (given[i].is_tensor() ? !or_number && a.type.kind != TypeKind::kTensor : !or_number || !given[i].is_number())
      return false;
    if (a.range.minimum || a.range.maximum) return false;
  }
  for (size_t i = 0; i < given.size(); ++i) {
    if (given[i].is_tensor()) check_dtype(f.arguments[i], given[i].tensor_impl()->dtype);
  }
  return true;
}

void bind(const Function& f, std::span<const Value> given, BoundArguments& bound) {
  size_t n = f.arguments.size();
  if (given.size() > n) {
    throw Error(ErrorCode::kType, "too many arguments")
        .given(std::to_string(given.size()))
        .accepted("at most " + std::to_string(n));
  }
  auto rank_of = [&](const Argument& a) {
    const Value& input = bound.at(a.axis_of);
    if (f.arguments[a.axis_of].type.kind == TypeKind::kShape) return static_cast<int>(input.as_list().size());
    if (input.is(Kind::kList))
      return input.as_list().empty() ? kMaxRank : input.as_list()[0].tensor_impl()->shape.rank() + a.axis_rank_offset;
    return input.is_tensor() ? input.tensor_impl()->shape.rank() + a.axis_rank_offset : a.axis_rank_offset;
  };
  // Without an input there is no tensor to count in: the function itself knows what the axis is one of.
  auto one_axis = [&](const Argument& a, int64_t axis) {
    return Value(f.inputs == 0 ? axis : normal_axis(a.name, axis, rank_of(a)));
  };
  for (size_t i = 0; i < n; ++i) {
    const Argument& a = f.arguments[i];
    const Value& v = i < given.size() ? given[i] : Value();
    if (v.is_tensor() &&
        (a.type.kind == TypeKind::kTensor || a.type.kind == TypeKind::kTensorOrNumber)) {  // the hot path
      check_dtype(a, v.tensor_impl()->dtype);
      bound.add(v);
      continue;
    }
    if (v.is_absent() || (v.is_null() && a.optional)) {
      if (a.default_value) {
        if (a.type.kind == TypeKind::kAxes)
          bound.add(axes_list(f, a, *a.default_value, rank_of(a)));
        else if (a.type.kind == TypeKind::kAxis && a.default_value->is(Kind::kInt))
          bound.add(one_axis(a, a.default_value->as_int()));
        else if (a.type.kind == TypeKind::kIntOrTuple)
          bound.add(bind_value(a.type, *a.default_value, a.name));
        else
          bound.add(*a.default_value);
      } else if (a.optional) {
        bound.add(Value());
      } else {
        throw Error(ErrorCode::kType, "argument " + name_mark(a.name) + " is missing").on(a.name);
      }
      continue;
    }
    switch (a.type.kind) {
      case TypeKind::kAxis:
        bound.add(one_axis(a, integer(a.name, v)));
        break;
      case TypeKind::kAxes:
        bound.add(axes_list(f, a, v, rank_of(a)));
        break;
      case TypeKind::kPermutation:
        bound.add(permutation(a.name, v, rank_of(a)));
        break;
      case TypeKind::kTensors:
        bound.add(tensors(a, v));
        break;
      case TypeKind::kOptional:
        if (!v.is_null() && a.type.of[0].kind == TypeKind::kAxis) {
          bound.add(Value(normal_axis(a.name, integer(a.name, v), rank_of(a))));
          break;
        }
        [[fallthrough]];
      default: {
        Value checked = bind_value(a.type, v, a.name);
        if (checked.is_number() && (a.range.minimum || a.range.maximum)) check_range(a, checked);
        bound.add(std::move(checked));
      }
    }
  }
}

}  // namespace mixgrad
