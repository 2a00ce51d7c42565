// Class numbers by their probabilities: alone, and several of a row that differ.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/kernels/cpu/random_parameters.h"
#include "core/kernels/cpu/random_sequence.h"
#include "core/kernels/kernel.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 256;

// What the classes weigh, a row for each set of them, row-major and in float64. Logits become exp(x - the largest).
Tensor weights_of(const Tensor& x, bool logits, const char* argument) {
  Tensor given = contiguous(x, DType::kFloat64);
  if (given.elements() == 0) return given;
  int64_t classes = x.shape()[x.rank() - 1];
  Tensor weights = Tensor::empty(DType::kFloat64, x.shape());
  double* to = weights.data<double>();
  const double* from = given.data<double>();
  for (int64_t row = 0; row < x.elements(); row += classes) {
    double most = *std::max_element(from + row, from + row + classes), any = 0;
    for (int64_t i = row; i < row + classes; ++i) {
      bool good = logits ? from[i] < INFINITY : from[i] >= 0 && from[i] < INFINITY;
      if (!good)
        bad_parameter(argument, x.shape(), i, from[i], logits ? "numbers and -infinity" : "finite numbers from 0");
      to[i] = logits ? from[i] - most : from[i] / most;
      any += from[i];
    }
    if (logits ? most == -INFINITY : !(any > 0)) {
      throw Error(ErrorCode::kValue, "no class of the row that begins at position " + place_in(x.shape(), row) +
                                         " of " + name_mark(argument) + " has a probability above 0")
          .on(argument);
    }
  }
  if (logits) {
    Program exp;
    exp.compute = DType::kFloat64;
    exp.add(Instruction::kExp, exp.input(0));
    Value in(weights);
    run_program_cpu(exp, &in, 1, weights);
  }
  return weights;
}

// Makes sums of what comes before and the weight itself; a fraction is then looked for in a row.
void accumulate(Tensor& weights, int64_t classes) {
  double* w = weights.data<double>();
  for (int64_t row = 0; row < weights.elements(); row += classes) std::partial_sum(w + row, w + row + classes, w + row);
}
int64_t class_at(const double* sums, int64_t classes, double fraction) {
  const double* found = std::upper_bound(sums, sums + classes, fraction * sums[classes - 1]);
  // Rounding may reach the sum of all: the last class that weighs something.
  if (found == sums + classes) found = std::lower_bound(sums, sums + classes, sums[classes - 1]);
  return found - sums;
}

template <class F>
void for_elements(const KernelCall& call, int64_t n, F f) {
  parallel_for(
      n, kGrain,
      [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) f(i);
      },
      call.cancel);
}

RandomSequence sequence(const KernelCall& call, int64_t element) {
  return {call.seed, call.block + static_cast<uint64_t>(element)};
}

}  // namespace

// [x, shape, logits]
MIXGRAD_KERNEL(categorical, kCpu) {
  const Tensor& output = call.outputs[0];
  Tensor x = call.tensor(0);
  int rank = x.rank() - 1, added = output.rank() - rank;
  int64_t classes = x.shape()[rank];
  Tensor sums = weights_of(x, call.arguments[2].as_bool(), "x");
  if (output.elements() == 0) return;
  accumulate(sums, classes);
  // The row of each element of the result.
  Tensor rows = Tensor::empty(DType::kInt64, output.shape());
  int64_t* row = rows.data<int64_t>();
  for (int64_t i = 0; i < output.elements(); ++i) {
    int64_t rest = i, found = 0, step = 1;
    for (int axis = output.rank() - 1; axis >= added; --axis) {
      int64_t size = x.shape()[axis - added], at = rest % output.shape()[axis];
      rest /= output.shape()[axis];
      if (size != 1) found += at * step;
      step *= size;
    }
    row[i] = found;
  }
  for_elements(call, output.elements(), [&](int64_t i) {
    row[i] = class_at(sums.data<double>() + row[i] * classes, classes, sequence(call, i).fraction());
  });
  copy_cpu(rows, output);
}

// [x, num_samples, replacement]: without replacement, waiting times of which the shortest come first.
MIXGRAD_KERNEL(multinomial, kCpu) {
  const Tensor& output = call.outputs[0];
  Tensor x = call.tensor(0), weights = weights_of(x, false, "x"), made = Tensor::empty(DType::kInt64, output.shape());
  int64_t classes = x.shape()[x.rank() - 1], samples = call.arguments[1].as_int(), *to = made.data<int64_t>();
  if (output.elements() == 0) return;
  if (call.arguments[2].as_bool()) {
    accumulate(weights, classes);
    for_elements(call, output.elements(), [&](int64_t i) {
      to[i] = class_at(weights.data<double>() + i / samples * classes, classes, sequence(call, i).fraction());
    });
    return copy_cpu(made, output);
  }
  double* w = weights.data<double>();
  for (int64_t row = 0; row < weights.elements(); row += classes) {
    int64_t some = std::count_if(w + row, w + row + classes, [](double weight) { return weight > 0; });
    if (some < samples)
      throw Error(ErrorCode::kValue, "the row that begins at position " + place_in(x.shape(), row) + " of " +
                                         name_mark("x") +
                                         " has fewer classes of a probability above 0 than there are "
                                         "to be drawn")
          .on("num_samples")
          .given(std::to_string(samples))
          .accepted("up to " + std::to_string(some));
  }
  Tensor times = Tensor::empty(DType::kFloat64, x.shape());
  double* time = times.data<double>();
  for (int64_t row = 0, i = 0; row < times.elements(); row += classes) {
    RandomSequence s = sequence(call, row / classes * samples);
    for (int64_t c = 0; c < classes; ++c) time[i++] = -s.fraction();
  }
  Program wait;  // -log(1 - u) / weight
  wait.compute = DType::kFloat64;
  uint8_t log = wait.add(Instruction::kLog1p, wait.input(0));
  wait.add(Instruction::kDivide, wait.add(Instruction::kNegative, log), wait.input(1));
  Value in[2] = {Value(times), Value(weights)};
  run_program_cpu(wait, in, 2, times);
  parallel_for(
      times.elements() / classes, std::max<int64_t>(1, kGrain / classes),
      [&](int64_t begin, int64_t end) {
        std::vector<int64_t> order(static_cast<size_t>(classes));
        for (int64_t row = begin; row < end; ++row) {
          const double* t = time + row * classes;
          std::iota(order.begin(), order.end(), 0);
          auto sooner = [&](int64_t a, int64_t b) {
            bool a_never = w[row * classes + a] == 0, b_never = w[row * classes + b] == 0;
            if (a_never != b_never) return b_never;
            return t[a] != t[b] ? t[a] < t[b] : a < b;
          };
          std::partial_sort(order.begin(), order.begin() + samples, order.end(), sooner);
          std::copy_n(order.begin(), samples, to + row * samples);
        }
      },
      call.cancel);
  copy_cpu(made, output);
}

}  // namespace mixgrad
