// Activations with weights that are learned.
#include "core/ops/gradients.h"
#include "core/ops/normalization.h"

namespace mixgrad {

namespace {

int64_t channels_of(const Shape& x) { return x.rank() < 2 ? 1 : x[1]; }

void prelu_shape(Infer& infer) {
  int64_t channels = channels_of(infer.shape(0));
  const Shape& weight = infer.shape(1);
  if (weight.rank() > 1 || (weight.elements() != 1 && weight.elements() != channels)) {
    throw infer.error(ErrorCode::kShape, 1, "there must be one weight for all elements, or one for each channel")
        .given(weight.text())
        .accepted(channels == 1 ? "[1]" : "[1] or [" + std::to_string(channels) + "]");
  }
  infer.output(infer.promoted(0, 2), infer.shape(0));
}

// The weight meets only what is below zero: an infinity above must not reach its gradient.
void prelu_body(Invocation& call) {
  Context& c = call.context;
  DType dtype = promote(call.tensor(0).dtype(), call.tensor(1).dtype());
  DType wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
  Tensor x = as_dtype(c, call.tensor(0), wide), weight = as_dtype(c, call.tensor(1), wide);
  weight = as_shape(c, weight, weight.elements() == 1 ? Shape{} : channel_shape(weight.shape()[0], x.rank()));
  Value zero(int64_t{0});
  Tensor above = op<"greater">(c, x, zero);
  Tensor below = op<"multiply">(c, op<"where">(c, above, zero, x), weight);
  call.result(as_dtype(c, op<"where">(c, above, x, below), dtype));
}

}  // namespace

MIXGRAD_FUNCTION(prelu) {
  f.summary("x above zero, and a fraction of it below that is learned.")
      .description("The fraction is one for all elements, or one for each channel. The gradient at 0 is the weight.")
      .math("out_i = x_i > 0 \\;?\\; x_i : weight_c \\cdot x_i")
      .reference("PyTorch 2.x, torch.nn.functional.prelu")
      .reference("He et al., Delving Deep into Rectifiers, ICCV 2015")
      .in_namespace("nn")
      .tensor("x", "Operand, with the channels along the second axis. float16 and bfloat16 compute in float32.",
              "floating")
      .tensor("weight", "The slopes below zero: one, or one for each channel.", "floating", "[C]")
      .output("out", "The result, of x's shape.", "promoted(x, weight)", "[...]")
      .error("shape", "weight has neither one element nor one for each channel")
      .shape(prelu_shape)
      .composed(prelu_body)
      .example(R"(
        expect prelu(tensor([-2, 0, 3]), tensor([0.5])) = [-1, 0, 3]
        expect prelu(tensor([[-2, -2]]), tensor([0.5, 0.25])) = [[-1, -0.5]]
      )");
}

}  // namespace mixgrad
