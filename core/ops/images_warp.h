// Images seen through maps of the plane. Coordinates are x to the right and y down, in pixels.
#pragma once

#include "core/ops/images.h"
#include "core/ops/sampling.h"

namespace mixgrad {

// What an affine map of images is made of: tensors of float64 with one element; angles in degrees, the first clockwise.
struct AffineMap {
  Tensor angle, x, y, scale, shear_x, shear_y;
  explicit AffineMap(Context& c);  // moves nothing
};
Tensor number_of(Context& c, double value);  // such a tensor

// Attributes `interpolation` and, where asked for, `fill` and `center`, at these places of the schema; their checks.
FunctionBuilder& interpolated(FunctionBuilder& f);
FunctionBuilder& filled(FunctionBuilder& f);
FunctionBuilder& centred(FunctionBuilder& f);
void check_fill(Infer& infer, int i);
void check_centre(Infer& infer, int i);

struct Look {
  Interpolation mode;
  Value fill;  // null or a list
};
// What lies at places of each image, of the shape [height, width]; float64.
Tensor warped(Context& c, const Tensor& img, const Tensor& y, const Tensor& x, const Look& look);
// The images after the map, which keeps the point `centre` (x and y, or null for the middle), in another size.
Tensor mapped(Context& c, const Tensor& img, const AffineMap& map, const Value& centre, const Shape& size,
              const Look& look);

}  // namespace mixgrad
