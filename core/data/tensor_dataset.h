// A dataset of tensors in memory: item i is row i of each.
#pragma once

#include "core/data/dataset.h"

namespace mixgrad {

class TensorDataset final : public Dataset {
 public:
  explicit TensorDataset(std::vector<Tensor> columns);
  const Class& cls() const override;
  int64_t own_length() const override;
  std::vector<Tensor> own_batch(std::span<const int64_t> indices, const CancelFlag* cancel) const override;

 private:
  std::vector<Tensor> columns_;
};

}  // namespace mixgrad
