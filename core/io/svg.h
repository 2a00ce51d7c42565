// Plots as SVG text: curves over steps or epochs, and grids of small images. Equal arguments give equal bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mixgrad {

struct Curve {
  std::string name;
  std::vector<double> x, y;  // of equal length; a point that is not finite interrupts the line
};

struct CurveLabels {
  std::string title, x_axis, y_axis;
};

// Axes with round numbers, a legend when a curve has a name, colours that colour-blind readers can tell apart.
std::string plot_curves(std::span<const Curve> curves, const CurveLabels& labels);

struct ImageCaption {
  std::string text;
  bool highlighted = false;  // such as a wrong prediction: set apart by colour and by a frame
};

struct ImageGrid {
  std::span<const uint8_t> pixels;                         // count × height × width × channels, row by row
  int64_t count = 0, height = 0, width = 0, channels = 1;  // 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
  std::vector<ImageCaption> captions;                      // none, or one for each image, below it
  int64_t columns = 8;
  std::string title;
};

std::string plot_images(const ImageGrid& grid);
// Numbers from 0 (black) to 1 (white) as pixels; what lies outside is clipped, NaN is 0.
std::vector<uint8_t> pixels_from_unit(std::span<const float> values);

}  // namespace mixgrad
