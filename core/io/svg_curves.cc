#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/io/svg.h"
#include "core/io/svg_document.h"
#include "core/io/text.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

constexpr double kWidth = 760, kLeft = 76, kRight = 24, kBottom = 58, kPlotHeight = 340;
constexpr size_t kMostPoints = 1500;  // of a curve; more can't be seen
// Okabe and Ito's colours without the yellow, which white paper swallows.
constexpr const char* kColours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
constexpr const char* kDashes[] = {"", "8 4", "2 4", "10 4 2 4"};
constexpr size_t kColourCount = std::size(kColours);

// Beyond this no axis can be drawn.
bool is_drawable(double value) { return std::fabs(value) < 1e300; }

struct Axis {
  double low = 0, high = 1, step = 0.2;
  int decimals = 1;
  bool powers = false;  // labels as powers of ten: the numbers are too large or too small to be written out
  std::string label(double value) const {
    if (!powers) return fixed_number(value, decimals);
    if (value == 0) return "0";
    int exponent = static_cast<int>(std::floor(std::log10(std::max(std::fabs(low), std::fabs(high)))));
    return fixed_number(value / std::pow(10.0, exponent), 3) + "e" + std::to_string(exponent);
  }
};

// Too near to each other for an axis between them.
bool is_point(double low, double high) {
  return high - low <= std::max(std::max(std::fabs(low), std::fabs(high)) * 1e-9, 1e-290);
}

// Steps of 1, 2 or 5 times a power of ten, about five of them, and ends that are multiples of the step.
Axis axis_for(double low, double high, bool whole_numbers) {
  if (!(low <= high)) return {};
  double largest = std::max(std::fabs(low), std::fabs(high));
  if (is_point(low, high)) {
    double room = largest > 1e-280 ? largest * 0.1 : 1;
    low -= room;
    high += room;
  }
  Axis axis;
  double rough = high / 5 - low / 5;  // the difference itself may overflow
  double power = std::pow(10.0, std::floor(std::log10(rough)));
  axis.step = power * (rough <= 1.5 * power ? 1 : rough <= 3.5 * power ? 2 : rough <= 7.5 * power ? 5 : 10);
  if (whole_numbers && axis.step < 1) axis.step = 1;
  axis.low = std::floor(low / axis.step + 1e-9) * axis.step;
  axis.high = std::ceil(high / axis.step - 1e-9) * axis.step;
  axis.decimals = std::clamp(static_cast<int>(-std::floor(std::log10(axis.step) + 1e-9)), 0, 20);
  axis.powers = axis.decimals > 6 || std::max(std::fabs(axis.low), std::fabs(axis.high)) >= 1e7;
  return axis;
}

struct Point {
  double x, y;
};

// For each of many equal parts of the curve its lowest and highest point, in their order.
std::vector<Point> thinned(const std::vector<Point>& line) {
  if (line.size() <= kMostPoints) return line;
  std::vector<Point> out = {line.front()};
  size_t parts = kMostPoints / 2;
  for (size_t part = 0; part < parts; ++part) {
    auto begin = line.begin() + static_cast<ptrdiff_t>(line.size() * part / parts);
    auto end = line.begin() + static_cast<ptrdiff_t>(line.size() * (part + 1) / parts);
    auto [low, high] = std::minmax_element(begin, end, [](Point a, Point b) { return a.y < b.y; });
    out.push_back(*std::min(low, high));
    if (low != high) out.push_back(*std::max(low, high));
  }
  out.push_back(line.back());
  return out;
}

class Figure {
 public:
  Figure(std::span<const Curve> curves, const CurveLabels& labels) : curves_(curves), labels_(labels) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    double low_x = kInfinity, high_x = -kInfinity, low_y = kInfinity, high_y = -kInfinity;
    bool whole = true;
    for (const Curve& curve : curves) {
      for (size_t i = 0; i < curve.x.size(); ++i) {
        double x = curve.x[i], y = curve.y[i];
        if (!is_drawable(x) || !is_drawable(y)) continue;
        low_x = std::min(low_x, x);
        high_x = std::max(high_x, x);
        low_y = std::min(low_y, y);
        high_y = std::max(high_y, y);
        whole &= x == std::floor(x);
      }
    }
    x_ = axis_for(low_x, high_x, whole);
    y_ = axis_for(low_y, high_y, false);
    // Steps and epochs: the frame ends with the data, and no room is left beside it.
    if (low_x < high_x && !is_point(low_x, high_x)) x_.low = low_x, x_.high = high_x;
  }

  std::string draw() {
    lay_out_legend();
    top_ = (labels_.title.empty() ? 20 : 48) + (legend_rows_ ? legend_rows_ * 20 + 8 : 0);
    SvgDocument svg(kWidth, top_ + kPlotHeight + kBottom, labels_.title.empty() ? "Plot" : labels_.title);
    if (!labels_.title.empty()) svg.text(kLeft, 30, labels_.title, "class=\"title\"");
    draw_legend(svg);
    draw_axes(svg);
    for (size_t i = 0; i < curves_.size(); ++i) draw_curve(svg, i);
    return svg.finish();
  }

 private:
  double at_x(double x) const {
    return kLeft + (x / 2 - x_.low / 2) / (x_.high / 2 - x_.low / 2) * (kWidth - kLeft - kRight);
  }
  double at_y(double y) const {
    return top_ + kPlotHeight - (y / 2 - y_.low / 2) / (y_.high / 2 - y_.low / 2) * kPlotHeight;
  }
  static std::string stroke(size_t i) {
    std::string dash = kDashes[i / kColourCount % std::size(kDashes)];
    return "stroke=\"" + std::string(kColours[i % kColourCount]) + "\"" +
           (dash.empty() ? "" : " stroke-dasharray=\"" + dash + "\"");
  }

  void lay_out_legend() {
    double x = kLeft;
    for (const Curve& curve : curves_) {
      double width = curve.name.empty() ? 0 : 34 + text_width(curve.name, 13) + 18;
      if (width > 0 && legend_rows_ == 0) legend_rows_ = 1;
      if (width > 0 && x > kLeft && x + width > kWidth - kRight) {
        x = kLeft;
        ++legend_rows_;
      }
      legend_.push_back({x, (labels_.title.empty() ? 22.0 : 52.0) + (legend_rows_ - 1) * 20});
      x += width;
    }
  }

  void draw_legend(SvgDocument& svg) {
    for (size_t i = 0; i < curves_.size(); ++i) {
      if (curves_[i].name.empty()) continue;
      svg.line(legend_[i].x, legend_[i].y, legend_[i].x + 26, legend_[i].y, stroke(i) + " stroke-width=\"3\"");
      svg.text(legend_[i].x + 34, legend_[i].y + 4.5, curves_[i].name, "");
    }
  }

  void draw_axes(SvgDocument& svg) {
    double bottom = top_ + kPlotHeight, right = kWidth - kRight;
    for (int i = 0;; ++i) {
      double y = y_.low + i * y_.step;
      if (!(y <= y_.high + y_.step * 1e-6) || i > 50) break;
      svg.line(kLeft, at_y(y), right, at_y(y), "class=\"grid\"");
      svg.text(kLeft - 10, at_y(y) + 4.5, y_.label(y), "class=\"tick\" text-anchor=\"end\"");
    }
    double first = std::ceil(x_.low / x_.step - 1e-6) * x_.step;
    for (int i = 0;; ++i) {
      double x = first + i * x_.step;
      if (!(x <= x_.high + x_.step * 1e-6) || i > 50) break;
      svg.line(at_x(x), bottom, at_x(x), bottom + 5, "class=\"axis\"");
      svg.text(at_x(x), bottom + 20, x_.label(x), "class=\"tick\" text-anchor=\"middle\"");
    }
    svg.line(kLeft, bottom, right, bottom, "class=\"axis\"");
    if (!labels_.x_axis.empty()) {
      svg.text((kLeft + right) / 2, bottom + 44, labels_.x_axis, "text-anchor=\"middle\"");
    }
    if (!labels_.y_axis.empty()) {
      double middle = top_ + kPlotHeight / 2;
      svg.text(18, middle, labels_.y_axis,
               "text-anchor=\"middle\" transform=\"rotate(-90 18 " + fixed_number(middle, 2) + ")\"");
    }
  }

  void draw_curve(SvgDocument& svg, size_t index) {
    const Curve& curve = curves_[index];
    std::vector<Point> line;
    bool dots = curve.x.size() <= 40;
    for (size_t i = 0; i <= curve.x.size(); ++i) {
      bool finite = i < curve.x.size() && is_drawable(curve.x[i]) && is_drawable(curve.y[i]);
      if (finite) {
        line.push_back({at_x(curve.x[i]), at_y(curve.y[i])});
      } else if (!line.empty()) {
        std::string points;
        for (Point p : thinned(line)) {
          points += (points.empty() ? "" : " ") + fixed_number(p.x, 2) + "," + fixed_number(p.y, 2);
        }
        if (line.size() > 1) svg.element("polyline", "points=\"" + points + "\" class=\"curve\" " + stroke(index));
        for (Point p : line) {
          if (!dots && line.size() > 1) break;
          svg.element("circle", "cx=\"" + fixed_number(p.x, 2) + "\" cy=\"" + fixed_number(p.y, 2) +
                                    "\" r=\"3.5\" fill=\"" + kColours[index % kColourCount] + "\"");
        }
        line.clear();
      }
    }
  }

  std::span<const Curve> curves_;
  const CurveLabels& labels_;
  Axis x_, y_;
  double top_ = 0;
  int legend_rows_ = 0;
  std::vector<Point> legend_;
};

}  // namespace

std::string plot_curves(std::span<const Curve> curves, const CurveLabels& labels) {
  for (const Curve& curve : curves) {
    if (curve.x.size() == curve.y.size()) continue;
    throw Error(ErrorCode::kShape, "a curve needs as many x as y values")
        .given(std::to_string(curve.x.size()) + " and " + std::to_string(curve.y.size()));
  }
  return Figure(curves, labels).draw();
}

}  // namespace mixgrad
