// The elements of an SVG file, with numbers and text in their one form.
#pragma once

#include <string>
#include <string_view>

namespace mixgrad {

// A generous guess: fonts differ.
double text_width(std::string_view text, double font_size);

class SvgDocument {
 public:
  SvgDocument(double width, double height, std::string_view title);
  // `attributes` are XML already.
  void element(std::string_view name, std::string_view attributes);
  void line(double x1, double y1, double x2, double y2, std::string_view attributes);
  void text(double x, double y, std::string_view content, std::string_view attributes);
  std::string finish();

 private:
  std::string out_;
};

}  // namespace mixgrad
