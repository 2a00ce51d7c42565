// The caller's counting: axes, indices, class numbers and slices come in as the caller counts and go out again so.
#include <algorithm>
#include <optional>

#include "core/dispatch/dispatch.h"
#include "core/dispatch/placement.h"

namespace mixgrad {

namespace {

// From 1 to 0. R counts axes from the end with negative numbers, Julia does not.
class Counting {
 public:
  Counting(Context& context, const Function& function) : context_(context), function_(function) {}

  Value argument(const Argument& a, const Value& v) const {
    if (v.is_absent() || v.is_null()) return v;
    if (a.carries != Carries::kNothing && v.is_tensor()) return shifted(a.name, v, -1);
    if (a.carries != Carries::kNothing && v.is(Kind::kList))
      return list(v, [&](const Value& item) { return item.is_tensor() ? shifted(a.name, item, -1) : item; });
    if (a.sentinel && v.is(Kind::kInt)) return is_sentinel(a, v) ? v : Value(index(a.name, v.as_int()));
    return typed(a.type, a.name, v);
  }

  // The class number that no shift touches, if the call has it.
  void find_sentinel(std::span<const Value> given) {
    for (size_t i = 0; i < function_.arguments.size(); ++i) {
      const Argument& a = function_.arguments[i];
      if (!a.sentinel) continue;
      bool is_given = i < given.size() && given[i].is(Kind::kInt);
      if (!is_given)
        sentinel_ = a.sentinel;
      else if (is_sentinel(a, given[i]))
        sentinel_ = given[i].as_int();
    }
  }

  // A method's object was made with it: a loss knows which class it leaves out.
  void find_sentinel_of(Object& object) {
    bool carries = std::any_of(function_.arguments.begin(), function_.arguments.end(),
                               [](const Argument& a) { return a.carries != Carries::kNothing; });
    if (!carries) return;
    const Class& cls = object.cls();
    const Function* made = Registry::instance().find_function(cls.name + ".new");
    if (!made) return;
    for (const Argument& a : made->arguments) {
      if (!a.sentinel) continue;
      for (const Property& property : cls.properties) {
        if (property.name != a.name) continue;
        Value number = property.get(context_, object);
        if (number.is(Kind::kInt) && is_sentinel(a, number)) sentinel_ = number.as_int();
      }
    }
  }

  Value result(const Output& output, const Value& v) const {
    if (!output.carries_indices) return shown(output.type, v);
    if (v.is(Kind::kList)) return list(v, [&](const Value& item) { return counted(output, item); });
    return counted(output, v);
  }

  // A result or a property that is an axis or an index.
  static Value shown(const Type& type, const Value& v) {
    switch (type.kind) {
      case TypeKind::kAxis:
      case TypeKind::kIndex:
        return v.is(Kind::kInt) && v.as_int() >= 0 ? Value(v.as_int() + 1) : v;  // an axis may count from the end
      case TypeKind::kAxes:
      case TypeKind::kPermutation:
        return list(v, [](const Value& item) { return Value(item.as_int() + 1); });
      case TypeKind::kList:
        return list(v, [&](const Value& item) { return shown(type.of[0], item); });
      case TypeKind::kOptional:
        return shown(type.of[0], v);
      case TypeKind::kMap:
        return entries(v, [&](const std::string&, const Value& item) { return shown(type.of[0], item); });
      case TypeKind::kRecord:
        return entries(v, [&](const std::string& name, const Value& item) {
          const Field* field = field_of(type, name);
          return field ? shown(field->type, item) : item;
        });
      default:
        return v;
    }
  }

  Value typed(const Type& type, const std::string& name, const Value& v) const {
    switch (type.kind) {
      case TypeKind::kAxis:
        return v.is(Kind::kInt) ? Value(axis(name, v.as_int())) : v;
      case TypeKind::kAxes:
      case TypeKind::kPermutation:
        if (v.is(Kind::kInt)) return Value(axis(name, v.as_int()));
        return list(v,
                    [&](const Value& item) { return item.is(Kind::kInt) ? Value(axis(name, item.as_int())) : item; });
      case TypeKind::kIndex:
        return v.is(Kind::kInt) ? Value(index(name, v.as_int())) : v;
      case TypeKind::kSlice:
        return slice(name, v);
      case TypeKind::kSubscript:
        if (!v.is(Kind::kList)) return item(name, v);
        return list(v, [&](const Value& part) { return item(name, part); });
      case TypeKind::kList:
        return list(v, [&](const Value& part) { return typed(type.of[0], name, part); });
      case TypeKind::kOptional:
        return typed(type.of[0], name, v);
      case TypeKind::kMap:
        return entries(v, [&](const std::string&, const Value& item) { return typed(type.of[0], name, item); });
      case TypeKind::kRecord:
        return entries(v, [&](const std::string& key, const Value& item) {
          const Field* field = field_of(type, key);
          return field ? typed(field->type, name, item) : item;
        });
      default:
        return v;
    }
  }

 private:
  // The schema's own, or another negative number: those are nobody's count.
  static bool is_sentinel(const Argument& a, const Value& v) { return v.as_int() == *a.sentinel || v.as_int() < 0; }

  // No position is negative: -1, or the number that the call names, stands for none.
  Value counted(const Output& output, const Value& v) const {
    if (!v.is_tensor()) return shown(output.type, v);
    return op<"index_shift">(context_, v.as_tensor(), Value(int64_t{1}), Value(sentinel_.value_or(-1)));
  }

  template <class F>
  static Value list(const Value& v, F change) {
    if (!v.is(Kind::kList)) return v;
    ValueList out;
    for (const Value& part : v.as_list()) out.push_back(change(part));
    return Value(std::move(out));
  }

  template <class F>
  static Value entries(const Value& v, F change) {
    if (!v.is(Kind::kMap)) return v;
    ValueMap out;
    for (auto& [key, item] : v.as_map()) out.emplace_back(key, change(key, item));
    return Value::map(std::move(out));
  }
  static const Field* field_of(const Type& record, const std::string& name) {
    for (const Field& field : record.fields) {
      if (field.name == name) return &field;
    }
    return nullptr;
  }

  bool is_r() const { return context_.caller == IndexConvention::kR; }

  int64_t axis(const std::string& name, int64_t number) const {
    if (number >= 1) return number - 1;
    if (number < 0 && is_r()) return number;
    throw Error(ErrorCode::kIndex, "argument " + name_mark(name) + ": axes are counted from 1")
        .on(name)
        .given(std::to_string(number))
        .accepted(is_r() ? "1 and up, or -1 and down from the last" : "1 and up");
  }
  int64_t index(const std::string& name, int64_t number) const {
    if (number >= 1) return number - 1;
    throw Error(ErrorCode::kIndex, "argument " + name_mark(name) + ": indices are counted from 1")
        .on(name)
        .given(std::to_string(number))
        .accepted("1 and up");
  }

  Value item(const std::string& name, const Value& v) const {
    if (v.is(Kind::kInt)) return Value(index(name, v.as_int()));
    if (v.is_tensor()) return shifted(name, v, -1);  // a mask stays
    return v.is(Kind::kSlice) ? slice(name, v) : v;
  }

  // Both ends are part of the slice: [2, 5] is 1 to 5 half-open; downwards [5, 2] is 4 down to 1, so the stop is 0.
  Value slice(const std::string& name, const Value& v) const {
    if (!v.is(Kind::kSlice)) return v;
    const ValueList& parts = v.as_list();
    bool down = parts[2].is(Kind::kInt) && parts[2].as_int() < 0;
    Value start = parts[0].is(Kind::kInt) ? Value(index(name, parts[0].as_int())) : parts[0];
    Value stop = parts[1];
    if (stop.is(Kind::kInt)) {
      int64_t last = stop.as_int();
      if (last < 0) index(name, last);
      if (down)
        stop = last >= 2 ? Value(last - 2) : Value();
      else
        stop = Value(last);
    }
    return Value::slice(start, stop, parts[2]);
  }

  Value shifted(const std::string& name, const Value& v, int64_t by) const {
    if (!is_integer(v.tensor_impl()->dtype)) return v;  // class probabilities
    Device device = v.tensor_impl()->device;
    Ref<Context> placed;
    if (!device.is_cpu()) placed = context_on(context_, device, &function_, {}, name);
    try {
      return op<"index_shift">(placed ? *placed : context_, v.as_tensor(), Value(by),
                               sentinel_ ? Value(*sentinel_) : Value::null());
    } catch (const Error& e) {  // the caller has called something else
      throw Error(e.code(), e.message()).in(function_.name).on(name).given(e.given()).accepted(e.accepted());
    }
  }

  Context& context_;
  const Function& function_;
  std::optional<int64_t> sentinel_;
};

}  // namespace

void invoke_as_caller(Context& context, const Function& f, std::span<const Value> given, Results& results) {
  if (context.caller == IndexConvention::kZero) return invoke(context, f, given, results);
  Counting counting(context, f);
  ValueList arguments(given.begin(), given.end());
  size_t self = f.method ? 1 : 0;
  try {
    if (arguments.size() >= self) counting.find_sentinel(given.subspan(self));
    if (self && !arguments.empty() && arguments[0].is(Kind::kObject))
      counting.find_sentinel_of(*arguments[0].as_object());
    for (size_t i = self; i < arguments.size() && i - self < f.arguments.size(); ++i) {
      arguments[i] = counting.argument(f.arguments[i - self], arguments[i]);
    }
  } catch (Error& e) {
    e.in(f.name);
    throw;
  }
  invoke(context, f, arguments, results);
  for (int i = 0; i < results.count() && i < static_cast<int>(f.outputs.size()); ++i) {
    results.values.at(i) = counting.result(f.outputs[i], results.values.at(i));
  }
}

Value as_caller_counts(Context& context, const Type& type, const Value& value) {
  return context.caller == IndexConvention::kZero ? value : Counting::shown(type, value);
}

}  // namespace mixgrad
