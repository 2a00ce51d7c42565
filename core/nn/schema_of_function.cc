#include "core/nn/schema_of_function.h"

#include <algorithm>

#include "core/schema/registry.h"

namespace mixgrad {

ClassBuilder& describe_by(ClassBuilder& c, const Function& f, const std::string& what) {
  for (const std::string& source : f.references) c.reference(source);
  return c.in_namespace("nn")
      .family(ClassFamily::kModule)
      .summary(f.summary)
      .description(f.description + " The " + what + " form of " + f.name + ".")
      .serializable();
}

std::vector<Argument> finish_constructor(FunctionBuilder& b, const std::string& what, const std::string& cls,
                                         Body construct) {
  const std::vector<Argument> arguments = b.arguments();
  auto required = std::count_if(arguments.begin(), arguments.end(), [](const Argument& a) { return a.required(); });
  bool limited = std::any_of(arguments.begin(), arguments.end(),
                             [](const Argument& a) { return a.range.minimum || a.range.maximum; });
  if (required > 1) b.positional(static_cast<int>(required));
  if (limited) b.error("value", "a number is out of its range");
  b.output(what, types::object(cls), "The " + what + ".").native(construct);
  return arguments;
}

FunctionBuilder& as_function_does(FunctionBuilder& b, const Function& f, const std::string& output) {
  return b.summary("Calls " + f.name + ".")
      .description("Shapes, dtypes and errors are those of the function.")
      .output(output, f.outputs[0].description, f.outputs[0].dtype, f.outputs[0].shape);
}

Type told(const Type& type) {
  if (type.kind == TypeKind::kIntOrTuple) return types::list(types::integer);
  if (type.kind == TypeKind::kEnum) return types::string;
  if (type.kind == TypeKind::kNumber) return types::floating;
  return type.kind == TypeKind::kOptional ? types::optional(told(type.of[0])) : type;
}
Value told(const Type& type, const Value& value) {
  if (value.is_absent()) return Value::null();
  if (type.kind == TypeKind::kNumber) return Value(value.as_float());
  for (const EnumValue& one : type.values) {
    if (one.number == value.as_int()) return Value(one.name);
  }
  return value;
}

const Class& class_of(const Function& member) {
  return *Registry::instance().find_class(std::string_view(member.name).substr(0, member.name.find('.')));
}

}  // namespace mixgrad
