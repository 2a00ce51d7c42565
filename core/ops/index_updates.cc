// Writing slices to positions along an axis.
#include "core/ops/scatter.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

// x with the axis as long as the indices.
Shape slices_shape(const Shape& x, const Shape& indices, const Value& axis) {
  Shape out = x;
  out[static_cast<int>(axis.as_int())] = indices[0];
  return out;
}

void one_axis(Infer& infer) {
  if (infer.rank(1) == 1) return;
  throw infer.error(ErrorCode::kShape, 1, name_mark("indices") + " must have one axis")
      .given(infer.shape(1).text())
      .accepted("[K]");
}

void update_shape(Infer& infer) {
  one_axis(infer);
  values_fit(infer, slices_shape(infer.shape(0), infer.shape(1), infer.argument(3)));
  infer.output(infer.dtype(0), infer.shape(0));
}

FunctionBuilder& indexed(FunctionBuilder& f, const char* reference, const char* dtypes) {
  return f.reference(reference)
      .tensor("x", "The tensor.", dtypes)
      .tensor("indices", "Positions along the axis.", "integer", "[K]")
      .carries_indices();
}
FunctionBuilder& updating(FunctionBuilder& f) {
  return f.attribute("axis", types::axis, 0, "The axis along which indices count.")
      .output("out", "A new tensor: x with the changes.", "as x", "[...]")
      .error("index", kIndexError)
      .method_of_tensor();
}
FunctionBuilder& update(FunctionBuilder& f, const char* reference, const char* dtypes) {
  return updating(
             indexed(f, reference, dtypes)
                 .tensor("values",
                         "The slices, one for each index: x's shape with K along the axis, in which axes of size 1 "
                         "repeat. Converted to x's dtype.",
                         dtypes, "[..., K, ...]"))
      .error("shape", "indices have not one axis, or values do not fit them")
      .shape(update_shape);
}

// Examples that share the indices are one tensor; else each element has an index of its own.
template <FixedName ByElement>
void update_batching(Batching& b) {
  if (!b.batched(1)) return b.lift_all_but(1);
  Tensor x = b.lifted(0), indices = b.tensor(1);
  int axis = static_cast<int>(b.plain(3).as_int()) + 1;
  Shape line(x.shape()), all(x.shape());
  for (int i = 1; i < x.rank(); ++i) line[i] = 1;
  line[axis] = all[axis] = indices.shape()[1];
  Value at = op<"broadcast_to">(b.context, op<"reshape">(b.context, indices, line), all);
  std::vector<Value> given{x, at, b.lifted(2), Value(int64_t{axis})};
  Results made;
  for (size_t i = 4; i < b.function.arguments.size(); ++i) given.push_back(b.plain(static_cast<int>(i)));
  invoke(b.context, require_function(ByElement.text), given, made);
  b.result(made.tensor());
}

Route route_of(Backward& b) {
  Context& c = b.context;
  Tensor indices = b.input(1);
  Value axis = b.argument(3);
  return {[&c, indices, axis](const Tensor& target) { return op<"take">(c, target, indices, axis); },
          [&c, indices, axis](const Tensor& target, const Tensor& elements, Scatter how) {
            return op<"index_reduce">(c, target, indices, elements, axis, how_value(how));
          }};
}

}  // namespace

MIXGRAD_FUNCTION(index_add) {
  update(f, "PyTorch 2.x, torch.index_add", "numeric")
      .summary("Adds slices at positions along an axis.")
      .description(
          "Slices that go to one position are added in the order of the indices. Integers wrap around; float16 and "
          "bfloat16 are added in float32 and rounded once.")
      .math("out = x; out_{indices_k} \\mathrel{+}= values_k")
      .batching("index_add", update_batching<"scatter_add">)
      .gradient({"indices"},
                [](Backward& b) {
                  b.set(0, b.grad());
                  if (b.needs(2)) set_broadcast(b, 2, op<"take">(b.context, b.grad(), b.input(1), b.argument(3)));
                })
      .example(R"(
        let places = topk(tensor([0, 2, 1]), 2).indices
        expect index_add(zeros([3, 2]), places, tensor([[1, 2], [3, 4]])) = [[0, 0], [1, 2], [3, 4]]
      )");
}

MIXGRAD_FUNCTION(index_copy) {
  update(f, "PyTorch 2.x, torch.index_copy", "any")
      .summary("Puts slices at positions along an axis.")
      .description("Where several go to one position, the last one stays, and it alone has a gradient.")
      .math("out = x; out_{indices_k} = values_k")
      .batching("index_copy", update_batching<"scatter">)
      .gradient({"indices"},
                [](Backward& b) {
                  Context& c = b.context;
                  if (b.needs(0)) b.set(0, op<"index_fill">(c, b.grad(), b.input(1), Value(int64_t{0}), b.argument(3)));
                  if (!b.needs(2)) return;
                  int axis = static_cast<int>(b.argument(3).as_int());
                  Tensor numbers = op<"arange">(c, Value(b.shape(1)[0]));
                  Tensor none = zeros_of(c, {DType::kInt64, Shape{b.shape(0)[axis]}});
                  Tensor last = op<"take">(c, op<"index_copy">(c, none, b.input(1), numbers), b.input(1));
                  Shape line;
                  for (int i = 0; i < b.shape(0).rank(); ++i) line.push_back(i == axis ? b.shape(1)[0] : 1);
                  set_put(b, route_of(b), as_shape(c, numbers, line), as_shape(c, last, line));
                })
      .example(R"(
        let places = topk(tensor([0, 2, 1]), 2).indices
        expect index_copy(zeros([3, 2]), places, tensor([[1, 2], [3, 4]])) = [[0, 0], [1, 2], [3, 4]]
      )");
}

MIXGRAD_FUNCTION(index_reduce) {
  update(f, "PyTorch 2.x, torch.index_reduce", "numeric")
      .summary("Reduces slices into positions along an axis.")
      .description(
          "Slices that go to one position are taken in the order of the indices; positions to which none goes stay as "
          "they are. Integers wrap around; float16 and bfloat16 are computed in float32 and rounded once. Equal "
          "extremes share the gradient.")
      .attribute("reduction", scatter_reduction(), 0, "What becomes of the elements that go to one place.")
      .attribute("include_self", types::boolean, true,
                 "Whether the element of x at such a place is one of them; if not, it is replaced.")
      .batching("index_reduce", update_batching<"scatter_reduce">)
      .gradient({"x", "indices", "values", "out"},
                [](Backward& b) {
                  Scatter how = static_cast<Scatter>(b.argument(4).as_int());
                  Shape shape = slices_shape(b.shape(0), b.shape(1), b.argument(3));
                  set_reduced({b, route_of(b), how, 2, true, b.argument(5).as_bool(), shape});
                })
      .example(R"(
        let places = topk(tensor([0, 2, 1]), 2).indices
        expect index_reduce(ones([3]), places, tensor([5, 7]), reduction: "amax") = [1, 5, 7]
      )");
}

MIXGRAD_FUNCTION(index_fill) {
  updating(indexed(f, "PyTorch 2.x, torch.index_fill", "any")
               .tensor_or_number("value", "The number, or a tensor of rank 0 with it; converted to x's dtype."))
      .summary("Sets all elements at positions along an axis to one number.")
      .description("Positions may be named several times.")
      .math("out = x; out_{indices_k} = value")
      .error("shape", "indices have not one axis, or value has axes")
      .shape([](Infer& infer) {
        one_axis(infer);
        if (infer.is_tensor(2) && infer.rank(2) > 0)
          throw infer.error(ErrorCode::kShape, 2, "the value must be one number")
              .given(infer.shape(2).text())
              .accepted("[]");
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0);
        Shape one;
        for (int i = 0; i < x.rank(); ++i) one.push_back(1);
        Tensor value = call[2].is_tensor() ? op<"reshape">(c, call[2], one) : op<"full">(c, one, call[2], x.dtype());
        call.result(op<"index_copy">(c, x, call[1], value, call[3]));
      })
      .example(R"(
        let places = topk(tensor([0, 2, 1]), 2).indices
        expect index_fill(zeros([3, 2]), places, 7) = [[0, 0], [7, 7], [7, 7]]
      )");
}

}  // namespace mixgrad
