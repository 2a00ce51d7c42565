// What functions that write to places given by indices have in common.
#pragma once

#include <functional>

#include "core/kernels/scatter.h"
#include "core/ops/losses.h"

namespace mixgrad {

inline constexpr const char* kIndexError = "an index lies outside the axis, or is negative";

Type scatter_reduction();
inline Value how_value(Scatter how) { return Value::enumerator(static_cast<int64_t>(how)); }

// An error unless the values (2) broadcast to `shape`, which has as many axes.
void values_fit(Infer& infer, const Shape& shape);

// The two ways between a target and the elements that go to places of it, each by operator calls.
struct Route {
  std::function<Tensor(const Tensor& target)> spread;  // for each element what the target has at its place
  std::function<Tensor(const Tensor& target, const Tensor& elements, Scatter how)>
      collect;  // into a copy of the target
};

// The gradients of out = target with elements reduced into it: of input 0, if it is the target, and of the elements.
struct ReducedElements {
  Backward& b;
  Route route;
  Scatter how;
  int elements;       // which input
  bool has_target;    // input 0 is the target
  bool include_self;  // what stands in the target counts also where elements go
  Shape shape;        // of the elements
};
void set_reduced(const ReducedElements& r);

// The gradients of out = target with elements put into it, of which the last one stays.
void set_put(Backward& b, const Route& route, const Tensor& numbers, const Tensor& last);

}  // namespace mixgrad
