// Normalisation by the statistics of a batch, or by those that were kept of many.
#include "core/ops/normalization.h"

namespace mixgrad {

namespace {

constexpr int kRunningMean = 1, kRunningVar = 2, kTraining = 5;

int64_t elements_of_channel(const Shape& x) {
  int64_t n = x[0];
  for (int i = 2; i < x.rank(); ++i) n *= x[i];
  return n;
}

void batch_shape(Infer& infer) {
  if (infer.rank(0) < 2)
    throw infer.error(ErrorCode::kShape, 0, "the tensor has too few axes")
        .given(infer.shape(0).text())
        .accepted("[N, C, ...]");
  Shape channels{infer.shape(0)[1]};
  for (const char* name : {"running_mean", "running_var", "weight", "bias"}) check_shape(infer, name, channels);
  bool mean = infer.has(kRunningMean), variance = infer.has(kRunningVar);
  if (mean != variance || (!mean && !infer.flag(kTraining))) {
    throw infer.error(ErrorCode::kValue, mean ? kRunningVar : kRunningMean,
                      infer.flag(kTraining) ? "running mean and variance must be given both, or neither"
                                            : "without training, running mean and variance must be given");
  }
  int64_t n = elements_of_channel(infer.shape(0));
  if (infer.flag(kTraining) && n < 2)
    throw infer.error(ErrorCode::kValue, 0, "in training a channel must have more than one element")
        .given(infer.shape(0).text());
  infer.output(normalized_dtype(infer), infer.shape(0));
}

// What was kept moves towards what was found. No gradient passes through it.
void keep(Context& c, const Tensor& kept, const Tensor& found, double momentum) {
  Ref<Context> quiet = c.switched(false);
  DType wide = item_bytes(kept.dtype()) < 4 ? DType::kFloat32 : kept.dtype();
  Tensor before = times(*quiet, as_dtype(*quiet, kept, wide), Value(1 - momentum));
  Tensor news = times(*quiet, as_dtype(*quiet, as_shape(*quiet, found, kept.shape()), wide), Value(momentum));
  op<"copy_">(*quiet, kept, plus(*quiet, before, news));
}

void batch_body(Invocation& call) {
  Normalization n(call);
  Context& c = n.c;
  Tensor x = n.input("x"), mean, variance, distance;
  Shape channels = channel_shape(x.shape()[1], x.rank());
  if (call[kTraining].as_bool()) {
    Shape reduced{0};
    for (int i = 2; i < x.rank(); ++i) reduced.push_back(i);
    Value axes(reduced), keepdims(true);
    mean = op<"mean">(c, x, axes, keepdims);
    distance = minus(c, x, mean);
    variance = op<"mean">(c, op<"square">(c, distance), axes, keepdims);
    if (n.has("running_mean")) {
      double count = static_cast<double>(elements_of_channel(x.shape())), momentum = n.number("momentum");
      Ref<Context> quiet = c.switched(false);
      keep(c, call.tensor(kRunningMean), mean, momentum);
      keep(c, call.tensor(kRunningVar), times(*quiet, variance, Value(count / (count - 1))), momentum);
    }
  } else {
    distance = minus(c, x, as_shape(c, n.input("running_mean"), channels));
    variance = as_shape(c, n.input("running_var"), channels);
  }
  Tensor out = over(c, distance, op<"sqrt">(c, plus(c, variance, Value(n.number("eps")))));
  n.result(n.scaled(out, channels));
}

}  // namespace

MIXGRAD_FUNCTION(batch_norm) {
  f.summary("Normalises each channel over all examples, in training to mean 0 and variance 1.")
      .description(
          "In training mean and variance are those of x, and running_mean and running_var, if they are given, are "
          "overwritten: they move towards what was found by the share momentum, the variance as that of a sample, with "
          "one less than the number of elements in its denominator. Otherwise the running ones are used, and stay. "
          "Then each channel has a weight and a bias of its own. The running statistics do not take part in the "
          "result's dtype.")
      .math("out = \\frac{x - \\mu_c}{\\sqrt{\\sigma_c^2 + eps}} \\cdot weight_c + bias_c")
      .reference("PyTorch 2.x, torch.nn.functional.batch_norm")
      .reference("Ioffe and Szegedy, Batch Normalization, ICML 2015")
      .in_namespace("nn")
      .tensor("x", "The tensor. float16 and bfloat16 compute in float32.", "floating", "[N, C, ...]")
      .optional_tensor("running_mean", "The mean of each channel over many batches. May be left out in training.",
                       "floating", "[C]")
      .optional_tensor("running_var", "The variance of each channel over many batches. May be left out in training.",
                       "floating", "[C]")
      .optional_tensor("weight", "What the normalised elements are multiplied by, [C]; 1 if it is left out.",
                       "floating", "[C]")
      .optional_tensor("bias", "What is added then, [C]; 0 if it is left out.", "floating", "[C]")
      .attribute("training", types::boolean, false, "Whether the statistics are those of x.")
      .attribute("momentum", types::number, 0.1, "The share of what was found in the running statistics.")
      .attribute("eps", types::number, 1e-5, "What is added to the variance, so that no one divides by zero.")
      .writes_if("training");
  normalized_output(f)
      .error("shape", "x has fewer than two axes, or another input is not [C]")
      .error("value",
             "running_mean or running_var is missing or, in training, has elements that share a place, or a channel "
             "has less than two elements")
      .error("read_only", "in training, the memory of running_mean or running_var may not be written")
      .shape(batch_shape)
      .composed(batch_body)
      .example(R"(
        let x = tensor([[1, 10], [3, 30]])
        expect batch_norm(x, training: true) = [[-1, -1], [1, 1]] within 1e-5
        let means = tensor([0, 0])
        let variances = tensor([1, 1])
        do batch_norm(x, means, running_var: variances, training: true, momentum: 0.5)
        expect means = [1, 10]
        expect batch_norm(x, means, running_var: tensor([1, 100])) = [[0, 0], [2, 2]] within 1e-4
      )");
}

}  // namespace mixgrad
