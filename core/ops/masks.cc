// Elements chosen by a mask.
#include <algorithm>

#include "core/kernels/library.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

FunctionBuilder& masked(FunctionBuilder& f, const char* name) {
  return f.reference(std::string("PyTorch 2.x, torch.") + name)
      .tensor("x", "The tensor.")
      .tensor("mask", "Which elements; its shape broadcasts with x's.", "bool")
      .error("shape", "the shapes do not broadcast")
      .method_of_tensor();
}

void mask_fits(Infer& infer) {
  const Shape &x = infer.shape(0), &mask = infer.shape(1);
  bool fits = mask.rank() <= x.rank();
  for (int i = 0; fits && i < mask.rank(); ++i) {
    int64_t size = x[i + x.rank() - mask.rank()];
    fits = mask[i] == size || mask[i] == 1;
  }
  if (!fits)
    throw infer.error(ErrorCode::kShape, 1, "the mask does not broadcast to " + name_mark("x"))
        .given(mask.text())
        .accepted(x.text());
  infer.output(infer.dtype(0), x);
}

// Each chosen element came from the place of the source that its number among the chosen ones says.
void masked_scatter_gradient(Backward& b) {
  Context& c = b.context;
  Tensor mask = op<"broadcast_to">(c, b.input(1), b.shape(0));
  if (b.needs(0)) b.set(0, op<"where">(c, mask, Value(int64_t{0}), b.grad()));
  if (!b.needs(2)) return;
  int64_t n = b.grad().elements(), sources = b.shape(2).elements();
  Shape line{n};
  Tensor chosen = as_shape(c, mask, line), g = op<"where">(c, chosen, as_shape(c, b.grad(), line), whole(0));
  Tensor place = minus(c, op<"cumulative_sum">(c, as_dtype(c, chosen, DType::kInt64)), whole(1));
  // Places of elements that are not chosen get zeros: any will do, behind the last one for sources without elements.
  place = op<"where">(c, chosen, place, Value(sources));
  Tensor sums = op<"index_add">(c, zeros_of(c, {g.dtype(), Shape{sources + 1}}), place, g);
  b.set(2, as_dtype(c, as_shape(c, slice_of(c, sums, 0, 0, sources), b.shape(2)), b.dtype(2)));
}

void masked_select_body(Invocation& call) {
  Context& c = call.context;
  if (c.tracer || call.tensor(0).is_traced() || call.tensor(1).is_traced())
    throw Error(ErrorCode::kTrace,
                "how many elements there are depends on the values of the mask, and there are none while a function "
                "is traced")
        .in(call.function.name)
        .on("mask")
        .hint("use where, which keeps the shape");
  Infer infer(call.function, call.arguments);
  Shape shape = infer.broadcast_shape(0, 2), line{shape.elements()};
  Tensor mask = on_host(op<"copy">(c, op<"broadcast_to">(c, call[1], shape)));
  const uint8_t* chosen = mask.data<uint8_t>();
  int64_t count = std::count_if(chosen, chosen + line[0], [](uint8_t truth) { return truth != 0; });
  Tensor at = Tensor::empty(DType::kInt64, Shape{count});
  int64_t* places = at.data<int64_t>();
  // Each place is written, and the next one over it unless it is chosen: no guess of a branch can be wrong.
  for (int64_t i = 0, k = 0; k < count; ++i) {
    places[k] = i;
    k += chosen[i] != 0;
  }
  Tensor x = op<"broadcast_to">(c, call[0], shape);
  call.result(op<"take">(c, op<"reshape">(c, x, line), on_device(at, x.device()), whole(0)));
}

}  // namespace

MIXGRAD_FUNCTION(masked_fill) {
  masked(f, "masked_fill")
      .summary("Sets the elements that a mask chooses to one number.")
      .description("A new tensor of the two shapes' broadcast shape. The number's type may widen the dtype.")
      .math("out_i = value if mask_i, else x_i")
      .tensor_or_number("value", "The number, or a tensor that broadcasts with x and mask.")
      .output("out", "x with the changes.", "promoted(x, value)", "broadcast(x, mask, value)")
      .shape([](Infer& infer) {
        const Value pair[] = {infer.argument(0), infer.argument(2)};
        DType dtype = Infer(infer.function(), pair).promoted(0, 2);
        infer.output(dtype, infer.broadcast_shape(0, 3));
      })
      .composed([](Invocation& call) { call.result(op<"where">(call.context, call[1], call[2], call[0])); })
      .example(R"(
        let x = tensor([1, -2, 3])
        expect masked_fill(x, less(x, 0), 0) = [1, 0, 3]
      )");
}

MIXGRAD_FUNCTION(masked_scatter) {
  masked(f, "masked_scatter")
      .summary("Puts the elements of a tensor, in their order, where a mask chooses.")
      .description("A new tensor of x's shape. Elements of the source beyond those that are needed do not matter.")
      .tensor("source", "The elements, in row-major order; converted to x's dtype.")
      .output("out", "x with the changes.", "as x", "[...]")
      .error("value", "source has fewer elements than mask chooses")
      .shape(mask_fits)
      .batching("each")
      .gradient({"mask"}, masked_scatter_gradient)
      .example(R"(
        let x = tensor([1, -2, 3, -4])
        expect masked_scatter(x, less(x, 0), tensor([7, 8, 9])) = [1, 7, 3, 8]
      )");
}

MIXGRAD_FUNCTION(masked_select) {
  masked(f, "masked_select")
      .summary("The elements that a mask chooses, in row-major order.")
      .description(
          "A new tensor with one axis, whose size depends on the values of the mask: a traced function can not have "
          "it. The gradient goes to the elements that were chosen.")
      .output("out", "The elements.", "as x", "[n]")
      .error("trace", "a function is traced, in which the mask has no values")
      .native(masked_select_body)
      .bits(Bits::kSame)
      .example(R"(
        let x = tensor([1, -2, 3])
        expect masked_select(x, greater(x, 0)) = [1, 3]
      )");
}

}  // namespace mixgrad
