// Sequences of different lengths in one tensor: steps along the one, examples along the other of its first two axes.
#include <algorithm>
#include <cstring>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/kernel.h"
#include "core/runtime/error.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

struct Sequences {
  Tensor x, lengths;  // row-major; no lengths: all sequences are whole
  int64_t steps, examples, step, example, bytes;
  int64_t length(int64_t i) const { return lengths ? lengths.data<int64_t>()[i] : steps; }
};

// [x, lengths, axis]
Sequences sequences_of(const KernelCall& call, int64_t least) {
  int axis = static_cast<int>(call.arguments[2].as_int());
  Sequences s;
  s.x = contiguous(call.tensor(0));
  const Shape& shape = s.x.shape();
  s.bytes = static_cast<int64_t>(item_bytes(s.x.dtype()));
  for (int i = 2; i < shape.rank(); ++i) s.bytes *= shape[i];
  s.steps = shape[axis];
  s.examples = shape[1 - axis];
  s.step = axis == 0 ? s.examples * s.bytes : s.bytes;
  s.example = axis == 0 ? s.bytes : s.steps * s.bytes;
  if (!call.has(1)) return s;
  s.lengths = contiguous(call.tensor(1), DType::kInt64);
  for (int64_t i = 0; i < s.examples; ++i) {
    int64_t given = s.length(i);
    if (given >= least && given <= s.steps) continue;
    throw Error(ErrorCode::kValue, "the length at position " + number_mark(i) + " of " + name_mark("lengths") +
                                       " is not that of a sequence of at most " + std::to_string(s.steps) + " steps")
        .on("lengths")
        .given(std::to_string(given))
        .accepted(std::to_string(least) + " to " + std::to_string(s.steps));
  }
  return s;
}

// f(example, step) for all.
template <class F>
void for_steps(const Sequences& s, F f) {
  int64_t grain = std::max<int64_t>(1, (1 << 16) / std::max<int64_t>(1, s.bytes));
  parallel_for(s.examples * s.steps, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) f(i / s.steps, i % s.steps);
  });
}

}  // namespace

// [x, lengths, axis, value]
MIXGRAD_KERNEL(sequence_mask, kCpu) {
  const Tensor& output = call.outputs[0];
  Sequences s = sequences_of(call, 0);
  Tensor result = Tensor::empty(output.dtype(), output.shape());
  Shape one;
  Tensor number = Tensor::empty(call.arguments[3].is(Kind::kFloat) ? DType::kFloat64 : DType::kInt64, one);
  if (call.arguments[3].is(Kind::kFloat))
    *number.data<double>() = call.arguments[3].as_float();
  else
    *number.data<int64_t>() = call.arguments[3].as_int();
  number = contiguous(number, output.dtype());
  int64_t item = static_cast<int64_t>(item_bytes(output.dtype()));
  const char *from = s.x.data<char>(), *value = number.data<char>();
  char* to = result.data<char>();
  for_steps(s, [&](int64_t example, int64_t step) {
    int64_t at = example * s.example + step * s.step;
    if (step < s.length(example)) {
      std::memcpy(to + at, from + at, static_cast<size_t>(s.bytes));
    } else {
      for (int64_t i = 0; i < s.bytes; i += item) std::memcpy(to + at + i, value, static_cast<size_t>(item));
    }
  });
  copy_cpu(result, output);
}

// [x, lengths, axis]
MIXGRAD_KERNEL(sequence_last, kCpu) {
  const Tensor& output = call.outputs[0];
  Sequences s = sequences_of(call, 1);
  Tensor result = Tensor::empty(output.dtype(), output.shape());
  const char* from = s.x.data<char>();
  char* to = result.data<char>();
  for (int64_t i = 0; i < s.examples; ++i)
    std::memcpy(to + i * s.bytes, from + i * s.example + (s.length(i) - 1) * s.step, static_cast<size_t>(s.bytes));
  copy_cpu(result, output);
}

MIXGRAD_KERNEL(sequence_reverse, kCpu) {
  const Tensor& output = call.outputs[0];
  Sequences s = sequences_of(call, 0);
  Tensor result = Tensor::empty(output.dtype(), output.shape());
  const char* from = s.x.data<char>();
  char* to = result.data<char>();
  for_steps(s, [&](int64_t example, int64_t step) {
    int64_t length = s.length(example), source = step < length ? length - 1 - step : step, at = example * s.example;
    std::memcpy(to + at + step * s.step, from + at + source * s.step, static_cast<size_t>(s.bytes));
  });
  copy_cpu(result, output);
}

}  // namespace mixgrad
