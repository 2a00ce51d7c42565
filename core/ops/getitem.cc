// Basic indexing: reading through a view, and writing through it.
#include "core/ops/gradients.h"
#include "core/ops/subscript.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
constexpr const char* kSubscript =
    "For each axis an integer (which removes the axis) or a slice; an ellipsis for all axes not named; a new axis of "
    "size 1. Axes behind "
    "the last item stay whole. Bounds of slices beyond the axis are moved to its ends.";

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
  f.summary("A part of a tensor, by integers and slices.")
      .description(
          "A view: no element is copied, and writing to it writes to x. For positions in a tensor see take; for "
          "conditions see where.")
      .reference("Python Array API standard 2024.12, indexing: single-axis and multi-axis indexing")
      .tensor("x", "The tensor.")
      .attribute("subscript", types::subscript, kSubscript)
      .output("out", "The selected part.", "as x", "[...]")
      .error("index", "an integer lies outside its axis, or more axes are named than x has")
      .error("value", "a step is zero, or there are several ellipses")
      .error("type", "an item is of another kind")
      .error("shape", "the result would have more than 8 axes")
      .method_of_tensor()
      .language_operator("getitem")
      .view([](Infer& infer) {
        Tensor x = infer.tensor(0);
        SubscriptWindow w = subscript_window(infer, 1, infer.list(1), x.shape(), x.strides(), x.impl()->offset);
        return x.window(w.shape, w.strides, w.offset);
      })
      .gradient({}, getitem_gradient);
}

MIXGRAD_FUNCTION(setitem) {
  f.summary("Overwrites a part of a tensor, chosen by integers and slices.")
      .description(
          "The value is converted to x's dtype and broadcast to the part's shape. The write goes through to every view "
          "of the same memory; "
          "gradients flow to the value, and to what x was before where it stays.")
      .reference("Python Array API standard 2024.12, indexing")
      .tensor("x", "The tensor to write to.")
      .tensor_or_number("value", "What to write; its shape broadcasts to the part's.")
      .attribute("subscript", types::subscript, kSubscript)
      .error("index", "an integer lies outside its axis, or more axes are named than x has")
      .error("shape", "the value does not broadcast to the part")
      .error("value", "x is a broadcast view, whose elements share places")
      .error("gradient", "x is a leaf that wants a gradient, or a view of one, while recording is on")
      .error("read_only", "the memory of x may not be written")
      .method_of_tensor()
      .language_operator("setitem")
      .native([](Invocation& call) {
        Tensor part = op<"getitem">(call.context, call.tensor(0), call[2]);
        op<"copy_">(call.context, part, call[1]);
      });
}

}  // namespace mixgrad
