// Reading and writing elements at places given by a tensor of indices of the same rank.
#include "core/ops/scatter.h"

namespace mixgrad {

namespace {

// As many axes as x, none longer but for the axis.
void indices_fit(Infer& infer, int axis_argument) {
  const Shape &x = infer.shape(0), &indices = infer.shape(1);
  int axis = static_cast<int>(infer.integer(axis_argument));
  bool fits = x.rank() == indices.rank();
  for (int i = 0; fits && i < x.rank(); ++i) fits = i == axis || indices[i] <= x[i];
  if (fits) return;
  throw infer
      .error(ErrorCode::kShape, 1,
             name_mark("indices") + " must have as many axes as " + name_mark("x") +
                 ", and none longer than there but for axis " + number_mark(axis))
      .given(indices.text())
      .accepted(x.text());
}

void scatter_shape(Infer& infer) {
  indices_fit(infer, 3);
  values_fit(infer, infer.shape(1));
  infer.output(infer.dtype(0), infer.shape(0));
}

FunctionBuilder& indexed(FunctionBuilder& f, const char* dtypes) {
  return f.tensor("x", "The tensor.", dtypes)
      .tensor("indices",
              "Positions along the axis; as many axes as x, none longer than there but for the axis. Element i of it "
              "speaks of the elements of x whose other positions are those of i.",
              "integer")
      .carries_indices();
}
FunctionBuilder& scattering(FunctionBuilder& f, const char* reference, const char* dtypes) {
  return indexed(f.reference(reference), dtypes)
      .tensor_or_number("values",
                        "What goes there: a number, or a tensor of the shape of indices, in which axes of size 1 "
                        "repeat. Converted to x's dtype.",
                        dtypes)
      .attribute("axis", types::axis, 0, "The axis along which indices count.")
      .output("out", "A new tensor: x with the changes.", "as x", "[...]")
      .error("index", kIndexError)
      .error("shape", "indices do not fit x, or values do not fit indices")
      .method_of_tensor()
      .shape(scatter_shape)
      .batching("axis");
}

Route route_of(Backward& b) {
  Context& c = b.context;
  Tensor indices = b.input(1);
  Value axis = b.argument(3);
  return {[&c, indices, axis](const Tensor& target) { return op<"gather">(c, target, indices, axis); },
          [&c, indices, axis](const Tensor& target, const Tensor& elements, Scatter how) {
            return op<"scatter_reduce">(c, target, indices, elements, axis, how_value(how));
          }};
}

}  // namespace

MIXGRAD_FUNCTION(gather) {
  indexed(f.reference("PyTorch 2.x, torch.gather; ONNX, GatherElements"), "any")
      .summary("Takes elements along an axis, by positions of their own.")
      .description(
          "Nothing broadcasts: indices may be shorter than x along the other axes, and then the elements behind are "
          "not asked for. take_along_axis broadcasts those axes instead. Negative indices are not accepted.")
      .math("out_{ij} = x_{indices_{ij}\\, j}")
      .attribute("axis", types::axis, 0, "The axis along which indices count.")
      .output("out", "The elements, of the shape of indices.", "as x", "[...]")
      .error("index", kIndexError)
      .error("shape", "indices do not fit x")
      .method_of_tensor()
      .shape([](Infer& infer) {
        indices_fit(infer, 2);
        infer.output(infer.dtype(0), infer.shape(1));
      })
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0), indices = call.tensor(1);
        int axis = static_cast<int>(call[2].as_int());
        for (int i = 0; i < x.rank(); ++i) {
          int64_t size = indices.shape()[i];
          if (i != axis && size < x.shape()[i]) x = slice_of(call.context, x, i, 0, size);
        }
        call.result(op<"take_along_axis">(call.context, x, indices, call[2]));
      })
      .example(R"(
        let x = tensor([[3, 9, 1], [7, 0, 8]])
        let best = topk(x, 1).indices
        expect gather(x, best, 1) = [[9], [8]]
      )");
}

MIXGRAD_FUNCTION(scatter) {
  scattering(f, "PyTorch 2.x, torch.scatter; ONNX, ScatterElements", "any")
      .summary("Puts elements at positions along an axis, each at one of its own.")
      .description("Where several go to one place, the last one in row-major order stays, and it alone has a gradient.")
      .math("out = x; out_{indices_{ij}\\, j} = values_{ij}")
      .gradient({"indices"},
                [](Backward& b) {
                  Context& c = b.context;
                  Value axis = b.argument(3);
                  if (b.needs(0)) b.set(0, op<"scatter">(c, b.grad(), b.input(1), Value(int64_t{0}), axis));
                  if (!b.needs(2)) return;
                  Tensor numbers = as_shape(c, op<"arange">(c, Value(b.shape(1).elements())), b.shape(1));
                  Tensor none = zeros_of(c, {DType::kInt64, b.shape(0)});
                  Tensor placed = op<"scatter">(c, none, b.input(1), numbers, axis);
                  set_put(b, route_of(b), numbers, op<"gather">(c, placed, b.input(1), axis));
                })
      .example(R"(
        let x = tensor([[3, 9, 1], [7, 0, 8]])
        let best = topk(x, 1).indices
        expect scatter(x, best, 100, 1) = [[3, 100, 1], [7, 0, 100]]
      )");
}

MIXGRAD_FUNCTION(scatter_add) {
  scattering(f, "PyTorch 2.x, torch.scatter_add", "numeric")
      .summary("Adds elements at positions along an axis, each at one of its own.")
      .description(
          "Those that go to one place are added in row-major order, for any number of threads. Integers wrap around; "
          "float16 and bfloat16 are added in float32 and rounded once.")
      .math("out = x; out_{indices_{ij}\\, j} \\mathrel{+}= values_{ij}")
      .gradient({"indices"},
                [](Backward& b) {
                  b.set(0, b.grad());
                  if (b.needs(2)) set_broadcast(b, 2, op<"gather">(b.context, b.grad(), b.input(1), b.argument(3)));
                })
      .example(R"(
        let x = tensor([[3, 9, 1], [7, 0, 8]])
        let best = topk(x, 1).indices
        expect scatter_add(x, best, tensor([[100], [200]]), 1) = [[3, 109, 1], [7, 0, 208]]
      )");
}

MIXGRAD_FUNCTION(scatter_reduce) {
  scattering(f, "PyTorch 2.x, torch.scatter_reduce; ONNX, ScatterElements", "numeric")
      .summary("Reduces elements into positions along an axis, each into one of its own.")
      .description(
          "Those that go to one place are taken in row-major order, for any number of threads. Places to which nothing "
          "goes stay as they are. Integers wrap around; float16 and bfloat16 are computed in float32 and rounded once. "
          "Equal extremes share the gradient.")
      .attribute("reduction", scatter_reduction(), 0, "What becomes of the elements that go to one place.")
      .attribute("include_self", types::boolean, true,
                 "Whether the element of x at such a place is one of them; if not, it is replaced.")
      .gradient({"x", "indices", "values", "out"},
                [](Backward& b) {
                  Scatter how = static_cast<Scatter>(b.argument(4).as_int());
                  set_reduced({b, route_of(b), how, 2, true, b.argument(5).as_bool(), b.shape(1)});
                })
      .example(R"(
        let x = tensor([[3, 9, 1], [7, 0, 8]])
        let best = topk(x, 1).indices
        expect scatter_reduce(x, best, 10, 1, reduction: "prod") = [[3, 90, 1], [7, 0, 80]]
        expect scatter_reduce(x, best, 10, 1, reduction: "amin", include_self: false) = [[3, 10, 1], [7, 0, 10]]
      )");
}

}  // namespace mixgrad
