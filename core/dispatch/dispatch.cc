#include "core/dispatch/dispatch.h"

#include <algorithm>

#include "core/autograd/node.h"
#include "core/dispatch/bind.h"
#include "core/dispatch/placement.h"
#include "core/dispatch/writes.h"
#include "core/random/generator.h"

namespace mixgrad {

const Function& require_function(std::string_view name) {
  const Function* f = Registry::instance().find_function(name);
  if (!f) throw Error(ErrorCode::kInternal, "no function " + std::string(name));
  return *f;
}

void check_class(const Value& value, std::string_view cls, std::string_view argument) {
  if (value.is(Kind::kObject) && Registry::instance().is_a(value.as_object()->cls(), cls)) return;
  throw Error(ErrorCode::kType, "argument " + name_mark(argument) + " has the wrong type")
      .on(argument)
      .given(value.is(Kind::kObject) ? value.as_object()->cls().name : kind_name(value.kind()))
      .accepted(std::string(cls));
}

const Program& program_of(const Function& f, DType compute) {
  auto& slot = f.programs[static_cast<int>(compute)];
  if (const Program* program = slot.load(std::memory_order_acquire)) return *program;
  auto* program = new Program();
  program->compute = compute;
  f.program(*program);
  const Program* expected = nullptr;
  if (!slot.compare_exchange_strong(expected, program, std::memory_order_acq_rel)) {
    delete program;
    return *expected;
  }
  return *program;
}

namespace {

// The tracer of the context, or of a traced argument that outlived the context it was made in.
Ref<Tracer> tracer_of(const Context& context, std::span<const Value> arguments) {
  if (context.tracer) return context.tracer;
  auto of = [](const Value& v) -> Ref<Tracer> {
    if (v.is_tensor() && v.tensor_impl()->traced)
      return static_cast<TracedValue*>(v.tensor_impl()->traced.get())->tracer;
    return nullptr;
  };
  for (const Value& v : arguments) {
    if (v.is_tensor()) {
      if (v.tensor_impl()->traced) return of(v);
    } else if (v.is(Kind::kList)) {
      for (const Value& item : v.as_list()) {
        if (Ref<Tracer> t = of(item)) return t;
      }
    }
  }
  return nullptr;
}

Kernel kernel_of(const Function& f) {
  Kernel kernel = f.kernel_cpu.load(std::memory_order_acquire);
  if (kernel) return kernel;
  kernel = find_kernel(f.in_place_of ? f.in_place_of->name : f.name, DeviceType::kCpu);
  if (!kernel) throw Error(ErrorCode::kInternal, "no kernel for " + f.name + " on the CPU").in(f.name);
  f.kernel_cpu.store(kernel, std::memory_order_release);
  return kernel;
}

const Program& program_for(const Function& base, Infer& infer) {
  return program_of(base, base.compute_dtype ? base.compute_dtype(infer) : infer.output(0).dtype);
}

KernelCall call_of(Context& context, const Function& base, std::span<const Value> arguments,
                   std::span<const Tensor> outputs) {
  KernelCall call{arguments, outputs, 0, 0, context.cancel};
  if (base.random) {
    bool own = base.generator >= 0 && arguments[base.generator].is(Kind::kObject);
    RandomStream* stream = own ? generator_stream(arguments[base.generator]) : context.generator.get();
    call.block = stream->take(base.random_blocks(outputs[0].shape(), outputs[0].dtype()), &call.seed);
  }
  return call;
}

[[gnu::noinline]] void queue_kernel(Context& context, const Function& f, Infer& infer, std::span<const Value> arguments,
                                    std::span<const Tensor> outputs, Device device) {
  const Function& base = f.in_place_of ? *f.in_place_of : f;
  DeviceLibrary& library = library_of(device);
  if (base.program)
    return library.run_program(device, program_for(base, infer), arguments, outputs[0], story_of(context, f));
  if (base.context_kernel) return base.context_kernel(context, arguments, outputs);
  library.run(device, base.name, call_of(context, base, arguments, outputs), story_of(context, f));
}

void run_kernel(Context& context, const Function& f, Infer& infer, std::span<const Value> arguments,
                std::span<const Tensor> outputs, Device device) {
  if (!device.is_cpu()) [[unlikely]]
    return queue_kernel(context, f, infer, arguments, outputs, device);
  const Function& base = f.in_place_of ? *f.in_place_of : f;
  if (base.program) {
    run_program_cpu(program_for(base, infer), arguments.data(), static_cast<int>(arguments.size()), outputs[0]);
    return;
  }
  if (base.context_kernel) return base.context_kernel(context, arguments, outputs);
  kernel_of(f)(call_of(context, base, arguments, outputs));
}

void run_rule(const Function& f, Infer& infer) {
  const Function& base = f.in_place_of ? *f.in_place_of : f;
  if (base.shape_rule)
    base.shape_rule(infer);
  else
    infer_elementwise(infer);
}

void invoke_view(Context& context, const Function& f, std::span<const Value> arguments, Device device,
                 Results& results) {
  Infer infer(f, arguments);
  Tensor view = f.view_rule(infer);
  Tensor base = arguments[0].as_tensor();
  if (infer.is_copied()) {
    view = Tensor::empty(view.dtype(), view.shape(), device);
    copy_elements(base, view.window(base.shape(), row_major(base.shape()), 0));
  } else {
    view.impl()->view_base = base.impl()->view_base ? base.impl()->view_base : Ref<TensorImpl>(base.impl());
  }
  if (context.recording && wants_gradient(base)) record_gradient(f, arguments, {&view, 1});
  results.add(view);
}

[[gnu::noinline]] void invoke_primitive(Context& context, const Function& f, std::span<const Value> arguments,
                                        Device device, Results& results) {
  Infer infer(f, arguments);
  run_rule(f, infer);
  if (infer.is_list()) {
    std::vector<Tensor> outputs;
    for (const TensorSpec& spec : infer.list_outputs())
      outputs.push_back(Tensor::empty(spec.dtype, spec.shape, device));
    run_kernel(context, f, infer, arguments, outputs, device);
    if (context.recording && f.gradient && any_wants_gradient(arguments)) record_gradient(f, arguments, outputs);
    results.add(Value(ValueList(outputs.begin(), outputs.end())));
    return;
  }
  auto run = [&](std::span<Tensor> made) {
    for (int i = 0; i < infer.count(); ++i)
      made[i] = Tensor::empty(infer.output(i).dtype, infer.output(i).shape, device);
    run_kernel(context, f, infer, arguments, made, device);
    if (context.recording && f.gradient && any_wants_gradient(arguments)) record_gradient(f, arguments, made);
    for (Tensor& t : made) results.add(std::move(t));
  };
  if (infer.count() == 1) {
    Tensor one;
    return run({&one, 1});
  }
  std::array<Tensor, kMaxResults> outputs;
  run({outputs.data(), static_cast<size_t>(infer.count())});
}

void invoke_in_place(Context& context, const Function& f, std::span<const Value> arguments, Device device,
                     Results& results) {
  Tensor target = arguments[0].as_tensor();
  Infer infer(f, arguments);
  run_rule(f, infer);
  const TensorSpec& spec = infer.output(0);
  const std::string& name = f.arguments[0].name;
  if (!(spec.shape == target.shape())) {
    throw infer.error(ErrorCode::kShape, 0,
                      "the result has shape " + spec.shape.text() + " and can not be written into " + name_mark(name) +
                          " of shape " + target.shape().text());
  }
  if (spec.dtype != target.dtype() && promote(spec.dtype, target.dtype()) != target.dtype() &&
      !(is_floating(spec.dtype) && is_floating(target.dtype()))) {
    throw infer.error(ErrorCode::kDType, 0,
                      std::string("a result of ") + dtype_name(spec.dtype) + " can not be written into " +
                          name_mark(name) + " of " + dtype_name(target.dtype()));
  }
  if (Ref<Tracer> tracer = tracer_of(context, arguments)) {
    Results made;
    BoundArguments own;
    keep_traced_operands(context, f, arguments, own);
    invoke(context, *f.in_place_of, own.span(), made);
    Tensor value = made.tensor();
    if (value.dtype() != target.dtype()) value = op<"astype">(context, value, target.dtype());
    tracer->write(context, target, value);
    results.add(target);
    return;
  }
  // No gradient flows through whole numbers, whatever is written there.
  bool record = context.recording && f.gradient && is_floating(target.dtype()) && any_wants_gradient(arguments);
  check_writable(context, target, record);
  if (record && spec.dtype != target.dtype()) {
    record_converted(context, f, arguments, target);
    results.add(target);
    return;
  }
  BoundArguments own;
  keep_operands(context, f, arguments, record, own);
  Value saved = record ? saved_target(context, f, own.span()) : Value();
  run_kernel(context, f, infer, own.span(), {&target, 1}, device);
  target.impl()->storage->bump_version();
  if (record) record_write(f, own, saved);
  results.add(target);
}

// A view with a body has it for the calls that no window serves: those with tensors in a subscript.
bool lists_tensors(const Value& v) {
  return v.is(Kind::kList) && std::any_of(v.as_list().begin(), v.as_list().end(),
                                          [](const Value& item) { return item.is_tensor() || item.is(Kind::kBool); });
}

// Does it call what others wrote, who speak in errors for themselves? Constructors, methods, what takes functions, and
// what runs the gradients of recorded calls.
bool calls_others(const Function& f) {
  auto is_called = [](auto& self, const Type& type) -> bool {
    return type.kind == TypeKind::kFunction || type.kind == TypeKind::kCallback || type.kind == TypeKind::kObject ||
           std::any_of(type.of.begin(), type.of.end(), [&](const Type& inner) { return self(self, inner); });
  };
  return f.method || f.constructor || f.has_trait("runs_gradients") ||
         std::any_of(f.arguments.begin(), f.arguments.end(),
                     [&](const Argument& a) { return is_called(is_called, a.type); });
}

bool is_native(const Function& f) { return f.body && !f.composed && !f.view_rule; }

// Errors are those of the function, unless others speak: also in graphs, which what is composed with a gradient of its
// own runs.
void run_body(Invocation& call) {
  const Function& f = call.function;
  try {
    f.body(call);
  } catch (Error& e) {
    bool others = is_native(f) ? calls_others(f) : f.composed && f.gradient;
    if (!others) e.as_of(f.name, f.find_argument(e.argument()) >= 0);
    throw;
  }
}

void invoke_composed(Context& context, const Function& f, std::span<const Value> arguments, Results& results) {
  if (Ref<Tracer> tracer = tracer_of(context, arguments)) tracer->read_shape();
  Invocation call{context, f, nullptr, arguments, results};
  run_body(call);
}

// Does a trace hold the call of a composed function as it is? Else it is expanded. One with a gradient of its own ends
// with a flag: whether its results hold what that gradient reads.
bool is_recorded_whole(const Context& context, const Tracer& tracer, const Function& f,
                       std::span<const Value> arguments) {
  bool wants = context.recording && any_wants_gradient(arguments);
  if (f.gradient) return !wants || arguments.back().as_bool();
  bool writes = f.writes_if >= 0 && arguments[f.writes_if].as_bool();  // seen in the trace, as a view's base is
  return tracer.keeps_composed() && !f.has_trait("view") && !writes && !f.has_trait("sized_by_elements") && !wants;
}

// With checked arguments; the results live on the device.
void invoke_bound(Context& context, const Function& f, Object* object, std::span<const Value> arguments, Device device,
                  Results& results) {
  if (f.body && f.view_rule && std::any_of(arguments.begin(), arguments.end(), lists_tensors))
    return invoke_composed(context, f, arguments, results);
  if (is_native(f)) {
    Invocation call{context, f, object, arguments, results};
    return run_body(call);
  }
  if (f.in_place_of) return invoke_in_place(context, f, arguments, device, results);
  Ref<Tracer> tracer = tracer_of(context, arguments);
  if (tracer && !f.method) {
    if (!f.composed || is_recorded_whole(context, *tracer, f, arguments))
      return tracer->record(context, f, arguments, device, results);
    tracer->read_shape();  // what is made inside may depend on the shapes
  }
  if (f.composed) {
    Infer infer(f, arguments);
    if (f.shape_rule) f.shape_rule(infer);  // its errors name this function, not the operators inside
    Invocation call{context, f, object, arguments, results};
    return run_body(call);
  }
  if (f.view_rule) return invoke_view(context, f, arguments, device, results);
  invoke_primitive(context, f, arguments, device, results);
}

// Where a call runs that is not all on the CPU; `inside` becomes the context of its body, if that needs another one.
[[gnu::noinline]] Device placed(Context& context, const Function& f, std::span<const Value> arguments,
                                Ref<Context>& inside) {
  Device device = is_native(f) ? work_place(context, arguments) : place_of(context, f, arguments);
  bool speaks =
      f.body && (is_native(f) ? !calls_others(f) : f.composed || f.view_rule);  // of errors inside, as its own
  if (speaks || (f.body && !(device == context.device))) inside = context_on(context, device, speaks ? &f : nullptr);
  return device;
}

// What a call leaves out is made on the context's device.
void fill_device(const Context& context, const Function& f, std::span<const Value> given, BoundArguments& bound) {
  auto at = static_cast<size_t>(f.device);
  if (f.device >= 0 && (at >= given.size() || given[at].is_absent()))
    bound.at(f.device) = Value::device(context.device);
}

}  // namespace

void invoke(Context& context, const Function& f, std::span<const Value> given, Results& results) {
  Object* object = nullptr;
  if (f.method) {
    std::string_view cls = std::string_view(f.name).substr(0, f.name.find('.'));
    if (given.empty()) throw Error(ErrorCode::kType, "the object is missing").in(f.name);
    try {
      check_class(given[0], cls, "self");
    } catch (Error& e) {
      e.in(f.name);
      throw;
    }
    object = given[0].as_object();
    given = given.subspan(1);
  }
  try {
    BoundArguments bound;
    std::span<const Value> arguments = given;
    if (!is_bound(f, given)) {
      bind(f, given, bound);
      if (!context.device.is_cpu()) fill_device(context, f, given, bound);
      arguments = bound.span();
    }
    Device device;
    Ref<Context> inside;
    if (!is_on_cpu(context, f, arguments)) [[unlikely]]
      device = placed(context, f, arguments, inside);
    invoke_bound(inside ? *inside : context, f, object, arguments, device, results);
  } catch (Error& e) {
    e.in(f.name);
    throw;
  }
}

}  // namespace mixgrad
