// Tensors in another resolution, along their last one to three axes.
#include <cmath>

#include "core/kernels/resample.h"
#include "core/ops/formula.h"
#include "core/ops/pooling.h"

namespace mixgrad {

namespace {

enum Mode { kNearest, kNearestExact, kLinear, kBilinear, kTrilinear, kBicubic, kArea };
constexpr int kSize = 1, kFactor = 2, kMode = 3, kCorners = 4, kRecompute = 5, kAntialias = 6;

Type mode_type() {
  return types::enumeration(
      "InterpolateMode",
      {{"nearest", kNearest, "The element at the place, rounded down."},
       {"nearest_exact", kNearestExact, "The element whose middle is nearest to the middle of the new one."},
       {"linear", kLinear, "The two neighbours along the last axis, by their distances."},
       {"bilinear", kBilinear, "The four neighbours along the last two axes, by their distances."},
       {"trilinear", kTrilinear, "The eight neighbours along the last three axes, by their distances."},
       {"bicubic", kBicubic, "The 16 neighbours along the last two axes, by a cubic function of their distances."},
       {"area", kArea, "The mean of the elements that lie in the new one, as adaptive_avg_pool2d."}});
}

// The new sizes of the last axes, and the scales that they are resampled with; none where the sizes say it.
struct Target {
  Shape sizes;
  std::vector<double> scales;
};

int axes_of(Infer& infer, size_t given) {
  switch (infer.integer(kMode)) {
    case kLinear:
      return 1;
    case kBilinear:
    case kBicubic:
      return 2;
    case kTrilinear:
      return 3;
    default:
      return given > 1 ? static_cast<int>(given) : infer.rank(0) - 2;
  }
}

Target target_of(Infer& infer) {
  bool by_size = infer.has(kSize);
  int which = by_size ? kSize : kFactor;
  if (by_size == infer.has(kFactor))
    throw infer
        .error(ErrorCode::kValue, which,
               "either " + name_mark("size") + " or " + name_mark("scale_factor") + " says how large the result is")
        .given(by_size ? "both" : "neither");
  size_t given = infer.list(which).size();
  int axes = axes_of(infer, given);
  if (axes < 1 || axes > 3 || infer.rank(0) < axes)
    throw infer.error(ErrorCode::kShape, 0, "the tensor has not the axes that are resampled")
        .given(infer.shape(0).text())
        .accepted(axes < 1 || axes > 3 ? "[N, C, L], [N, C, H, W] or [N, C, D, H, W]"
                                       : "at least " + std::to_string(axes) + (axes == 1 ? " axis" : " axes"));
  if (given != 1 && static_cast<int>(given) != axes)
    throw infer.error(ErrorCode::kValue, which, "there must be one number for all axes, or one for each")
        .given(std::to_string(given))
        .accepted(axes == 1 ? "1" : "1 or " + std::to_string(axes));
  check_axes(infer, axes);
  Target out{last_axes_of(infer.shape(0), axes), {}};
  for (int i = 0; i < axes; ++i) {
    const Value& v = infer.list(which)[given == 1 ? 0 : static_cast<size_t>(i)];
    double wanted =
        by_size ? static_cast<double>(v.as_int()) : std::floor(static_cast<double>(out.sizes[i]) * v.as_float());
    if (!(wanted >= 1 && wanted <= 0x1p53))
      throw infer.error(ErrorCode::kValue, which, "the result must have at least one element along each axis")
          .given(by_size ? std::to_string(v.as_int()) : std::to_string(v.as_float()));
    out.sizes[i] = static_cast<int64_t>(wanted);
    if (!by_size && !infer.flag(kRecompute)) out.scales.push_back(1 / v.as_float());
  }
  return out;
}

void interpolate_shape(Infer& infer) {
  int64_t mode = infer.integer(kMode);
  bool smooth = mode >= kLinear && mode <= kBicubic;
  if (infer.flag(kCorners) && !smooth)
    throw infer
        .error(ErrorCode::kValue, kCorners, "corners are not aligned in the modes nearest, nearest_exact and area")
        .given("true")
        .accepted("false");
  if (infer.flag(kAntialias) && mode != kBilinear && mode != kBicubic)
    throw infer.error(ErrorCode::kValue, kAntialias, "filters are widened in the modes bilinear and bicubic only")
        .given("true")
        .accepted("false");
  infer.output(infer.dtype(0), with_last_axes(infer.shape(0), target_of(infer).sizes));
}

Tensor area(Context& c, const Tensor& x, const Shape& counts) {
  Shape sizes = last_axes_of(x.shape(), counts.rank());
  int64_t elements = 1;
  for (int i = 0; i < counts.rank(); ++i) elements *= sizes[i] % counts[i] == 0 ? sizes[i] / counts[i] : 0;
  Value none(ValueList{});
  return means_of_windows(c, x, counts, none, none, none, elements, sizes, none);
}

// Where elements are taken as they are, the order changes nothing: axes that shrink come first, so that the others have
// less to do, and of these the ones of the longest lines. Else the last axis comes first.
std::vector<int> order_of(const Infer& infer, const Target& target, bool taken) {
  std::vector<int> order;
  int axes = target.sizes.rank(), before = infer.rank(0) - axes;
  auto shrinks = [&](int i) { return target.sizes[i] < infer.shape(0)[before + i]; };
  for (int i = 0; taken && i < axes; ++i) {
    if (shrinks(i)) order.push_back(i);
  }
  for (int i = axes - 1; i >= 0; --i) {
    if (!taken || !shrinks(i)) order.push_back(i);
  }
  return order;
}

// All axes at once.
Tensor taken(const Infer& infer, const Target& target, const Tensor& x) {
  int axes = target.sizes.rank();
  Tensor out = Tensor::empty(
      x.dtype(), with_last_axes(x.shape(), target.sizes));  // first: nothing is made for what there is no memory for
  std::vector<SparseRows> rows;
  for (int i = 0; i < axes; ++i) {
    Resampling how;
    how.mode = infer.integer(kMode) == kNearest ? ResampleMode::kNearest : ResampleMode::kNearestExact;
    if (!target.scales.empty()) how.scale = target.scales[static_cast<size_t>(i)];
    rows.push_back(resampling_rows(how, x.shape()[x.rank() - axes + i], target.sizes[i]));
  }
  take_nearest_cpu(x, rows, out);
  return out;
}

void interpolate_body(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Target target = target_of(infer);
  Tensor x = call.tensor(0);
  int64_t mode = call[kMode].as_int();
  if (mode == kArea) return call.result(area(c, x, target.sizes));
  if (mode < kLinear && nobody_records(c, {x})) return call.result(taken(infer, target, x));
  DType dtype = x.dtype();
  Value along = Value::enumerator(mode < kLinear ? mode : mode == kBicubic ? 3 : 2);
  x = as_dtype(c, x, item_bytes(dtype) < 4 ? DType::kFloat32 : dtype);
  for (int i : order_of(infer, target, mode < kLinear)) {
    int64_t axis = x.rank() - target.sizes.rank() + i;
    Value scale = target.scales.empty() ? Value::null() : Value(target.scales[static_cast<size_t>(i)]);
    x = op<"resample">(c, x, Value(target.sizes[i]), Value(axis), along, call[kCorners], call[kAntialias], scale);
  }
  call.result(as_dtype(c, x, dtype));
}

}  // namespace

MIXGRAD_FUNCTION(interpolate) {
  f.summary("A tensor in another resolution.")
      .description(
          "The modes linear, bilinear, trilinear and bicubic resample the last one, two, three and two axes; the "
          "others "
          "as many as there are numbers, and with one number all behind the first two. Axes are resampled one after "
          "the other, the last one first. float16 and bfloat16 compute in float32.")
      .reference("PyTorch 2.x, torch.nn.functional.interpolate")
      .reference(
          "Keys, Cubic Convolution Interpolation for Digital Image Processing, IEEE Transactions on Acoustics, Speech, "
          "and Signal Processing 29, 1981")
      .in_namespace("nn")
      .tensor("x", "The tensor: one to three axes are resampled.", "floating", "[N, C, ...]")
      .attribute("size", types::optional(types::shape), Value::null(),
                 "The new sizes, or one for all axes; scale_factor says it if they are left out.")
      .attribute("scale_factor", types::optional(types::list(types::floating)), Value::null(),
                 "By how much each axis grows, or one number for all. Sizes are rounded down.")
      .attribute("mode", mode_type(), Value::enumerator(kNearest), "What the new elements are made of.")
      .attribute(
          "align_corners", types::boolean, false,
          "Whether the middles of the elements at the corners stay, instead of the outer edges. Not in the modes "
          "nearest, nearest_exact and area.")
      .attribute("recompute_scale_factor", types::boolean, false,
                 "Whether elements are as far apart as the rounded sizes say, instead of scale_factor.")
      .attribute("antialias", types::boolean, false,
                 "Whether all elements count when an axis shrinks: the modes bilinear and bicubic with wider filters.")
      .positional(2)
      .output("out", "The resampled tensor.", "as x", "[N, C, ...]")
      .error("shape", "x has not the axes that are resampled, or one of them has no elements")
      .error("value",
             "not one of size and scale_factor is given, or not for each axis, or a size would be smaller than 1; or "
             "align_corners or antialias is set in a mode that has it not")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape(interpolate_shape)
      .composed(interpolate_body)
      .example(R"(
        let x = tensor([[[[1, 2], [3, 4]]]])
        expect interpolate(x, [2, 4]) = [[[[1, 1, 2, 2], [3, 3, 4, 4]]]]
        expect interpolate(x, [2, 3], mode: "bilinear", align_corners: true) = [[[[1, 1.5, 2], [3, 3.5, 4]]]]
        expect interpolate(x, scale_factor: [0.5], mode: "area") = [[[[2.5]]]]
      )");
}

}  // namespace mixgrad
