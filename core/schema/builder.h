// Writing a schema: MIXGRAD_FUNCTION(add) { f.summary("…").tensor("x1", "…")…; } beside the shape rule and the
// gradient.
#pragma once

#include <functional>

#include "core/schema/class.h"
#include "core/schema/function.h"

namespace mixgrad {

class FunctionBuilder {
 public:
  explicit FunctionBuilder(Function& f) : f_(f) {}

  FunctionBuilder& summary(std::string text);
  FunctionBuilder& description(std::string text);
  FunctionBuilder& math(std::string text);
  FunctionBuilder& reference(std::string text);
  FunctionBuilder& in_namespace(std::string name);
  FunctionBuilder& alias(std::string name);

  // Inputs.
  FunctionBuilder& tensor(std::string name, std::string description, std::string dtypes = "any",
                          std::string shape = "[...]");
  FunctionBuilder& tensor_or_number(std::string name, std::string description, std::string dtypes = "any");
  FunctionBuilder& optional_tensor(std::string name, std::string description, std::string dtypes, std::string shape);
  FunctionBuilder& tensors(std::string name, std::string description, std::string dtypes = "any",
                           std::string shape = "[...]");
  FunctionBuilder& optional();          // the input named last may be absent or null
  FunctionBuilder& without_gradient();  // none goes to the input named last
  FunctionBuilder& carries_indices();   // of the input or output named last
  FunctionBuilder& carries_classes();

  // Attributes: required without a default.
  FunctionBuilder& attribute(std::string name, Type type, std::string description);
  FunctionBuilder& attribute(std::string name, Type type, Value default_value, std::string description);
  FunctionBuilder& argument_of(const Argument& other);  // an input or attribute as another function has it
  bool has_argument(std::string_view name) const { return f_.find_argument(name) >= 0; }
  const std::vector<Argument>& arguments() const { return f_.arguments; }
  FunctionBuilder& minimum(double bound, bool exclusive = false);  // of the attribute named last
  FunctionBuilder& maximum(double bound, bool exclusive = false);
  FunctionBuilder& sentinel(int64_t number);
  FunctionBuilder& axis_of(const std::string& argument);  // the input, or the shape, in which it counts; else the first
  FunctionBuilder& axis_of_result();                      // the axis counts in a result that has one axis more
  FunctionBuilder& positional(int leading);
  FunctionBuilder& pair(std::string in, std::string out);

  FunctionBuilder& output(std::string name, std::string description, std::string dtype, std::string shape);
  FunctionBuilder& output(std::string name, Type type, std::string description);
  FunctionBuilder& record(std::string name);  // the name of two or more outputs together

  // How it computes: one of shape (with a kernel of its name), elementwise, view, composed, native.
  FunctionBuilder& shape(ShapeRule rule);
  FunctionBuilder& view(ViewRule rule);  // implies the trait
  FunctionBuilder& elementwise(ProgramRule program);
  FunctionBuilder& result_dtype(DTypeRule rule);
  FunctionBuilder& compute_dtype(DTypeRule rule);
  // A kernel that needs the context: an operator whose work the host does. It fills the outputs that the shape rule
  // described.
  FunctionBuilder& context_kernel(ContextKernel kernel);
  FunctionBuilder& composed(Body body);  // made of operators: gradient, batching and trace come from them
  FunctionBuilder& native(Body body);    // no operator: services, constructors, files
  FunctionBuilder& random(int64_t (*blocks)(const Shape&, DType));

  // reads: the arguments and outputs whose values the rule uses; only those are saved.
  FunctionBuilder& gradient(const std::vector<std::string>& reads, GradientRule rule);
  FunctionBuilder& no_gradient(std::string why);
  FunctionBuilder& once_differentiable();
  // How vmap makes one call of many. Derived: elementwise, reduction, view, axis (attributes that are axes, shapes or
  // subscripts tell), random and each (a call for each example), composed, constant (no tensor input). Else stated.
  FunctionBuilder& batching(std::string how, BatchingRule rule = nullptr);
  FunctionBuilder& jvp(std::string how);
  FunctionBuilder& bits(Bits bits);
  FunctionBuilder& blocking(Blocking blocking);
  FunctionBuilder& event(std::string name, std::string description, std::vector<Field> fields);

  // The object that a method gives holds the one it was called on; wrappers in the host's language do so too.
  FunctionBuilder& keeps_self();
  FunctionBuilder& trait(std::string name);
  FunctionBuilder& in_place();                        // also registers name_
  FunctionBuilder& writes_if(std::string_view flag);  // a composed function overwrites inputs if this attribute is true
  FunctionBuilder& method_of_tensor();
  FunctionBuilder& language_operator(std::string symbol);
  FunctionBuilder& error(std::string code, std::string when);
  FunctionBuilder& example(std::string text, std::string title = "");

 private:
  Argument& argument() { return f_.arguments.back(); }
  Function& f_;
  bool last_is_output_ = false;
};

class Registry;
using DefineMember = std::function<void(FunctionBuilder&)>;

class ClassBuilder {
 public:
  ClassBuilder(Class& c, const Registry& registry) : c_(c), registry_(registry) {}
  // Schemas of functions are complete before those of classes begin.
  const Function& stands_for(const std::string& function);
  const std::string& name() const { return c_.name; }
  ClassBuilder& summary(std::string text);
  ClassBuilder& description(std::string text);
  ClassBuilder& reference(std::string text);
  ClassBuilder& in_namespace(std::string name);
  ClassBuilder& base(std::string name);
  ClassBuilder& kind(ClassKind kind);
  ClassBuilder& family(ClassFamily family);
  ClassBuilder& constructor(const DefineMember& define);
  ClassBuilder& function_form(std::string name);  // compile(f) for new CompiledFunction(f)
  ClassBuilder& method(const std::string& name, const DefineMember& define);
  ClassBuilder& overridable(std::string name, std::string description, std::vector<Field> parameters, Type returns,
                            bool has_default);
  ClassBuilder& property(std::string name, Type type, std::string description, Getter get, Setter set = nullptr);
  ClassBuilder& computed(std::string name, Type type, std::string description, Getter get);
  ClassBuilder& iterates(Type type, Iterate iterate, bool blocking = false);
  ClassBuilder& parameter(std::string name, std::string shape, std::string initializer, std::string description,
                          bool optional = false);
  ClassBuilder& keeps_alive(std::string argument);
  ClassBuilder& serializable();
  ClassBuilder& example(std::string text, std::string title = "");

 private:
  Class& c_;
  const Registry& registry_;
};

// Registrars push plain nodes while the library loads; the registry is built on first use.
struct FunctionNode {
  FunctionNode(const char* name, void (*define)(FunctionBuilder&));
  const char* name;
  void (*define)(FunctionBuilder&);
  FunctionNode* next;
};
struct ClassNode {
  ClassNode(const char* name, void (*define)(ClassBuilder&));
  const char* name;
  void (*define)(ClassBuilder&);
  ClassNode* next;
};

#define MIXGRAD_FUNCTION(NAME)                                                \
  static void define_##NAME(::mixgrad::FunctionBuilder& f);                   \
  static ::mixgrad::FunctionNode function_node_##NAME(#NAME, &define_##NAME); \
  static void define_##NAME(::mixgrad::FunctionBuilder& f)
#define MIXGRAD_CLASS(NAME)                                                   \
  static void define_class_##NAME(::mixgrad::ClassBuilder& c);                \
  static ::mixgrad::ClassNode class_node_##NAME(#NAME, &define_class_##NAME); \
  static void define_class_##NAME(::mixgrad::ClassBuilder& c)

}  // namespace mixgrad
