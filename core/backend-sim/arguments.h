// The arguments of a call as its kernel sees them: tensors over the memory where it really is, and numbers by value.
#pragma once

#include <unordered_map>

#include "core/backend-sim/sim.h"
#include "core/schema/value.h"

namespace mixgrad::sim {

class Arguments {
 public:
  explicit Arguments(Device device) : device_(device), arena_(arena(device)) {}

  Tensor tensor(const Tensor& t, bool is_read = true);
  Value value(const Value& v);
  static Span span_of(const Tensor& t);  // its whole storage

  std::vector<Value> values;
  std::vector<Tensor> outputs;
  std::vector<Span> reads;

 private:
  Device device_;
  Arena& arena_;
  std::unordered_map<const TensorImpl*, Tensor> tensors_;  // what is one tensor stays one
  std::unordered_map<const Storage*, Ref<Storage>> storages_;
};

}  // namespace mixgrad::sim
