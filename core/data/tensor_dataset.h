// A dataset of tensors in memory: item i is row i of each.
#pragma once

#include "core/data/dataset.h"

namespace mixgrad {

class TensorDataset final : public Dataset {
 public:
  // `arguments` is what errors call the tensors; the last name stands for all that follow.
  explicit TensorDataset(std::vector<Tensor> columns, const char* cls = "TensorDataset",
                         std::vector<const char*> arguments = {"inputs", "targets"});
  const Class& cls() const override { return cls_; }
  int64_t own_length() const override;
  std::vector<Tensor> own_batch(std::span<const int64_t> indices, const CancelFlag* cancel) const override;

 private:
  const Class& cls_;
  std::vector<Tensor> columns_;
};

}  // namespace mixgrad
