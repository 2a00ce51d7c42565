// Subscripts with tensors: positions along axes, and masks. NumPy's rules say where the places' axes stand.
#pragma once

#include <optional>
#include <vector>

#include "core/dispatch/dispatch.h"

namespace mixgrad {

struct AdvancedIndex {
  // Positions along an axis of the view, and that axis of x; or a mask over several of them.
  struct Selected {
    Tensor by;
    int view_axis, x_axis;
  };
  Tensor view;  // of x, by the subscript's integers and slices
  std::vector<Selected> selected;
  int at = 0;  // where the places' axes stand in the result, among the axes that no tensor selects

  // The axes of the view that no tensor selects.
  Shape kept() const;
  bool is_one_mask() const { return selected.size() == 1 && selected[0].by.dtype() == DType::kBool; }
};
AdvancedIndex advanced_index(Invocation& call, int argument, const Tensor& x);

Tensor advanced_getitem(Invocation& call, int argument, const Tensor& x);
void advanced_setitem(Invocation& call, int argument, const Tensor& x, const Value& value);

}  // namespace mixgrad
