#include "core/nn/function_loss.h"

#include <string>

#include "core/nn/module.h"
#include "core/nn/schema_of_function.h"

namespace mixgrad {

namespace {

class FunctionObject final : public Object {
 public:
  explicit FunctionObject(const Class& c)
      : cls_(c), function_(require_function(c.stands_for)), arguments_(function_.arguments.size()) {}
  const Class& cls() const override { return cls_; }
  const Function& function() const { return function_; }
  ValueList& arguments() { return arguments_; }

 private:
  const Class& cls_;
  const Function& function_;
  ValueList arguments_;  // those that the object holds; the others are absent
};

// Whether the object may hold the argument, rather than getting it at each call.
bool may_hold(const Function& f, size_t i) { return static_cast<int>(i) >= f.inputs || f.arguments[i].optional; }

// A tensor that an object holds may be left out like any attribute.
Argument held(const Argument& a) {
  Argument out = a;
  if (!a.optional) return out;
  out.type = types::optional(types::tensor);
  out.optional = false;
  out.default_value = Value::null();
  return out;
}

void construct(Invocation& call) {
  auto loss = make_ref<FunctionObject>(class_of(call.function));
  for (size_t i = 0; i < loss->arguments().size(); ++i) {
    int place = call.function.find_argument(loss->function().arguments[i].name);
    if (place >= 0) loss->arguments()[i] = call[place];
  }
  call.result(Value(loss));
}

void run(Invocation& call) {
  auto& self = call.self<FunctionObject>();
  ValueList arguments = self.arguments();
  for (size_t i = 0; i < arguments.size(); ++i) {
    int place = call.function.find_argument(self.function().arguments[i].name);
    if (place >= 0) arguments[i] = call[place];
  }
  invoke(call.context, self.function(), arguments, call.results);
}

}  // namespace

namespace {

ClassBuilder& object_of(ClassBuilder& c, const char* function, const char* what, const char* output,
                        const char* at_call) {
  const Function& f = c.stands_for(function);
  auto is_held = [&](size_t i) { return may_hold(f, i) && !(at_call && f.arguments[i].name == at_call); };
  describe_by(c, f, "class");
  c.constructor([&](FunctionBuilder& b) {
    b.summary(std::string("Makes the ") + what + ".").description("It has no parameters.");
    for (size_t i = 0; i < f.arguments.size(); ++i) {
      if (is_held(i)) b.argument_of(held(f.arguments[i]));
    }
    finish_constructor(b, what, c.name(), construct);
  });
  for (size_t i = 0; i < f.arguments.size(); ++i) {
    if (!is_held(i)) continue;
    Argument a = held(f.arguments[i]);
    const Type& type = a.type.kind == TypeKind::kOptional ? a.type.of[0] : a.type;
    if (type.kind == TypeKind::kFunction) {  // of the host: kept, and not told
      c.keeps_alive(a.name);
      continue;
    }
    c.property(a.name, told(a.type), a.description, [a, i](Context&, Object& self) {
      return told(a.type, static_cast<FunctionObject&>(self).arguments()[i]);
    });
  }
  c.method("call", [&](FunctionBuilder& b) {
    for (size_t i = 0; i < f.arguments.size(); ++i) {
      if (!is_held(i)) b.argument_of(f.arguments[i]);
    }
    as_function_does(b, f, output).trait("callable").native(run);
  });
  return c;
}

}  // namespace

ClassBuilder& callable_of(ClassBuilder& c, const char* function, const char* at_call) {
  return object_of(c, function, "object", "output", at_call);
}
ClassBuilder& loss_of(ClassBuilder& c, const char* function) {
  return object_of(c, function, "loss", "loss", nullptr).base("Loss");
}

MIXGRAD_CLASS(Loss) {
  c.in_namespace("nn")
      .kind(ClassKind::kAbstract)
      .family(ClassFamily::kModule)
      .summary("Base of the losses.")
      .description(
          "An object that holds how a loss is computed, and is called with what a model gave and what was asked for. A "
          "trainer takes one where it takes a function.")
      .reference("PyTorch 2.x, torch.nn, loss functions");
}

}  // namespace mixgrad
