// Layers that make images larger.
#include "core/nn/function_layer.h"

namespace mixgrad {

namespace {

void nearest(FunctionLayer&, Context&) {}  // the function's own default
void bilinear(FunctionLayer& layer, Context&) {
  layer.set("mode", Value::enumerator(3));
  layer.set("align_corners", Value(true));
}

template <void (*mode)(FunctionLayer&, Context&)>
ClassBuilder& upsampling(ClassBuilder& c, const char* summary, const char* description) {
  layer_of(c, {"interpolate", nullptr, nullptr, made<mode>, nullptr,
               [](std::string_view argument) { return argument != "size" && argument != "scale_factor"; }});
  return c.summary(summary).description(description);
}

}  // namespace

MIXGRAD_LAYER(Upsample, interpolate, R"(
  let layer = new Upsample(scale_factor: [2])
  expect layer.mode = "nearest"
  expect layer.forward(tensor([[[1, 2]]])) = [[[1, 1, 2, 2]]]
)")

MIXGRAD_CLASS(UpsamplingNearest2d) {
  upsampling<nearest>(c, "Images in another size, of their nearest pixels.",
                      "The same as Upsample with the mode nearest.")
      .example(R"(
        let layer = new UpsamplingNearest2d([2, 4])
        expect layer.forward(tensor([[[[1, 2]]]])) = [[[[1, 1, 2, 2], [1, 1, 2, 2]]]]
      )");
}

MIXGRAD_CLASS(UpsamplingBilinear2d) {
  upsampling<bilinear>(c, "Images in another size, of the neighbours of each pixel by their distances.",
                       "The same as Upsample with the mode bilinear and align_corners.")
      .example(R"(
        let layer = new UpsamplingBilinear2d([1, 3])
        expect layer.forward(tensor([[[[1, 2]]]])) = [[[[1, 1.5, 2]]]]
      )");
}

}  // namespace mixgrad
