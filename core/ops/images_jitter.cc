// Colours of images moved at random.
#include <algorithm>

#include "core/kernels/library.h"
#include "core/ops/images.h"

namespace mixgrad {

namespace {

constexpr int kBrightness = 1, kHue = 4;

struct Factors {
  double low, high;
};

Factors factors_of(const ValueList& list, bool hue) {
  double first = list[0].as_float();
  if (list.size() == 2) return {first, list[1].as_float()};
  return hue ? Factors{-first, first} : Factors{std::max(0.0, 1 - first), 1 + first};
}

void jitter_shape(Infer& infer) {
  one_or_three(infer);
  for (int i = kBrightness; i <= kHue; ++i) {
    if (!infer.has(i)) continue;
    check_list(infer, i, 1, 2);
    bool hue = i == kHue;
    Factors f = factors_of(infer.list(i), hue);
    bool good = f.low <= f.high && (hue ? f.low >= -0.5 && f.high <= 0.5 : infer.list(i)[0].as_float() >= 0);
    if (!good)
      throw infer.error(ErrorCode::kValue, i, "the numbers are in the wrong order, or out of range")
          .given(std::to_string(f.low) + " to " + std::to_string(f.high))
          .accepted(hue ? "from -0.5 to 0.5" : "0 or more");
  }
}

using Change = Tensor (*)(Context&, const Tensor&, const Value&);
constexpr Change kChanges[] = {brightened, contrasted, saturated, turned_hue};

// A trace does not know the order: there all changes are made in each step, and the one whose turn it is stays.
Tensor changed_in(Context& c, Tensor x, const Tensor& order, const std::vector<Change>& changes,
                  const std::vector<Value>& factors) {
  Tensor here = c.tracer ? order : on_host(order);
  for (size_t step = 0; step < changes.size(); ++step) {
    if (!c.tracer) {
      auto which = static_cast<size_t>(here.data<int64_t>()[step]);
      x = changes[which](c, x, factors[which]);
      continue;
    }
    auto at = static_cast<int64_t>(step);
    Tensor turn = as_shape(c, slice_of(c, order, 0, at, at + 1), Shape{}), before = x;
    for (size_t k = 0; k < changes.size(); ++k) {
      // The others see zeros: what their gradients make of numbers that are not theirs must not reach the image.
      Tensor is_turn = op<"equal">(c, turn, whole(static_cast<int64_t>(k)));
      Tensor changed = changes[k](c, op<"where">(c, is_turn, before, whole(0)), factors[k]);
      x = k == 0 ? changed : op<"where">(c, is_turn, changed, x);
    }
  }
  return x;
}

void jitter_body(Invocation& call) {
  Context& c = call.context;
  Tensor img = call.tensor(0), x = wide_images(c, img), u = fractions(call, 8);
  std::vector<Change> changes;
  std::vector<Value> factors;
  ValueList keys;
  for (int i = 0; i < 4; ++i) {
    if (!call.has(kBrightness + i)) continue;
    Factors range = factors_of(call[kBrightness + i].as_list(), kBrightness + i == kHue);
    Tensor factor = as_shape(c, between(c, u, i, range.low, range.high), Shape{});
    factors.push_back(Value(as_dtype(c, factor, x.dtype())));
    keys.push_back(Value(slice_of(c, u, 0, 4 + i, 5 + i)));
    changes.push_back(kChanges[i]);
  }
  if (changes.empty()) return call.result(img);
  Tensor order = op<"argsort">(c, op<"concat">(c, Value(std::move(keys)), whole(0)));
  x = changed_in(c, x, order, changes, factors);
  call.result(as_dtype(c, x, img.dtype()));
}

FunctionBuilder& range(FunctionBuilder& f, const char* name, const char* function) {
  return f.attribute(name, types::optional(types::list(types::floating)), Value::null(),
                     std::string("The smallest and the largest factor of ") + function +
                         ", or one number a for 1 - a, at least 0, to 1 + a; it stays if this is left out.");
}

}  // namespace

MIXGRAD_FUNCTION(color_jitter) {
  drawn(f, "ColorJitter")
      .summary("Changes brightness, contrast, saturation and hue of images at random.")
      .description(
          "In random order, each by a random factor; all factors of an interval and all orders are equally likely. "
          "Eight random numbers are drawn for the whole tensor, whatever is left out.");
  range(range(range(f, "brightness", "adjust_brightness"), "contrast", "adjust_contrast"), "saturation",
        "adjust_saturation")
      .attribute("hue", types::optional(types::list(types::floating)), Value::null(),
                 "The smallest and the largest factor of adjust_hue, or one number a for -a to a; it stays if this is "
                 "left out.");
  image_generator(f)
      .positional(1)
      .output("out", "The images. float16 and bfloat16 compute in float32.", "as img", "[..., C, H, W]")
      .error("shape", "img has fewer than three axes, or not one or three channels")
      .error("value",
             "a number is not finite, a list has not one or two, or they are in the wrong order, negative, or for hue "
             "not between -0.5 and 0.5")
      .shape(jitter_shape)
      .composed(jitter_body)
      .example(R"(
        let img = tensor([[[0.25, 0.5]]])
        expect color_jitter(img, brightness: [2, 2]) = [[[0.5, 1]]]
        expect color_jitter(img, contrast: [0.5], saturation: [0.5], hue: [0.1]) shape = [1, 1, 2]
      )");
}

}  // namespace mixgrad
