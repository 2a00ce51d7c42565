#include "core/schema/builder.h"

#include <algorithm>

#include "core/runtime/error.h"
#include "core/schema/registry.h"

namespace mixgrad {

using FB = FunctionBuilder;

FB& FB::summary(std::string text) {
  f_.summary = std::move(text);
  return *this;
}
FB& FB::description(std::string text) {
  f_.description = std::move(text);
  return *this;
}
FB& FB::math(std::string text) {
  f_.math = std::move(text);
  return *this;
}
FB& FB::reference(std::string text) {
  f_.references.push_back(std::move(text));
  return *this;
}
FB& FB::in_namespace(std::string name) {
  f_.name_space = std::move(name);
  return *this;
}
FB& FB::alias(std::string name) {
  f_.aliases.push_back(std::move(name));
  return *this;
}

namespace {
Argument input(std::string name, std::string description, Type type, std::string dtypes, std::string shape) {
  Argument a;
  a.name = std::move(name);
  a.description = std::move(description);
  a.type = std::move(type);
  a.dtypes = std::move(dtypes);
  a.shape = std::move(shape);
  return a;
}
}  // namespace

FB& FB::tensor(std::string name, std::string description, std::string dtypes, std::string shape) {
  f_.arguments.push_back(
      input(std::move(name), std::move(description), types::tensor, std::move(dtypes), std::move(shape)));
  ++f_.inputs;
  last_is_output_ = false;
  return *this;
}
FB& FB::tensor_or_number(std::string name, std::string description, std::string dtypes) {
  f_.arguments.push_back(
      input(std::move(name), std::move(description), types::tensor_or_number, std::move(dtypes), "[...]"));
  ++f_.inputs;
  last_is_output_ = false;
  return *this;
}
FB& FB::optional_tensor(std::string name, std::string description, std::string dtypes, std::string shape) {
  tensor(std::move(name), std::move(description), std::move(dtypes), std::move(shape));
  argument().optional = true;
  return *this;
}
FB& FB::tensors(std::string name, std::string description, std::string dtypes, std::string shape) {
  tensor(std::move(name), std::move(description), std::move(dtypes), std::move(shape));
  argument().type = types::tensors;
  return *this;
}
FB& FB::optional() {
  argument().optional = true;
  return *this;
}
FB& FB::without_gradient() {
  argument().fixed = true;
  return *this;
}
FB& FB::carries_indices() {
  if (last_is_output_)
    f_.outputs.back().carries_indices = true;
  else
    argument().carries = Carries::kIndices;
  return *this;
}
FB& FB::carries_classes() {
  argument().carries = Carries::kClasses;
  return *this;
}

FB& FB::attribute(std::string name, Type type, std::string description) {
  if (type.kind == TypeKind::kGenerator ||
      (type.kind == TypeKind::kOptional && type.of[0].kind == TypeKind::kGenerator)) {
    f_.generator = static_cast<int>(f_.arguments.size());
  }
  if (type.kind == TypeKind::kDevice) f_.device = static_cast<int>(f_.arguments.size());
  f_.arguments.push_back(input(std::move(name), std::move(description), std::move(type), "any", ""));
  last_is_output_ = false;
  return *this;
}
FB& FB::attribute(std::string name, Type type, Value default_value, std::string description) {
  if (type.kind == TypeKind::kEnum && default_value.is(Kind::kInt)) {
    default_value = Value::enumerator(default_value.as_int());  // a value of an enum by its number
  }
  attribute(std::move(name), std::move(type), std::move(description));
  argument().default_value = std::move(default_value);
  return *this;
}
FB& FB::argument_of(const Argument& other) {
  if (other.type.kind == TypeKind::kDevice) f_.device = static_cast<int>(f_.arguments.size());
  f_.arguments.push_back(other);
  if (other.type.is_input()) ++f_.inputs;
  last_is_output_ = false;
  return *this;
}
FB& FB::minimum(double bound, bool exclusive) {
  argument().range.minimum = bound;
  argument().range.exclusive_minimum = exclusive;
  return *this;
}
FB& FB::maximum(double bound, bool exclusive) {
  argument().range.maximum = bound;
  argument().range.exclusive_maximum = exclusive;
  return *this;
}
FB& FB::sentinel(int64_t number) {
  argument().sentinel = number;
  return *this;
}
FB& FB::axis_of(const std::string& name) {
  argument().axis_of = f_.find_argument(name);
  return *this;
}
FB& FB::axis_of_result() {
  argument().axis_rank_offset = 1;
  return *this;
}
FB& FB::positional(int leading) {
  f_.positional = leading;
  return *this;
}
FB& FB::pair(std::string in, std::string out) {
  f_.pair.emplace(std::move(in), std::move(out));
  return *this;
}

FB& FB::output(std::string name, std::string description, std::string dtype, std::string shape) {
  f_.outputs.push_back(
      {std::move(name), std::move(description), types::tensor, std::move(dtype), std::move(shape), false});
  last_is_output_ = true;
  return *this;
}
FB& FB::output(std::string name, Type type, std::string description) {
  f_.outputs.push_back({std::move(name), std::move(description), std::move(type), "", "", false});
  last_is_output_ = true;
  return *this;
}
FB& FB::record(std::string name) {
  f_.result_record = std::move(name);
  return *this;
}

FB& FB::shape(ShapeRule rule) {
  f_.shape_rule = rule;
  return *this;
}
FB& FB::view(ViewRule rule) {
  f_.view_rule = rule;
  return trait("view").batching("view");
}
FB& FB::elementwise(ProgramRule program) {
  f_.program = program;
  return trait("elementwise").trait("broadcasting").batching("elementwise");
}
FB& FB::result_dtype(DTypeRule rule) {
  f_.result_dtype = rule;
  return *this;
}
FB& FB::compute_dtype(DTypeRule rule) {
  f_.compute_dtype = rule;
  return *this;
}
FB& FB::context_kernel(ContextKernel kernel) {
  f_.context_kernel = kernel;
  return *this;
}
FB& FB::composed(Body body) {
  f_.body = body;
  f_.composed = true;
  f_.jvp = "composed";
  return batching("composed");
}
FB& FB::native(Body body) {
  f_.body = body;
  f_.bits = Bits::kNone;
  f_.jvp = "none";
  return batching("none");
}
FB& FB::random(int64_t (*blocks)(const Shape&, DType)) {
  f_.random = true;
  f_.random_blocks = blocks;
  return trait("random").batching("random");
}

FB& FB::gradient(const std::vector<std::string>& reads, GradientRule rule) {
  f_.gradient = rule;
  for (const std::string& name : reads) {
    int position = f_.find_argument(name);
    if (position >= 0) {
      f_.reads_inputs.push_back(position);
      continue;
    }
    for (size_t i = 0; i < f_.outputs.size(); ++i) {
      if (f_.outputs[i].name == name) {
        f_.reads_outputs.push_back(static_cast<int>(i));
        position = 0;
      }
    }
    if (position < 0)
      throw Error(ErrorCode::kInternal, f_.name + ": the gradient reads " + name + ", which is not declared");
  }
  return *this;
}
FB& FB::no_gradient(std::string why) {
  f_.no_gradient = std::move(why);
  return *this;
}
FB& FB::once_differentiable() {
  f_.differentiable_again = false;
  return *this;
}
FB& FB::batching(std::string how, BatchingRule rule) {
  f_.batching = std::move(how);
  f_.batching_rule = rule;
  return *this;
}
FB& FB::jvp(std::string how) {
  f_.jvp = std::move(how);
  return *this;
}
FB& FB::bits(Bits bits) {
  f_.bits = bits;
  return *this;
}
FB& FB::blocking(Blocking blocking) {
  f_.blocking = blocking;
  return *this;
}
FB& FB::event(std::string name, std::string description, std::vector<Field> fields) {
  f_.events.push_back({std::move(name), std::move(description), std::move(fields)});
  return *this;
}
FB& FB::keeps_self() {
  f_.keeps_self = true;
  return *this;
}
FB& FB::trait(std::string name) {
  f_.traits.push_back(std::move(name));
  return *this;
}
FB& FB::in_place() { return trait("in_place"); }
FB& FB::writes_if(std::string_view flag) {
  f_.writes_if = f_.find_argument(flag);
  return trait("writes_arguments");
}
FB& FB::method_of_tensor() {
  f_.method_of_tensor = true;
  return *this;
}
FB& FB::language_operator(std::string symbol) {
  f_.operator_symbol = std::move(symbol);
  return *this;
}
FB& FB::error(std::string code, std::string when) {
  f_.errors.push_back({std::move(code), std::move(when)});
  return *this;
}
FB& FB::example(std::string text, std::string title) {
  f_.examples.push_back({std::move(title), std::move(text)});
  return *this;
}

using CB = ClassBuilder;

const Function& CB::stands_for(const std::string& function) {
  const Function* found = registry_.find_function(function);
  if (!found) throw Error(ErrorCode::kInternal, c_.name + " stands for " + function + ", which there is not");
  c_.stands_for = found->name;
  return *found;
}

CB& CB::summary(std::string text) {
  c_.summary = std::move(text);
  return *this;
}
CB& CB::description(std::string text) {
  c_.description = std::move(text);
  return *this;
}
CB& CB::reference(std::string text) {
  c_.references.push_back(std::move(text));
  return *this;
}
CB& CB::in_namespace(std::string name) {
  c_.name_space = std::move(name);
  return *this;
}
CB& CB::base(std::string name) {
  c_.base = std::move(name);
  return *this;
}
CB& CB::kind(ClassKind kind) {
  c_.kind = kind;
  return *this;
}
CB& CB::family(ClassFamily family) {
  c_.family = family;
  return *this;
}

namespace {
void define_member(Class& c, const std::string& name, bool constructor, const DefineMember& define) {
  auto f = std::make_unique<Function>();
  f->name = c.name + "." + name;
  f->name_space = c.name_space;
  f->constructor = constructor;
  f->method = !constructor;
  FunctionBuilder builder(*f);
  define(builder);
  if (f->bits == Bits::kSame && !f->composed) f->bits = Bits::kNone;
  c.methods.push_back(std::move(f));
}
}  // namespace

CB& CB::constructor(const DefineMember& define) {
  define_member(c_, "new", true, define);
  return *this;
}
CB& CB::function_form(std::string name) {
  c_.function_form = std::move(name);
  return *this;
}
CB& CB::method(const std::string& name, const DefineMember& define) {
  define_member(c_, name, false, define);
  return *this;
}
CB& CB::overridable(std::string name, std::string description, std::vector<Field> parameters, Type returns,
                    bool has_default) {
  c_.overridable.push_back(
      {std::move(name), std::move(description), std::move(parameters), std::move(returns), has_default});
  return *this;
}
CB& CB::property(std::string name, Type type, std::string description, Getter get, Setter set) {
  c_.properties.push_back({std::move(name), std::move(description), std::move(type), get, set, false});
  return *this;
}
CB& CB::computed(std::string name, Type type, std::string description, Getter get) {
  c_.properties.push_back({std::move(name), std::move(description), std::move(type), get, nullptr, true});
  return *this;
}
CB& CB::iterates(Type type, Iterate iterate, bool blocking) {
  c_.iterates = std::move(type);
  c_.iterate = iterate;
  c_.iterates_blocking = blocking;
  return *this;
}
CB& CB::parameter(std::string name, std::string shape, std::string initializer, std::string description,
                  bool optional) {
  c_.parameters.push_back(
      {std::move(name), std::move(shape), std::move(initializer), std::move(description), optional});
  return *this;
}
CB& CB::keeps_alive(std::string argument) {
  c_.keeps_alive.push_back(std::move(argument));
  return *this;
}
CB& CB::serializable() {
  c_.serializable = true;
  return *this;
}
CB& CB::example(std::string text, std::string title) {
  c_.examples.push_back({std::move(title), std::move(text)});
  return *this;
}

}  // namespace mixgrad
