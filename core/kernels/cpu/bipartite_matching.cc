// Pairs of rows and columns in the order of their scores.
#include <algorithm>
#include <vector>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/kernel.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

struct Table {
  int64_t rows, columns, most;
  double threshold;
  bool descending;

  bool better(double a, double b) const { return descending ? a > b : a < b; }

  void match(const double* scores, int64_t* column_of, int64_t* row_of, const CancelFlag* cancel) const {
    std::vector<int64_t> order;
    for (int64_t i = 0; i < rows * columns; ++i) {
      if (better(scores[i], threshold)) order.push_back(i);  // a NaN is not
    }
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return better(scores[a], scores[b]); });
    if (cancel && cancel->load(std::memory_order_relaxed)) throw Error(ErrorCode::kCancelled, "cancelled");
    std::fill_n(column_of, rows, int64_t{-1});
    std::fill_n(row_of, columns, int64_t{-1});
    int64_t left = most;
    for (size_t i = 0; i < order.size() && left > 0; ++i) {
      int64_t row = order[i] / columns, column = order[i] % columns;
      if (column_of[row] >= 0 || row_of[column] >= 0) continue;
      column_of[row] = column, row_of[column] = row, --left;
    }
  }
};

Tensor room(const Tensor& to) { return to.is_contiguous() ? to : Tensor::empty(to.dtype(), to.shape()); }

}  // namespace

// [scores, threshold, descending, top_k] to columns and rows
MIXGRAD_KERNEL(bipartite_matching, kCpu) {
  Tensor scores = contiguous(call.tensor(0), DType::kFloat64);
  const Shape& shape = scores.shape();
  int64_t rows = shape[shape.rank() - 2], columns = shape[shape.rank() - 1], tables = 1;
  for (int i = 0; i < shape.rank() - 2; ++i) tables *= shape[i];
  Table table{rows, columns, std::min(rows, columns), call.arguments[1].as_float(), call.arguments[2].as_bool()};
  if (call.has(3)) table.most = std::min(table.most, call.arguments[3].as_int());
  Tensor column_of = room(call.outputs[0]), row_of = room(call.outputs[1]);
  auto body = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      table.match(scores.data<double>() + i * rows * columns, column_of.data<int64_t>() + i * rows,
                  row_of.data<int64_t>() + i * columns, call.cancel);
    }
  };
  parallel_for(tables, 1, body, call.cancel);
  if (!column_of.same(call.outputs[0])) copy_cpu(column_of, call.outputs[0]);
  if (!row_of.same(call.outputs[1])) copy_cpu(row_of, call.outputs[1]);
}

}  // namespace mixgrad
