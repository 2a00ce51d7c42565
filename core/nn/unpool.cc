// Max unpooling as objects: called with elements and their positions, they are no layers of one tensor.
#include "core/nn/function_loss.h"

namespace mixgrad {

MIXGRAD_CLASS(MaxUnpool1d) {
  callable_of(c, "max_unpool1d", "output_size").example(R"(
    let best = max_pool1d_with_indices(tensor([1, 5, 2, 4]), 2)
    let unpool = new MaxUnpool1d(2)
    expect unpool.call(best.values, best.indices) = [0, 5, 0, 4]
    expect unpool.call(best.values, best.indices, output_size: 5) = [0, 5, 0, 4, 0]
  )");
}
MIXGRAD_CLASS(MaxUnpool2d) {
  callable_of(c, "max_unpool2d", "output_size").example(R"(
    let pool = new MaxPool2d(2)
    let best = pool.forward_with_indices(tensor([[1, 2, 3, 4], [5, 6, 7, 8]]))
    let unpool = new MaxUnpool2d(2)
    expect unpool.call(best.values, best.indices) = [[0, 0, 0, 0], [0, 6, 0, 8]]
  )");
}
MIXGRAD_CLASS(MaxUnpool3d) {
  callable_of(c, "max_unpool3d", "output_size").example(R"(
    let best = max_pool3d_with_indices(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]), 2)
    let unpool = new MaxUnpool3d(2)
    expect unpool.call(best.values, best.indices) = [[[0, 0], [0, 0]], [[0, 0], [0, 8]]]
  )");
}

}  // namespace mixgrad
