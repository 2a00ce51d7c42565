// Images at places that a grid names, and grids of affine maps.
#include "core/kernels/grid_sample.h"

#include "core/ops/formula.h"
#include "core/ops/sampling.h"

namespace mixgrad {

namespace {

Type mode_type() {
  return types::enumeration("GridSampleMode",
                            {{"bilinear", 0, "The neighbours along each axis, by their distances; eight in a volume."},
                             {"nearest", 1, "The nearest element; of two the even one."},
                             {"bicubic", 2, "16 neighbours, by a cubic function of their distances; images only."}});
}
Type padding_type() {
  return types::enumeration("GridSamplePadding",
                            {{"zeros", 0, "Zeros."},
                             {"border", 1, "The nearest element of the border."},
                             {"reflection", 2, "The image, mirrored at its border as often as it takes."}});
}

void grid_sample_shape(Infer& infer) {
  const Shape &x = infer.shape(0), &grid = infer.shape(1);
  if (x.rank() != 4 && x.rank() != 5)
    throw infer.error(ErrorCode::kShape, 0, "there must be images or volumes to sample")
        .given(x.text())
        .accepted("[N, C, H, W] or [N, C, D, H, W]");
  int axes = x.rank() - 2;
  if (grid.rank() != x.rank() || grid[0] != x[0] || grid[axes + 1] != axes)
    throw infer.error(ErrorCode::kShape, 1, "the grid must have coordinates for each of the images")
        .given(grid.text())
        .accepted("[" + std::to_string(x[0]) + (axes == 2 ? ", H, W, 2]" : ", D, H, W, 3]"));
  for (int i = 2; i < x.rank(); ++i) {
    if (x[i] == 0)
      throw infer.error(ErrorCode::kShape, 0, "axis " + number_mark(i) + ", along which is sampled, has no elements")
          .given(x.text());
  }
  if (infer.integer(2) == 2 && axes == 3)
    throw infer.error(ErrorCode::kValue, 2, "volumes can not be sampled so")
        .given("bicubic")
        .accepted("bilinear, nearest");
  Shape out = grid;
  out.erase(axes + 1);
  out.insert(1, x[1]);
  infer.output(promote(infer.dtype(0), infer.dtype(1)), out);
}

// Coordinate `which` of all points, [N, P], in elements of an axis.
Tensor coordinate(Context& c, const Tensor& grid, int which, int64_t size, bool align_corners) {
  int last = grid.rank() - 1;
  int64_t points = 1;
  for (int i = 1; i < last; ++i) points *= grid.shape()[i];
  Tensor at = as_shape(c, slice_of(c, grid, last, which, which + 1), Shape{grid.shape()[0], points});
  at = op<"where">(c, op<"isnan">(c, at), whole(-1), at);
  double n = static_cast<double>(size);
  if (align_corners) return times(c, plus(c, at, whole(1)), Value((n - 1) / 2));
  return over(c, minus(c, times(c, plus(c, at, whole(1)), Value(n)), whole(1)), whole(2));
}

// Nothing if somebody records the steps, or if it is not one of the usual cases.
Tensor in_one_pass(Context& c, const Tensor& x, const Tensor& grid, const Sampling& how, const Shape& shape) {
  bool usual = how.mode != Interpolation::kBicubic && how.padding != Padding::kReflection;
  if (!usual || !nobody_records(c, {x, grid}) || x.rank() != 4 || x.shape()[2] * x.shape()[3] > kMostPlaces) return {};
  Tensor out = Tensor::empty(x.dtype(), shape);
  grid_sample_cpu(x, grid, {how.mode == Interpolation::kNearest, how.padding == Padding::kBorder, how.align_corners},
                  out);
  return out;
}

void grid_sample_body(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  grid_sample_shape(infer);
  DType dtype = infer.output(0).dtype, wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
  Tensor x = as_dtype(c, call.tensor(0), wide), grid = as_dtype(c, call.tensor(1), wide);
  Sampling how{static_cast<Interpolation>(call[2].as_int()), static_cast<Padding>(call[3].as_int()), call[4].as_bool()};
  if (Tensor out = in_one_pass(c, x, grid, how, infer.output(0).shape)) return call.result(as_dtype(c, out, dtype));
  int axes = x.rank() - 2;
  std::vector<Taps> taps;
  for (int i = 0; i < axes; ++i) {
    int64_t size = x.shape()[i + 2];
    taps.push_back(taps_along(c, coordinate(c, grid, axes - 1 - i, size, how.align_corners), size, how));
  }
  call.result(as_dtype(c, as_shape(c, sampled(c, x, taps), infer.output(0).shape), dtype));
}

void affine_grid_shape(Infer& infer) {
  Shape size = infer.sizes(1);
  if (size.rank() != 4 && size.rank() != 5)
    throw infer.error(ErrorCode::kValue, 1, "there must be the sizes of images or volumes")
        .given(std::to_string(size.rank()) + " sizes")
        .accepted("N, C, H, W or N, C, D, H, W");
  for (int64_t n : size) {
    if (n < 0)
      throw infer.error(ErrorCode::kValue, 1, "a size is negative").given(std::to_string(n)).accepted("0 or more");
  }
  int axes = size.rank() - 2;
  Shape expected{size[0], axes, axes + 1};
  if (!(infer.shape(0) == expected))
    throw infer.error(ErrorCode::kShape, 0, "there must be a matrix for each of the images")
        .given(infer.shape(0).text())
        .accepted(expected.text());
  Shape out{size[0]};
  for (int i = 2; i < size.rank(); ++i) out.push_back(size[i]);
  out.push_back(axes);
  infer.output(infer.dtype(0), out);
}

// Coordinates of the middles of n elements, of the rank of the grid and with the elements along `axis`.
Tensor middles(Context& c, int64_t n, bool align_corners, DType dtype, int axis, int rank) {
  Shape shape;
  for (int i = 0; i < rank; ++i) shape.push_back(i == axis ? n : 1);
  if (align_corners && n <= 1) return full_of(c, 0, dtype, shape);
  // 2 i + 1 - n is exact, and the quotient rounded once.
  int64_t first = 1 - n;
  Tensor twice = op<"arange">(c, Value(first), Value(first + 2 * n), whole(2));
  return as_shape(c, over(c, as_dtype(c, twice, dtype), Value(align_corners ? n - 1 : n)), shape);
}

void affine_grid_body(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  affine_grid_shape(infer);
  Shape out = infer.output(0).shape;
  DType dtype = infer.output(0).dtype, wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
  if (!c.tracer) Tensor::empty(wide, out);  // there is memory for it, before coordinates of each axis take theirs
  Tensor theta = as_dtype(c, call.tensor(0), wide);
  int axes = out.rank() - 2;
  Shape column{out[0]};
  for (int i = 0; i < axes; ++i) column.push_back(1);
  column.push_back(axes);
  auto part = [&](int i) { return as_shape(c, slice_of(c, theta, 2, i, i + 1), column); };
  Tensor sum = part(axes);
  for (int i = 0; i < axes; ++i) {
    int axis = axes - i;  // x is along the last axis of the image
    sum = plus(c, sum, times(c, part(i), middles(c, out[axis], call[2].as_bool(), wide, axis, out.rank())));
  }
  call.result(as_dtype(c, sum, dtype));
}

constexpr const char* kCorners =
    "Whether -1 and 1 are the middles of the first and last elements, instead of the outer edges.";

}  // namespace

MIXGRAD_FUNCTION(grid_sample) {
  f.summary("Images at the places that a grid names.")
      .description(
          "Coordinates go from -1 to 1 over the image; the first is along its last axis. NaN counts as -1. Gradients "
          "go to the images and, but for the mode nearest, to the grid. float16 and bfloat16 compute in float32.")
      .math("out_{ncij} = \\sum_{hw} k(y_{nij} - h) \\, k(x_{nij} - w) \\, x_{nchw}")
      .reference("PyTorch 2.x, torch.nn.functional.grid_sample")
      .reference("Jaderberg et al., Spatial Transformer Networks, NeurIPS 2015")
      .in_namespace("nn")
      .tensor("x", "Images or volumes.", "floating", "[N, C, H, W]")
      .tensor("grid", "For each element of the result where it lies: x and y, in volumes x, y and z.", "floating",
              "[N, h, w, 2]")
      .attribute("mode", mode_type(), Value::enumerator(0), "What an element is made of.")
      .attribute("padding_mode", padding_type(), Value::enumerator(0), "What lies outside the images.")
      .attribute("align_corners", types::boolean, false, kCorners)
      .positional(2)
      .output("out", "The images, of the size of the grid.", "promoted(x, grid)", "[N, C, h, w]")
      .error("shape", "x has not four or five axes, or the grid does not fit it, or images have no elements")
      .error("value", "mode is bicubic and there are volumes")
      .shape(grid_sample_shape)
      .composed(grid_sample_body)
      .example(R"(
        let x = tensor([[[[1, 2], [3, 4]]]])
        let grid = tensor([[[[0.5, -0.5], [0, 0]]]])
        expect grid_sample(x, grid) = [[[[2, 2.5]]]]
        expect grid_sample(x, tensor([[[[3, 1]]]]), "nearest", padding_mode: "border", align_corners: true) = [[[[4]]]]
      )");
}

MIXGRAD_FUNCTION(affine_grid) {
  f.summary("The grid that shows images through affine maps, for grid_sample.")
      .description(
          "Each matrix maps coordinates of the result to those of the image: x, y and 1, in volumes x, y, z and 1. "
          "float16 and bfloat16 compute in float32.")
      .math("grid_{nij} = \\theta_n (x_j, y_i, 1)^\\top")
      .reference("PyTorch 2.x, torch.nn.functional.affine_grid")
      .reference("Jaderberg et al., Spatial Transformer Networks, NeurIPS 2015")
      .in_namespace("nn")
      .tensor("theta", "A matrix for each image.", "floating", "[N, 2, 3] or [N, 3, 4]")
      .attribute("size", types::list(types::integer), "The sizes of the images, N, C, H, W, or volumes, N, C, D, H, W.")
      .attribute("align_corners", types::boolean, false, kCorners)
      .positional(2)
      .output("grid", "The grid.", "as theta", "[N, H, W, 2] or [N, D, H, W, 3]")
      .error("shape", "theta has not a matrix of this kind for each image")
      .error("value", "size has not four or five numbers, or a negative one")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape(affine_grid_shape)
      .composed(affine_grid_body)
      .example(R"(
        let theta = tensor([[[1, 0, 0.5], [0, 2, 0]]])
        expect affine_grid(theta, [1, 1, 2, 2]) = [[[[0, -1], [1, -1]], [[0, 1], [1, 1]]]]
        expect affine_grid(theta, [1, 1, 1, 2], align_corners: true) = [[[[-0.5, 0], [1.5, 0]]]]
      )");
}

}  // namespace mixgrad
