#include "core/schema/registry.h"

#include <algorithm>

#include "core/runtime/error.h"

namespace mixgrad {

namespace {
FunctionNode*& function_head() {
  static FunctionNode* first = nullptr;
  return first;
}
ClassNode*& class_head() {
  static ClassNode* first = nullptr;
  return first;
}

[[noreturn]] void incomplete(const std::string& name, const std::string& what) {
  throw Error(ErrorCode::kInternal, "the schema of " + name + " " + what);
}

void derive_dtype_mask(Argument& a) {
  std::string_view cls = std::string_view(a.dtypes).substr(0, a.dtypes.find(':'));
  a.dtype_mask = 0;
  for (DType t : kAllDTypes) {
    if (in_dtype_class(t, cls)) a.dtype_mask |= 1u << static_cast<int>(t);
  }
}

void complete(Function& f) {
  if (f.summary.empty() || f.description.empty()) incomplete(f.name, "has no summary or description");
  for (Argument& a : f.arguments) {
    derive_dtype_mask(a);
    if (a.description.empty()) incomplete(f.name, "does not describe " + a.name);
  }
  if (f.positional < 0) {  // the required ones, and one optional behind them
    f.positional = 0;
    while (f.positional < static_cast<int>(f.arguments.size()) && f.arguments[f.positional].required()) ++f.positional;
    if (f.positional < static_cast<int>(f.arguments.size())) ++f.positional;
  }
  if (!f.body && !f.shape_rule && !f.view_rule && !f.program) incomplete(f.name, "does not say how it computes");
  if (f.composed && !f.shape_rule && !f.method)
    incomplete(f.name, "is composed and has no shape rule: a trace records it whole");
  if (f.outputs.size() > 1 && f.result_record.empty())
    incomplete(f.name, "has several outputs and no name for their record");
  bool is_native = f.body && !f.composed && !f.view_rule;
  if (f.gradient) {
    for (int i = 0; i < f.inputs; ++i) {
      const std::string& dtypes = f.arguments[i].dtypes;
      bool continuous = dtypes.rfind("integer", 0) != 0 && dtypes.rfind("bool", 0) != 0;
      if (f.arguments[i].carries == Carries::kNothing && continuous) f.gradient_inputs.push_back(i);
    }
  } else if (!f.composed && !is_native && f.no_gradient.empty()) {
    incomplete(f.name, "has neither a gradient nor a reason why not");
  }
  if (is_native && f.no_gradient.empty()) f.no_gradient = "not an operator";
  if (f.jvp.empty()) f.jvp = f.gradient && f.differentiable_again ? "double_backward" : "none";
  if (f.batching.empty()) f.batching = f.inputs == 0 && !is_native ? "constant" : "none";
  constexpr const char* kDerived[] = {"elementwise", "reduction", "view",     "axis", "random",
                                      "each",        "composed",  "constant", "none"};
  bool derived =
      std::any_of(std::begin(kDerived), std::end(kDerived), [&](const char* how) { return f.batching == how; });
  if (!derived && !f.batching_rule) incomplete(f.name, "states no rule for batching " + f.batching);
}

// name_: the same call, written into its first argument.
std::unique_ptr<Function> in_place_form(const Function& f) {
  auto g = std::make_unique<Function>();
  g->name = f.name + "_";
  g->name_space = f.name_space;
  g->version = f.version;
  g->summary = f.summary + " In place.";
  g->description = "As " + f.name + ", with the result written into " + f.arguments[0].name +
                   ", whose shape and dtype stay as they are. Returns " + f.arguments[0].name + ".";
  g->references = f.references;
  g->arguments = f.arguments;
  g->arguments[0].type = types::tensor;
  g->inputs = f.inputs;
  g->positional = f.positional;
  g->outputs = f.outputs;
  g->errors = f.errors;
  g->errors.push_back({"shape", "the result has another shape than " + f.arguments[0].name});
  g->errors.push_back({"gradient", f.arguments[0].name + " is a leaf that wants a gradient, while recording is on"});
  g->method_of_tensor = true;
  g->bits = f.bits;
  g->batching = f.batching;
  g->batching_rule = f.batching_rule;
  g->jvp = f.jvp;
  g->traits = {"in_place_form"};
  g->no_gradient = f.no_gradient;
  g->gradient = f.gradient;
  g->gradient_inputs = f.gradient_inputs;
  g->reads_inputs = f.reads_inputs;
  g->reads_outputs = f.reads_outputs;
  g->differentiable_again = f.differentiable_again;
  g->in_place_of = &f;
  g->since = f.since;
  g->lifecycle = f.lifecycle;
  if (!f.operator_symbol.empty()) g->operator_symbol = f.operator_symbol + "=";
  return g;
}
}  // namespace

FunctionNode::FunctionNode(const char* n, void (*d)(FunctionBuilder&)) : name(n), define(d), next(function_head()) {
  function_head() = this;
}
ClassNode::ClassNode(const char* n, void (*d)(ClassBuilder&)) : name(n), define(d), next(class_head()) {
  class_head() = this;
}

int Function::find_argument(std::string_view argument) const {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].name == argument) return static_cast<int>(i);
  }
  return -1;
}
bool Function::has_trait(std::string_view trait) const {
  return std::find(traits.begin(), traits.end(), trait) != traits.end();
}

const Registry& Registry::instance() {
  static Registry* registry = new Registry();  // never destroyed: hosts call while the process ends
  return *registry;
}

Registry::Registry() {
  for (FunctionNode* node = function_head(); node; node = node->next) {
    auto f = std::make_unique<Function>();
    f->name = node->name;
    FunctionBuilder builder(*f);
    node->define(builder);
    complete(*f);
    Function* raw = f.get();
    if (!functions_.emplace(raw->name, std::move(f)).second) incomplete(raw->name, "is registered twice");
    add(raw);
    if (raw->has_trait("in_place")) {
      auto form = in_place_form(*raw);
      Function* in_place = form.get();
      functions_.emplace(in_place->name, std::move(form));
      add(in_place);
    }
  }
  for (ClassNode* node = class_head(); node; node = node->next) {
    auto c = std::make_unique<Class>();
    c->name = node->name;
    ClassBuilder builder(*c);
    node->define(builder);
    if (c->summary.empty() || c->description.empty()) incomplete(c->name, "has no summary or description");
    for (auto& method : c->methods) {
      complete(*method);
      add(method.get());
    }
    std::string name = c->name;
    if (!classes_.emplace(name, std::move(c)).second) incomplete(name, "is registered twice");
  }
}

void Registry::add(Function* function) {
  auto put = [&](const std::string& name) {
    if (!by_name_.emplace(name, function).second) incomplete(name, "is registered twice");
  };
  put(function->name);
  for (const std::string& alias : function->aliases) put(alias);
}

const Function* Registry::find_function(std::string_view name) const {
  auto it = by_name_.find(std::string(name));
  return it == by_name_.end() ? nullptr : it->second;
}
const Class* Registry::find_class(std::string_view name) const {
  auto it = classes_.find(std::string(name));
  return it == classes_.end() ? nullptr : it->second.get();
}
bool Registry::is_a(const Class& cls, std::string_view base) const {
  for (const Class* c = &cls; c; c = find_class(c->base)) {
    if (c->name == base) return true;
  }
  return false;
}

}  // namespace mixgrad
