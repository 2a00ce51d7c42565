// What the element types can hold.
#include <cmath>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

constexpr const char* kFields =
    "Each field is a tensor without axes: not every language has a number for every element type.";

// Digits in base 2, the hidden one too, and the exponents of the smallest normal and of the largest numbers.
struct FloatFormat {
  int digits, least, most;
};
FloatFormat format_of(DType dtype) {
  switch (dtype) {
    case DType::kFloat16:
      return {11, -14, 15};
    case DType::kBFloat16:
      return {8, -126, 127};
    case DType::kFloat32:
      return {24, -126, 127};
    default:
      return {53, -1022, 1023};
  }
}

DType dtype_of(Infer& infer, bool accepts(DType), const char* accepted) {
  DType dtype = infer.argument(0).as_dtype();
  if (accepts(dtype)) return dtype;
  throw infer.error(ErrorCode::kDType, 0, "this element type has no such limits")
      .given(dtype_name(dtype))
      .accepted(accepted);
}

void give(Invocation& call, const Value& number, DType dtype) {
  call.result(op<"full">(call.context, Value(Shape{}), number, Value(dtype)));
}
void give_bits(Invocation& call, DType dtype) {
  give(call, Value(static_cast<int64_t>(8 * item_bytes(dtype))), DType::kInt64);
}

}  // namespace

MIXGRAD_FUNCTION(finfo) {
  f.summary("What a floating element type can hold.")
      .description(kFields)
      .reference("Python Array API standard 2024.12, finfo")
      .attribute("dtype", types::dtype, "The element type: floating.")
      .output("bits", "How many bits an element takes.", "int64", "[]")
      .output("eps", "The distance from 1 to the next larger number.", "dtype", "[]")
      .output("max", "The largest finite number.", "dtype", "[]")
      .output("min", "The lowest finite number.", "dtype", "[]")
      .output("smallest_normal", "The smallest positive number of full precision.", "dtype", "[]")
      .record("FInfo")
      .error("dtype", "dtype is not floating")
      .no_gradient("it has no tensor input")
      .shape([](Infer& infer) {
        DType dtype = dtype_of(infer, is_floating, "floating");
        infer.output(DType::kInt64, Shape{});
        for (int i = 0; i < 4; ++i) infer.output(dtype, Shape{});
      })
      .composed([](Invocation& call) {
        DType dtype = call[0].as_dtype();
        FloatFormat format = format_of(dtype);
        double eps = std::ldexp(1.0, 1 - format.digits), most = std::ldexp(2 - eps, format.most);
        give_bits(call, dtype);
        for (double limit : {eps, most, -most, std::ldexp(1.0, format.least)}) give(call, Value(limit), dtype);
      })
      .example(R"(
        let info = finfo(float16)
        expect info.bits = 16
        expect info.max = 65504
        expect info.eps = 0.0009765625
      )");
}

MIXGRAD_FUNCTION(iinfo) {
  f.summary("What an integer element type can hold.")
      .description(kFields)
      .reference("Python Array API standard 2024.12, iinfo")
      .attribute("dtype", types::dtype, "The element type: integer.")
      .output("bits", "How many bits an element takes.", "int64", "[]")
      .output("max", "The largest number.", "dtype", "[]")
      .output("min", "The lowest number.", "dtype", "[]")
      .record("IInfo")
      .error("dtype", "dtype is not integer")
      .no_gradient("it has no tensor input")
      .shape([](Infer& infer) {
        DType dtype = dtype_of(infer, is_integer, "integer");
        infer.output(DType::kInt64, Shape{});
        for (int i = 0; i < 2; ++i) infer.output(dtype, Shape{});
      })
      .composed([](Invocation& call) {
        DType dtype = call[0].as_dtype();
        int bits = static_cast<int>(8 * item_bytes(dtype));
        uint64_t ones = ~uint64_t{0} >> (64 - bits), most = is_unsigned_integer(dtype) ? ones : ones >> 1;
        give_bits(call, dtype);
        give(call, Value(static_cast<int64_t>(most)), dtype);  // of 64 ones -1, which wraps to them
        give(call, Value(is_unsigned_integer(dtype) ? int64_t{0} : -static_cast<int64_t>(most) - 1), dtype);
      })
      .example(R"(
        let info = iinfo(int8)
        expect info.bits = 8
        expect info.max = 127
        expect info.min = -128
      )");
}

}  // namespace mixgrad
