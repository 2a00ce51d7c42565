#include "test/fuzz/core/judge.h"

#include <algorithm>
#include <new>

#include "core/dispatch/bind.h"
#include "core/schema/registry.h"
#include "test/conformance/core/derivatives.h"

namespace mixgrad::fuzz {

using conformance::Failure;

namespace {

constexpr uint32_t bit(ErrorCode code) { return 1u << static_cast<int>(code); }

uint32_t code_named(const std::string& name) {
  for (int i = 1; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    if (name == error_code_name(static_cast<ErrorCode>(i))) return 1u << i;
  }
  throw Failure("no error code " + name);
}

// What the check of a value against its type may find, beside a wrong type.
uint32_t codes_of_type(const Type& type) {
  uint32_t out = 0;
  switch (type.kind) {
    case TypeKind::kAxis:
    case TypeKind::kAxes:
    case TypeKind::kPermutation:
    case TypeKind::kIndex:
      return bit(ErrorCode::kIndex) | bit(ErrorCode::kValue) | bit(ErrorCode::kShape);
    case TypeKind::kSize:
    case TypeKind::kCount:
    case TypeKind::kEnum:
    case TypeKind::kSlice:
      return bit(ErrorCode::kValue) | bit(ErrorCode::kIndex);
    case TypeKind::kDType:
      return bit(ErrorCode::kValue) | bit(ErrorCode::kDType);
    case TypeKind::kDevice:
      return bit(ErrorCode::kDevice);
    case TypeKind::kShape:
    case TypeKind::kIntOrTuple:
      return bit(ErrorCode::kShape) | bit(ErrorCode::kValue);
    case TypeKind::kFunction:
    case TypeKind::kCallback:
    case TypeKind::kObject:  // they may be the host's, and what they call has errors of its own
      return ~bit(ErrorCode::kInternal);
    default:
      for (const Type& inner : type.of) out |= codes_of_type(inner);
      for (const Field& field : type.fields) out |= codes_of_type(field.type);
      return out;
  }
}

void check_error(const Function& f, const Error& e) {
  std::string text = std::string(error_code_name(e.code())) + " of \"" + e.function() + "\", argument \"" +
                     e.argument() + "\": " + e.text(Error::Reader{});
  if (e.message().empty()) throw Failure("an error without a message: " + text);
  if (!(codes_of(f) & bit(e.code()))) throw Failure("the schema does not say this error: " + text);
  const Function* named = Registry::instance().find_function(e.function());
  bool own = named == &f || (f.in_place_of && named == f.in_place_of);
  // Classes are made of operators, and a function that calls others lets them speak for themselves.
  bool made_of_others =
      (codes_of(f) & bit(ErrorCode::kHost)) || f.has_trait("runs_gradients") || f.method || f.constructor;
  // A class may name itself, or what a class of the host overrides.
  bool is_known = named || Registry::instance().find_class(e.function().substr(0, e.function().find('.')));
  if (!own && !(made_of_others && is_known)) throw Failure("the error names another operator: " + text);
  if (own && !made_of_others && !e.argument().empty() && named->find_argument(e.argument()) < 0 &&
      e.argument() != "self")
    throw Failure("the error names an argument that there is not: " + text);
}

}  // namespace

bool is_readable(const Tensor& t, int64_t most) {
  int64_t elements = 1;
  for (int64_t size : t.shape()) {
    if (size == 0) return true;
  }
  for (int64_t size : t.shape()) {
    if (__builtin_mul_overflow(elements, size, &elements) || elements > most) return false;
  }
  return true;
}

namespace {

// Every element lies within the tensor's memory, and can be read.
void check_whole(const Tensor& t) {
  if (t.is_traced()) throw Failure("a result is left that stands for a value of a trace");
  const Shape& shape = t.shape();
  if (std::any_of(shape.begin(), shape.end(), [](int64_t size) { return size < 0; }))
    throw Failure("a result has the shape " + shape.text());
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return;  // of any strides
  int64_t low = t.impl()->offset, high = low;
  for (int i = 0; i < t.rank(); ++i) {
    int64_t reach = (t.shape()[i] - 1) * t.strides()[i];
    (reach < 0 ? low : high) += reach;
  }
  int64_t size = static_cast<int64_t>(item_bytes(t.dtype()));
  if (low < 0 || (high + 1) * size > t.impl()->storage->bytes()) throw Failure("a result reaches outside its memory");
  if (!is_readable(t, 1 << 20)) return;  // a broadcast view may be as large as it likes
  std::string bytes = conformance::bytes_of(t);
  if (!is_bool(t.dtype())) return;
  if (std::any_of(bytes.begin(), bytes.end(), [](char c) { return c != 0 && c != 1; }))
    throw Failure("a bool is neither true nor false");
}

}  // namespace

uint32_t codes_of(const Function& f) {
  uint32_t out = bit(ErrorCode::kType) | bit(ErrorCode::kOutOfMemory);
  for (const SchemaError& e : f.errors) out |= code_named(e.code);
  for (const Argument& a : f.arguments) {
    out |= codes_of_type(a.type);
    if (a.dtype_mask != ~0u && a.type.is_input()) out |= bit(ErrorCode::kDType);
    if (a.carries != Carries::kNothing) out |= bit(ErrorCode::kIndex);  // a caller may count from 1
    if (a.range.minimum || a.range.maximum || (a.default_value && a.type.kind == TypeKind::kAxes))
      out |= bit(ErrorCode::kValue);
  }
  // What writes may find a place that it may not write.
  if (f.name.back() == '_' || f.writes_if >= 0)
    out |= bit(ErrorCode::kReadOnly) | bit(ErrorCode::kGradient) | bit(ErrorCode::kValue) | bit(ErrorCode::kShape) |
           bit(ErrorCode::kDType);
  if (f.method) out |= ~bit(ErrorCode::kInternal);  // its object may be the host's, or hold what is
  return out;
}

Ending run_call(Context& context, const Call& call) {
  const Function& f = *call.function;
  Ending out;
  try {
    Results results;
    invoke_as_caller(context, f, call.arguments, results);
    for (int i = 0; i < results.count(); ++i) out.results.push_back(results.values.at(i));
  } catch (const Error& e) {
    check_error(f, e);
    out.error = e.code();
    out.message = e.text(context.reader());
    return out;
  } catch (const std::bad_alloc&) {  // the ABI says so
    out.error = ErrorCode::kOutOfMemory;
    out.message = "memory ran out";
    return out;
  } catch (const std::exception& e) {
    throw Failure(std::string("what is thrown is no error of the engine's: ") + e.what());
  }
  if (out.results.size() > std::max<size_t>(f.outputs.size(), 1)) throw Failure("more results than the schema has");
  for (const Value& result : out.results) {
    for (const Tensor& t : conformance::tensors_in(result)) check_whole(t);
  }
  return out;
}

void look_at(Random& random, Maker& maker, Context& context, const Value& value) {
  Object& object = *value.as_object();
  const Registry& registry = Registry::instance();
  for (const Class* c = &object.cls(); c; c = registry.find_class(c->base)) {
    for (const Property& p : c->properties) {
      std::string name = c->name + "." + p.name;
      try {
        p.get(context, object);
        if (p.set && random.chance(30)) {
          p.set(context, object, bind_value(p.type, random.chance(90) ? maker.value(p.type) : Value(-1), p.name));
          p.get(context, object);
        }
      } catch (const Error& e) {
        if (e.code() == ErrorCode::kInternal) throw Failure(name + ": " + e.what());
      } catch (const std::bad_alloc&) {
      } catch (const std::exception& e) {
        throw Failure(name + ": what is thrown is no error of the engine's: " + e.what());
      }
    }
    if (!c->iterate) continue;
    try {
      std::unique_ptr<Iterator> walk = c->iterate(context, object);
      for (int i = 0; i < 8 && !walk->next(context).is_absent(); ++i) continue;
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kInternal) throw Failure(c->name + ", walked: " + e.what());
    }
  }
}

}  // namespace mixgrad::fuzz
