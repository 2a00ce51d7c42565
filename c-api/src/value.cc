#include <cstdlib>
#include <cstring>

#include "c-api/src/convert.h"
#include "core/schema/object.h"

namespace mixgrad::abi {

namespace {

constexpr int kMaxDepth = 64;

std::string_view text_of(const mixgrad_value& v) {
  if (v.length == 0) return {};
  return {require(v.payload.as_string, "value") ? v.payload.as_string : "", v.length};
}

ValueList items_of(const mixgrad_value& v, size_t n, int depth) {
  ValueList out;
  if (n == 0) return out;
  require(v.payload.as_list, "value");
  out.reserve(n);
  for (size_t i = 0; i < n; ++i) out.push_back(to_core(v.payload.as_list[i], depth + 1));
  return out;
}

Value map_of(const mixgrad_value& v, int depth) {
  ValueList flat = items_of(v, size_t{2} * v.length, depth);
  ValueMap out;
  for (size_t i = 0; i + 1 < flat.size(); i += 2) {
    if (!flat[i].is(Kind::kString))
      throw Error(ErrorCode::kType, "the keys of a map are strings").given(kind_name(flat[i].kind()));
    out.emplace_back(flat[i].as_string(), std::move(flat[i + 1]));
  }
  return Value::map(std::move(out));
}

mixgrad_value plain(Kind kind, int64_t number = 0) {
  mixgrad_value v;
  v.kind = static_cast<int32_t>(kind);
  v.length = 0;
  v.payload.as_int = number;
  return v;
}

uint32_t checked_length(size_t n) {
  if (n > UINT32_MAX) throw Error(ErrorCode::kValue, "a value has more than 2^32 - 1 elements");
  return static_cast<uint32_t>(n);
}

void* allocate(size_t bytes) {
  void* data = std::malloc(bytes == 0 ? 1 : bytes);
  if (!data) throw std::bad_alloc();
  return data;
}

mixgrad_value text_value(Kind kind, const std::string& text) {
  mixgrad_value v = plain(kind);
  v.length = checked_length(text.size());
  char* copy = static_cast<char*>(allocate(text.size() + 1));
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  v.payload.as_string = copy;
  return v;
}

// Filled one by one, so that what is made is freed if a later one fails.
mixgrad_value list_value(Kind kind, const std::vector<const Value*>& items, size_t length, mixgrad_scope* scope) {
  mixgrad_value v = plain(kind);
  v.length = checked_length(length);
  auto* made = static_cast<mixgrad_value*>(allocate(items.size() * sizeof(mixgrad_value)));
  v.payload.as_list = made;
  for (size_t i = 0; i < items.size(); ++i) made[i] = plain(Kind::kAbsent);
  try {
    for (size_t i = 0; i < items.size(); ++i) made[i] = from_core(*items[i], scope);
  } catch (...) {
    mixgrad_value_clear(&v);
    throw;
  }
  return v;
}

size_t items_in(const mixgrad_value& v) {
  switch (static_cast<Kind>(v.kind)) {
    case Kind::kList:
      return v.length;
    case Kind::kMap:
      return size_t{2} * v.length;
    case Kind::kSlice:
      return 3;
    default:
      return 0;
  }
}

}  // namespace

Value to_core(const mixgrad_value& v, int depth) {
  if (depth > kMaxDepth) throw Error(ErrorCode::kType, "lists are nested too deeply").accepted("at most 64 levels");
  switch (static_cast<Kind>(v.kind)) {
    case Kind::kAbsent:
      return Value();
    case Kind::kNull:
      return Value::null();
    case Kind::kBool:
      return Value(v.payload.as_int != 0);
    case Kind::kInt:
      return Value(v.payload.as_int);
    case Kind::kFloat:
      return Value(v.payload.as_float);
    case Kind::kString:
      return Value(text_of(v));
    case Kind::kBytes:
      return Value::bytes(std::string(text_of(v)));
    case Kind::kDType: {
      DType dtype;
      if (!dtype_from_number(v.payload.as_int, &dtype)) {
        throw Error(ErrorCode::kValue, "this is not a dtype").given(std::to_string(v.payload.as_int));
      }
      return Value(dtype);
    }
    case Kind::kDevice:
      return Value::device(v.payload.as_int);
    case Kind::kEnum:
      return Value::enumerator(v.payload.as_int);
    case Kind::kTensor:
      return Value(tensor_of(v.payload.as_tensor));
    case Kind::kObject:
      return Value(&object_of(v.payload.as_object));
    case Kind::kFunction:
      return Value(&function_of(const_cast<mixgrad_function*>(v.payload.as_function)));
    case Kind::kCallback:
      return Value::callback(v.payload.as_int);
    case Kind::kSlice: {
      ValueList parts = items_of(v, 3, depth);
      return Value::slice(parts[0], parts[1], parts[2]);
    }
    case Kind::kEllipsis:
      return Value::ellipsis();
    case Kind::kNewAxis:
      return Value::newaxis();
    case Kind::kList:
      return Value(items_of(v, v.length, depth));
    case Kind::kMap:
      return map_of(v, depth);
    case Kind::kComplex:
      break;
  }
  throw Error(ErrorCode::kType, "this kind of value is not known").given(std::to_string(v.kind));
}

ValueList to_core(const mixgrad_value* values, size_t n) {
  ValueList out;
  if (n == 0) return out;
  require(values, "arguments");
  out.reserve(n);
  for (size_t i = 0; i < n; ++i) out.push_back(to_core(values[i]));
  return out;
}

mixgrad_value from_core(Value&& v, mixgrad_scope* scope) {
  if (!v.is_tensor()) return from_core(static_cast<const Value&>(v), scope);
  mixgrad_value out = plain(Kind::kTensor);
  out.payload.as_tensor = new_cell(std::move(v).take_tensor(), scope);
  return out;
}

mixgrad_value from_core(const Value& v, mixgrad_scope* scope) {
  switch (v.kind()) {
    case Kind::kFloat: {
      mixgrad_value out = plain(Kind::kFloat);
      out.payload.as_float = v.as_float();
      return out;
    }
    case Kind::kString:
    case Kind::kBytes:
      return text_value(v.kind(), v.as_string());
    case Kind::kTensor: {
      mixgrad_value out = plain(Kind::kTensor);
      out.payload.as_tensor = new_cell(v.as_tensor(), scope);
      return out;
    }
    case Kind::kObject: {
      mixgrad_value out = plain(Kind::kObject);
      v.as_object()->retain();
      out.payload.as_object = reinterpret_cast<mixgrad_object*>(v.as_object());
      return out;
    }
    case Kind::kFunction: {
      mixgrad_value out = plain(Kind::kFunction);
      out.payload.as_function = reinterpret_cast<mixgrad_function*>(const_cast<Function*>(v.as_function()));
      return out;
    }
    case Kind::kSlice:
    case Kind::kList: {
      std::vector<const Value*> items;
      for (const Value& item : v.as_list()) items.push_back(&item);
      return list_value(v.kind(), items, items.size(), scope);
    }
    case Kind::kMap: {
      ValueList keys;
      keys.reserve(v.as_map().size());
      std::vector<const Value*> items;
      for (auto& [key, item] : v.as_map()) {
        keys.push_back(Value(key));
        items.push_back(&keys.back());
        items.push_back(&item);
      }
      return list_value(Kind::kMap, items, v.as_map().size(), scope);
    }
    default:
      return plain(v.kind(), v.as_int());
  }
}

}  // namespace mixgrad::abi

using namespace mixgrad;
using namespace mixgrad::abi;

void mixgrad_value_clear(mixgrad_value* value) {
  if (!value) return;
  mixgrad_value v = *value;
  *value = plain(Kind::kAbsent);
  switch (static_cast<Kind>(v.kind)) {
    case Kind::kString:
    case Kind::kBytes:
      std::free(const_cast<void*>(v.payload.as_pointer));
      break;
    case Kind::kTensor:
      mixgrad_tensor_release(v.payload.as_tensor);
      break;
    case Kind::kObject:
      mixgrad_object_release(v.payload.as_object);
      break;
    case Kind::kSlice:
    case Kind::kList:
    case Kind::kMap: {
      auto* items = const_cast<mixgrad_value*>(v.payload.as_list);
      for (size_t i = 0; i < items_in(v); ++i) mixgrad_value_clear(&items[i]);
      std::free(items);
      break;
    }
    default:
      break;
  }
}
