// One half of a tensor as the gate of the other.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

MIXGRAD_FUNCTION(glu) {
  f.summary("Gated linear unit: the first half along an axis times the logistic function of the second.")
      .description("float16 and bfloat16 compute in float32.")
      .math("out = a \\cdot \\sigma(b), \\quad x = [a, b]")
      .reference("PyTorch 2.x, torch.nn.functional.glu")
      .reference("Dauphin et al., Language Modeling with Gated Convolutional Networks, ICML 2017")
      .in_namespace("nn")
      .tensor("x", "The two halves. Integers compute in float32.", "numeric")
      .attribute("axis", types::axis, -1, "The axis along which they follow each other.")
      .output("out", "The result; the axis has half the size.", "floating(x)", "[...]")
      .error("index", "x has no such axis")
      .error("shape", "the axis can not be halved")
      .shape([](Infer& infer) {
        Shape shape = infer.shape(0);
        int64_t axis = infer.integer(1), &size = shape[static_cast<int>(axis)];
        if (size % 2 != 0) {
          throw infer.error(ErrorCode::kShape, 0, "the size of axis " + number_mark(axis) + " must be even")
              .given(std::to_string(size));
        }
        size /= 2;
        infer.output(floating_dtype(infer.dtype(0)), shape);
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        DType dtype = floating_dtype(call.tensor(0).dtype());
        Tensor x = as_dtype(c, call.tensor(0), item_bytes(dtype) < 4 ? DType::kFloat32 : dtype);
        int axis = static_cast<int>(call[1].as_int());
        int64_t size = x.shape()[axis];
        Tensor gate = op<"sigmoid">(c, slice_of(c, x, axis, size / 2, size));
        call.result(as_dtype(c, op<"multiply">(c, slice_of(c, x, axis, 0, size / 2), gate), dtype));
      })
      .example(R"(
        expect glu(tensor([1, 2, 0, 0])) = [0.5, 1]
      )");
}

}  // namespace mixgrad
