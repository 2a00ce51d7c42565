#include <algorithm>
#include <cmath>
#include <string>

#include "core/io/png.h"
#include "core/io/svg.h"
#include "core/io/svg_document.h"
#include "core/io/text.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

constexpr double kGap = 18, kCaptionHeight = 18, kSmallest = 96;

std::string base64(std::span<const uint8_t> data) {
  constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < data.size(); i += 3) {
    size_t n = std::min<size_t>(3, data.size() - i);
    uint32_t bits = static_cast<uint32_t>(data[i]) << 16 | (n > 1 ? data[i + 1] << 8 : 0) | (n > 2 ? data[i + 2] : 0);
    for (size_t k = 0; k < 4; ++k) out += k <= n ? kLetters[bits >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

void check(const ImageGrid& grid) {
  int64_t bytes = grid.count;
  bool overflow = grid.count < 0 || grid.columns < 1;
  for (int64_t size : {grid.height, grid.width, grid.channels})
    overflow |= size < 1 || __builtin_mul_overflow(bytes, size, &bytes);
  if (overflow || bytes != static_cast<int64_t>(grid.pixels.size())) {
    throw Error(ErrorCode::kShape, "the pixels do not fit the sizes of the images")
        .given(std::to_string(grid.pixels.size()) + " pixels for " + std::to_string(grid.count) + " images of height " +
               std::to_string(grid.height) + ", width " + std::to_string(grid.width) + ", channels " +
               std::to_string(grid.channels) + ", in " + std::to_string(grid.columns) + " columns");
  }
  if (!grid.captions.empty() && static_cast<int64_t>(grid.captions.size()) != grid.count) {
    throw Error(ErrorCode::kShape, "there must be one caption for each image, or none")
        .given(std::to_string(grid.captions.size()) + " captions for " + std::to_string(grid.count) + " images");
  }
}

}  // namespace

std::vector<uint8_t> pixels_from_unit(std::span<const float> values) {
  std::vector<uint8_t> out;
  out.reserve(values.size());
  for (float value : values)
    out.push_back(value > 0 ? static_cast<uint8_t>(std::lround(std::min(value, 1.0f) * 255.0f)) : 0);
  return out;
}

std::string plot_images(const ImageGrid& grid) {
  check(grid);
  // Whole pixels where the image is small; captions widen the cells that they would overrun.
  double scale = std::max(1.0, std::ceil(kSmallest / static_cast<double>(std::max(grid.width, grid.height))));
  double width = static_cast<double>(grid.width) * scale, height = static_cast<double>(grid.height) * scale;
  double cell = width;
  for (const ImageCaption& caption : grid.captions) cell = std::max(cell, text_width(caption.text, 12));
  double row = height + kGap + (grid.captions.empty() ? 0 : kCaptionHeight);
  int64_t columns = std::min(grid.columns, std::max<int64_t>(grid.count, 1));
  int64_t rows = (grid.count + columns - 1) / columns;
  double top = grid.title.empty() ? kGap : 48;
  double total = std::max(kGap + static_cast<double>(columns) * (cell + kGap), 2 * kGap + text_width(grid.title, 17));
  SvgDocument svg(total, top + static_cast<double>(rows) * row, grid.title.empty() ? "Images" : grid.title);
  if (!grid.title.empty()) svg.text(kGap, 30, grid.title, "class=\"title\"");
  auto image_bytes = static_cast<size_t>(grid.height * grid.width * grid.channels);
  for (int64_t i = 0; i < grid.count; ++i) {
    int64_t row_number = i / columns;
    double left = kGap + static_cast<double>(i % columns) * (cell + kGap);
    double y = top + static_cast<double>(row_number) * row;
    double x = left + (cell - width) / 2;
    auto pixels = grid.pixels.subspan(static_cast<size_t>(i) * image_bytes, image_bytes);
    std::string place = "x=\"" + fixed_number(x, 2) + "\" y=\"" + fixed_number(y, 2) + "\" width=\"" +
                        fixed_number(width, 2) + "\" height=\"" + fixed_number(height, 2) + "\"";
    svg.element("image", place + " class=\"pixels\" href=\"data:image/png;base64," +
                             base64(encode_png(pixels, grid.height, grid.width, grid.channels)) + "\"");
    if (grid.captions.empty()) continue;
    const ImageCaption& caption = grid.captions[static_cast<size_t>(i)];
    if (caption.highlighted) svg.element("rect", place + " fill=\"none\" stroke=\"#d55e00\" stroke-width=\"2\"");
    svg.text(left + cell / 2, y + height + 15, caption.text,
             std::string(caption.highlighted ? "class=\"highlighted\"" : "class=\"tick\"") + " text-anchor=\"middle\"");
  }
  return svg.finish();
}

}  // namespace mixgrad
