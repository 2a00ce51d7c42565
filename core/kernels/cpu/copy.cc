// Copies with conversion: runs where both sides go along the same axis, tiles where they do not.
#include <cstring>

#include "core/kernels/cpu/convert.h"
#include "core/kernels/cpu/gemm_pack-inl.h"
#include "core/kernels/cpu/strided.h"
#include "core/kernels/kernel.h"
#include "core/kernels/program.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 16;  // elements
constexpr int64_t kTile = 32;

// The axis, other than the innermost, along which the input's elements lie next to each other; or -1.
int crossing_axis(const Nest& nest, const StridedOperand& in, const StridedOperand& out) {
  if (nest.rank < 2 || nest.inner() < 4) return -1;
  int64_t step = std::abs(in.strides[nest.rank - 1]);
  if (step <= 1 || std::abs(out.strides[nest.rank - 1]) != 1) return -1;
  for (int i = 0; i + 1 < nest.rank; ++i) {
    if (std::abs(in.strides[i]) == 1 && nest.sizes[i] >= 4) return i;
  }
  return -1;
}

// to[r * step + c] = from[c * ld + r]. Where strides are multiples of large powers of two, few lines fit into the cache
// at once: whole ones are read, and then whole ones written.
template <class T>
void turn_tile(const T* from, int64_t ld, int64_t rows, int64_t columns, T* to, int64_t step) {
  constexpr int64_t kLine = 64 / sizeof(T), kBlock = 16 / sizeof(T);
  auto collide = [](int64_t stride) { return stride * static_cast<int64_t>(sizeof(T)) % 1024 == 0; };
  if (!collide(ld) && !collide(step)) return HWY_NAMESPACE::Transpose(from, ld, rows, columns, to, step);
  T lines[kTile * kLine];
  for (int64_t first = 0; first < rows; first += kLine) {
    int64_t n = std::min(kLine, rows - first);
    for (int64_t c = 0; c < columns; ++c) {
      const T* line = from + c * ld + first;
      n == kLine ? std::copy_n(line, kLine, lines + c * kLine) : std::copy_n(line, n, lines + c * kLine);
    }
    for (int64_t r = 0; r < n; r += kBlock) {
      T* row = to + (first + r) * step;
      HWY_NAMESPACE::Transpose(lines + r, kLine, std::min(kBlock, n - r), columns, row, step);
    }
  }
}

void copy_tiles(const Nest& nest, int axis, const StridedOperand& in, const StridedOperand& out, ConvertFunction f) {
  int inner = nest.rank - 1;
  Nest rest = nest;  // tiles along the two axes, single elements along the others
  rest.sizes[axis] = (nest.sizes[axis] + kTile - 1) / kTile;
  rest.sizes[inner] = (nest.sizes[inner] + kTile - 1) / kTile;
  // Bits of one size turn around alike, whatever they stand for.
  bool turns = in.dtype == out.dtype && in.strides[axis] == 1 && out.strides[inner] == 1;
  auto turn = [&]<class T>(T, int64_t from, int64_t to, int64_t rows, int64_t columns) {
    turn_tile(reinterpret_cast<const T*>(in.data) + from, in.strides[inner], rows, columns,
              reinterpret_cast<T*>(out.data) + to, out.strides[axis]);
  };
  int64_t tiles = 1;
  for (int i = 0; i < rest.rank; ++i) tiles *= rest.sizes[i];
  parallel_for(tiles, std::max<int64_t>(1, kGrain / (kTile * kTile)), [&](int64_t begin, int64_t end) {
    for (int64_t tile = begin; tile < end; ++tile) {
      Place place(rest, tile);
      place.index[axis] *= kTile;
      place.index[inner] *= kTile;
      int64_t rows = std::min(kTile, nest.sizes[axis] - place.index[axis]);
      int64_t columns = std::min(kTile, nest.sizes[inner] - place.index[inner]);
      int64_t from = place.offset(nest, in.strides), to = place.offset(nest, out.strides);
      if (turns && in.item == 4) {
        turn(float{}, from, to, rows, columns);
        continue;
      }
      if (turns && in.item == 8) {
        turn(double{}, from, to, rows, columns);
        continue;
      }
      for (int64_t r = 0; r < rows; ++r) {
        f(in.data + (from + r * in.strides[axis]) * in.item, in.strides[inner],
          out.data + (to + r * out.strides[axis]) * out.item, out.strides[inner], columns);
      }
    }
  });
}

}  // namespace

void copy_cpu(const Tensor& input, const Tensor& output) {
  StridedOperand operands[2] = {broadcast_operand(*output.impl(), output.shape()),
                                broadcast_operand(*input.impl(), output.shape())};
  struct Range {
    StridedOperand* first;
    StridedOperand* begin() const { return first; }
    StridedOperand* end() const { return first + 2; }
    StridedOperand& operator[](int i) const { return first[i]; }
  } range{operands};
  Nest nest = collapse(output.shape(), range);
  if (nest.elements == 0) return;
  const StridedOperand &out = operands[0], &in = operands[1];
  ConvertFunction f = convert_function(in.dtype, out.dtype);
  if (int axis = crossing_axis(nest, in, out); axis >= 0) return copy_tiles(nest, axis, in, out, f);
  int inner = nest.rank - 1;
  int64_t in_stride = nest.rank ? in.strides[inner] : 1, out_stride = nest.rank ? out.strides[inner] : 1;
  auto copy_range = [&](int64_t begin, int64_t end) {
    if (nest.rank == 0) return f(in.data, 1, out.data, 1, 1);
    Place place(nest, begin);
    while (begin < end) {
      int64_t count = std::min(end - begin, nest.inner() - place.index[inner]);
      f(in.data + place.offset(nest, in.strides) * in.item, in_stride,
        out.data + place.offset(nest, out.strides) * out.item, out_stride, count);
      begin += count;
      place.next_row(nest);
    }
  };
  if (nest.elements <= kGrain) return copy_range(0, nest.elements);
  parallel_for(nest.elements, kGrain, copy_range);
}

// [x, value]: the value broadcast to x's shape, where there is one.
MIXGRAD_KERNEL(copy, kCpu) {
  const Value& from = call.arguments.size() > 1 && call.has(1) ? call.arguments[1] : call.arguments[0];
  if (from.is_tensor()) return copy_cpu(from.as_tensor(), call.outputs[0]);
  Tensor number = Tensor::empty(call.outputs[0].dtype(), Shape{});
  store_number(from, number.dtype(), number.data());
  copy_cpu(number, call.outputs[0]);
}
MIXGRAD_KERNEL(astype, kCpu) { copy_cpu(call.tensor(0), call.outputs[0]); }

}  // namespace mixgrad
