// Tensors as sets of elements.
#include "core/ops/eager.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

Tensor as_row(Context& c, const Tensor& x) { return op<"reshape">(c, x, Value(Shape{-1})); }

// Both as one row of their promoted dtype.
struct Rows {
  Tensor x1, x2;
};
Rows rows_of(Invocation& call) {
  Infer infer(call.function, call.arguments);
  for (int i = 0; i < 2; ++i) {
    check_eager(call.context, call.function, i, call.tensor(i),
                "use isin, whose result has the shape of its first argument, with where");
  }
  DType dtype = infer.promoted(0, 2);
  return {as_dtype(call.context, as_row(call.context, call.tensor(0)), dtype),
          as_dtype(call.context, as_row(call.context, call.tensor(1)), dtype)};
}

FunctionBuilder& set(FunctionBuilder& f, const char* reference, Body body) {
  return f
      .description(
          "The tensors count as rows of their promoted dtype. Each element is in the result once, in rising order; a "
          "NaN differs from everything, other NaNs too.")
      .reference(reference)
      .tensor("x1", "The first tensor.", "any:T")
      .tensor("x2", "The second tensor.", "any:T")
      .output("out", "The elements.", "promoted(x1, x2)", "[n]")
      .error("trace", "the function is called while a function is traced: elements are not there yet")
      .native(body)
      .no_gradient("the size of the result depends on the elements")
      .bits(Bits::kSame);
}

Tensor chosen(Context& c, const Tensor& x, const Tensor& other, bool invert) {
  Tensor once = op<"unique_values">(c, x);
  Tensor mask = op<"isin">(c, once, other, Value(invert));
  return op<"getitem">(c, once, Value(ValueList{mask}));
}

}  // namespace

MIXGRAD_FUNCTION(isin) {
  f.summary("Tells of each element whether it is among others.")
      .description(
          "Compared in the promoted dtype. A NaN is among nothing. The others are sorted, and each element is looked "
          "up "
          "there.")
      .math("out_i = [\\exists j: x1_i = x2_j]")
      .reference("NumPy 2.x, numpy.isin; Python Array API standard 2025.12, isin")
      .tensor("x1", "The elements to look for.", "any:T")
      .tensor_or_number("x2", "Those among which to look; a row in any shape.", "any:T")
      .attribute("invert", types::boolean, false, "Whether to tell of each element that it is not among the others.")
      .positional(2)
      .output("out", "The truths, of x1's shape.", "bool", "[...]")
      .method_of_tensor()
      .shape([](Infer& infer) { infer.output(DType::kBool, infer.shape(0)); })
      .no_gradient("truths have none")
      .composed([](Invocation& call) {
        Context& c = call.context;
        Infer infer(call.function, call.arguments);
        DType dtype = infer.promoted(0, 2);
        Tensor x = as_dtype(c, call.tensor(0), dtype);
        Tensor others = call[1].is_tensor() ? as_dtype(c, as_row(c, call.tensor(1)), dtype)
                                            : op<"full">(c, Value(Shape{1}), call[1], Value(dtype));
        bool invert = call[2].as_bool();
        if (others.elements() == 0) return call.result(full_of(c, invert, DType::kBool, x.shape()));
        if (dtype == DType::kBool) {
          x = as_dtype(c, x, DType::kUInt8);
          others = as_dtype(c, others, DType::kUInt8);
        }
        others = op<"sort">(c, others);
        Tensor places = op<"searchsorted">(c, others, x);
        places = op<"minimum">(c, places, Value(others.elements() - 1));
        Tensor there = op<"take">(c, others, places, Value(int64_t{0}));
        call.result(invert ? op<"not_equal">(c, there, x) : op<"equal">(c, there, x));
      })
      .example(R"(
        expect isin(tensor([1, 2, 3]), tensor([3, 1])) = [true, false, true]
      )");
}

MIXGRAD_FUNCTION(intersect1d) {
  set(f, "NumPy 2.x, numpy.intersect1d",
      [](Invocation& call) {
        Rows rows = rows_of(call);
        call.result(chosen(call.context, rows.x1, rows.x2, false));
      })
      .summary("The elements that two tensors share.")
      .example(R"(
        expect intersect1d(tensor([3, 1, 2]), tensor([2, 3, 4])) = [2, 3]
      )");
}

MIXGRAD_FUNCTION(setdiff1d) {
  set(f, "NumPy 2.x, numpy.setdiff1d",
      [](Invocation& call) {
        Rows rows = rows_of(call);
        call.result(chosen(call.context, rows.x1, rows.x2, true));
      })
      .summary("The elements of a tensor that another one has not.")
      .example(R"(
        expect setdiff1d(tensor([3, 1, 2]), tensor([2, 3, 4])) = [1]
      )");
}

MIXGRAD_FUNCTION(union1d) {
  set(f, "NumPy 2.x, numpy.union1d",
      [](Invocation& call) {
        Rows rows = rows_of(call);
        Tensor all = op<"concat">(call.context, Value(ValueList{rows.x1, rows.x2}));
        call.result(op<"unique_values">(call.context, all));
      })
      .summary("The elements that one of two tensors has, or both.")
      .example(R"(
        expect union1d(tensor([3, 1, 2]), tensor([2, 3, 4])) = [1, 2, 3, 4]
      )");
}

}  // namespace mixgrad
