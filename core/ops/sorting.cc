// Sorting, and searching in what is sorted.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

constexpr const char* kOrderOfSorting =
    " Equal elements keep their order, also in descending order. A NaN counts as the largest.";

FunctionBuilder& sorting(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "The tensor, with at least one axis.", "numeric")
      .attribute("axis", types::axis, -1, "The axis along which to sort.")
      .attribute("descending", types::boolean, false, "Whether the largest elements come first.")
      .attribute("stable", types::boolean, true,
                 "Whether equal elements have to keep their order. They do in any case, which makes results the same "
                 "everywhere.")
      .error("index", "x has no such axis")
      .method_of_tensor()
      .batching("axis");
}

Type side() {
  return types::enumeration("Side", {{"left", 0, "In front of the elements that are equal to it."},
                                     {"right", 1, "Behind the elements that are equal to it."}});
}

}  // namespace

MIXGRAD_FUNCTION(sort) {
  sorting(f, "Python Array API standard 2024.12, sort")
      .summary("Puts the elements along an axis in order.")
      .description(std::string("A new tensor.") + kOrderOfSorting)
      .output("out", "The elements in order.", "as x", "[...]")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), infer.shape(0)); })
      .gradient({"x"},
                [](Backward& b) {
                  Context& c = b.context;
                  Tensor places = op<"argsort">(c, b.input(0), b.argument(1), b.argument(2));
                  Tensor zeros = zeros_of(c, {b.dtype(0), b.shape(0)});
                  b.set(0, op<"put_along_axis_add">(c, zeros, places, b.grad(), b.argument(1)));
                })
      .example(R"(
        expect sort(tensor([3, 1, 2])) = [1, 2, 3]
        expect sort(tensor([[3, 1, 2], [4, 6, 5]]), descending: true) = [[3, 2, 1], [6, 5, 4]]
      )");
}

MIXGRAD_FUNCTION(argsort) {
  sorting(f, "Python Array API standard 2024.12, argsort")
      .summary("The positions along an axis of the elements in order.")
      .description(std::string("What take_along_axis makes a sorted tensor of.") + kOrderOfSorting)
      .output("out", "Positions along the axis.", "int64", "[...]")
      .carries_indices()
      .shape([](Infer& infer) { infer.output(DType::kInt64, infer.shape(0)); })
      .no_gradient("positions are whole numbers")
      .example(R"(
        expect argsort(tensor([3, 1, 2])) index = [1, 2, 0]
      )");
}

MIXGRAD_FUNCTION(searchsorted) {
  f.summary("Where elements would have to go into a sorted tensor so that it stays sorted.")
      .description(
          "A position p stands for the place in front of the element at p; behind the last one it is the number of "
          "elements. A NaN counts as the largest. x1 has to be in rising order, by itself or as sorter says; if it is "
          "not, the positions mean nothing.")
      .math("out_i = \\min \\{ p : x2_i \\le x1_p \\}")
      .reference("Python Array API standard 2024.12, searchsorted")
      .tensor("x1", "The sorted elements.", "numeric", "[n]")
      .tensor("x2", "The elements to find places for.", "numeric")
      .optional_tensor("sorter", "Positions in x1 that bring it into rising order, as argsort gives them.", "integer",
                       "[n]")
      .carries_indices()
      .attribute("side", side(), 0, "On which side of equal elements.")
      .positional(2)
      .output("out", "Positions in x1, of x2's shape.", "int64", "[...]")
      .carries_indices()
      .error("shape", "x1 has not one axis, or sorter has not its shape")
      .error("index", "a position in sorter lies outside x1")
      .method_of_tensor()
      .shape([](Infer& infer) {
        if (infer.rank(0) != 1)
          throw infer.error(ErrorCode::kShape, 0, "the sorted elements must have one axis")
              .given(infer.shape(0).text())
              .accepted("[n]");
        if (infer.has(2) && !(infer.shape(2) == infer.shape(0)))
          throw infer.error(ErrorCode::kShape, 2, "there must be one position for each element of " + name_mark("x1"))
              .given(infer.shape(2).text())
              .accepted(infer.shape(0).text());
        infer.output(DType::kInt64, infer.shape(1));
      })
      .batching("searchsorted",
                [](Batching& b) {
                  if (b.batched(0) || (b.has(2) && b.batched(2))) return b.each();
                  Value sorter = b.has(2) ? Value(b.tensor(2)) : Value();
                  b.result(op<"searchsorted">(b.context, b.tensor(0), b.tensor(1), sorter, b.plain(3)));
                })
      .no_gradient("positions are whole numbers")
      .example(R"(
        let x = tensor([1, 3, 5])
        expect searchsorted(x, tensor([0, 3, 9])) index = [0, 1, 3]
        expect searchsorted(x, tensor([3]), side: "right") index = [2]
      )");
}

}  // namespace mixgrad
