// Several strided operands walked together: axes of size one dropped, neighbouring axes merged where all operands allow
// it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/tensor/tensor.h"

namespace mixgrad {

struct StridedOperand {
  char* data = nullptr;
  DType dtype = DType::kFloat32;
  int64_t item = 4;
  int64_t strides[kMaxRank] = {};
};

// The operand's strides as seen by a shape it broadcasts to.
inline StridedOperand broadcast_operand(const TensorImpl& t, const Shape& shape) {
  StridedOperand o;
  o.dtype = t.dtype;
  o.item = static_cast<int64_t>(item_bytes(t.dtype));
  o.data = static_cast<char*>(t.storage->data()) + t.offset * o.item;
  int added = shape.rank() - t.shape.rank();
  for (int i = 0; i < t.shape.rank(); ++i) {
    o.strides[i + added] = t.shape[i] == 1 && shape[i + added] != 1 ? 0 : t.strides[i];
  }
  return o;
}

struct Nest {
  int rank = 0;
  int64_t sizes[kMaxRank] = {};
  int64_t elements = 1;
  int64_t inner() const { return rank ? sizes[rank - 1] : 1; }
};

// `operands` is any range of StridedOperand; the first one decides the order of axes, its longest stride outermost.
template <class Operands>
Nest collapse(const Shape& shape, Operands& operands, bool reorder = true) {
  Nest nest;
  int axes[kMaxRank];
  int n = 0;
  if (shape.elements() == 0) {  // its other sizes and its strides may be of any size, and their products too
    nest.elements = 0;
    nest.rank = 1;
    nest.sizes[0] = 0;
    return nest;
  }
  for (int i = 0; i < shape.rank(); ++i) {
    nest.elements *= shape[i];
    if (shape[i] != 1) axes[n++] = i;
  }
  if (reorder) {
    const int64_t* lead = operands[0].strides;
    std::stable_sort(axes, axes + n, [&](int a, int b) { return std::abs(lead[a]) > std::abs(lead[b]); });
  }
  int64_t sizes[kMaxRank];
  for (int i = 0; i < n; ++i) sizes[i] = shape[axes[i]];
  for (StridedOperand& o : operands) {
    int64_t strides[kMaxRank];
    for (int i = 0; i < n; ++i) strides[i] = o.strides[axes[i]];
    std::copy(strides, strides + n, o.strides);
  }
  int last = -1;
  for (int i = 0; i < n; ++i) {
    bool merges = last >= 0;
    for (StridedOperand& o : operands) merges = merges && o.strides[last] == o.strides[i] * sizes[i];
    if (!merges) {
      ++last;
      nest.sizes[last] = 1;
    }
    nest.sizes[last] *= sizes[i];
    for (StridedOperand& o : operands) o.strides[last] = o.strides[i];
  }
  nest.rank = last + 1;
  return nest;
}

// Where in each axis a linear position lies.
struct Place {
  int64_t index[kMaxRank];
  Place(const Nest& nest, int64_t position) {
    for (int i = nest.rank - 1; i > 0; --i) {
      index[i] = position % nest.sizes[i];
      position /= nest.sizes[i];
    }
    index[0] = position;
  }
  int64_t offset(const Nest& nest, const int64_t* strides) const {
    int64_t sum = 0;
    for (int i = 0; i < nest.rank; ++i) sum += index[i] * strides[i];
    return sum;
  }
  // On to the start of the next row of the innermost axis.
  void next_row(const Nest& nest) {
    index[nest.rank - 1] = 0;
    for (int i = nest.rank - 2; i >= 0; --i) {
      if (++index[i] < nest.sizes[i] || i == 0) return;
      index[i] = 0;
    }
  }
};

// f(offset in elements, position since begin, count) for each piece of a row in [begin, begin + n).
template <class F>
void for_each_run(const Nest& nest, const int64_t* strides, int64_t begin, int64_t n, F f) {
  if (nest.rank == 0) return f(int64_t{0}, int64_t{0}, n);
  Place place(nest, begin);
  for (int64_t done = 0; done < n;) {
    int64_t count = std::min(n - done, nest.inner() - place.index[nest.rank - 1]);
    f(place.offset(nest, strides), done, count);
    done += count;
    place.next_row(nest);
  }
}

}  // namespace mixgrad
