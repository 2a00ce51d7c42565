// The operators that interpolate is made of: one axis in another resolution, and the transpose of that.
#include <cmath>

#include "core/kernels/resample.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

constexpr int kSize = 1, kAxis = 2, kMode = 3, kCorners = 4, kAntialias = 5, kScale = 6;

Type mode_type() {
  return types::enumeration("ResampleMode",
                            {{"nearest", 0, "The element at the place, rounded down."},
                             {"nearest_exact", 1, "The element whose middle is nearest to the middle of the new one."},
                             {"linear", 2, "The two neighbours, by their distances."},
                             {"cubic", 3, "The four neighbours, by a cubic function of their distances."}});
}

FunctionBuilder& resampled(FunctionBuilder& f, const char* x, const char* text, const char* size) {
  return f.in_namespace("nn")
      .tensor(x, text, "floating")
      .attribute("size", types::count, size)
      .attribute("axis", types::axis, -1, "The axis.")
      .attribute("mode", mode_type(), Value::enumerator(0), "What the new elements are made of.")
      .attribute("align_corners", types::boolean, false,
                 "Whether the first and the last elements stay, instead of the ends of the axis. Not in the modes "
                 "nearest and nearest_exact.")
      .attribute("antialias", types::boolean, false,
                 "Whether all elements count when the axis shrinks: the modes linear and cubic with wider filters.")
      .attribute("scale", types::optional(types::floating), Value::null(),
                 "How far apart the new elements are, in old ones; the sizes' quotient if it is left out. "
                 "align_corners has another one.")
      .positional(3);
}

// `wide` is the size of the axis that is resampled, `count` what it becomes.
void check(Infer& infer, int64_t wide, int64_t count, int sizes_from) {
  if (wide == 0 && count > 0)
    throw infer.error(ErrorCode::kShape, sizes_from, "there are no elements to resample along the axis")
        .given(std::to_string(wide));
  int64_t mode = infer.integer(kMode);
  if (infer.flag(kCorners) && mode < 2)
    throw infer.error(ErrorCode::kValue, kCorners, "corners are aligned in the modes linear and cubic only")
        .given("true")
        .accepted("false");
  if (infer.flag(kAntialias) && mode < 2)
    throw infer.error(ErrorCode::kValue, kAntialias, "filters are widened in the modes linear and cubic only")
        .given("true")
        .accepted("false");
  if (!infer.has(kScale)) return;
  double scale = infer.number(kScale);
  if (scale > 0 && scale * static_cast<double>(count - 1) <= static_cast<double>(wide)) return;
  throw infer.error(ErrorCode::kValue, kScale, "the scale is not positive, or leads beyond the axis")
      .given(std::to_string(scale))
      .accepted("a positive number, at most " + std::to_string(wide) + " / " + std::to_string(count - 1));
}

Shape with_size(Infer& infer) {
  Shape shape = infer.shape(0);
  shape[static_cast<int>(infer.integer(kAxis))] = infer.integer(kSize);
  return shape;
}

template <FixedName Other>
void transposed_rule(Backward& b) {
  int axis = static_cast<int>(b.argument(kAxis).as_int());
  b.set(0, op<Other>(b.context, b.grad(), Value(b.shape(0)[axis]), b.argument(kAxis), b.argument(kMode),
                     b.argument(kCorners), b.argument(kAntialias), b.argument(kScale)));
}

constexpr const char* kValueError =
    "size is negative, align_corners or antialias is set in a nearest mode, or scale is not positive or leads beyond "
    "the axis";

}  // namespace

MIXGRAD_FUNCTION(resample) {
  resampled(f, "x", "The tensor.", "How many elements the axis gets.")
      .summary("One axis in another resolution.")
      .description(
          "Each new element is a weighted sum of old ones. Places beyond the ends count as the first or the last "
          "element, with antialias as nothing. What has the weight 0 has no part, even if it is infinite or NaN. What "
          "interpolate is made of. float16 and bfloat16 compute in float32.")
      .math("out_{…j…} = \\sum_k w_{jk} x_{…k…}")
      .reference("PyTorch 2.x, torch.nn.functional.interpolate, along one axis")
      .output("out", "The resampled tensor.", "as x", "[...]")
      .error("shape", "the axis has no elements and size is not 0")
      .error("value", kValueError)
      .shape([](Infer& infer) {
        check(infer, infer.shape(0)[static_cast<int>(infer.integer(kAxis))], infer.integer(kSize), 0);
        infer.output(infer.dtype(0), with_size(infer));
      })
      .batching("axis")
      .gradient({}, transposed_rule<"resample_gradient">)
      .example(R"(
        expect resample(tensor([1, 2]), 4) = [1, 1, 2, 2]
        expect resample(tensor([1, 2]), 4, mode: "linear") = [1, 1.25, 1.75, 2]
        expect resample(tensor([1, 2]), 3, mode: "linear", align_corners: true) = [1, 1.5, 2]
        expect resample(tensor([[1], [2]]), 3, 0) = [[1], [1], [2]]
      )");
}

MIXGRAD_FUNCTION(resample_gradient) {
  resampled(f, "grad", "A number for each element of the resampled axis.", "How many elements the axis had.")
      .summary("The transpose of resample: each element gets its share of what was made of it.")
      .description("float16 and bfloat16 compute in float32.")
      .math("out_{…k…} = \\sum_j w_{jk} grad_{…j…}")
      .reference("PyTorch 2.x, the gradient of torch.nn.functional.interpolate, along one axis")
      .output("out", "The sums.", "as grad", "[...]")
      .error("shape", "size is 0 and the axis has elements")
      .error("value", kValueError)
      .shape([](Infer& infer) {
        check(infer, infer.integer(kSize), infer.shape(0)[static_cast<int>(infer.integer(kAxis))], kSize);
        infer.output(infer.dtype(0), with_size(infer));
      })
      .batching("axis")
      .gradient({}, transposed_rule<"resample">)
      .example(R"(
        expect resample_gradient(tensor([1, 2, 3, 4]), 2) = [3, 7]
      )");
}

}  // namespace mixgrad
