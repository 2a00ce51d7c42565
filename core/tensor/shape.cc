#include "core/tensor/shape.h"

#include <algorithm>

#include "core/runtime/error.h"

namespace mixgrad {

Error too_many_axes(int64_t given) {
  return Error(ErrorCode::kShape, "a tensor has at most " + std::to_string(kMaxRank) + " axes")
      .given(std::to_string(given) + " axes");
}

Shape::Shape(std::span<const int64_t> sizes) {
  if (sizes.size() > kMaxRank) {
    throw too_many_axes(static_cast<int64_t>(sizes.size()));
  }
  rank_ = static_cast<int>(sizes.size());
  std::copy(sizes.begin(), sizes.end(), sizes_.begin());
}

void Shape::push_back(int64_t size) { insert(rank_, size); }

void Shape::erase(int axis) {
  for (int i = axis; i + 1 < rank_; ++i) sizes_[i] = sizes_[i + 1];
  --rank_;
}

void Shape::insert(int axis, int64_t size) {
  if (rank_ == kMaxRank) throw too_many_axes(rank_ + 1);
  for (int i = rank_; i > axis; --i) sizes_[i] = sizes_[i - 1];
  sizes_[axis] = size;
  ++rank_;
}

std::string Shape::text() const {
  std::string out = "[";
  for (int i = 0; i < rank_; ++i) out += (i ? ", " : "") + std::to_string(sizes_[i]);
  return out + "]";
}

Strides row_major(const Shape& shape) {
  Strides strides = shape;
  uint64_t step = 1;  // wraps where checked_bytes will refuse
  for (int i = shape.rank() - 1; i >= 0; --i) {
    strides[i] = static_cast<int64_t>(step);
    step *= static_cast<uint64_t>(std::max<int64_t>(shape[i], 1));
  }
  return strides;
}

Shape broadcast(const Shape& a, const Shape& b) {
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  Shape out = longer;
  int shift = longer.rank() - shorter.rank();
  for (int i = 0; i < shorter.rank(); ++i) {
    int64_t x = longer[i + shift], y = shorter[i];
    if (x == y || y == 1) continue;
    if (x != 1) {
      throw Error(ErrorCode::kShape, "shapes " + a.text() + " and " + b.text() + " do not broadcast: axis " +
                                         number_mark(i + shift) + " has " +
                                         std::to_string(a.rank() >= b.rank() ? x : y) + " and " +
                                         std::to_string(a.rank() >= b.rank() ? y : x) + " elements");
    }
    out[i + shift] = y;
  }
  return out;
}

int64_t checked_bytes(const Shape& shape, size_t item_bytes) {
  int64_t n = static_cast<int64_t>(item_bytes);
  bool overflow = false, empty = false;
  for (int64_t s : shape) {
    if (s < 0) throw Error(ErrorCode::kShape, "sizes must not be negative").given(shape.text());
    empty |= s == 0;
    overflow |= __builtin_mul_overflow(n, std::max<int64_t>(s, 1), &n);
  }
  if (overflow) throw Error(ErrorCode::kOutOfMemory, "a tensor of this size can not be addressed").given(shape.text());
  return empty ? 0 : n;
}

}  // namespace mixgrad
