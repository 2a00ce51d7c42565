#include "core/ops/pooling.h"

namespace mixgrad {

FunctionBuilder& pooling(FunctionBuilder& f, const char* name, int axes) {
  constexpr const char* kShapes[] = {"[..., L]", "[..., H, W]", "[..., D, H, W]"};
  return f.reference(std::string("PyTorch 2.x, torch.nn.functional.") + name)
      .in_namespace("nn")
      .method_of_tensor()
      .tensor("x", "The tensor. float16 and bfloat16 compute in float32.", "floating", kShapes[axes - 1]);
}

Type one_for_each_axis(int axes) { return axes == 1 ? types::integer : types::int_or_tuple(axes); }

Value same_for_each_axis(int axes, int64_t number) {
  return axes == 1 ? Value(number) : Value(ValueList(static_cast<size_t>(axes), Value(number)));
}

Shape numbers_of(const Value& one_or_several) {
  return one_or_several.is(Kind::kInt) ? Shape{one_or_several.as_int()} : one_or_several.as_shape();
}

const char* axes_text(int axes) {
  constexpr const char* kTexts[] = {"the last axis", "the last two axes", "the last three axes"};
  return kTexts[axes - 1];
}

std::string pooled_text(int axes, const char* each) {
  std::string out = "[...";
  for (int i = 0; i < axes; ++i) out += std::string(", ") + each;
  return out + "]";
}

FunctionBuilder& values_and_indices(FunctionBuilder& f, int axes) {
  return f.output("values", "The largest elements.", "as x", pooled_text(axes, "n"))
      .output("indices", "Their positions in the last axes together, in row-major order.", "int64",
              pooled_text(axes, "n"))
      .carries_indices()
      .record("MaxWindows");
}

void give_both(Invocation& call, const Results& found) {
  call.result(found.tensor(0));
  call.result(found.tensor(1));
}

Shape last_axes_of(const Shape& shape, int axes) {
  Shape out;
  for (int i = shape.rank() - axes; i < shape.rank(); ++i) out.push_back(shape[i]);
  return out;
}

Shape merged_last_axes(const Shape& shape, int axes) {
  checked_bytes(shape, 1);
  Shape out(std::span(shape.data(), static_cast<size_t>(shape.rank() - axes)));
  out.push_back(last_axes_of(shape, axes).elements());
  return out;
}

Shape with_last_axes(const Shape& shape, const Shape& last) {
  Shape out = shape;
  for (int i = 0; i < last.rank(); ++i) out[shape.rank() - last.rank() + i] = last[i];
  return out;
}

void check_axes(Infer& infer, int axes) {
  const Shape& shape = infer.shape(0);
  if (shape.rank() < axes)
    throw infer.error(ErrorCode::kShape, 0, "the tensor has fewer axes than the windows")
        .given(shape.text())
        .accepted("at least " + std::to_string(axes) + (axes == 1 ? " axis" : " axes"));
  for (int i = shape.rank() - axes; i < shape.rank(); ++i) {
    if (shape[i] == 0)
      throw infer.error(ErrorCode::kShape, 0, "axis " + number_mark(i) + ", along which windows move, has no elements")
          .given(shape.text());
  }
}

Tensor means_of_windows(Context& c, const Tensor& x, const Shape& out, const Value& kernel, const Value& stride,
                        const Value& padding, int64_t count, const Shape& counted, const Value& counted_padding) {
  DType wide = item_bytes(x.dtype()) < 4 ? DType::kFloat32 : x.dtype();
  Tensor sums = op<"sum_windows">(c, as_dtype(c, x, wide), Value(out), kernel, stride, padding), means;
  if (count > 0) {
    means = op<"divide">(c, sums, Value(count));
  } else {
    Tensor ones = full_of(c, 1, wide, counted);
    means = op<"divide">(c, sums, op<"sum_windows">(c, ones, Value(out), kernel, stride, counted_padding));
  }
  return as_dtype(c, means, x.dtype());
}

}  // namespace mixgrad
