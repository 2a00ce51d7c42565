// Layers whose forward takes nothing but the tensor.
#include "core/nn/module.h"
#include "core/nn/schema_of_function.h"

namespace mixgrad {

namespace {

struct Fixed final : Module {
  explicit Fixed(const Class& c) : of(c) {}
  const Class& cls() const override { return of; }
  const Class& of;
};

ClassBuilder& fixed_layer(ClassBuilder& c) {
  return c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .reference("PyTorch 2.x, torch.nn." + c.name())
      .serializable()
      .constructor([&](FunctionBuilder& f) {
        f.summary("Makes the layer.")
            .description("It takes no arguments.")
            .output("layer", types::object(c.name()), "The layer.")
            .native([](Invocation& call) { call.result(Value(make_ref<Fixed>(class_of(call.function)))); });
      });
}

}  // namespace

MIXGRAD_CLASS(Identity) {
  fixed_layer(c)
      .summary("Returns its input.")
      .description("What stands where a layer may be and need not be.")
      .method("forward",
              [](FunctionBuilder& f) {
                f.summary("Returns the input.")
                    .description("The tensor itself, not a copy.")
                    .tensor("x", "The input, [...].")
                    .output("output", "The input.", "as x", "[...]")
                    .native([](Invocation& call) { call.result(call.tensor(0)); });
              })
      .example(R"(
        let layer = new Identity()
        expect layer.forward(tensor([1, 2])) = [1, 2]
      )");
}

MIXGRAD_CLASS(Softmax2d) {
  fixed_layer(c)
      .summary("Softmax over the channels of images.")
      .description("The layer form of softmax along the axis of the channels.")
      .method("forward",
              [](FunctionBuilder& f) {
                f.summary("Calls softmax.")
                    .description("Dtypes are those of the function.")
                    .tensor("x", "The images; or one of them, without the first axis.", "numeric", "[N, C, H, W]")
                    .output("output", "The result, of x's shape.", "floating(x)", "[N, C, H, W]")
                    .error("shape", "x has neither 3 nor 4 axes")
                    .native([](Invocation& call) {
                      Tensor x = call.tensor(0);
                      if (x.rank() != 3 && x.rank() != 4) {
                        throw Error(ErrorCode::kShape, "the input has another number of axes")
                            .on("x")
                            .given(x.shape().text())
                            .accepted("[N, C, H, W] or [C, H, W]");
                      }
                      call.result(op<"softmax">(call.context, x, Value(int64_t{x.rank() - 3})));
                    });
              })
      .example(R"(
        let layer = new Softmax2d()
        expect layer.forward(tensor([[[1]], [[1]]])) = [[[0.5]], [[0.5]]]
      )");
}

}  // namespace mixgrad
