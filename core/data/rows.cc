#include "core/data/rows.h"

#include <cstring>

#include "core/kernels/library.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {
constexpr int64_t kRowsBetweenChecks = 64;

Shape below_first(const Shape& shape) { return Shape(std::span<const int64_t>(shape.data() + 1, shape.rank() - 1)); }

// Row `index` as a window: no copy.
Tensor row(const Tensor& t, int64_t index) {
  return t.window(below_first(t.shape()), below_first(t.strides()), t.impl()->offset + index * t.strides()[0]);
}
}  // namespace

void check_cancelled(const CancelFlag* cancel) {
  if (cancel && cancel->load(std::memory_order_relaxed)) throw Error(ErrorCode::kCancelled, "the work was cancelled");
}

Tensor gather_rows(const Tensor& source, std::span<const int64_t> indices, const CancelFlag* cancel) {
  Shape shape = source.shape();
  shape[0] = static_cast<int64_t>(indices.size());
  Tensor out = Tensor::empty(source.dtype(), shape);
  if (out.elements() == 0) return out;
  size_t bytes = static_cast<size_t>(out.elements() / shape[0]) * item_bytes(source.dtype());
  bool whole = source.is_contiguous();
  for (int64_t i = 0; i < shape[0]; ++i) {
    if (i % kRowsBetweenChecks == 0) check_cancelled(cancel);
    if (whole)
      std::memcpy(out.data<char>() + i * bytes, source.data<char>() + indices[i] * bytes, bytes);
    else
      copy_cpu(row(source, indices[i]), row(out, i));
  }
  return out;
}

void put_rows(const Tensor& rows, const Tensor& out, std::span<const int64_t> places) {
  for (size_t i = 0; i < places.size(); ++i) copy_cpu(row(rows, static_cast<int64_t>(i)), row(out, places[i]));
}

Tensor stack_items(std::span<const Tensor> items, const CancelFlag* cancel) {
  if (items.empty()) throw Error(ErrorCode::kValue, "a batch needs at least one item");
  const Tensor& first = items[0];
  Shape shape = first.shape();
  shape.insert(0, static_cast<int64_t>(items.size()));
  Tensor out = Tensor::empty(first.dtype(), shape);
  for (size_t i = 0; i < items.size(); ++i) {
    if (i % kRowsBetweenChecks == 0) check_cancelled(cancel);
    const Tensor& item = items[i];
    if (!(item.shape() == first.shape())) {
      throw Error(ErrorCode::kShape, "the items of a batch must have one shape")
          .given(item.shape().text())
          .accepted(first.shape().text());
    }
    if (item.dtype() != first.dtype()) {
      throw Error(ErrorCode::kDType, "the items of a batch must have one dtype")
          .given(dtype_name(item.dtype()))
          .accepted(dtype_name(first.dtype()));
    }
    copy_elements(item, row(out, static_cast<int64_t>(i)));
  }
  return out;
}

}  // namespace mixgrad
