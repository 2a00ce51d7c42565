#include "test/conformance/core/run.h"

namespace mixgrad::conformance {

namespace {

void replace(Value& value, const std::vector<Tensor>& own, const std::vector<Tensor>& others) {
  if (value.is_tensor()) {
    for (size_t i = 0; i < own.size(); ++i) {
      if (own[i].same(value.as_tensor())) {
        value = Value(others[i]);
        return;
      }
    }
  } else if (value.is(Kind::kList)) {
    ValueList items = value.as_list();
    for (Value& item : items) replace(item, own, others);
    value = Value(std::move(items));
  }
}

}  // namespace

std::vector<Value> BoundCase::with(const std::vector<Tensor>& tensors) const {
  std::vector<Value> inside = given;
  for (Value& value : inside) replace(value, own, tensors);
  return inside;
}

}  // namespace mixgrad::conformance
