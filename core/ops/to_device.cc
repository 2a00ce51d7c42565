// From one device to another.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

MIXGRAD_FUNCTION(to_device) {
  f.summary("The tensor on a device.")
      .description(
          "A view of x if it is there already, else a new row-major tensor with the same elements. The gradient goes "
          "back to x's device.")
      .reference("Python Array API standard 2024.12, array.to_device")
      .tensor("x", "The tensor.")
      .attribute("device", types::device, "Where the elements shall live.")
      .output("out", "x's elements, on the device.", "as x", "[...]")
      .error("device", "there is no such device")
      .method_of_tensor()
      .trait("view")
      .view([](Infer& infer) {
        Tensor x = infer.tensor(0);
        return x.device() == infer.argument(1).as_device() ? x.detached() : infer.copied(x.shape());
      })
      .gradient({},
                [](Backward& b) {
                  Value home = Value::device(b.input_spec(0).device);
                  b.set(0, op<"to_device">(b.context, b.grad(), home));
                })
      .example(R"(
        let x = tensor([1, 2, 3])
        expect to_device(x, "cpu") = [1, 2, 3]
      )");
}

}  // namespace mixgrad
