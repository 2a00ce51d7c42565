// Dropout of whole channels, and dropout that keeps the mean and the variance.
#include <cmath>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

FunctionBuilder& dropping(FunctionBuilder& f, const char* name, const char* shape, const char* what) {
  return f.reference(std::string("PyTorch 2.x, torch.nn.functional.") + name)
      .in_namespace("nn")
      .tensor("x", "The tensor.", "floating", shape)
      .attribute("p", types::floating, 0.5, std::string("Probability that ") + what + " is dropped.")
      .minimum(0)
      .maximum(1)
      .attribute("training", types::boolean, true,
                 std::string("Whether ") + what + " may be dropped, or x is returned as it is.")
      .attribute("generator", types::optional(types::generator), Value::null(),
                 "Where the numbers come from; the context's generator if it is left out.")
      .output("out", "x with what was dropped replaced.", "as x", shape)
      .error("value", "p is not between 0 and 1")
      .trait("random");
}

// The factors of dropout, the same for all of a channel: its axes are the last so many.
Tensor mask_of(Invocation& call, const Tensor& x, int inner) {
  Shape shape = x.shape();
  for (int i = x.rank() - inner; i < x.rank(); ++i) shape[i] = 1;
  return op<"dropout_mask">(call.context, Value(shape), call[1], Value(x.dtype()), call[3]);
}

template <int kAxes>
void channel_shape(Infer& infer) {
  int rank = infer.rank(0);
  if (rank != kAxes + 1 && rank != kAxes + 2) {
    const char* accepted[] = {"[C, L] or [N, C, L]", "[C, H, W] or [N, C, H, W]", "[C, D, H, W] or [N, C, D, H, W]"};
    throw infer.error(ErrorCode::kShape, 0, "there must be an axis of channels, and before it at most one of examples")
        .given(infer.shape(0).text())
        .accepted(accepted[kAxes - 1]);
  }
  infer.output(infer.dtype(0), infer.shape(0));
}

template <int kAxes>
FunctionBuilder& channels(FunctionBuilder& f, const char* name, const char* shape) {
  return dropping(f, name, shape, "a channel")
      .summary("Sets random channels to zero while training.")
      .description(
          "While training each channel of each example is kept as a whole with probability 1 - p and scaled by "
          "1 / (1 - p), so that its mean stays: neighbouring elements of a channel are so alike that dropping some "
          "alone would do little. The axis of examples may be missing. Otherwise the result is x itself, and no "
          "random number is drawn.")
      .math("out_{n,c,\\cdot} = m_{n,c} x_{n,c,\\cdot}, m_{n,c} = 0 with probability p, else 1 / (1 - p)")
      .reference("Tompson et al., Efficient Object Localization Using Convolutional Networks, CVPR 2015")
      .error("shape", "x has neither the axes of one example nor one more")
      .shape(channel_shape<kAxes>)
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0);
        if (!call[2].as_bool()) return call.result(x);
        call.result(op<"multiply">(call.context, x, mask_of(call, x, kAxes)));
      });
}

// What SELU tends to for small numbers stands in for what is dropped; then mean and variance are put right.
void alpha_body(Invocation& call, int inner) {
  constexpr double kLowest = -1.7580993408473766;  // of SELU: -scale alpha
  Context& c = call.context;
  Tensor x = call.tensor(0);
  double p = call[1].as_float();
  if (!call[2].as_bool()) return call.result(x);
  DType wide = item_bytes(x.dtype()) < 4 ? DType::kFloat32 : x.dtype();
  Tensor in = as_dtype(c, x, wide), mask = mask_of(call, in, inner);
  if (p == 1) return call.result(as_dtype(c, op<"multiply">(c, in, mask), x.dtype()));
  double scale = 1 / std::sqrt((1 - p) * (1 + p * kLowest * kLowest)), shift = -scale * kLowest * p;
  Tensor kept = op<"where">(c, op<"not_equal">(c, mask, Value(int64_t{0})), in, Value(kLowest));
  call.result(as_dtype(c, op<"add">(c, op<"multiply">(c, kept, Value(scale)), Value(shift)), x.dtype()));
}

FunctionBuilder& alpha(FunctionBuilder& f, const char* name, const char* shape, const char* what) {
  return dropping(f, name, shape, what)
      .reference("Klambauer et al., Self-Normalizing Neural Networks, NIPS 2017")
      .math(
          "out_i = a \\, (m_i \\;?\\; x_i : \\alpha') + b, \\alpha' = -1.7581, a = ((1 - p)(1 + p \\alpha'^2))^{-1/2}, "
          "b = -a \\alpha' p");
}

}  // namespace

MIXGRAD_FUNCTION(dropout1d) {
  channels<1>(f, "dropout1d", "[..., C, L]").example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect dropout1d(x, 0.5, training: false) = [[1, 2], [3, 4]]
        expect dropout1d(x, 1) = [[0, 0], [0, 0]]
      )");
}

MIXGRAD_FUNCTION(dropout2d) {
  channels<2>(f, "dropout2d", "[..., C, H, W]").example(R"(
        let x = tensor([[[1, 2], [3, 4]]])
        expect dropout2d(x, 0.5, training: false) = [[[1, 2], [3, 4]]]
        expect dropout2d(x, 1) = [[[0, 0], [0, 0]]]
      )");
}

MIXGRAD_FUNCTION(dropout3d) {
  channels<3>(f, "dropout3d", "[..., C, D, H, W]").example(R"(
        let x = tensor([[[[1, 2], [3, 4]]]])
        expect dropout3d(x, 0.5, training: false) = [[[[1, 2], [3, 4]]]]
        expect dropout3d(x, 1) = [[[[0, 0], [0, 0]]]]
      )");
}

MIXGRAD_FUNCTION(alpha_dropout) {
  alpha(f, "alpha_dropout", "[...]", "an element")
      .summary("Replaces random elements while training, so that mean and variance stay.")
      .description(
          "For networks of selu, whose numbers have mean 0 and variance 1. While training each element is dropped "
          "with probability p: selu's limit at minus infinity stands in for it. Then all are scaled and shifted, so "
          "that mean 0 and variance 1 stay. With p = 1 the result is zero. Otherwise the result is x itself, and no "
          "random number is drawn. float16 and bfloat16 compute in float32.")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), infer.shape(0)); })
      .composed([](Invocation& call) { alpha_body(call, 0); })
      .example(R"(
        let x = tensor([1, 2, 3])
        expect alpha_dropout(x, 0.5, training: false) = [1, 2, 3]
        expect alpha_dropout(x, 0) = [1, 2, 3]
      )");
}

MIXGRAD_FUNCTION(feature_alpha_dropout) {
  alpha(f, "feature_alpha_dropout", "[N, C, ...]", "a channel")
      .summary("Replaces random channels while training, so that mean and variance stay.")
      .description("As alpha_dropout, but all elements of a channel of an example are dropped or kept together.")
      .error("shape", "x has fewer than two axes")
      .shape([](Infer& infer) {
        if (infer.rank(0) < 2)
          throw infer.error(ErrorCode::kShape, 0, "there must be an axis of examples and one of channels")
              .given(infer.shape(0).text())
              .accepted("[N, C, ...]");
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .composed([](Invocation& call) { alpha_body(call, call.tensor(0).rank() - 2); })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect feature_alpha_dropout(x, 0.5, training: false) = [[1, 2], [3, 4]]
        expect feature_alpha_dropout(x, 0) = [[1, 2], [3, 4]]
      )");
}

}  // namespace mixgrad
