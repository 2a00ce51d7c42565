// Numbers of distributions: what their parameters may be, and chunks of elements shared out among the threads.
#include <algorithm>
#include <cmath>

#include "core/kernels/cpu/convert.h"
#include "core/kernels/cpu/random_parameters.h"
#include "core/kernels/cpu/random_rejection.h"
#include "core/kernels/distributions.h"
#include "core/kernels/kernel.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 512;

// finish(number) is what becomes of each; then it is rounded to the result's dtype, once.
template <class Finish>
void draw(const KernelCall& call, const Parameter& a, const Parameter& b, void (*numbers)(const Draws&),
          Finish finish) {
  const Tensor& output = call.outputs[0];
  Tensor result = output.is_contiguous() ? output : Tensor::empty(output.dtype(), output.shape());
  int64_t item = static_cast<int64_t>(item_bytes(output.dtype()));
  char* to = result.data<char>();
  parallel_for(
      output.elements(), kGrain,
      [&](int64_t begin, int64_t end) {
        double chunk[kGrain];
        for (int64_t first = begin; first < end; first += kGrain) {
          int64_t n = std::min(kGrain, end - first);
          numbers({call.seed, call.block + static_cast<uint64_t>(first), a.from(first), b.from(first), a.step(),
                   b.step(), chunk, n});
          for (int64_t i = 0; i < n; ++i) chunk[i] = finish(chunk[i]);
          convert(DType::kFloat64, chunk, 1, output.dtype(), to + first * item, 1, n);
        }
      },
      call.cancel);
  if (!result.same(output)) copy_cpu(result, output);
}
void draw(const KernelCall& call, const Parameter& a, const Parameter& b, void (*numbers)(const Draws&)) {
  draw(call, a, b, numbers, [](double x) { return x; });
}

Parameter parameter(const KernelCall& call, int i, const char* name, const ParameterRange& range) {
  return {call.arguments[i], name, call.outputs[0].shape(), range.text, range.good};
}

}  // namespace

MIXGRAD_KERNEL(gamma, kCpu) {
  draw(call, parameter(call, 0, "concentration", kPositive), parameter(call, 1, "rate", kPositive), draw_gamma);
}
MIXGRAD_KERNEL(beta, kCpu) {
  draw(call, parameter(call, 0, "a", kPositive), parameter(call, 1, "b", kPositive), draw_beta);
}
MIXGRAD_KERNEL(poisson, kCpu) {
  Parameter rate = parameter(call, 0, "rate", kRate);
  draw(call, rate, rate, draw_poisson);
}
MIXGRAD_KERNEL(binomial, kCpu) {
  draw(call, parameter(call, 0, "n", kTrials), parameter(call, 1, "p", kProbability), draw_binomial);
}

// [shape, mean, std, a, b]
MIXGRAD_KERNEL(truncated_normal, kCpu) {
  double mean = call.arguments[1].as_float(), deviation = call.arguments[2].as_float(),
         a = call.arguments[3].as_float(), b = call.arguments[4].as_float();
  if (deviation == 0) {
    copy_cpu(Tensor::scalar(DType::kFloat64, std::clamp(mean, a, b)), call.outputs[0]);
    return;
  }
  auto end = [&](double x) {
    double z = std::clamp((x - mean) / deviation, -0x1p+600, 0x1p+600);
    return Parameter(Value(z), "", Shape{}, "", [](double) { return true; });
  };
  draw(call, end(a), end(b), draw_truncated_normal, [=](double z) { return std::clamp(mean + deviation * z, a, b); });
}

}  // namespace mixgrad
