// What a training was like: the logs of each epoch.
#pragma once

#include <string>
#include <vector>

#include "core/plot/figure.h"

namespace mixgrad {

class History final : public Object {
 public:
  const Class& cls() const override;
  void add(ValueMap logs) { epochs_.push_back(std::move(logs)); }
  const std::vector<ValueMap>& epochs() const { return epochs_; }
  // The number in each epoch, NaN where an epoch has none; a not_found error if no epoch has it.
  std::vector<double> column(const std::string& name) const;
  std::vector<std::string> names() const;  // in order of first appearance
  Ref<Figure> plot() const;                // losses and metrics over epochs

 private:
  std::vector<ValueMap> epochs_;
};

}  // namespace mixgrad
