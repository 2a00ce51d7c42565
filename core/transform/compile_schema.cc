// The class CompiledFunction, as languages see it.
#include "core/nn/module.h"
#include "core/schema/builder.h"
#include "core/transform/compile.h"
#include "core/transform/function_call.h"

namespace mixgrad {

const Class& CompiledFunction::cls() const {
  static const Class& c = class_named("CompiledFunction");
  return c;
}

namespace {
FunctionBuilder& called(FunctionBuilder& f) {
  return f.attribute("inputs", types::list(types::tensor), "One tensor for each parameter of the function.")
      .trait("variadic")
      .error("trace", "the function reads a tensor's elements, or calls itself")
      .error("host", "the function failed while it was traced");
}
FunctionBuilder& run(FunctionBuilder& f) {
  return called(f).error("busy", "the function writes to tensors of its own and runs already");
}
}  // namespace

MIXGRAD_CLASS(CompiledFunction) {
  c.summary("A function of tensors that is traced once for each signature, and then runs without the host.")
      .description(
          "The first call with tensors of new dtypes or ranks calls the function with tensors that stand for values "
          "and keeps the graph "
          "of what it did; later calls run that graph. Other sizes are no new signature unless the function looked at "
          "one. Numbers "
          "that it read are constants from then on; tensors that it used are state, which it may also write to. A "
          "module's training "
          "mode is part of the signature. Gradients flow through it as through the function itself.")
      .reference("Frostig, Johnson and Leary, Compiling Machine Learning Programs via High-Level Tracing, SysML 2018")
      .kind(ClassKind::kFinal)
      .family(ClassFamily::kService)
      .function_form("compile")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a function run as a graph.")
            .description("Nothing is traced before the first call.")
            .attribute("fn", types::function("(...Tensor) -> Tensor"),
                       "The function: the host's, one of the engine's, or a module.")
            .attribute("cache_size", types::count, 16,
                       "How many graphs are kept; the one that was not used for longest goes first.")
            .minimum(1)
            .output("compiled", types::object("CompiledFunction"), "The compiled function.")
            .native([](Invocation& call) {
              call.result(Value(make_ref<CompiledFunction>(call[0], static_cast<size_t>(call[1].as_int()))));
            });
      })
      .method("call",
              [](FunctionBuilder& f) {
                run(f.summary("Runs the function, which returns one tensor.")
                        .description("Traces it first if the signature is new."))
                    .trait("callable")
                    .output("output", types::tensor, "What the function returns.")
                    .error("type", "the function returned more or less than one tensor")
                    .native([](Invocation& call) {
                      call.result(only_one(call.self<CompiledFunction>().call(call.context, tensors_of(call[0]))));
                    });
              })
      .method("call_all",
              [](FunctionBuilder& f) {
                run(f.summary("Runs the function, which returns any number of tensors.")
                        .description("Traces it first if the signature is new."))
                    .output("outputs", types::list(types::tensor), "What the function returns.")
                    .native([](Invocation& call) {
                      std::vector<Tensor> outputs =
                          call.self<CompiledFunction>().call(call.context, tensors_of(call[0]));
                      call.result(Value(ValueList(outputs.begin(), outputs.end())));
                    });
              })
      .method("graph",
              [](FunctionBuilder& f) {
                called(f.summary("The graph that serves a signature, to look at or to save.")
                           .description(
                               "Traces the function if the signature is new. The tensors' elements do not matter."))
                    .output("graph", types::object("Graph"), "The graph.")
                    .native([](Invocation& call) {
                      call.result(Value(call.self<CompiledFunction>().graph_for(call.context, tensors_of(call[0]))));
                    });
              })
      .property("traces", types::count, "How often the function was traced.",
                [](Context&, Object& self) { return Value(static_cast<CompiledFunction&>(self).traces()); })
      .keeps_alive("fn")
      .example(R"(
        let double = new CompiledFunction((x) => multiply(x, 2))
        expect double.call([tensor([1, 2])]) = [2, 4]
        expect double.call([tensor([1, 2, 3])]) = [2, 4, 6]
        expect double.traces = 1
      )");
}

}  // namespace mixgrad
