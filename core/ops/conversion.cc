// Copies, conversions between element types, and between ways of counting.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

MIXGRAD_FUNCTION(astype) {
  f.summary("Converts the elements to another type.")
      .description(
          "Always a new tensor. To floating types numbers are rounded to nearest, ties to even. From floats to "
          "integers they are rounded "
          "to zero; what lies outside the target's range is limited to it, and NaN becomes 0. Between integers they "
          "wrap around. To bool, "
          "what is not zero is true. The gradient is converted back.")
      .reference("Python Array API standard 2024.12, astype")
      .tensor("x", "The tensor.")
      .attribute("dtype", types::dtype, "The new element type.")
      .output("out", "The converted elements, of x's shape.", "dtype", "[...]")
      .method_of_tensor()
      .shape([](Infer& infer) { infer.output(infer.argument(1).as_dtype(), infer.shape(0)); })
      .batching("elementwise")
      .gradient({}, [](Backward& b) { b.set(0, as_dtype(b.context, b.grad(), b.dtype(0))); })
      .example(R"(
        expect astype(tensor([1.5, -2.5, 0]), int32) = [1, -2, 0]
        expect astype(tensor([1.5, 0]), bool) = [true, false]
      )");
}

MIXGRAD_FUNCTION(copy) {
  f.summary("A new tensor with the same elements.")
      .description(
          "The copy is row-major and shares no memory with x. With a value, it holds the value in x's shape and dtype "
          "instead; in place "
          "(copy_) this overwrites x.")
      .reference("NumPy 2.x, numpy.copy; PyTorch 2.x, torch.Tensor.copy_")
      .alias("clone")
      .tensor("x", "The tensor.")
      .tensor_or_number(
          "value",
          "What to copy in place of x's elements; its shape broadcasts to x's, and it is converted to x's dtype.")
      .optional()
      .output("out", "The copy, of x's shape and dtype.", "as x", "[...]")
      .error("shape", "the shape of value does not broadcast to x's")
      .method_of_tensor()
      .in_place()
      .shape([](Infer& infer) {
        if (infer.is_tensor(1) && !(infer.broadcast_shape(0, 2) == infer.shape(0))) {
          throw infer
              .error(ErrorCode::kShape, 1,
                     "the shape of " + name_mark("value") + " does not broadcast to that of " + name_mark("x"))
              .given(infer.shape(1).text())
              .accepted("what broadcasts to " + infer.shape(0).text());
        }
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .batching("elementwise")
      .gradient({},
                [](Backward& b) {
                  if (!b.has(1) && b.argument(1).is_number()) return;
                  if (b.has(1)) {
                    if (b.needs(1)) set_broadcast(b, 1, b.grad());
                  } else {
                    b.set(0, b.grad());
                  }
                })
      .example(R"(
        let x = tensor([1, 2, 3])
        let y = copy(x)
        do add_(y, 1)
        expect x = [1, 2, 3]
        expect y = [2, 3, 4]
      )");
}

MIXGRAD_FUNCTION(index_shift) {
  f.summary("Adds a number to indices, but for a sentinel.")
      .description(
          "Converts between ways of counting: from 0, as graphs and files do, and from 1, as R and Julia do. Elements "
          "that equal the "
          "sentinel stay as they are. Counting down, there is no index before the first.")
      .math("out_i = x_i if x_i = sentinel, else x_i + by")
      .reference("mixgrad, index conventions")
      .tensor("x", "Indices or class numbers.", "integer")
      .attribute("by", types::integer, "What to add.")
      .attribute("sentinel", types::optional(types::integer), Value::null(), "A value that stands for no index.")
      .output("out", "The shifted indices, of x's shape and dtype.", "as x", "[...]")
      .error("index", "by is negative and an element is smaller than its amount")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), infer.shape(0)); })
      .batching("elementwise")
      .no_gradient("integers have none")
      .example(R"(
        expect index_shift(tensor([0, 5, -100], dtype: int64), 1, sentinel: -100) = [1, 6, -100]
      )");
}

}  // namespace mixgrad
