// What a training was like: the logs of each epoch.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "core/plot/figure.h"

namespace mixgrad {

class History final : public Object {
 public:
  const Class& cls() const override;
  void add(ValueMap logs);
  std::vector<ValueMap> epochs() const;  // a copy: a training may go on
  // The number in each epoch, NaN where an epoch has none; a not_found error if no epoch has it.
  std::vector<double> column(const std::string& name) const;
  std::vector<std::string> names() const;  // in order of first appearance
  Ref<Figure> plot() const;                // losses and metrics over epochs

 private:
  mutable std::mutex mutex_;
  std::vector<ValueMap> epochs_;
};

}  // namespace mixgrad
