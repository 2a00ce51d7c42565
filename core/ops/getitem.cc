// Indexing: reading through a view, and writing through it; by tensors, reading into a new tensor.
#include <algorithm>

#include "core/ops/advanced_index.h"
#include "core/ops/gradients.h"
#include "core/ops/subscript.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
constexpr const char* kSubscript =
    "For each axis an integer (which removes the axis) or a slice; an ellipsis for all axes not named; a new axis of "
    "size 1. Axes behind "
    "the last item stay whole. Bounds of slices beyond the axis are moved to its ends. A tensor of integers stands for "
    "one axis and selects positions along it; several broadcast against each other, and their axes stand where the "
    "first of them does, or in front if something else than an integer stands between them. A tensor of booleans "
    "stands "
    "for as many axes as it has and selects where it is true, in row-major order; along an axis it has as many "
    "elements "
    "or none.";
constexpr const char* kTraced =
    "a tensor of booleans selects an unknown number of elements in a function that is traced";

void getitem_gradient(Backward& b) {
  const Shape& shape = b.shape(0);
  Value arguments[2] = {b.argument(0), b.argument(1)};
  Infer infer(require_function("getitem"), arguments);
  SubscriptWindow w = subscript_window(infer, 1, b.argument(1).as_list(), shape, row_major(shape), 0);
  Tensor zeros = zeros_of(b.context, {b.grad().dtype(), shape});
  b.set(0, op<"as_strided_scatter">(b.context, zeros, b.grad(), Value(w.shape), Value(w.strides), Value(w.offset)));
}
}  // namespace

MIXGRAD_FUNCTION(getitem) {
  f.summary("A part of a tensor, by integers, slices and tensors.")
      .description(
          "By integers and slices a view: no element is copied, and writing to it writes to x. With tensors of "
          "positions or of conditions a new tensor; its gradient adds up where a position is named several times, in "
          "the order in which they stand. How many elements a condition selects is not known while a function is "
          "traced: where takes its place there.")
      .reference("Python Array API standard 2024.12, indexing; NumPy 2.x, advanced indexing")
      .tensor("x", "The tensor.")
      .attribute("subscript", types::subscript, kSubscript)
      .output("out", "The selected part.", "as x", "[...]")
      .error(
          "index",
          "an integer lies outside its axis, more axes are named than x has, or a tensor of booleans has another size "
          "than its axes")
      .error("value", "a step is zero, or there are several ellipses")
      .error("type", "an item is of another kind")
      .error("dtype", "a tensor holds neither integers nor booleans")
      .error("shape",
             "the result would have more axes than a tensor can have, or tensors of positions do not broadcast")
      .error("trace", kTraced)
      .method_of_tensor()
      .language_operator("getitem")
      .native([](Invocation& call) { call.result(advanced_getitem(call, 1, call.tensor(0))); })
      .bits(Bits::kSame)
      .jvp("double_backward")
      .view([](Infer& infer) {
        Tensor x = infer.tensor(0);
        SubscriptWindow w = subscript_window(infer, 1, infer.list(1), x.shape(), x.strides(), x.impl()->offset);
        return x.window(w.shape, w.strides, w.offset);
      })
      .gradient({}, getitem_gradient);
}

MIXGRAD_FUNCTION(setitem) {
  f.summary("Overwrites a part of a tensor, chosen by integers, slices and tensors.")
      .description(
          "The value is converted to x's dtype and broadcast to the part's shape. The write goes through to every view "
          "of the same memory; "
          "gradients flow to the value, and to what x was before where it stays. Where a tensor names a position "
          "several "
          "times, the last value counts.")
      .reference("Python Array API standard 2024.12, indexing; NumPy 2.x, advanced indexing")
      .tensor("x", "The tensor to write to.")
      .tensor_or_number("value", "What to write; its shape broadcasts to the part's.")
      .attribute("subscript", types::subscript, kSubscript)
      .error(
          "index",
          "an integer lies outside its axis, more axes are named than x has, or a tensor of booleans has another size "
          "than its axes")
      .error("shape", "the value does not broadcast to the part, or tensors of positions do not broadcast")
      .error("dtype", "a tensor in the subscript holds neither integers nor booleans")
      .error("trace", std::string(kTraced) + " and each has a value of its own")
      .error("value", "x is a broadcast view, whose elements share places")
      .error("gradient", "x is a leaf that wants a gradient, or a view of one, while recording is on")
      .error("read_only", "the memory of x may not be written")
      .method_of_tensor()
      .language_operator("setitem")
      .native([](Invocation& call) {
        const ValueList& items = call[2].as_list();
        if (std::any_of(items.begin(), items.end(),
                        [](const Value& item) { return item.is_tensor() || item.is(Kind::kBool); }))
          return advanced_setitem(call, 2, call.tensor(0), call[1]);
        Tensor part = op<"getitem">(call.context, call.tensor(0), call[2]);
        op<"copy_">(call.context, part, call[1]);
      });
}

}  // namespace mixgrad
