// Functions whose results are as long as the elements tell: what is not zero, and what is there once.
#include "core/kernels/selections.h"

#include "core/kernels/library.h"
#include "core/ops/eager.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

constexpr const char* kTraced = "the function is called while a function is traced: elements are not there yet";

// Made of elements, so it can not stand in a trace.
FunctionBuilder& eager(FunctionBuilder& f, Body body) {
  return f.error("trace", kTraced)
      .native(body)
      .no_gradient("the size of the result depends on the elements")
      .bits(Bits::kSame);
}

Tensor readable(Invocation& call, int argument, const std::string& instead) {
  Tensor x = call.tensor(argument);
  check_eager(call.context, call.function, argument, x, instead);
  return x;
}

constexpr const char* kInsteadOfPlaces = "use where(condition, x, other), or sums of x multiplied with the condition";
constexpr const char* kInsteadOfUnique =
    "use sort, and compare neighbours; or count each of a known range with sums of one_hot";

FunctionBuilder& unique(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "The tensor, which counts as one row in row-major order.")
      .method_of_tensor();
}
FunctionBuilder& with_values(FunctionBuilder& f) {
  return f.output("values", "The different elements in rising order.", "as x", "[n]");
}
FunctionBuilder& with_inverse(FunctionBuilder& f) {
  return f.output("inverse_indices", "For each element of x its position among the values.", "int64", "[...]")
      .carries_indices();
}
FunctionBuilder& with_counts(FunctionBuilder& f) {
  return f.output("counts", "How often each value is there.", "int64", "[n]");
}
constexpr const char* kUnique =
    "A NaN differs from everything, other NaNs too, and stands behind the numbers; -0 and 0 are one, of which the "
    "first "
    "is kept.";

// Both are searched where the host is, since it has to know how many there are; the results are where x is.
UniqueElements found(Invocation& call) {
  Tensor x = readable(call, 0, kInsteadOfUnique);
  UniqueElements u = unique_cpu(on_host(x));
  for (Tensor* t : {&u.values, &u.indices, &u.inverse, &u.counts}) *t = on_device(*t, x.device());
  return u;
}
std::vector<Tensor> places_in(Invocation& call, const Tensor& x) {
  std::vector<Tensor> places = nonzero_cpu(on_host(x), call.context.cancel);
  for (Tensor& t : places) t = on_device(t, x.device());
  return places;
}

}  // namespace

MIXGRAD_FUNCTION(nonzero) {
  f.summary("The positions of the elements that are not zero.")
      .description(
          "For each axis of x a tensor of positions along it; together they name the elements, in row-major order, as "
          "getitem takes them. NaN counts as not zero.")
      .reference("Python Array API standard 2024.12, nonzero")
      .tensor("x", "The tensor, with at least one axis.")
      .output("places", types::tensors, "For each axis the positions along it: int64, of shape [n].")
      .carries_indices()
      .error("shape", "x has no axis")
      .method_of_tensor()
      .example(R"(
        let places = nonzero(tensor([[0, 3], [5, 0]]))
        expect places[0] index = [0, 1]
        expect places[1] index = [1, 0]
      )");
  eager(f, [](Invocation& call) {
    Tensor x = readable(call, 0, kInsteadOfPlaces);
    if (x.rank() == 0) {
      throw Infer(call.function, call.arguments)
          .error(ErrorCode::kShape, 0, "a tensor without axes has no positions")
          .given("[]")
          .accepted("one axis or more");
    }
    std::vector<Tensor> places = places_in(call, x);
    call.result(Value(ValueList(places.begin(), places.end())));
  });
}

MIXGRAD_FUNCTION(argwhere) {
  f.summary("The places of the elements that are not zero.")
      .description(
          "One row for each such element, in row-major order, with its positions along the axes of x, as "
          "index_get takes them. NaN counts as not zero.")
      .reference("NumPy 2.x, numpy.argwhere")
      .tensor("x", "The tensor.")
      .output("out", "The places.", "int64", "[n, k]")
      .carries_indices()
      .method_of_tensor()
      .example(R"(
        expect argwhere(tensor([[0, 3], [5, 0]])) index = [[0, 1], [1, 0]]
      )");
  eager(f, [](Invocation& call) {
    Tensor x = readable(call, 0, kInsteadOfPlaces);
    if (x.rank() == 0) {
      Tensor places = places_in(call, x.window(Shape{1}, Strides{1}, x.impl()->offset))[0];
      return call.result(zeros_of(call.context, {DType::kInt64, Shape{places.elements(), 0}}));
    }
    std::vector<Tensor> places = places_in(call, x);
    call.result(op<"stack">(call.context, Value(ValueList(places.begin(), places.end())), Value(int64_t{-1})));
  });
}

MIXGRAD_FUNCTION(unique_values) {
  unique(f, "Python Array API standard 2024.12, unique_values")
      .summary("The different elements of a tensor.")
      .description(kUnique)
      .output("out", "The different elements in rising order.", "as x", "[n]")
      .example(R"(
        expect unique_values(tensor([3, 1, 3, 2])) = [1, 2, 3]
      )");
  eager(f, [](Invocation& call) { call.result(found(call).values); });
}

MIXGRAD_FUNCTION(unique_counts) {
  unique(f, "Python Array API standard 2024.12, unique_counts")
      .summary("The different elements of a tensor, and how often each is there.")
      .description(kUnique);
  with_counts(with_values(f)).record("UniqueCounts").example(R"(
        let found = unique_counts(tensor([3, 1, 3, 2]))
        expect found.values = [1, 2, 3]
        expect found.counts = [1, 1, 2]
      )");
  eager(f, [](Invocation& call) {
    UniqueElements u = found(call);
    call.result(u.values);
    call.result(u.counts);
  });
}

MIXGRAD_FUNCTION(unique_inverse) {
  unique(f, "Python Array API standard 2024.12, unique_inverse")
      .summary("The different elements of a tensor, and which of them each element is.")
      .description(kUnique);
  with_inverse(with_values(f)).record("UniqueInverse").example(R"(
        let found = unique_inverse(tensor([3, 1, 3, 2]))
        expect found.values = [1, 2, 3]
        expect found.inverse_indices index = [2, 0, 2, 1]
      )");
  eager(f, [](Invocation& call) {
    UniqueElements u = found(call);
    call.result(u.values);
    call.result(u.inverse);
  });
}

MIXGRAD_FUNCTION(unique_all) {
  unique(f, "Python Array API standard 2024.12, unique_all")
      .summary("The different elements of a tensor, where they are, and how often.")
      .description(kUnique);
  with_values(f)
      .output("indices", "Where each value is first, in x's row-major order.", "int64", "[n]")
      .carries_indices();
  with_counts(with_inverse(f)).record("UniqueAll").example(R"(
        let found = unique_all(tensor([3, 1, 3, 2]))
        expect found.values = [1, 2, 3]
        expect found.indices index = [1, 3, 0]
        expect found.inverse_indices index = [2, 0, 2, 1]
        expect found.counts = [1, 1, 2]
      )");
  eager(f, [](Invocation& call) {
    UniqueElements u = found(call);
    for (const Tensor& t : {u.values, u.indices, u.inverse, u.counts}) call.result(t);
  });
}

}  // namespace mixgrad
