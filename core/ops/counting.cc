// How many elements have which value, or lie in which interval.
#include <algorithm>
#include <cmath>

#include "core/kernels/library.h"
#include "core/ops/losses.h"

namespace mixgrad {

namespace {

void check_weights(Infer& infer, int weights) {
  if (!infer.has(weights) || infer.shape(weights) == infer.shape(0)) return;
  throw infer.error(ErrorCode::kShape, weights, "there must be one weight for each element of " + name_mark("x"))
      .given(infer.shape(weights).text())
      .accepted(infer.shape(0).text());
}

Tensor weights_of(Invocation& call, int weights, const Shape& line) {
  return call.has(weights) ? as_shape(call.context, call.tensor(weights), line)
                           : op<"ones">(call.context, line, DType::kInt64);
}

void bincount_body(Invocation& call) {
  Context& c = call.context;
  Tensor given = call.tensor(0);
  Infer infer(call.function, call.arguments);
  if (given.rank() != 1)
    throw infer.error(ErrorCode::kShape, 0, "the numbers must have one axis")
        .given(given.shape().text())
        .accepted("[N]");
  check_weights(infer, 1);
  if (c.tracer || given.is_traced())
    throw infer
        .error(ErrorCode::kTrace, 0,
               "how many counts there are depends on the numbers, and they have no values while a function is traced")
        .hint("use segment_sum, which is told how many there are");
  Tensor x = op<"copy">(c, as_dtype(c, given, DType::kInt64));
  Tensor here = on_host(x);
  const int64_t* numbers = here.data<int64_t>();
  int64_t size = call[2].as_int();
  for (int64_t i = 0; i < x.elements(); ++i) {
    if (numbers[i] < 0 || numbers[i] == INT64_MAX)
      throw infer.error(ErrorCode::kIndex, 0, "the number at position [" + number_mark(i) + "] can not be counted")
          .given(number_mark(numbers[i]))
          .accepted(number_mark(0) + " and up");
    size = std::max(size, numbers[i] + 1);
  }
  try {
    call.result(op<"segment_sum">(c, weights_of(call, 1, x.shape()), x, Value(size)));
  } catch (Error& e) {  // there is no memory for so many
    e.as_of(call.function.name, false);
    throw;
  }
}

constexpr int kWeights = 1, kEdges = 2, kBins = 3, kRange = 4, kDensity = 5;

int64_t count_of_bins(Infer& infer) {
  if (!infer.has(kEdges)) return infer.integer(kBins);
  if (infer.rank(kEdges) != 1 || infer.shape(kEdges)[0] < 2)
    throw infer.error(ErrorCode::kShape, kEdges, "there must be one axis with at least two edges")
        .given(infer.shape(kEdges).text())
        .accepted("[bins + 1]");
  return infer.shape(kEdges)[0] - 1;
}

// The lowest and the highest edge, where they are given.
std::pair<double, double> range_of(Infer& infer) {
  const ValueList& list = infer.list(kRange);
  double low = list.size() == 2 ? list[0].as_float() : NAN, high = list.size() == 2 ? list[1].as_float() : NAN;
  if (std::isfinite(low) && std::isfinite(high) && low <= high) return {low, high};
  throw infer
      .error(ErrorCode::kValue, kRange, "a range has two finite ends, of which the second is not the smaller one")
      .given(std::to_string(list.size()) + " numbers")
      .accepted("two numbers in order");
}

DType edges_dtype(Infer& infer) {
  DType dtype = infer.dtype(infer.has(kEdges) ? kEdges : 0);
  return is_floating(dtype) ? dtype : DType::kFloat64;
}

void histogram_shape(Infer& infer) {
  check_weights(infer, kWeights);
  int64_t bins = count_of_bins(infer);
  if (infer.has(kRange)) range_of(infer);
  if (bins >= INT64_MAX - 2)
    throw infer.error(ErrorCode::kOutOfMemory, kBins, "there is not enough memory for so many bins");
  DType counts = infer.has(kWeights) ? infer.dtype(kWeights) : DType::kInt64;
  infer.output(infer.flag(kDensity) ? edges_dtype(infer) : counts, Shape{bins});
  infer.output(edges_dtype(infer), Shape{bins + 1});
}

// Equal bins between the smallest and the largest element, or between the ends of the range. Computed in float64.
Tensor equal_edges(Invocation& call, const Tensor& x, int64_t bins) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Value low(0.0), high(1.0);
  Value half(0.5);
  if (call.has(kRange)) {
    auto [first, last] = range_of(infer);
    bool some = first < last;
    low = Value(some ? first : first - 0.5), high = Value(some ? last : last + 0.5);
  } else if (x.elements() > 0) {
    Tensor least = as_dtype(c, op<"min">(c, x), DType::kFloat64), most = as_dtype(c, op<"max">(c, x), DType::kFloat64);
    Tensor none = op<"equal">(c, least, most);
    low = op<"where">(c, none, minus(c, least, half), least);
    high = op<"where">(c, none, plus(c, most, half), most);
  }
  Tensor steps = op<"arange">(c, whole(0), Value(bins + 1), whole(1), DType::kFloat64);
  Tensor last = op<"equal">(c, steps, Value(bins));
  Tensor width =
      over(c, minus(c, plus(c, zeros_of(c, {DType::kFloat64, {}}), high), low), Value(static_cast<double>(bins)));
  Tensor edges = plus(c, times(c, steps, width), low);
  return as_dtype(c, op<"where">(c, last, high, edges), edges_dtype(infer));
}

void histogram_body(Invocation& call) {
  Ref<Context> quiet = call.context.with_recording(false);
  Context& c = *quiet;
  Infer infer(call.function, call.arguments);
  int64_t bins = count_of_bins(infer);
  DType dtype = edges_dtype(infer);
  Shape line{call.tensor(0).elements()};
  Tensor x = as_shape(c, call.tensor(0), line), weights = weights_of(call, kWeights, line);
  Tensor edges = call.has(kEdges) ? as_dtype(c, call.tensor(kEdges), dtype) : equal_edges(call, x, bins);
  if (!is_floating(x.dtype())) x = as_dtype(c, x, DType::kFloat64);
  // What lies outside goes to a bin of its own at either end; the last edge itself belongs to the last bin.
  Tensor place = op<"searchsorted">(c, edges, x, Value(), Value::enumerator(1));
  Tensor top = slice_of(c, edges, 0, bins, bins + 1);
  place = op<"where">(c, op<"equal">(c, x, top), Value(bins), place);
  Tensor counts = slice_of(c, op<"segment_sum">(c, weights, place, Value(bins + 2)), 0, 1, bins + 1);
  if (call[kDensity].as_bool()) {
    Tensor widths = as_dtype(c, op<"diff">(c, edges), DType::kFloat64);
    counts = as_dtype(c, counts, DType::kFloat64);
    counts = as_dtype(c, over(c, over(c, counts, widths), op<"sum">(c, counts)), dtype);
  }
  call.result(counts);
  call.result(call.has(kEdges) && edges.same(call.tensor(kEdges)) ? op<"copy">(c, edges) : edges);
}

}  // namespace

MIXGRAD_FUNCTION(bincount) {
  f.summary("Counts how often each number occurs, or adds up its weights.")
      .description(
          "Element i of the result is the count of i, up to the largest number: how many there are depends on the "
          "values, so a traced function can not have it; segment_sum is told their number.")
      .math("out_i = \\sum_{k : x_k = i} weights_k")
      .reference("NumPy 2.x, numpy.bincount")
      .tensor("x", "The numbers.", "integer", "[N]")
      .carries_indices()
      .optional_tensor("weights", "What each occurrence counts; 1 if it is left out.", "numeric", "[N]")
      .attribute("minlength", types::count, 0, "How many counts there are at least.")
      .positional(2)
      .output("out", "The counts.", "int64, or as weights", "[n]")
      .error("index", "a number is negative")
      .error("shape", "x has not one axis, or weights has not its shape")
      .error("value", "minlength is negative")
      .error("trace", "a function is traced, in which the numbers have no values")
      .error("out_of_memory", "there is not enough memory for so many counts")
      .method_of_tensor()
      .native(bincount_body)
      .bits(Bits::kSame)
      .example(R"(
        let classes = argmax(tensor([[1, 0, 0], [0, 0, 1], [0, 0, 1]]), 1)
        expect bincount(classes) = [1, 0, 2]
        expect bincount(classes, minlength: 4) = [1, 0, 2, 0]
      )");
}

MIXGRAD_FUNCTION(histogram) {
  f.summary("Counts how many elements lie in each of a row of intervals, or adds up their weights.")
      .description(
          "Each interval (bin) has its lower edge, and the last one also its upper edge. They are equally wide, from "
          "the smallest element to the largest or over range, unless edges are given. Elements outside of them, and "
          "NaN, are not counted; where the smallest or the largest element is none, there are no bins to count in.")
      .math("counts_i = \\sum_{k : edges_i \\le x_k < edges_{i + 1}} weights_k")
      .reference("NumPy 2.x, numpy.histogram")
      .tensor("x", "The elements, of any shape.", "numeric")
      .optional_tensor("weights", "What each element counts; 1 if it is left out. Of x's shape.", "numeric", "[...]")
      .optional_tensor("edges", "The edges of the bins, in rising order; bins and range then do not count.", "numeric",
                       "[bins + 1]")
      .attribute("bins", types::count, 10, "How many bins of equal width.")
      .minimum(1)
      .attribute("range", types::optional(types::list(types::floating)), Value::null(),
                 "The lower edge of the first bin and the upper edge of the last; those of the elements if left out.")
      .attribute("density", types::boolean, false,
                 "Whether counts are divided by their sum and by the width of their bin, so that the area is 1.")
      .positional(1)
      .output("counts", "The counts.", "int64, or as weights, or floating for a density", "[bins]")
      .output("edges", "The edges of the bins: the dtype of x or of edges if that is floating, else float64.",
              "floating(x)", "[bins + 1]")
      .record("Histogram")
      .error("shape", "weights has not x's shape, or edges has not one axis with at least two edges")
      .error("value", "there are less than one bin, or the range is none")
      .error("out_of_memory", "there is not enough memory for so many bins")
      .shape(histogram_shape)
      .no_gradient("counts are steps in the elements and in the edges")
      .composed(histogram_body)
      .example(R"(
        let found = histogram(tensor([0, 1, 1.5, 4]), bins: 2)
        expect found.counts = [3, 1]
        expect found.edges = [0, 2, 4]
      )");
}

}  // namespace mixgrad
