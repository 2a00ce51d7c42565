// Functions of the order of elements: where the largest and smallest are.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
FunctionBuilder& position(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "The tensor.", "numeric")
      .attribute("axis", types::optional(types::axis), Value::null(),
                 "The axis to search; the whole tensor in row-major order if it is left out.")
      .attribute("keepdims", types::boolean, false, "Whether the searched axis stays, with size 1.")
      .output("out", "Positions along the axis, or in the whole tensor.", "int64", "[...]")
      .carries_indices()
      .trait("reduction")
      .batching("reduction")
      .error("index", "x has no such axis")
      .error("value", "there are no elements to search")
      .method_of_tensor()
      .shape([](Infer& infer) {
        Shape axes;
        if (infer.has(1)) axes.push_back(infer.integer(1));
        for (int i = 0; i < infer.rank(0) && !infer.has(1); ++i) axes.push_back(i);
        Shape out = reduced_shape(infer.shape(0), axes, infer.flag(2));
        for (int64_t axis : axes) {
          if (infer.shape(0)[static_cast<int>(axis)] == 0) {
            throw infer.error(ErrorCode::kValue, 0, "there is no largest or smallest of no elements")
                .given("shape " + infer.shape(0).text());
          }
        }
        infer.output(DType::kInt64, out);
      })
      .no_gradient("positions are whole numbers");
}
}  // namespace

MIXGRAD_FUNCTION(argmax) {
  position(f, "Python Array API standard 2024.12, argmax")
      .summary("Where the largest element is.")
      .description("The first one, if several are the largest. A NaN counts as the largest.")
      .example(R"(
        let x = tensor([[1, 5, 2], [7, 0, 7]])
        expect argmax(x) index = 3
        expect argmax(x, 1) index = [1, 0]
      )");
}

MIXGRAD_FUNCTION(argmin) {
  position(f, "Python Array API standard 2024.12, argmin")
      .summary("Where the smallest element is.")
      .description("The first one, if several are the smallest. A NaN counts as the smallest.")
      .example(R"(
        let x = tensor([[1, 5, 2], [7, 0, 7]])
        expect argmin(x) index = 4
        expect argmin(x, 1) index = [0, 1]
      )");
}

MIXGRAD_FUNCTION(topk) {
  f.summary("The largest or smallest elements along an axis, and where they are.")
      .description(
          "In order, the most extreme first; equal elements in the order of their positions. A NaN counts as the "
          "largest. The gradient of "
          "the values goes to the elements they came from.")
      .reference("ONNX operator TopK, version 24; PyTorch 2.x, torch.topk")
      .tensor("x", "The tensor.", "numeric")
      .attribute("k", types::count, "How many elements; at most the size of the axis.")
      .attribute("axis", types::axis, -1, "The axis to search.")
      .attribute("largest", types::boolean, true, "Whether the largest elements are wanted, or the smallest.")
      .output("values", "The elements.", "as x", "[..., k, ...]")
      .output("indices", "Their positions along the axis.", "int64", "[..., k, ...]")
      .carries_indices()
      .record("TopK")
      .error("value", "k is larger than the size of the axis")
      .error("index", "x has no such axis")
      .method_of_tensor()
      .shape([](Infer& infer) {
        Shape out = infer.shape(0);
        int axis = static_cast<int>(infer.integer(2));
        if (infer.integer(1) > out[axis]) {
          throw infer.error(ErrorCode::kValue, 1, name_mark("k") + " is larger than the axis")
              .given(std::to_string(infer.integer(1)))
              .accepted("0 to " + std::to_string(out[axis]));
        }
        out[axis] = infer.integer(1);
        infer.output(infer.dtype(0), out);
        infer.output(DType::kInt64, out);
      })
      .batching("axis")
      .gradient({"indices"},
                [](Backward& b) {
                  if (!b.has_grad(0)) return;
                  Tensor zeros = zeros_of(b.context, {b.dtype(0), b.shape(0)});
                  b.set(0, op<"put_along_axis_add">(b.context, zeros, b.output(1), b.grad(0), b.argument(2)));
                })
      .example(R"(
        let best = topk(tensor([3, 9, 1, 7]), 2)
        expect best.values = [9, 7]
        expect best.indices index = [1, 3]
      )");
}

}  // namespace mixgrad
