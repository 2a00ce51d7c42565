// A class as data: modules (layers, losses) and services (loaders, optimisers, trainers).
#pragma once

#include <functional>
#include <memory>

#include "core/schema/function.h"
#include "core/schema/object.h"

namespace mixgrad {

enum class ClassKind { kFinal, kAbstract, kOpen };
enum class ClassFamily { kModule, kService, kValue };

// A walk over an object; next() gives an absent value at the end.
class Iterator {
 public:
  virtual ~Iterator() = default;
  virtual Value next(Context& context) = 0;
};

using Getter = std::function<Value(Context&, Object&)>;
using Setter = void (*)(Context&, Object&, const Value&);
using Iterate = std::unique_ptr<Iterator> (*)(Context&, Object&);

struct Property {
  std::string name, description;
  Type type;
  Getter get;
  Setter set = nullptr;
  bool computed = false;
};
struct Overridable {
  std::string name, description;
  std::vector<Field> parameters;
  Type returns;
  bool has_default = false;
};
struct ParameterSchema {
  std::string name, shape, initializer, description;
  bool optional = false;
};

struct Class {
  std::string name, name_space, summary, description, base, since = "0.1.0", lifecycle = "unstable";
  std::string function_form;  // a free function that is the constructor by another name
  std::string stands_for;     // the function that its objects call, where the schema comes from that function's
  int version = 1;
  ClassKind kind = ClassKind::kFinal;
  ClassFamily family = ClassFamily::kService;
  std::vector<std::string> references, keeps_alive;
  std::vector<std::unique_ptr<Function>> methods;  // the constructor is `Class.new`
  std::vector<Overridable> overridable;
  std::vector<Property> properties;
  std::vector<ParameterSchema> parameters;
  std::vector<Example> examples;
  std::optional<Type> iterates;
  Iterate iterate = nullptr;
  bool iterates_blocking = false, serializable = false;
};

}  // namespace mixgrad
