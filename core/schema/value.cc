#include "core/schema/value.h"

#include "core/schema/object.h"

namespace mixgrad {

namespace {
struct StringBox final : RefCounted {
  explicit StringBox(std::string t) : text(std::move(t)) {}
  std::string text;
};
struct ListBox final : RefCounted {
  explicit ListBox(ValueList v) : values(std::move(v)) {}
  ValueList values;
};
struct MapBox final : RefCounted {
  explicit MapBox(ValueMap v) : entries(std::move(v)) {}
  ValueMap entries;
};
}  // namespace

const char* kind_name(Kind kind) {
  constexpr const char* kNames[] = {"nothing",          "null",        "a bool",     "an integer", "a float",
                                    "a complex number", "a string",    "bytes",      "a dtype",    "a device",
                                    "an enum value",    "a tensor",    "an object",  "a function", "a function",
                                    "a slice",          "an ellipsis", "a new axis", "a list",     "a map"};
  return kNames[static_cast<int>(kind)];
}

Value::Value(std::string_view text) : Value(Kind::kString, new StringBox(std::string(text))) {}
Value::Value(ValueList list) : Value(Kind::kList, new ListBox(std::move(list))) {}
Value::Value(const Shape& shape) : Value(ValueList(shape.begin(), shape.end())) {}
Value::Value(const Ref<Object>& object) : Value(Kind::kObject, object.get()) {}
Value::Value(Object* object) : Value(Kind::kObject, object) {}

Value Value::slice(Value start, Value stop, Value step) {
  return Value(Kind::kSlice, new ListBox({std::move(start), std::move(stop), std::move(step)}));
}
Value Value::bytes(std::string data) { return Value(Kind::kBytes, new StringBox(std::move(data))); }
Value Value::map(ValueMap entries) { return Value(Kind::kMap, new MapBox(std::move(entries))); }

const std::string& Value::as_string() const { return static_cast<StringBox*>(payload_.r)->text; }
const ValueList& Value::as_list() const { return static_cast<ListBox*>(payload_.r)->values; }
const ValueMap& Value::as_map() const { return static_cast<MapBox*>(payload_.r)->entries; }
Object* Value::as_object() const { return static_cast<Object*>(payload_.r); }

Shape Value::as_shape() const {
  Shape out;
  for (const Value& v : as_list()) out.push_back(v.as_int());
  return out;
}

}  // namespace mixgrad
