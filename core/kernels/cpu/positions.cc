// Positions in several axes as numbers of elements in row-major order, and back; elements chosen by a mask.
#include <algorithm>
#include <cstring>

#include "core/kernels/cpu/index_numbers.h"
#include "core/kernels/cpu/visit.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 14;

int64_t count_of(const Shape& shape) {
  int64_t n = 1;
  for (int64_t size : shape) n *= size;
  return n;
}

// [n_rows, n_cols, k]: writes the positions with column - row <= k, or >= k.
void triangle(const KernelCall& call, bool lower) {
  const Tensor &rows = call.outputs[0], &columns = call.outputs[1];
  int64_t m = call.arguments[0].as_int(), n = call.has(1) ? call.arguments[1].as_int() : m;
  __int128 k = call.arguments[2].as_int();
  int64_t *row = rows.data<int64_t>(), *column = columns.data<int64_t>();
  if (rows.elements() == 0) return;
  auto within = [](__int128 at, int64_t most) { return static_cast<int64_t>(std::clamp<__int128>(at, 0, most)); };
  // Rows that have none are passed over at once: there may be far more of them than there is memory for.
  int64_t begin = lower ? within(-k, m) : 0, end = lower ? m : within(n - k, m);
  for (int64_t i = begin; i < end; ++i) {
    int64_t first = lower ? 0 : within(i + k, n), stop = lower ? within(i + k + 1, n) : n;
    for (int64_t j = first; j < stop; ++j) *row++ = i, *column++ = j;
  }
}

}  // namespace

MIXGRAD_KERNEL(tril_indices, kCpu) { triangle(call, true); }
MIXGRAD_KERNEL(triu_indices, kCpu) { triangle(call, false); }

// [indices, shape]: one tensor of indices for each axis; they broadcast.
MIXGRAD_KERNEL(ravel_multi_index, kCpu) {
  const Tensor& output = call.outputs[0];
  const ValueList& lists = call.arguments[0].as_list();
  Shape shape = call.arguments[1].as_shape();
  Tensor result = Tensor::empty(DType::kInt64, output.shape());
  int64_t n = result.elements(), *to = result.data<int64_t>();
  if (n > 0) std::memset(to, 0, static_cast<size_t>(n) * sizeof *to);
  for (int axis = 0; axis < shape.rank(); ++axis) {
    Tensor own = lists[static_cast<size_t>(axis)].as_tensor();
    int64_t size = shape[axis];
    checked_indices(own, size, "indices",
                    "axis " + number_mark(axis) + ", which has " + std::to_string(size) + " elements");
    Tensor all = contiguous(expanded(own, output.shape()), DType::kInt64);
    const int64_t* from = all.data<int64_t>();
    parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) to[i] = to[i] * size + from[i];
    });
  }
  copy_cpu(result, output);
}

// [indices, shape]: for each axis one output.
MIXGRAD_KERNEL(unravel_index, kCpu) {
  Shape shape = call.arguments[1].as_shape();
  int64_t total = count_of(shape);
  Tensor numbers =
      checked_indices(call.tensor(0), total, "indices",
                      "a tensor of shape " + shape.text() + ", which has " + std::to_string(total) + " elements");
  int64_t n = numbers.elements(), inner = 1;
  if (n == 0) return;  // and the sizes may be of any size
  const int64_t* from = numbers.data<int64_t>();
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    const Tensor& output = call.outputs[static_cast<size_t>(axis)];
    int64_t size = shape[axis], *to = output.data<int64_t>();
    parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) to[i] = from[i] / inner % size;
    });
    inner *= size;
  }
}

// [x, mask, source]: where the mask holds, the elements of the source in their order.
MIXGRAD_KERNEL(masked_scatter, kCpu) {
  const Tensor& output = call.outputs[0];
  Tensor mask = contiguous(expanded(call.tensor(1), output.shape())),
         source = contiguous(call.tensor(2), output.dtype());
  Tensor result = Tensor::empty(output.dtype(), output.shape());
  copy_cpu(call.tensor(0), result);
  int64_t n = result.elements(), used = 0;
  const uint8_t* chosen = mask.data<uint8_t>();
  for (int64_t i = 0; i < n; ++i) used += chosen[i] != 0;
  if (used > source.elements())
    throw Error(ErrorCode::kValue, name_mark("source") + " has fewer elements than " + name_mark("mask") + " chooses")
        .on("source")
        .given(std::to_string(source.elements()))
        .accepted("at least " + std::to_string(used));
  visit_bytes(output.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = source.data<T>();
    T* to = result.data<T>();
    for (int64_t i = 0; i < n; ++i) {
      if (chosen[i]) to[i] = *from++;
    }
  });
  copy_cpu(result, output);
}

}  // namespace mixgrad
