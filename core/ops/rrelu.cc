// A rectifier whose slope below zero is random.
#include <cmath>

#include "core/ops/losses.h"
#include "core/ops/random.h"

namespace mixgrad {

MIXGRAD_FUNCTION(rrelu) {
  f.summary("x above zero, and a random fraction of it below.")
      .description(
          "While training each element has a slope of its own, all between lower and upper equally likely, also above "
          "zero, where it does not count. Otherwise the slope is their mean, and no random number is drawn. float16 "
          "and bfloat16 compute in float32.")
      .math("out_i = x_i \\ge 0 \\;?\\; x_i : a_i x_i, a_i \\in [lower, upper)")
      .reference("PyTorch 2.x, torch.nn.functional.rrelu")
      .reference("Xu et al., Empirical Evaluation of Rectified Activations in Convolutional Network, 2015")
      .in_namespace("nn")
      .tensor("x", "Operand.", "floating")
      .attribute("lower", types::floating, 0.125, "The smallest slope.")
      .attribute("upper", types::floating, 1.0 / 3, "The largest slope.")
      .attribute("training", types::boolean, false, "Whether slopes are random.")
      .positional(1);
  from_generator(f)
      .output("out", "The result.", "as x", "[...]")
      .error("value", "lower is above upper, or one of them is not finite")
      .trait("random")
      .shape([](Infer& infer) {
        double lower = infer.number(1), upper = infer.number(2);
        if (!(lower <= upper) || !(upper - lower < INFINITY))
          throw infer.error(ErrorCode::kValue, 1, "there are no slopes between the two")
              .given(std::to_string(lower) + " to " + std::to_string(upper))
              .accepted("finite numbers, of which lower is not above upper");
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0);
        double lower = call[1].as_float(), upper = call[2].as_float();
        Tensor wide = as_dtype(c, x, item_bytes(x.dtype()) < 4 ? DType::kFloat32 : x.dtype());
        Tensor below = call[3].as_bool()
                           ? times(c, wide,
                                   plus(c, Value(lower),
                                        times(c, fractions_for(call, {wide.dtype(), x.shape()}), Value(upper - lower))))
                           : times(c, wide, Value((lower + upper) / 2));
        call.result(as_dtype(c, op<"where">(c, op<"greater_equal">(c, wide, whole(0)), wide, below), x.dtype()));
      })
      .example(R"(
        expect rrelu(tensor([-2, 3]), lower: 0.25, upper: 0.75) = [-1, 3]
        expect rrelu(tensor([-2, 3]), lower: 0.5, upper: 0.5, training: true) = [-1, 3]
      )");
}

}  // namespace mixgrad
