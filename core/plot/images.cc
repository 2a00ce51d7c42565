// plot.images: a grid of the images of a batch.
#include <cmath>
#include <limits>
#include <span>

#include "core/kernels/library.h"
#include "core/plot/figure.h"
#include "core/schema/builder.h"
#include "core/tensor/readable.h"

namespace mixgrad {

namespace {

// The smallest number becomes 0, the largest 1; others than numbers stay.
void stretch(std::span<float> pixels) {
  float low = std::numeric_limits<float>::infinity(), high = -low;
  for (float p : pixels) {
    if (!std::isfinite(p)) continue;
    low = std::min(low, p);
    high = std::max(high, p);
  }
  if (!(high > low)) return;
  for (float& p : pixels) p = (p - low) / (high - low);
}

// [N, C, H, W], numbers from 0 to 1 or bytes, as the pixels of a grid: channels last.
std::vector<uint8_t> pixels_of(const Tensor& images, bool normalize) {
  const Shape& shape = images.shape();
  int64_t n = shape[0], channels = shape[1], area = shape[2] * shape[3];
  bool bytes = images.dtype() == DType::kUInt8 && !normalize;
  Tensor planes = Tensor::empty(bytes ? DType::kUInt8 : DType::kFloat32, shape);
  copy_elements(images.detached(), planes);
  std::vector<uint8_t> flat;
  if (bytes) {
    flat.assign(planes.data<uint8_t>(), planes.data<uint8_t>() + planes.elements());
  } else {
    std::span<float> numbers(planes.data<float>(), static_cast<size_t>(planes.elements()));
    if (normalize) stretch(numbers);
    flat = pixels_from_unit(numbers);
  }
  if (channels == 1) return flat;
  std::vector<uint8_t> out(flat.size());
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t c = 0; c < channels; ++c) {
      for (int64_t p = 0; p < area; ++p) out[(i * area + p) * channels + c] = flat[(i * channels + c) * area + p];
    }
  }
  return out;
}

Ref<Figure> images_figure(const Tensor& given, const ValueList& titles, int64_t columns, bool normalize) {
  check_readable(given, "images");
  Tensor images = given;
  if (images.rank() == 3) {  // [N, H, W]
    Shape shape = images.shape();
    Strides strides = images.strides();
    shape.insert(1, 1);
    strides.insert(1, 0);
    images = images.window(shape, strides, images.impl()->offset);
  }
  if (images.rank() != 4 || (images.shape()[1] != 1 && images.shape()[1] != 3 && images.shape()[1] != 4)) {
    throw Error(ErrorCode::kShape, "these are not images")
        .on("images")
        .given(given.shape().text())
        .accepted("[N, H, W] or [N, C, H, W] with 1, 3 or 4 channels");
  }
  ImageGrid grid;
  grid.count = images.shape()[0];
  grid.channels = images.shape()[1];
  grid.height = images.shape()[2];
  grid.width = images.shape()[3];
  grid.columns = columns;
  if (grid.height == 0 || grid.width == 0)
    throw Error(ErrorCode::kShape, "the images have no pixels").on("images").given(given.shape().text());
  if (!titles.empty() && static_cast<int64_t>(titles.size()) != grid.count) {
    throw Error(ErrorCode::kValue, "there must be a title for each image, or none")
        .on("titles")
        .given(std::to_string(titles.size()))
        .accepted(std::to_string(grid.count) + " or 0");
  }
  for (const Value& title : titles) grid.captions.push_back({title.as_string(), false});
  std::vector<uint8_t> pixels = pixels_of(images, normalize);
  grid.pixels = pixels;
  return make_ref<Figure>(plot_images(grid));
}

}  // namespace

MIXGRAD_FUNCTION(images) {
  f.in_namespace("plot")
      .summary("A grid of images.")
      .description(
          "Numbers from 0 (black) to 1 (white) or bytes; what lies outside is clipped. Three channels are red, green "
          "and blue, a fourth is opacity.")
      .reference("W3C, Scalable Vector Graphics (SVG) 1.1")
      .tensor("images", "The images, [N, H, W] or [N, C, H, W] with 1, 3 or 4 channels.", "any", "[N, ...]")
      .attribute("titles", types::list(types::string), Value(ValueList{}),
                 "A text below each image; none or as many as there are images.")
      .attribute("columns", types::count, Value(8), "How many images stand in a row.")
      .minimum(1)
      .attribute("normalize", types::boolean, false,
                 "Whether the smallest number of all images is shown as 0 and the largest as 1.")
      .positional(1)
      .output("figure", types::object("Figure"), "The grid.")
      .error("shape", "the tensor is not made of images")
      .error("value", "there are titles, but not one for each image")
      .native([](Invocation& call) {
        call.result(Value(images_figure(call.tensor(0), call[1].as_list(), call[2].as_int(), call[3].as_bool())));
      });
}

}  // namespace mixgrad
