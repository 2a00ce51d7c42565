// Windows over the last two axes, and one number for each.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

struct Windows {
  Shape kernel, stride;
};

Windows windows_of(const Value& kernel, const Value& stride) {
  return {kernel.as_shape(), stride.is_null() || stride.is_absent() ? kernel.as_shape() : stride.as_shape()};
}

Shape pooled_shape(Infer& infer) {
  Windows w = windows_of(infer.argument(1), infer.argument(2));
  Shape shape = infer.shape(0);
  if (shape.rank() < 2)
    throw infer.error(ErrorCode::kShape, 0, "there must be two axes to move windows along")
        .given(shape.text())
        .accepted("[..., H, W]");
  for (int i = 0; i < 2; ++i) {
    int64_t &size = shape[shape.rank() - 2 + i], kernel = w.kernel[i], stride = w.stride[i];
    if (kernel < 1 || stride < 1) {
      throw infer
          .error(ErrorCode::kValue, kernel < 1 ? 1 : 2, "sizes of windows, and steps between them, are at least 1")
          .given(std::to_string(kernel < 1 ? kernel : stride));
    }
    if (kernel > size) {
      throw infer.error(ErrorCode::kShape, 1, "a window is larger than the axis that it moves along")
          .given(std::to_string(kernel))
          .accepted("at most " + std::to_string(size));
    }
    size = (size - kernel) / stride + 1;
  }
  return shape;
}

// [..., H', W', kernel, kernel]: a view, whose elements overlap where windows do.
Tensor windows(Context& context, const Tensor& given, const Windows& w, const Shape& pooled) {
  Tensor x = given.is_contiguous() ? given : op<"copy">(context, given);
  Shape shape = pooled, strides = x.strides();
  int last = x.rank() - 1;
  for (int i = 0; i < 2; ++i) {
    shape.push_back(w.kernel[i]);
    strides.push_back(x.strides()[last - 1 + i]);
  }
  strides[last - 1] *= w.stride[0];
  strides[last] *= w.stride[1];
  return op<"as_strided">(context, x, Value(shape), Value(strides));
}

}  // namespace

MIXGRAD_FUNCTION(avg_pool2d) {
  f.summary("Averages windows that move along the last two axes.")
      .description("Windows that would reach beyond the end are left out. Without a stride they do not overlap.")
      .math("out_{ij} = \\frac{1}{k_1 k_2} \\sum_{a<k_1, b<k_2} x_{i s_1 + a, j s_2 + b}")
      .reference("PyTorch 2.x, torch.nn.functional.avg_pool2d")
      .in_namespace("nn")
      .tensor("x", "The images.", "floating", "[..., H, W]")
      .attribute("kernel_size", types::int_or_tuple(2), "Height and width of a window; one number for both.")
      .attribute("stride", types::optional(types::int_or_tuple(2)), Value::null(),
                 "Steps between windows, down and across; the size of a window if left out.")
      .positional(2)
      .output("out", "The averages.", "as x", "[..., (H - k) / s + 1, (W - k) / s + 1]")
      .error("shape", "x has fewer than two or more than six axes, or a window is larger than an axis")
      .error("value", "a size or a step is smaller than 1")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), pooled_shape(infer)); })
      .composed([](Invocation& call) {
        Infer infer(call.function, call.arguments);
        Tensor view = windows(call.context, call.tensor(0), windows_of(call[1], call[2]), pooled_shape(infer));
        call.result(op<"mean">(call.context, view, Value(ValueList{Value(-2), Value(-1)})));
      })
      .example(R"(
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect avg_pool2d(x, 2) = [[3.5, 5.5]]
        expect avg_pool2d(x, [1, 2], stride: 1) = [[1.5, 2.5, 3.5], [5.5, 6.5, 7.5]]
      )");
}

}  // namespace mixgrad
