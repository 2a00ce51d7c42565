// Where gradients end.
#include "core/ops/families.h"

namespace mixgrad {

MIXGRAD_FUNCTION(stop_gradient) {
  unary(f, "JAX, jax.lax.stop_gradient; PyTorch 2.x, torch.Tensor.detach", "any")
      .summary("A copy of a tensor that no gradient goes through.")
      .description("What is computed from it counts as computed from constants, in traces too.")
      .math("out_i = x_i")
      .elementwise([](Program& p) { p.input(0); })
      .no_gradient("stopping it is what it is for")
      .example(R"(
        let x = tensor([2, 3])
        expect stop_gradient(x) = [2, 3]
      )");
}

}  // namespace mixgrad
