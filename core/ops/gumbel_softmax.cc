// Choices of one of several that have a gradient.
#include "core/ops/losses.h"
#include "core/ops/random.h"

namespace mixgrad {

MIXGRAD_FUNCTION(gumbel_softmax) {
  f.summary("Random choices along an axis, with a gradient: softmax of logarithms of weights and Gumbel noise.")
      .description(
          "The largest element is a choice as categorical makes it: at each place as often as softmax(x) says. The "
          "lower "
          "the temperature, the closer it is to 1 and the others to 0. With hard it is 1 and the others are 0, while "
          "the "
          "gradient stays that of the elements before they were rounded (straight-through). Noise is drawn as gumbel "
          "does. Where x is NaN or infinity, all along the axis is NaN; minus infinity is never chosen. float16 and "
          "bfloat16 compute in float32.")
      .math("y = softmax((x + g) / temperature), g_i = -\\log(-\\log(1 - u_i)); hard: out_i = [i = argmax_j y_j]")
      .reference("PyTorch 2.x, torch.nn.functional.gumbel_softmax")
      .reference("Jang, Gu and Poole, Categorical Reparameterization with Gumbel-Softmax, ICLR 2017")
      .in_namespace("nn")
      .tensor("x", "Logarithms of weights, which need not add up to 1. Integers compute in float32.", "numeric")
      .attribute("temperature", types::floating, 1.0, "What sums of x and noise are divided by, above 0.")
      .attribute("hard", types::boolean, false, "Whether the result has one 1 along the axis and zeros beside it.")
      .attribute("axis", types::axis, -1, "The axis along which is chosen.")
      .positional(1);
  from_generator(f)
      .output("out", "The choices, of x's shape.", "floating(x)", "[...]")
      .error("index", "x has no such axis")
      .error("value", "temperature is not finite or not above 0")
      .trait("random")
      .shape([](Infer& infer) {
        check_parameter(infer, 1, kPositive);
        infer.output(floating_dtype(infer.dtype(0)), infer.shape(0));
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        TensorSpec out = result_of(call);
        DType wide = item_bytes(out.dtype) < 4 ? DType::kFloat32 : out.dtype;
        const Value &generator = call[call.function.generator], &axis = call[3];
        Tensor noise = op<"gumbel">(c, Value(), Value(), Value(out.shape), Value(wide), generator);
        Tensor x = plus(c, as_dtype(c, call.tensor(0), wide), noise);
        if (call[1].as_float() != 1) x = over(c, x, call[1]);
        Tensor soft = op<"softmax">(c, x, axis);
        if (call[2].as_bool() && soft.elements() > 0) {
          Tensor chosen = op<"argmax">(c, soft, axis, Value(true));
          Tensor hard = op<"scatter">(c, op<"zeros_like">(c, soft), chosen, Value(1.0), axis);
          soft = plus(c, hard, minus(c, soft, op<"stop_gradient">(c, soft)));  // adds 0
        }
        call.result(as_dtype(c, soft, out.dtype));
      })
      .example(R"(
        let generator = new Generator(7)
        let logits = tensor([[0, 1, 2], [2, 1, 0]])
        let chosen = gumbel_softmax(logits, hard: true, generator: generator)
        expect sum(chosen, 1) = [1, 1]
        expect sum(gumbel_softmax(logits, temperature: 0.5), 1) = [1, 1] within 1e-6
      )");
}

}  // namespace mixgrad
