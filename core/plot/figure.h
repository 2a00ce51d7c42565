// A finished plot: SVG text that can be shown or saved.
#pragma once

#include <span>
#include <string>

#include "core/dispatch/callable.h"
#include "core/io/svg.h"

namespace mixgrad {

class Figure final : public Object {
 public:
  explicit Figure(std::string svg) : svg_(std::move(svg)) {}
  const Class& cls() const override;
  const std::string& svg() const { return svg_; }
  void save(const std::string& path) const;  // the whole file or none

 private:
  std::string svg_;
};

Ref<Figure> curves_figure(std::span<const Curve> curves, const CurveLabels& labels);

}  // namespace mixgrad
