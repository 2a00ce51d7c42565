// Normalisations over axes of each example. Those that learn statistics of a batch are in normalization_batch.cc.
#include "core/ops/normalization.h"

#include <limits>

namespace mixgrad {

namespace {

Shape last_axes(int rank, int count) {
  Shape axes;
  for (int i = rank - count; i < rank; ++i) axes.push_back(i);
  return axes;
}

// (x - mean) / sqrt(variance + eps) over the last axes, in two passes, or, not centred, x / sqrt(mean square + eps).
Tensor standardized(Context& c, const Tensor& x, int count, double eps, bool centred = true) {
  Value over_axes(last_axes(x.rank(), count)), keep(true);
  Tensor distance = centred ? minus(c, x, op<"mean">(c, x, over_axes, keep)) : x;
  Tensor variance = op<"mean">(c, op<"square">(c, distance), over_axes, keep);
  return over(c, distance, op<"sqrt">(c, plus(c, variance, Value(eps))));
}

constexpr int64_t kLongRow = 1 << 16;  // threads share the steps of longer ones

// The same of rows with all passes at once, then scaled by one number for each element of a row, or for each `run` of
// them; nothing if rows are too long for it, or empty.
Tensor standardized_rows(const Normalization& n, const Tensor& x, int64_t length, double eps, bool centred,
                         int64_t run = 1) {
  if (length < 1 || length > kLongRow) return {};
  auto flat = [&](const char* name) {
    Tensor w = n.input(name);
    return w.rank() == 1 ? w : op<"reshape">(n.c, w, Value(Shape{-1}));
  };
  Value weight = n.has("weight") ? Value(flat("weight")) : Value();
  Value bias = centred && n.has("bias") ? Value(flat("bias")) : Value();
  return op<"standardize_rows">(n.c, x, weight, bias, Value(length), Value(eps), Value(centred), Value(run));
}

int64_t elements_from(const Shape& shape, int axis) {
  int64_t n = 1;
  for (int i = axis; i < shape.rank(); ++i) n *= shape[i];
  return n;
}

void check_normalized_shape(Infer& infer) {
  int attribute = infer.function().find_argument("normalized_shape");
  Shape sizes = infer.sizes(attribute), x = infer.shape(0);
  int added = x.rank() - sizes.rank();
  bool fits = sizes.rank() > 0 && added >= 0;
  for (int i = 0; fits && i < sizes.rank(); ++i) fits = x[added + i] == sizes[i];
  if (!fits) {
    throw infer.error(ErrorCode::kShape, attribute, "these are not the sizes of the last axes of " + name_mark("x"))
        .given(sizes.text())
        .accepted("the last sizes of " + x.text());
  }
  check_shape(infer, "weight", sizes);
  check_shape(infer, "bias", sizes);
  infer.output(normalized_dtype(infer), x);
}

FunctionBuilder& over_last_axes(FunctionBuilder& f) {
  return f
      .attribute("normalized_shape", types::shape,
                 "The sizes of the last axes, over which is normalised; one integer for the last axis alone.")
      .positional(1)
      .error("shape",
             "normalized_shape is empty or not the sizes of the last axes of x, or another argument has not this shape")
      .shape(check_normalized_shape);
}

void check_channels(Infer& infer, int axes, const char* accepted) {
  if (infer.rank(0) < axes)
    throw infer.error(ErrorCode::kShape, 0, "the tensor has too few axes")
        .given(infer.shape(0).text())
        .accepted(accepted);
  Shape channels{infer.shape(0)[1]};
  check_shape(infer, "weight", channels);
  check_shape(infer, "bias", channels);
}

constexpr double kEps = 1e-5;
constexpr const char* kEpsText = "What is added to the variance, so that no one divides by zero.";

}  // namespace

MIXGRAD_FUNCTION(layer_norm) {
  scaled_normalization(f, "layer_norm", "[..., *normalized_shape]", "normalized_shape")
      .summary("Normalises each example over its last axes to mean 0 and variance 1.")
      .description(
          "Then each element has a weight and a bias of its own. The variance is that of a population: the mean square "
          "of the distances from the mean.")
      .math("out = \\frac{x - \\bar x}{\\sqrt{\\operatorname{var}(x) + eps}} \\cdot weight + bias")
      .reference("Ba, Kiros and Hinton, Layer Normalization, 2016");
  over_last_axes(f).attribute("eps", types::number, kEps, kEpsText);
  normalized_output(f)
      .composed([](Invocation& call) {
        Normalization n(call);
        Tensor x = n.input("x");
        Shape sizes = call[3].as_shape();
        double eps = n.number("eps");
        Tensor out = standardized_rows(n, x, elements_from(sizes, 0), eps, true);
        n.result(out ? out : n.scaled(standardized(n.c, x, sizes.rank(), eps), sizes));
      })
      .example(R"(
        let x = tensor([[1, 3], [10, 30]])
        expect layer_norm(x, normalized_shape: [2]) = [[-1, 1], [-1, 1]] within 1e-5
        expect layer_norm(x, bias: tensor([0, 5]), normalized_shape: [2]) = [[-1, 6], [-1, 6]] within 1e-5
      )");
}

MIXGRAD_FUNCTION(rms_norm) {
  f.summary("Divides each example by the root of the mean square over its last axes.")
      .description("Like layer_norm without subtracting the mean. Then each element has a weight of its own.")
      .math("out = \\frac{x}{\\sqrt{\\frac{1}{n} \\sum_i x_i^2 + eps}} \\cdot weight")
      .reference("PyTorch 2.x, torch.nn.functional.rms_norm")
      .reference("Zhang and Sennrich, Root Mean Square Layer Normalization, NeurIPS 2019")
      .in_namespace("nn")
      .tensor("x", "The tensor. float16 and bfloat16 compute in float32.", "floating", "[..., *normalized_shape]")
      .optional_tensor("weight",
                       "What the normalised elements are multiplied by, normalized_shape; 1 if it is left out.",
                       "floating", "normalized_shape");
  over_last_axes(f)
      .attribute("eps", types::optional(types::number), Value::null(),
                 "What is added to the mean square. If it is left out, the distance from 1 to the next number of the "
                 "dtype that computes.")
      .output("out", "The result, of x's shape.", "promoted(x, weight)", "[...]")
      .composed([](Invocation& call) {
        Normalization n(call);
        Tensor x = n.input("x");
        Shape sizes = call[2].as_shape();
        double eps = n.wide() == DType::kFloat64 ? std::numeric_limits<double>::epsilon()
                                                 : static_cast<double>(std::numeric_limits<float>::epsilon());
        if (n.has("eps")) eps = n.number("eps");
        Tensor out = standardized_rows(n, x, elements_from(sizes, 0), eps, false);
        n.result(out ? out : n.scaled(standardized(n.c, x, sizes.rank(), eps, false), sizes));
      })
      .example(R"(
        expect rms_norm(tensor([[3, -3], [1, 7]]), normalized_shape: [2]) = [[1, -1], [0.2, 1.4]] within 1e-5
      )");
}

MIXGRAD_FUNCTION(group_norm) {
  scaled_normalization(f, "group_norm", "[N, C, ...]", "[C]")
      .summary("Normalises groups of channels of each example to mean 0 and variance 1.")
      .description(
          "Channels that follow each other are a group; mean and variance are those of all elements of the group. Then "
          "each channel has a weight and a bias of its own.")
      .math("out = \\frac{x - \\bar x_g}{\\sqrt{\\operatorname{var}(x_g) + eps}} \\cdot weight_c + bias_c")
      .reference("Wu and He, Group Normalization, ECCV 2018")
      .attribute("num_groups", types::count, "How many groups the channels are cut into.")
      .minimum(1)
      .positional(1)
      .attribute("eps", types::number, kEps, kEpsText);
  normalized_output(f)
      .error("shape", "x has fewer than two axes, its channels can not be cut so, or weight or bias is not [C]")
      .error("value", "num_groups is not positive")
      .shape([](Infer& infer) {
        check_channels(infer, 2, "[N, C, ...]");
        int64_t channels = infer.shape(0)[1], groups = infer.integer(3);
        if (channels % groups != 0) {
          throw infer.error(ErrorCode::kShape, 3, "the channels can not be cut into as many groups of one size")
              .given(std::to_string(groups))
              .accepted("a divisor of " + std::to_string(channels));
        }
        infer.output(normalized_dtype(infer), infer.shape(0));
      })
      .composed([](Invocation& call) {
        Normalization n(call);
        Tensor x = n.input("x");
        Shape shape = x.shape();
        int64_t rest = elements_from(shape, 2), groups = call[3].as_int();
        double eps = n.number("eps");
        Tensor out = standardized_rows(n, x, shape[1] / groups * rest, eps, true, rest);
        if (!out) {
          Shape grouped{shape[0], groups, shape[1] / groups, rest};
          out = as_shape(n.c, standardized(n.c, op<"reshape">(n.c, x, Value(grouped)), 2, eps), shape);
          out = n.scaled(out, channel_shape(shape[1], shape.rank()));
        }
        n.result(out);
      })
      .example(R"(
        let x = tensor([[1, 3, 10, 30]])
        expect group_norm(x, num_groups: 2) = [[-1, 1, -1, 1]] within 1e-5
      )");
}

MIXGRAD_FUNCTION(instance_norm) {
  scaled_normalization(f, "instance_norm", "[N, C, ...]", "[C]")
      .summary("Normalises each channel of each example to mean 0 and variance 1.")
      .description("group_norm with a group for each channel. Then each channel has a weight and a bias of its own.")
      .math("out = \\frac{x - \\bar x_c}{\\sqrt{\\operatorname{var}(x_c) + eps}} \\cdot weight_c + bias_c")
      .reference("Ulyanov, Vedaldi and Lempitsky, Instance Normalization: The Missing Ingredient, 2016")
      .attribute("eps", types::number, kEps, kEpsText);
  normalized_output(f)
      .error("shape", "x has fewer than three axes, or weight or bias is not [C]")
      .error("value", "a channel has one element only, which would become 0 whatever it is")
      .shape([](Infer& infer) {
        check_channels(infer, 3, "[N, C, L, ...]");
        int64_t elements = 1;
        for (int i = 2; i < infer.rank(0); ++i) elements *= infer.shape(0)[i];
        if (elements == 1)
          throw infer.error(ErrorCode::kValue, 0, "a channel must have more than one element")
              .given(infer.shape(0).text());
        infer.output(normalized_dtype(infer), infer.shape(0));
      })
      .composed([](Invocation& call) {
        Normalization n(call);
        Tensor x = n.input("x");
        int64_t rest = elements_from(x.shape(), 2);
        double eps = n.number("eps");
        Tensor out = standardized_rows(n, x, rest, eps, true, rest);
        if (!out) out = n.scaled(standardized(n.c, x, x.rank() - 2, eps), channel_shape(x.shape()[1], x.rank()));
        n.result(out);
      })
      .example(R"(
        let x = tensor([[[1, 3], [10, 30]]])
        expect instance_norm(x) = [[[-1, 1], [-1, 1]]] within 1e-5
      )");
}

}  // namespace mixgrad
