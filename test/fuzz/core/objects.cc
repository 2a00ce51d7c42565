// Objects of the classes, and functions of a host.
#include <algorithm>

#include "core/dispatch/dispatch.h"
#include "core/runtime/allocator.h"
#include "core/schema/registry.h"
#include "test/fuzz/core/calls.h"

namespace mixgrad::fuzz {

namespace {

constexpr int kDeepest = 4;
constexpr int64_t kMostBytes = 16 << 20;  // that an object may take: filling large models takes longer than all else

// As long as it lives tensors may take only so much more.
class MemoryLimit {
 public:
  explicit MemoryLimit(int64_t bytes) : before_(Allocator::cpu().counters().limit_bytes) {
    int64_t most = Allocator::cpu().counters().bytes + bytes;
    Allocator::cpu().set_limit(before_ > 0 ? std::min(before_, most) : most);
  }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;
  ~MemoryLimit() { Allocator::cpu().set_limit(before_); }

 private:
  int64_t before_;
};

// What a host's function may do, good and bad.
ValueList answer(int64_t which, Context& context, const ValueList& given) {
  switch (which) {
    case 0:
    case 1:
      return given.empty() ? ValueList{} : ValueList{given[0]};
    case 2:
      return given.empty() ? ValueList{} : ValueList{op<"sum">(context, given[0])};
    case 3:
      return given.size() < 2 ? given : ValueList{op<"add">(context, given[0], given[1])};
    case 4:
      return given;
    case 5:
      return {Value(given)};
    case 6:
      return {Value(3)};
    case 7:
      return {};
    default:
      throw Error(ErrorCode::kHost, "what a host's function raises").ticket(1);
  }
}

// Constructors of the class and of those derived from it; of a class without one, what gives an object of it.
std::vector<const Function*> makers_of(const std::string& cls) {
  std::vector<const Function*> out;
  const Registry& registry = Registry::instance();
  for (auto& [name, one] : registry.classes()) {
    const Function* constructor = registry.find_function(name + ".new");
    if (registry.is_a(*one, cls) && constructor) out.push_back(constructor);
  }
  auto add = [&](const Function& f) {
    bool gives = !f.outputs.empty() && f.outputs[0].type.kind == TypeKind::kObject && f.outputs[0].type.name == cls;
    if (gives && !f.constructor) out.push_back(&f);
  };
  if (!out.empty()) return out;
  for (auto& [name, f] : registry.functions()) add(*f);
  for (auto& [name, one] : registry.classes()) {
    for (auto& method : one->methods) add(*method);
  }
  return out;
}

}  // namespace

Value Maker::callable() {
  constexpr const char* kNames[] = {"relu",    "sum",    "square",  "matmul", "add",
                                    "softmax", "argmax", "uniform", "reshape"};
  if (random_.chance(25)) return Value(&require_function(random_.pick(kNames)));
  if (random_.chance(10) && depth_ < kDeepest) return object("Module");
  int64_t which = random_.chance(70) ? random_.below(5) : random_.below(9);
  return run_.evaluator->function(
      [which](Context& context, const ValueList& given) { return answer(which, context, given); });
}

// Of the class or of one that is derived from it; null if it does not come to one.
Value Maker::object(const std::string& cls) {
  std::vector<const Function*> makers = makers_of(cls);
  if (makers.empty() || depth_ >= kDeepest) return Value::null();
  // What is made for an object's constructor must not change what is known of the call.
  Maker inside(random_, run_, corpus_, folder_);
  inside.depth_ = depth_ + 1;
  inside.wild_ = wild_ / 4;
  for (int tries = 0; tries < 6; ++tries) {
    Value found = inside.made(*random_.pick(makers));
    if (!found.is(Kind::kObject)) continue;
    Object& object = *found.as_object();
    if (object.cls().kind == ClassKind::kOpen && random_.chance(30)) {
      if (Value peer = callable(); peer.is(Kind::kCallback)) object.set_host(peer.as_int());
    }
    return found;
  }
  return Value::null();
}

Value Maker::made(const Function& maker) {
  function_ = &maker;
  leading_ = Shape{2};
  std::vector<Value> arguments;
  if (!random_.chance(70) || !from_case(maker, arguments)) arguments = from_schema(maker);
  if (maker.blocking == Blocking::kLong) {  // its work is not what is looked at
    for (size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].is(Kind::kInt) && maker.arguments[i].type.kind == TypeKind::kCount)
        arguments[i] = Value(std::min<int64_t>(arguments[i].as_int(), 2));
    }
  }
  if (maker.method) arguments.insert(arguments.begin(), object(maker.name.substr(0, maker.name.find('.'))));
  MemoryLimit limit(kMostBytes);
  try {
    Results results;
    invoke(run_.context, maker, arguments, results);
    return results.count() == 1 ? results.values.at(0) : Value();
  } catch (const Error&) {
    return Value();
  }
}

}  // namespace mixgrad::fuzz
