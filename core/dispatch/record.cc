#include "core/dispatch/record.h"

#include <algorithm>

#include "core/dispatch/bind.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

std::string field_names(const Type& record) {
  std::string out;
  for (const Field& field : record.fields) out += (out.empty() ? "" : ", ") + field.name;
  return out;
}

// A field's value; an error speaks of the argument's field.
Value field_value(std::string_view name, const Field& field, const Value& v) {
  std::string dotted = std::string(name) + "." + field.name, mark = name_mark(dotted);
  try {
    return bind_value(field.type, v, dotted);
  } catch (const Error& e) {
    std::string message = e.message();
    if (size_t at = message.find(mark); at != std::string::npos)
      message.replace(at, mark.size(), name_mark(name) + "." + name_mark(field.name));
    throw Error(e.code(), message).on(name).given(e.given()).accepted(e.accepted());
  }
}

}  // namespace

Value record_value(std::string_view name, const Type& type, const Value& v) {
  if (!v.is(Kind::kMap)) {
    throw Error(ErrorCode::kType, "argument " + name_mark(name) + " has the wrong type")
        .on(name)
        .given(kind_name(v.kind()))
        .accepted("a record of " + field_names(type));
  }
  const ValueMap& given = v.as_map();
  auto is_field = [&](const std::string& key) {
    return std::any_of(type.fields.begin(), type.fields.end(), [&](const Field& field) { return field.name == key; });
  };
  for (size_t i = 0; i < given.size(); ++i) {
    const std::string& key = given[i].first;
    bool twice = std::any_of(given.begin(), given.begin() + static_cast<ptrdiff_t>(i),
                             [&](const auto& earlier) { return earlier.first == key; });
    if (is_field(key) && !twice) continue;
    throw Error(ErrorCode::kType, "argument " + name_mark(name) + (twice ? " has a field twice" : " has no such field"))
        .on(name)
        .given(key)
        .accepted(field_names(type));
  }
  ValueMap out;
  for (const Field& field : type.fields) {
    auto found = std::find_if(given.begin(), given.end(), [&](const auto& entry) { return entry.first == field.name; });
    bool absent = found == given.end() || found->second.is_absent();
    if (absent && field.type.kind != TypeKind::kOptional) {
      throw Error(ErrorCode::kType, "argument " + name_mark(name) + " lacks the field " + name_mark(field.name))
          .on(name)
          .accepted(field_names(type));
    }
    out.emplace_back(field.name, absent ? Value::null() : field_value(name, field, found->second));
  }
  return Value::map(std::move(out));
}

}  // namespace mixgrad
