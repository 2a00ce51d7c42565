#include "core/plot/figure.h"

#include "core/io/file.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

const Class& Figure::cls() const {
  static const Class& c = class_named("Figure");
  return c;
}

void Figure::save(const std::string& path) const {
  if (!path.ends_with(".svg"))
    throw Error(ErrorCode::kValue, "a figure is saved as SVG")
        .on("path")
        .given("\"" + path + "\"")
        .accepted("a name that ends in .svg");
  write_file(path, svg_);
}

Ref<Figure> curves_figure(std::span<const Curve> curves, const CurveLabels& labels) {
  return make_ref<Figure>(plot_curves(curves, labels));
}

MIXGRAD_CLASS(Figure) {
  c.in_namespace("plot")
      .summary("A finished plot.")
      .description("Holds SVG text; notebooks show it as it is. Equal data give equal bytes in every language.")
      .reference("W3C, Scalable Vector Graphics (SVG) 1.1")
      .property("svg", types::string, "The plot as SVG text.",
                [](Context&, Object& self) { return Value(static_cast<Figure&>(self).svg()); })
      .method("save", [](FunctionBuilder& f) {
        f.summary("Writes the plot to a file.")
            .description(
                "A file that was there before is replaced when the new one is whole, and stays if writing fails.")
            .attribute("path", types::path, "Where to; the name ends in .svg.")
            .blocking(Blocking::kIo)
            .error("value", "the name does not end in .svg")
            .error("io", "the file can not be written")
            .native([](Invocation& call) { call.self<Figure>().save(call[0].as_string()); });
      });
}

}  // namespace mixgrad
