// Parts of a tensor by tensors of positions along its first axes: read, and written. Every position is checked before
// anything is written.
#include <algorithm>
#include <cstring>
#include <vector>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/strided.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 14;

Tensor expanded(const Tensor& t, const Shape& shape) {
  StridedOperand o = broadcast_operand(*t.impl(), shape);
  Strides strides;
  for (int i = 0; i < shape.rank(); ++i) strides.push_back(o.strides[i]);
  return t.window(shape, strides, t.impl()->offset);
}

// In words that fit a subscript as well, whose axes may be others.
[[noreturn]] void outside(const Tensor& indices, int64_t at, int64_t size, int64_t found) {
  std::string place;
  for (int a = indices.rank() - 2; a >= 0; --a) {
    place = number_mark(at % indices.shape()[a]) + (place.empty() ? "" : ", ") + place;
    at /= indices.shape()[a];
  }
  throw Error(ErrorCode::kIndex, "an index of the place [" + place + "] lies outside its axis, which has " +
                                     std::to_string(size) + " elements")
      .on("indices")
      .given(found < 0 ? std::to_string(found) : number_mark(found))
      .accepted(size == 0 ? std::string("none") : number_mark(0) + " to " + number_mark(size - 1));
}

// Where the parts of x begin, in elements from its first one, for each place in row-major order. The last axis of the
// indices holds the place's positions along x's first axes.
std::vector<int64_t> offsets_of(const Tensor& x, const Tensor& given) {
  Tensor indices = contiguous(given, DType::kInt64);
  int axes = static_cast<int>(indices.shape()[indices.rank() - 1]);
  std::vector<int64_t> offsets(static_cast<size_t>(indices.elements() / axes), 0);
  bool wide = given.dtype() == DType::kUInt64;  // beyond int64 it has become negative
  const int64_t* at = indices.data<int64_t>();
  for (size_t m = 0; m < offsets.size(); ++m) {
    for (int axis = 0; axis < axes; ++axis) {
      int64_t found = *at++, size = x.shape()[axis];
      if (found < (wide ? 0 : -size) || found >= size) outside(given, static_cast<int64_t>(m), size, found);
      offsets[m] += (found < 0 ? found + size : found) * x.strides()[axis];
    }
  }
  return offsets;
}

Shape places_of(const Tensor& indices) {
  Shape places;
  for (int i = 0; i + 1 < indices.rank(); ++i) places.push_back(indices.shape()[i]);
  return places;
}
int axes_of(const Tensor& indices) { return static_cast<int>(indices.shape()[indices.rank() - 1]); }

// The axes behind the first `skipped` ones, of both tensors.
struct Rest {
  Rest(const Tensor& to, int skipped_to, const Tensor& from, int skipped_from) {
    Shape shape;
    for (int i = skipped_to; i < to.rank(); ++i) shape.push_back(to.shape()[i]);
    const Tensor* tensors[2] = {&to, &from};
    int skipped[2] = {skipped_to, skipped_from};
    for (int k = 0; k < 2; ++k) {
      operands[k].data = tensors[k]->data<char>();
      operands[k].item = static_cast<int64_t>(item_bytes(tensors[k]->dtype()));
      for (int i = 0; i < shape.rank(); ++i) operands[k].strides[i] = tensors[k]->strides()[i + skipped[k]];
    }
    nest = collapse(shape, operands);
    if (nest.rank == 0) {  // one element
      nest.rank = 1;
      nest.sizes[0] = 1;
      operands[0].strides[0] = operands[1].strides[0] = 1;
    }
  }
  // f(to, from) for each element of a part whose outermost axis is cut to [begin, end).
  template <class T, class F>
  void each(T* to, const T* from, int64_t begin, int64_t end, F f) const {
    const int64_t *out = operands[0].strides, *in = operands[1].strides;
    int last = nest.rank - 1;
    if (last == 0) {
      for (int64_t i = begin; i < end; ++i) f(to[i * out[0]], from[i * in[0]]);
      return;
    }
    int64_t row_length = nest.sizes[last], rows = 1;
    for (int i = 1; i < last; ++i) rows *= nest.sizes[i];
    Place place(nest, begin * rows * row_length);
    for (int64_t row = begin * rows; row < end * rows; ++row) {
      T* a = to + place.offset(nest, out);
      const T* b = from + place.offset(nest, in);
      for (int64_t i = 0; i < row_length; ++i) f(a[i * out[last]], b[i * in[last]]);
      place.next_row(nest);
    }
  }
  bool is_plain() const { return nest.rank == 1 && operands[0].strides[0] == 1 && operands[1].strides[0] == 1; }

  StridedOperand operands[2];  // to, from
  Nest nest;
};

template <class T>
T joined(T a, T b, [[maybe_unused]] bool is_bool) {
  if constexpr (std::is_floating_point_v<T>) {
    return a + b;
  } else {
    return is_bool ? static_cast<T>(a | b) : static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  }
}

// Where the parts of `values` begin, for each place in row-major order.
std::vector<int64_t> sources_of(const Tensor& values, const Shape& places) {
  std::vector<int64_t> sources(static_cast<size_t>(places.elements()));
  int64_t index[kMaxRank] = {}, at = 0;
  for (int64_t& source : sources) {
    source = at;
    for (int i = places.rank() - 1; i >= 0; --i) {
      at += values.strides()[i];
      if (++index[i] < places[i]) break;
      at -= index[i] * values.strides()[i];
      index[i] = 0;
    }
  }
  return sources;
}

// Writes the parts one after another, so that the last of several for one place wins and sums have one order; tasks
// share no element.
template <class T, class F>
void write_parts(const KernelCall& call, const Tensor& values, const Shape& places, const Tensor& out, F f) {
  std::vector<int64_t> offsets = offsets_of(out, call.tensor(1)), sources = sources_of(values, places);
  Rest rest(out, axes_of(call.tensor(1)), values, places.rank());
  int64_t n = places.elements(), outer = rest.nest.sizes[0];
  int64_t work = std::max<int64_t>(1, n * (rest.nest.elements / outer));
  parallel_for(
      outer, std::max<int64_t>(std::min<int64_t>(outer, 16), kGrain / work),
      [&](int64_t begin, int64_t end) {
        for (int64_t m = 0; m < n; ++m) {
          rest.each(out.data<T>() + offsets[static_cast<size_t>(m)], values.data<T>() + sources[static_cast<size_t>(m)],
                    begin, end, f);
        }
      },
      call.cancel);
}

void put(const KernelCall& call, const Tensor& given, const Tensor& out, bool accumulate) {
  Shape places = places_of(call.tensor(1)), parts = places;
  for (int i = axes_of(call.tensor(1)); i < out.rank(); ++i) parts.push_back(out.shape()[i]);
  if (parts.elements() == 0) {
    offsets_of(out, call.tensor(1));
    return;
  }
  Tensor values = expanded(contiguous(given, out.dtype()), parts);
  bool is_bool = out.dtype() == DType::kBool;
  if (accumulate) {
    visit_plain(out.dtype(), [&](auto zero) {
      using T = decltype(zero);
      write_parts<T>(call, values, places, out, [is_bool](T& to, T from) { to = joined(to, from, is_bool); });
    });
  } else {
    visit_bytes(out.dtype(), [&](auto zero) {
      using T = decltype(zero);
      write_parts<T>(call, values, places, out, [](T& to, T from) { to = from; });
    });
  }
}

}  // namespace

// [x, indices]
MIXGRAD_KERNEL(index_get, kCpu) {
  const Tensor x = call.tensor(0), indices = call.tensor(1), &output = call.outputs[0];
  Shape places = places_of(indices);
  std::vector<int64_t> offsets = offsets_of(x, indices);
  if (output.elements() == 0) return;
  Rest rest(output, places.rank(), x, axes_of(indices));
  int64_t n = places.elements(), part = output.elements() / n;
  visit_bytes(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = x.data<T>();
    T* to = output.data<T>();
    parallel_for(
        n, std::max<int64_t>(1, 2 * kGrain / part),
        [&](int64_t begin, int64_t end) {
          for (int64_t m = begin; m < end; ++m) {
            const T* source = from + offsets[static_cast<size_t>(m)];
            if (rest.is_plain())
              std::copy_n(source, part, to + m * part);
            else
              rest.each(to + m * part, source, 0, rest.nest.sizes[0], [](T& a, T b) { a = b; });
          }
        },
        call.cancel);
  });
}

// [x, indices, values, accumulate]; in place x is the output.
MIXGRAD_KERNEL(index_put, kCpu) {
  const Tensor& output = call.outputs[0];
  Tensor x = call.tensor(0);
  bool accumulate = call.arguments[3].as_bool(), in_place = x.impl()->storage == output.impl()->storage;
  DType type = accumulate ? compute_type(output.dtype()) : output.dtype();
  if (type == output.dtype()) {
    if (!in_place) copy_cpu(x, output);
    return put(call, call.tensor(2), output, accumulate);
  }
  Tensor wide = Tensor::empty(type, output.shape());
  copy_cpu(x, wide);
  put(call, call.tensor(2), wide, true);
  copy_cpu(wide, output);
}

}  // namespace mixgrad
