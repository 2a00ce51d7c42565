// The reduction kernels: brings arguments into the form of reduce.h, group of axes by group.
#include <cstring>
#include <limits>
#include <vector>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/reduce.h"
#include "core/kernels/kernel.h"
#include "core/kernels/program.h"
#include "core/runtime/error.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

// Axes longer than one, reduced neighbours merged into groups, kept neighbours into blocks.
struct Block {
  int64_t size, stride;
  bool reduced;
};

std::vector<Block> blocks_of(const Tensor& x, const Shape& axes) {
  bool reduced[kMaxRank] = {};
  for (int64_t axis : axes) reduced[axis] = true;
  std::vector<Block> blocks;
  for (int i = 0; i < x.rank(); ++i) {
    int64_t size = x.shape()[i], stride = x.strides()[i];
    if (size == 1) continue;
    if (!blocks.empty() && blocks.back().reduced == reduced[i] && blocks.back().stride == stride * size) {
      blocks.back().size *= size;
      blocks.back().stride = stride;
    } else {
      blocks.push_back({size, stride, reduced[i]});
    }
  }
  return blocks;
}

template <class T>
T combine_integers(Reduction reduction, T a, T b) {
  using W = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
  switch (reduction) {
    case Reduction::kSum:
      return static_cast<T>(static_cast<W>(a) + static_cast<W>(b));
    case Reduction::kProduct:
      return static_cast<T>(static_cast<W>(a) * static_cast<W>(b));
    case Reduction::kMaximum:
      return a > b ? a : b;
    default:
      return a < b ? a : b;
  }
}

template <class T, Reduction kReduction>
void reduce_integers(const T* x, int64_t outer, int64_t n, int64_t inner, T* out) {
  auto body = [=](int64_t begin, int64_t end) {
    for (int64_t o = begin; o < end; ++o) {
      const T* from = x + o * n * inner;
      T* to = out + o * inner;
      if (inner == 1) {
        T value = from[0];
        for (int64_t r = 1; r < n; ++r) value = combine_integers(kReduction, value, from[r]);
        to[0] = value;
        continue;
      }
      std::memcpy(to, from, static_cast<size_t>(inner) * sizeof(T));
      for (int64_t r = 1; r < n; ++r) {
        for (int64_t i = 0; i < inner; ++i) to[i] = combine_integers(kReduction, to[i], from[r * inner + i]);
      }
    }
  };
  int64_t grain = std::max<int64_t>(1, (1 << 16) / (n * inner));
  if (outer <= 2 * grain) return body(0, outer);
  parallel_for(outer, grain, body);
}

template <class T>
void reduce_integers(Reduction reduction, const void* x, int64_t outer, int64_t n, int64_t inner, void* out) {
  const T* from = static_cast<const T*>(x);
  T* to = static_cast<T*>(out);
  switch (reduction) {
    case Reduction::kSum:
      return reduce_integers<T, Reduction::kSum>(from, outer, n, inner, to);
    case Reduction::kProduct:
      return reduce_integers<T, Reduction::kProduct>(from, outer, n, inner, to);
    case Reduction::kMaximum:
      return reduce_integers<T, Reduction::kMaximum>(from, outer, n, inner, to);
    default:
      return reduce_integers<T, Reduction::kMinimum>(from, outer, n, inner, to);
  }
}

void reduce_contiguous(Reduction reduction, DType type, const void* x, int64_t outer, int64_t n, int64_t inner,
                       void* out) {
  switch (type) {
    case DType::kBool:
    case DType::kUInt8:
      return reduce_integers<uint8_t>(reduction, x, outer, n, inner, out);
    case DType::kInt8:
      return reduce_integers<int8_t>(reduction, x, outer, n, inner, out);
    case DType::kInt16:
      return reduce_integers<int16_t>(reduction, x, outer, n, inner, out);
    case DType::kInt32:
      return reduce_integers<int32_t>(reduction, x, outer, n, inner, out);
    case DType::kInt64:
      return reduce_integers<int64_t>(reduction, x, outer, n, inner, out);
    case DType::kUInt16:
      return reduce_integers<uint16_t>(reduction, x, outer, n, inner, out);
    case DType::kUInt32:
      return reduce_integers<uint32_t>(reduction, x, outer, n, inner, out);
    case DType::kUInt64:
      return reduce_integers<uint64_t>(reduction, x, outer, n, inner, out);
    default:
      return reduce_floats(reduction, type, x, outer, n * inner, n, inner, inner, out);
  }
}

// One strided group that needs no copy: a transposed matrix's rows or columns.
bool reduce_strided(Reduction reduction, DType type, const Tensor& x, const std::vector<Block>& blocks, void* out) {
  if (!is_floating(type) || blocks.size() > 2 || blocks.empty()) return false;
  const Block* group = nullptr;
  Block kept{1, 1, false};
  for (const Block& b : blocks) {
    if (b.reduced && group) return false;
    if (b.reduced)
      group = &b;
    else if (kept.size != 1)
      return false;
    else
      kept = b;
  }
  if (!group || (group->stride != 1 && kept.stride != 1)) return false;
  reduce_floats(reduction, type, x.data(), kept.size, kept.stride, group->size, group->stride, 1, out);
  return true;
}

void identity_of(Reduction reduction, const Tensor& out) {
  if (reduction == Reduction::kMaximum || reduction == Reduction::kMinimum) {
    throw Error(ErrorCode::kValue, "the maximum or minimum of no elements is not defined").on("x");
  }
  copy_cpu(Tensor::scalar(out.dtype(), reduction == Reduction::kProduct ? 1 : 0), out);
}

// `output` may be strided. The accumulation is in float32 for float16 and bfloat16, else in the output's type.
void reduce_tensor(Reduction reduction, Tensor x, const Shape& axes, bool mean, const Tensor& output) {
  DType type =
      output.dtype() == DType::kFloat16 || output.dtype() == DType::kBFloat16 ? DType::kFloat32 : output.dtype();
  int64_t count = 1;
  for (int64_t axis : axes) count *= x.shape()[static_cast<int>(axis)];
  if (output.elements() == 0) return;
  if (count == 0 && !mean) return identity_of(reduction, output);
  if (count == 0) return copy_cpu(Tensor::scalar(DType::kFloat64, std::numeric_limits<double>::quiet_NaN()), output);
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  if (type != output.dtype() && x.dtype() != output.dtype()) x = contiguous(x, output.dtype());  // rounded first
  if (x.dtype() != type) x = contiguous(x, type);
  std::vector<Block> blocks = blocks_of(x, axes);
  if (!reduce_strided(reduction, type, x, blocks, result.data())) {
    x = contiguous(x, type);
    blocks = blocks_of(x, axes);
    int last = -1;  // the innermost group that is still to be reduced
    auto find = [&] {
      last = static_cast<int>(blocks.size()) - 1;
      while (last >= 0 && !blocks[last].reduced) --last;
      return last >= 0;
    };
    Tensor from = x;
    if (!find()) copy_cpu(from.window(result.shape(), row_major(result.shape()), from.impl()->offset), result);
    while (last >= 0) {
      int64_t outer = 1, inner = 1, n = blocks[last].size;
      for (int i = 0; i < last; ++i) outer *= blocks[i].size;
      for (size_t i = last + 1; i < blocks.size(); ++i) inner *= blocks[i].size;
      blocks.erase(blocks.begin() + last);
      bool more = find();
      Tensor to = more ? Tensor::empty(type, Shape{outer * inner}) : result;
      reduce_contiguous(reduction, type, from.data(), outer, n, inner, to.data());
      from = to;
      if (!more) break;
    }
  }
  if (mean) {
    Program divide;
    divide.compute = type;
    divide.add(Instruction::kDivide, divide.input(0), divide.input(1));
    Value inputs[2] = {Value(result), Value(static_cast<double>(count))};
    run_program_cpu(divide, inputs, 2, result);
  }
  if (!direct) copy_cpu(result, output);
}

void run(const KernelCall& call, Reduction reduction, bool mean = false) {
  reduce_tensor(reduction, call.tensor(0), call.arguments[1].as_shape(), mean, call.outputs[0]);
}

// any and all: the highest or lowest truth. Of no elements: false and true.
void run_logical(const KernelCall& call, Reduction reduction) {
  const Tensor& output = call.outputs[0];
  Tensor x = call.tensor(0);
  if (x.elements() == 0) return copy_cpu(Tensor::scalar(DType::kBool, reduction == Reduction::kMinimum), output);
  reduce_tensor(reduction, x, call.arguments[1].as_shape(), false, output);
}

}  // namespace

MIXGRAD_KERNEL(sum, kCpu) { run(call, Reduction::kSum); }
MIXGRAD_KERNEL(mean, kCpu) { run(call, Reduction::kSum, true); }
MIXGRAD_KERNEL(prod, kCpu) { run(call, Reduction::kProduct); }
MIXGRAD_KERNEL(max, kCpu) { run(call, Reduction::kMaximum); }
MIXGRAD_KERNEL(min, kCpu) { run(call, Reduction::kMinimum); }
MIXGRAD_KERNEL(any, kCpu) { run_logical(call, Reduction::kMaximum); }
MIXGRAD_KERNEL(all, kCpu) { run_logical(call, Reduction::kMinimum); }

}  // namespace mixgrad
