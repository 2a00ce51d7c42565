// A shape: sizes, held in place; those beyond its rank are never looked at, and not copied.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace mixgrad {

class Error;

inline constexpr int kMaxRank = 32;

class Shape {
 public:
  Shape() {}  // NOLINT(modernize-use-equals-default): the sizes stay as they are
  Shape(const Shape& other) { *this = other; }
  Shape& operator=(const Shape& other) {
    rank_ = other.rank_;
    for (int i = 0; i < rank_; ++i) sizes_[i] = other.sizes_[i];
    return *this;
  }
  Shape(std::initializer_list<int64_t> sizes) : Shape(std::span<const int64_t>(sizes.begin(), sizes.size())) {}
  explicit Shape(std::span<const int64_t> sizes);  // a shape error if there are too many

  int rank() const { return rank_; }
  int64_t operator[](int axis) const { return sizes_[axis]; }
  int64_t& operator[](int axis) { return sizes_[axis]; }
  const int64_t* data() const { return sizes_.data(); }
  const int64_t* begin() const { return sizes_.data(); }
  const int64_t* end() const { return sizes_.data() + rank_; }
  void push_back(int64_t size);
  void erase(int axis);
  void insert(int axis, int64_t size);
  int64_t elements() const {  // 1 at rank 0
    uint64_t n = 1;           // wraps where checked_bytes refuses
    for (int64_t s : *this) n *= static_cast<uint64_t>(s);
    return static_cast<int64_t>(n);
  }
  bool operator==(const Shape& o) const {
    if (rank_ != o.rank_) return false;
    for (int i = 0; i < rank_; ++i)
      if (sizes_[i] != o.sizes_[i]) return false;
    return true;
  }
  std::string text() const;  // [2, 3]

 private:
  std::array<int64_t, kMaxRank> sizes_;
  int rank_ = 0;
};

Error too_many_axes(int64_t given);  // a shape error

using Strides = Shape;  // elements, not bytes; may be negative or zero

Strides row_major(const Shape& shape);
// A shape error that names both shapes if they do not broadcast (Array API, NumPy's rules).
Shape broadcast(const Shape& a, const Shape& b);
// The bytes of so many elements, or an error if they do not fit int64. Axes without elements count as if they had one,
// as NumPy counts them: so strides and products of some sizes fit, too.
int64_t checked_bytes(const Shape& shape, size_t item_bytes);

}  // namespace mixgrad
