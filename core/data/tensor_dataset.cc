#include "core/data/tensor_dataset.h"

#include <algorithm>

#include "core/data/rows.h"
#include "core/kernels/library.h"
#include "core/nn/module.h"
#include "core/tensor/readable.h"

namespace mixgrad {

TensorDataset::TensorDataset(std::vector<Tensor> columns, const char* cls, std::vector<const char*> arguments)
    : cls_(class_named(cls)), columns_(std::move(columns)) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    const char* argument = arguments[std::min(i, arguments.size() - 1)];
    check_readable(columns_[i], argument);
    if (columns_[i].rank() == 0) {
      throw Error(ErrorCode::kShape, "the tensors of a dataset need a first axis")
          .on(argument)
          .given("a tensor of rank 0")
          .accepted("[N, ...]");
    }
    if (columns_[i].shape()[0] != columns_[0].shape()[0]) {
      throw Error(ErrorCode::kShape, "the tensors of a dataset must have equally many rows")
          .on(argument)
          .given(std::to_string(columns_[i].shape()[0]) + " rows")
          .accepted(std::to_string(columns_[0].shape()[0]));
    }
    columns_[i] = on_host(columns_[i].detached());
  }
}

int64_t TensorDataset::own_length() const { return columns_[0].shape()[0]; }

std::vector<Tensor> TensorDataset::own_batch(std::span<const int64_t> indices, const CancelFlag* cancel) const {
  std::vector<Tensor> batch;
  batch.reserve(columns_.size());
  for (const Tensor& column : columns_) batch.push_back(gather_rows(column, indices, cancel));
  return batch;
}

}  // namespace mixgrad
