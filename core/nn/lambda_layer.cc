// A function as a layer.
#include "core/dispatch/callable.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

struct Lambda final : Module {
  explicit Lambda(Value function) : fn(std::move(function)) {}
  MIXGRAD_CLASS_OF(Lambda)
  Value fn;
};

}  // namespace

MIXGRAD_CLASS(Lambda) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("A function as a layer.")
      .description(
          "For a line that stands between layers and is none. The function is called whenever forward is, in a trace "
          "with a tensor that stands for values. Parameters that it uses from outside get their gradients, but are not "
          "the layer's: what has parameters of its own is better a subclass of Module.")
      .reference("Apache MXNet 1.9, gluon.nn.HybridLambda")
      .reference("Keras 3, keras.layers.Lambda")
      .serializable()
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the layer.")
            .description("It has no parameters. The function is not called yet.")
            .attribute("fn", types::function("(Tensor) -> Tensor"),
                       "From the input to the output: the host's function, or one of the engine's.")
            .output("layer", types::object("Lambda"), "The layer.")
            .native([](Invocation& call) { call.result(Value(make_ref<Lambda>(call[0]))); });
      })
      .method("forward",
              [](FunctionBuilder& f) {
                f.summary("Calls the function.")
                    .description("Shapes, dtypes and errors are those of the function.")
                    .tensor("x", "The input.", "any", "[...]")
                    .output("output", "What the function returns.", "as fn gives", "[...]")
                    .error("type", "the function does not return one tensor")
                    .native([](Invocation& call) {
                      call.result(call_for_tensor(call.context, call.self<Lambda>().fn, {call[0]}));
                    });
              })
      .keeps_alive("fn")
      .example(R"(
        let net = new Sequential([new Linear(4, 3), new Lambda((x) => sum(x, axis: 1))])
        expect net.forward(tensor([[1, 2, 3, 4]])) shape = [1]
        let scaled = new Lambda((x) => multiply(x, 10))
        expect scaled.forward(tensor([-1, 2])) = [-10, 20]
      )");
}

}  // namespace mixgrad
