// Images in other colours, element by element or with the other channels of a pixel.
#include "core/ops/images.h"

namespace mixgrad {

namespace {

constexpr const char* kThree = "img has fewer than three axes, or not three channels";
constexpr const char* kRank = "img has fewer than three axes";

Tensor limited(Context& c, const Tensor& x) { return op<"clip">(c, x, whole(0), whole(1)); }

Tensor channel(Context& c, const Tensor& x, int i) { return slice_of(c, x, x.rank() - 3, i, i + 1); }

// [..., 1, H, W]: the weights of ITU-R BT.601, rounded as torchvision has them.
Tensor grey(Context& c, const Tensor& x) {
  Tensor sum = plus(c, times(c, channel(c, x, 0), Value(0.2989)), times(c, channel(c, x, 1), Value(0.587)));
  return plus(c, sum, times(c, channel(c, x, 2), Value(0.114)));
}

// ratio img + (1 - ratio) other, from 0 to 1.
Tensor blended(Context& c, const Tensor& x, const Tensor& other, const Value& ratio) {
  Value rest = ratio.is_tensor() ? Value(minus(c, whole(1), ratio)) : Value(1 - ratio.as_float());
  return limited(c, plus(c, times(c, x, ratio), times(c, other, rest)));
}

bool is_grey(const Tensor& x) { return x.shape()[x.rank() - 3] == 1; }

template <Tensor (*compute)(Context&, const Tensor&, Invocation&)>
void body(Invocation& call) {
  Tensor x = call.tensor(0);
  call.result(as_dtype(call.context, compute(call.context, wide_images(call.context, x), call), x.dtype()));
}
template <Tensor (*compute)(Context&, const Tensor&, const Value&)>
Tensor by_factor(Context& c, const Tensor& x, Invocation& call) {
  return compute(c, x, call[1]);
}

}  // namespace

Tensor brightened(Context& c, const Tensor& x, const Value& factor) { return limited(c, times(c, x, factor)); }

Tensor contrasted(Context& c, const Tensor& x, const Value& factor) {
  int rank = x.rank();
  Tensor colourless = x.shape()[rank - 3] == 3 ? grey(c, x) : x;
  Value axes(ValueList{whole(rank - 3), whole(rank - 2), whole(rank - 1)});
  return blended(c, x, op<"mean">(c, colourless, axes, Value(true)), factor);
}

Tensor saturated(Context& c, const Tensor& x, const Value& factor) {
  return is_grey(x) ? x : blended(c, x, grey(c, x), factor);
}

// Hue, saturation and value; of equal channels the first is the largest. Then the hue moves, and back again.
Tensor turned_hue(Context& c, const Tensor& x, const Value& circles) {
  if (is_grey(x)) return x;
  Tensor r = channel(c, x, 0), g = channel(c, x, 1), b = channel(c, x, 2);
  Value axis = whole(x.rank() - 3);
  Tensor most = op<"max">(c, x, axis, Value(true)), range = minus(c, most, op<"min">(c, x, axis, Value(true)));
  Tensor even = op<"equal">(c, range, whole(0)), divisor = op<"where">(c, even, whole(1), range);
  Tensor s = over(c, range, op<"where">(c, even, whole(1), most));
  auto sector = [&](const Tensor& next, const Tensor& last, int64_t start) {
    return plus(c, over(c, minus(c, next, last), divisor), whole(start));
  };
  Tensor h = op<"where">(c, op<"equal">(c, g, most), sector(b, r, 2), sector(r, g, 4));
  h = op<"where">(c, op<"equal">(c, r, most), sector(g, b, 0), h);
  Value further = circles.is_tensor() ? Value(plus(c, circles, whole(1))) : Value(1 + circles.as_float());
  h = op<"remainder">(c, plus(c, over(c, h, whole(6)), further), whole(1));
  ValueList out;
  for (int n : {5, 3, 1}) {  // value (1 - s max(0, min(k, 4 - k, 1))), k = n + 6 h modulo 6
    Tensor k = op<"remainder">(c, plus(c, times(c, h, whole(6)), whole(n)), whole(6));
    Tensor less = op<"clip">(c, op<"minimum">(c, k, minus(c, whole(4), k)), whole(0), whole(1));
    out.push_back(Value(times(c, most, minus(c, whole(1), times(c, s, less)))));
  }
  return op<"concat">(c, Value(std::move(out)), axis);
}

void one_or_three(Infer& infer) {
  check_images(infer, 3);
  if (infer.shape(0)[infer.rank(0) - 3] == 1) return infer.output(infer.dtype(0), infer.shape(0));
  three_channels(infer);
}

namespace {

Tensor gamma(Context& c, const Tensor& x, Invocation& call) {
  return limited(c, times(c, op<"pow">(c, x, call[1]), call[2]));
}

Tensor inverted(Context& c, const Tensor& x, Invocation&) { return minus(c, whole(1), x); }

Tensor solarized(Context& c, const Tensor& x, Invocation& call) {
  return op<"where">(c, op<"greater_equal">(c, x, call[1]), minus(c, whole(1), x), x);
}

Tensor posterized(Context& c, const Tensor& x, Invocation& call) {
  double levels = static_cast<double>(int64_t{1} << call[1].as_int());
  Tensor level = op<"clip">(c, op<"floor">(c, times(c, x, Value(levels))), whole(0), Value(levels - 1));
  return times(c, level, Value(1 / levels));
}

void levels_or_more(Infer& infer) {
  same_images(infer);
  int64_t channels = infer.shape(0)[infer.rank(0) - 3];
  for (int i = 1; i <= 2; ++i) {
    int64_t n = static_cast<int64_t>(infer.list(i).size());
    if (n != 1 && n != channels)
      throw infer.error(ErrorCode::kValue, i, "there must be one number for each channel, or one for all")
          .given(std::to_string(n))
          .accepted(channels == 1 ? "1" : "1 or " + std::to_string(channels));
    for (const Value& v : infer.list(i)) {
      if (i == 2 && v.as_float() == 0) throw infer.error(ErrorCode::kValue, 2, "a deviation is 0");
    }
  }
}

void normalize_body(Invocation& call) {
  Context& c = call.context;
  Tensor x = call.tensor(0), wide = wide_images(c, x);
  auto column = [&](int i) {
    ValueList rows;
    for (const Value& v : call[i].as_list())
      rows.push_back(Value(full_of(c, v.as_float(), wide.dtype(), Shape{1, 1, 1})));
    return op<"concat">(c, Value(std::move(rows)), whole(0));
  };
  call.result(as_dtype(c, over(c, minus(c, wide, column(1)), column(2)), x.dtype()));
}

constexpr const char* kGrey = "img has fewer than three axes, or not one or three channels";

}  // namespace

MIXGRAD_FUNCTION(adjust_brightness) {
  images(f, "adjust_brightness")
      .summary("Makes images brighter or darker.")
      .description("Limited to 0 and 1.")
      .math("out = \\min(1, \\max(0, brightness\\_factor \\cdot img))")
      .attribute("brightness_factor", types::floating,
                 "What elements are multiplied by: 0 is black, 1 changes nothing.")
      .minimum(0)
      .error("value", "the factor is negative")
      .positional(2);
  recoloured(f, kRank, body<by_factor<brightened>>, same_images).example(R"(
        expect adjust_brightness(tensor([[[0.25, 0.75]]]), 2) = [[[0.5, 1]]]
      )");
}

MIXGRAD_FUNCTION(adjust_contrast) {
  images(f, "adjust_contrast")
      .summary("Moves images away from their mean brightness, or towards it.")
      .description("The mean is that of the grey image, of each image on its own. Limited to 0 and 1.")
      .math("out = a \\, img + (1 - a) \\, mean")
      .attribute("contrast_factor", types::floating, "a: 0 is grey, 1 changes nothing.")
      .minimum(0)
      .error("value", "the factor is negative")
      .positional(2);
  recoloured(f, kGrey, body<by_factor<contrasted>>, one_or_three).example(R"(
        expect adjust_contrast(tensor([[[0.25, 0.75]]]), 0.5) = [[[0.375, 0.625]]]
      )");
}

MIXGRAD_FUNCTION(adjust_saturation) {
  images(f, "adjust_saturation")
      .summary("Moves the colours of images away from grey, or towards it.")
      .description("Grey is that of rgb_to_grayscale. Limited to 0 and 1. Images of one channel stay.")
      .math("out = a \\, img + (1 - a) \\, grey")
      .attribute("saturation_factor", types::floating, "a: 0 is grey, 1 changes nothing.")
      .minimum(0)
      .error("value", "the factor is negative")
      .positional(2);
  recoloured(f, kGrey, body<by_factor<saturated>>, one_or_three).example(R"(
        expect adjust_saturation(tensor([[[1]], [[0]], [[0]]]), 0) = [[[0.2989]], [[0.2989]], [[0.2989]]] within 1e-6
      )");
}

MIXGRAD_FUNCTION(adjust_hue) {
  images(f, "adjust_hue")
      .summary("Turns the colours of images around the colour circle.")
      .description(
          "Through hue, saturation and value. Images of one channel stay. Elements below 0 have no hue of their own.")
      .attribute("hue_factor", types::floating, "How far, in circles: 0.5 and -0.5 give the opposite colour.")
      .minimum(-0.5)
      .maximum(0.5)
      .error("value", "the factor is not between -0.5 and 0.5")
      .positional(2);
  recoloured(f, kGrey, body<by_factor<turned_hue>>, one_or_three).example(R"(
        expect adjust_hue(tensor([[[1]], [[0]], [[0]]]), 0.5) = [[[0]], [[1]], [[1]]] within 1e-6
      )");
}

MIXGRAD_FUNCTION(adjust_gamma) {
  images(f, "adjust_gamma")
      .summary("Raises the elements of images to a power.")
      .description("Powers above 1 make shadows darker, below 1 lighter. Limited to 0 and 1.")
      .math("out = \\min(1, \\max(0, gain \\cdot img^{gamma}))")
      .attribute("gamma", types::floating, "The power.")
      .minimum(0)
      .attribute("gain", types::floating, 1.0, "What the powers are multiplied by.")
      .error("value", "gamma is negative")
      .positional(2);
  recoloured(f, kRank, body<gamma>, same_images).example(R"(
        expect adjust_gamma(tensor([[[0, 0.5, 1]]]), 2, gain: 0.5) = [[[0, 0.125, 0.5]]] within 1e-6
      )");
}

MIXGRAD_FUNCTION(invert) {
  images(f, "invert").summary("The negatives of images.").description("1 less each element.").math("out = 1 - img");
  recoloured(f, kRank, body<inverted>, same_images).example(R"(
        expect invert(tensor([[[0, 0.25, 1]]])) = [[[1, 0.75, 0]]]
      )");
}

MIXGRAD_FUNCTION(solarize) {
  images(f, "solarize")
      .summary("Inverts elements that are bright.")
      .description("Elements of at least the threshold are inverted.")
      .math("out = img \\ge threshold \\;?\\; 1 - img : img")
      .attribute("threshold", types::floating, "From which number on.")
      .positional(2);
  recoloured(f, kRank, body<solarized>, same_images).example(R"(
        expect solarize(tensor([[[0.25, 0.5, 1]]]), 0.5) = [[[0.25, 0.5, 0]]]
      )");
}

MIXGRAD_FUNCTION(posterize) {
  images(f, "posterize")
      .summary("Images with few levels of brightness.")
      .description("Elements are rounded down to multiples of one part of 2^bits. They have no gradient.")
      .math("out = \\lfloor 2^{bits} img \\rfloor \\, 2^{-bits}, at most 1 - 2^{-bits}")
      .attribute("bits", types::integer, "How many bits are kept.")
      .minimum(0)
      .maximum(8)
      .error("value", "bits is not 0 to 8")
      .positional(2);
  recoloured(f, kRank, body<posterized>, same_images).example(R"(
        expect posterize(tensor([[[0.25, 0.6, 1]]]), 1) = [[[0, 0.5, 0.5]]]
      )");
}

MIXGRAD_FUNCTION(rgb_to_grayscale) {
  images(f, "rgb_to_grayscale")
      .summary("The brightness of each pixel.")
      .description(
          "The sum of red, green and blue, weighted as ITU-R BT.601 has it. float16 and bfloat16 compute in float32.")
      .math("out = 0.2989 R + 0.587 G + 0.114 B")
      .attribute("num_output_channels", types::integer, 1, "1, or 3 for as many equal channels.")
      .positional(2)
      .output("out", "The images.", "as img", "[..., num_output_channels, H, W]")
      .error("shape", kThree)
      .error("value", "num_output_channels is neither 1 nor 3")
      .shape([](Infer& infer) {
        if (infer.integer(1) != 1 && infer.integer(1) != 3)
          throw infer.error(ErrorCode::kValue, 1, "there is no such number of channels")
              .given(std::to_string(infer.integer(1)))
              .accepted("1 or 3");
        check_colours(infer);
        Shape shape = infer.shape(0);
        shape[shape.rank() - 3] = infer.integer(1);
        infer.output(infer.dtype(0), shape);
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0), out = as_dtype(c, grey(c, wide_images(c, x)), x.dtype());
        if (call[1].as_int() == 1) return call.result(out);
        call.result(op<"concat">(c, Value(ValueList{Value(out), Value(out), Value(out)}), whole(x.rank() - 3)));
      })
      .example(R"(
        expect rgb_to_grayscale(tensor([[[1]], [[0]], [[0.5]]])) = [[[0.3559]]] within 1e-6
      )");
}

MIXGRAD_FUNCTION(normalize_image) {
  images(f, "normalize")
      .summary("Images less a mean and over a deviation, of each channel.")
      .description("What networks are trained on. normalize is another function: it divides vectors by their norm.")
      .math("out_c = (img_c - mean_c) / std_c")
      .attribute("mean", types::list(types::floating), "The mean of each channel, or one for all.")
      .attribute("std", types::list(types::floating), "The standard deviation of each channel, or one for all.")
      .error("value", "mean or std has not one number for each channel, or a deviation is 0")
      .positional(3);
  recoloured(f, kRank, normalize_body, levels_or_more).example(R"(
        expect normalize_image(tensor([[[0.5]], [[1]]]), [0.5, 0.75], [0.25, 0.5]) = [[[0]], [[0.5]]]
      )");
}

}  // namespace mixgrad
