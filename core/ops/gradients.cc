#include "core/ops/gradients.h"

namespace mixgrad {

void set_broadcast(Backward& b, int i, const Tensor& gradient) {
  const Shape& to = b.shape(i);
  Tensor g = gradient;
  if (!(g.shape() == to)) {
    Shape axes;
    int added = g.rank() - to.rank();
    for (int axis = 0; axis < g.rank(); ++axis) {
      if (axis < added || (to[axis - added] == 1 && g.shape()[axis] != 1)) axes.push_back(axis);
    }
    if (axes.rank() > 0) g = op<"sum">(b.context, g, axes, false);
    if (!(g.shape() == to)) g = op<"reshape">(b.context, g, to);
  }
  if (g.dtype() != b.dtype(i)) g = op<"astype">(b.context, g, b.dtype(i));
  b.set(i, g);
}

}  // namespace mixgrad
