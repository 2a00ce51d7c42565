#include "core/io/svg_document.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/io/text.h"

namespace mixgrad {

double text_width(std::string_view text, double font_size) {
  int64_t characters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
  return static_cast<double>(characters) * font_size * 0.58;
}

SvgDocument::SvgDocument(double width, double height, std::string_view title) {
  std::string w = fixed_number(width, 2), h = fixed_number(height, 2);
  out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + w +
         "\" height=\"" + h + "\" viewBox=\"0 0 " + w + " " + h + "\" role=\"img\">\n<title>" + xml_escaped(title) +
         "</title>\n<style>\n"
         "text { font: 13px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; fill: #333333; }\n"
         ".title { font-size: 17px; font-weight: 600; fill: #111111; }\n"
         ".tick { font-size: 12px; fill: #555555; }\n"
         ".grid { stroke: #e4e4e4; }\n"
         ".axis { stroke: #777777; }\n"
         ".curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }\n"
         ".highlighted { fill: #d55e00; font-weight: 600; }\n"
         ".pixels { image-rendering: pixelated; }\n"
         "</style>\n<rect width=\"" +
         w + "\" height=\"" + h + "\" fill=\"#ffffff\"/>\n";
}

void SvgDocument::element(std::string_view name, std::string_view attributes) {
  out_ += "<" + std::string(name) + " " + std::string(attributes) + "/>\n";
}

void SvgDocument::line(double x1, double y1, double x2, double y2, std::string_view attributes) {
  element("line", "x1=\"" + fixed_number(x1, 2) + "\" y1=\"" + fixed_number(y1, 2) + "\" x2=\"" + fixed_number(x2, 2) +
                      "\" y2=\"" + fixed_number(y2, 2) + "\" " + std::string(attributes));
}

void SvgDocument::text(double x, double y, std::string_view content, std::string_view attributes) {
  out_ += "<text x=\"" + fixed_number(x, 2) + "\" y=\"" + fixed_number(y, 2) + "\"" + (attributes.empty() ? "" : " ") +
          std::string(attributes) + ">" + xml_escaped(content) + "</text>\n";
}

std::string SvgDocument::finish() { return std::move(out_) + "</svg>\n"; }

}  // namespace mixgrad
