// Elements before and after those of a tensor.
#include "core/ops/padding.h"

#include <algorithm>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

Type mode_type() {
  return types::enumeration("PadMode", {{"constant", kPadConstant, "The number in the argument value."},
                                        {"reflect", kPadReflect, "The tensor mirrored at its first and last elements."},
                                        {"replicate", kPadReplicate, "The first or the last element."},
                                        {"circular", kPadCircular, "The tensor from its other end."}});
}

// How many elements come before an axis and after it; negative: how many are left out.
struct Widths {
  int64_t before, after;
  bool any() const { return before != 0 || after != 0; }
};

Widths widths_of(const Value& given, int axis) {
  const ValueList& list = given.as_list();
  size_t at = list.size() == 2 ? 0 : 2 * static_cast<size_t>(axis);
  auto width = [&](size_t i) { return std::max(list[i].as_int(), -INT64_MAX); };  // can be negated
  return {width(at), width(at + 1)};
}

int64_t padded_size(Infer& infer, int axis) {
  Widths w = widths_of(infer.argument(1), axis);
  int64_t size = infer.shape(0)[axis], out;
  if (__builtin_add_overflow(size, w.before, &out) || __builtin_add_overflow(out, w.after, &out))
    throw infer.error(ErrorCode::kOutOfMemory, 1, "a tensor of this size can not be addressed");
  std::string widths = std::to_string(w.before) + " and " + std::to_string(w.after);
  if (out < 0) {
    throw infer.error(ErrorCode::kValue, 1, "more elements would be left out than axis " + number_mark(axis) + " has")
        .given(widths)
        .accepted("at most " + std::to_string(size) + " to leave out");
  }
  int64_t mode = infer.argument(2).as_int();
  int64_t repeated =
      mode == kPadCircular ? size + std::min<int64_t>(0, w.before) + std::min<int64_t>(0, w.after) : size;
  if (repeated <= 0 && out > 0 && mode != kPadConstant) {
    throw infer.error(ErrorCode::kValue, 1, "axis " + number_mark(axis) + " has no elements to repeat").given(widths);
  }
  return out;
}

Shape padded_shape(Infer& infer) {
  int rank = infer.rank(0);
  size_t given = infer.list(1).size();
  if (given != 2 && given != 2 * static_cast<size_t>(rank)) {
    throw infer.error(ErrorCode::kValue, 1, "there must be two widths, before and after, for each axis or for all")
        .given(std::to_string(given))
        .accepted(rank == 1 ? "2" : "2 or " + std::to_string(2 * rank));
  }
  Shape out = infer.shape(0);
  for (int axis = 0; axis < rank; ++axis) out[axis] = padded_size(infer, axis);
  return out;
}

Tensor with_constant(Context& c, Tensor x, const Value& widths, const Value& value, const Shape& to) {
  for (int axis = 0; axis < x.rank(); ++axis) {
    Widths w = widths_of(widths, axis);
    int64_t size = x.shape()[axis], start = std::min(size, std::max<int64_t>(0, -w.before));
    int64_t stop = std::max(start, size - std::max<int64_t>(0, -w.after));
    if (stop - start < size) x = slice_of(c, x, axis, start, stop);
  }
  Tensor around = op<"full">(c, Value(to), value, Value(x.dtype()));  // that there can be one is known from here on
  if (x.elements() == 0) return around;
  Strides strides = row_major(to);
  int64_t offset = 0;
  for (int axis = 0; axis < x.rank(); ++axis)
    offset += std::max<int64_t>(0, widths_of(widths, axis).before) * strides[axis];
  return op<"as_strided_scatter">(c, around, x, Value(x.shape()), Value(strides), Value(offset));
}

// For each place of the result the one that its element comes from.
Tensor sources(Context& c, int64_t size, const Widths& w, int64_t mode) {
  Tensor at = op<"arange">(c, Value(-w.before), Value(size + w.after));
  Value last(size - 1);
  if (mode == kPadReplicate) return op<"clip">(c, at, Value(int64_t{0}), last);
  if (mode == kPadCircular) {  // what is left of the axis goes round
    int64_t first = std::max<int64_t>(0, -w.before), left = size - first - std::max<int64_t>(0, -w.after);
    at = op<"remainder">(c, op<"subtract">(c, at, Value(first)), Value(std::max<int64_t>(1, left)));
    return op<"add">(c, at, Value(first));
  }
  at = op<"remainder">(c, at, Value(std::max<int64_t>(1, 2 * (size - 1))));  // there and back
  return op<"subtract">(c, last, op<"abs">(c, op<"subtract">(c, last, at)));
}

void pad_body(Invocation& call) {
  Context& c = call.context;
  Tensor x = call.tensor(0);
  int64_t mode = call[2].as_int();
  Infer infer(call.function, call.arguments);
  if (mode == kPadConstant) return call.result(with_constant(c, x, call[1], call[3], padded_shape(infer)));
  bool own = false;  // whether x is a new tensor already
  for (int axis = 0; axis < x.rank(); ++axis) {
    Widths w = widths_of(call[1], axis);
    if (!w.any()) continue;
    x = op<"take">(c, x, sources(c, x.shape()[axis], w, mode), Value(int64_t{axis}));
    own = true;
  }
  call.result(own ? x : op<"copy">(c, x));
}

}  // namespace

MIXGRAD_FUNCTION(pad) {
  f.summary("Adds elements before and after those of each axis.")
      .description(
          "A negative width leaves elements out instead. Widths may be larger than the axis: then it is mirrored or "
          "repeated more than once. Mirroring does not repeat the elements at the ends; what goes round is the tensor "
          "without what is left out.")
      .reference("PyTorch 2.x, torch.nn.functional.pad")
      .reference("NumPy 2.x, numpy.pad")
      .in_namespace("nn")
      .tensor("x", "The tensor.")
      .attribute("pad_width", types::list(types::integer),
                 "How many elements come before and after: a pair for each axis, first to last and one after the "
                 "other, or one pair for all.")
      .attribute("mode", mode_type(), Value::enumerator(kPadConstant), "What is added.")
      .attribute("value", types::number, 0, "What is added in the mode constant; converted to x's dtype.")
      .output("out", "A new tensor.", "as x", "[...]")
      .error("value",
             "pad_width has not a pair for each axis, or leaves out more than there is, or there is nothing to repeat")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), padded_shape(infer)); })
      .composed(pad_body)
      .example(R"(
        let x = tensor([1, 2, 3])
        expect pad(x, [1, 2]) = [0, 1, 2, 3, 0, 0]
        expect pad(x, [2, 1], "reflect") = [3, 2, 1, 2, 3, 2]
        expect pad(x, [2, 1], "replicate") = [1, 1, 1, 2, 3, 3]
        expect pad(x, [2, 1], "circular") = [2, 3, 1, 2, 3, 1]
        expect pad(tensor([[1]]), [0, 0, 1, 1], value: 7) = [[7, 1, 7]]
      )");
}

}  // namespace mixgrad
