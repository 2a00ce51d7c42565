// Random whole numbers, classes and orders.
#include <algorithm>
#include <limits>

#include "core/kernels/cpu/random_layout.h"
#include "core/ops/random.h"

namespace mixgrad {

namespace {

constexpr const char* kDiscrete = "its results are not continuous";

// The largest and the smallest number of an integer type, as far as int64 has them.
void check_fits(Infer& infer, DType dtype, int64_t low, int64_t high) {
  int bits = static_cast<int>(item_bytes(dtype)) * 8;
  bool is_signed = is_signed_integer(dtype);
  int64_t most = std::numeric_limits<int64_t>::max(), least = is_signed ? std::numeric_limits<int64_t>::min() : 0;
  if (bits < 64) {
    most = (int64_t{1} << (is_signed ? bits - 1 : bits)) - 1;
    least = is_signed ? -most - 1 : 0;
  }
  if (low < least || high - 1 > most)
    throw infer
        .error(ErrorCode::kValue, low < least ? 1 : 2, std::string(dtype_name(dtype)) + " has not all of these numbers")
        .given(std::to_string(low < least ? low : high))
        .accepted(std::to_string(least) + " to " + std::to_string(most));
}

// Where the classes are the last axis, of which there must be some to choose from.
int64_t classes_of(Infer& infer, bool needed) {
  if (infer.rank(0) == 0)
    throw infer.error(ErrorCode::kShape, 0, "the last axis holds the classes").given("[]").accepted("[..., C]");
  int64_t classes = infer.shape(0)[infer.rank(0) - 1];
  if (classes == 0 && needed)
    throw infer.error(ErrorCode::kShape, 0, "there is no class to choose")
        .given(infer.shape(0).text())
        .accepted("[..., C] with C above 0");
  return classes;
}

}  // namespace

MIXGRAD_FUNCTION(integers) {
  f.summary("Random whole numbers, all equally likely, from an interval.")
      .description(
          "Numbers from low up to high - 1; no number comes up more often than another, however many there are.")
      .math("out_i \\sim U\\{low, …, high - 1\\}")
      .reference("NumPy 2.x, numpy.random.Generator.integers; PyTorch 2.x, torch.randint")
      .reference("Lemire, Fast Random Integer Generation in an Interval, ACM TOMACS 29, 2019")
      .alias("randint")
      .attribute("shape", types::shape, "Sizes of the axes; one integer for a tensor with one axis.")
      .attribute("low", types::integer, "The smallest number.")
      .attribute("high", types::integer, "One more than the largest number.")
      .attribute("dtype", types::dtype, Value(DType::kInt64), "Element type, of integers.");
  from_generator(f)
      .positional(3)
      .output("out", "The numbers.", "dtype", "shape")
      .error("value", "high is not above low, or the dtype has not all of the numbers")
      .error("dtype", "the dtype is not one of integers")
      .error("shape", "a size is negative, or there are more than 8 of them")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .no_gradient("it has no tensor input")
      .random([](const Shape& shape, DType) { return blocks_for_integers(shape.elements()); })
      .shape([](Infer& infer) {
        int64_t low = infer.integer(1), high = infer.integer(2);
        DType dtype = infer.argument(3).as_dtype();
        if (!is_integer(dtype))
          throw infer.error(ErrorCode::kDType, 3, "the numbers are whole").given(dtype_name(dtype)).accepted("integer");
        if (high <= low)
          throw infer.error(ErrorCode::kValue, 2, name_mark("high") + " must be above " + name_mark("low"))
              .given(std::to_string(high))
              .accepted("above " + std::to_string(low));
        check_fits(infer, dtype, low, high);
        infer.output(dtype, infer.sizes(0));
      })
      .example(R"(
        let throws = integers([100], 1, 7)
        expect all(logical_and(greater_equal(throws, 1), less(throws, 7))) = true
        expect integers([3], 5, 6) = [5, 5, 5]
      )");
}

MIXGRAD_FUNCTION(bernoulli) {
  f.summary("Random ones with probability p, else zeros.")
      .description("An element is 1 where a random word of 32 bits is below p times 2^32, whatever the dtype.")
      .math("P(out_i = 1) = p_i")
      .reference("PyTorch 2.x, torch.bernoulli")
      .tensor_or_number("p", "Probability of a one.", "floating");
  of_distribution(f, "any")
      .error("value", "p, a number or an element of a tensor, is not between 0 and 1; the message says where")
      .no_gradient(kDiscrete)
      .random([](const Shape& shape, DType) { return blocks_for_bernoulli(shape.elements()); })
      .shape([](Infer& infer) {
        check_parameter(infer, 0, kProbability);
        infer_distribution(infer, [](DType) { return true; });
      })
      .example(R"(
        expect bernoulli(tensor([0, 1, 0, 1])) = [0, 1, 0, 1]
        expect bernoulli(0.5, shape: [2, 3], dtype: bool) shape = [2, 3]
      )");
}

MIXGRAD_FUNCTION(categorical) {
  f.summary("Random class numbers, by the probabilities of the classes.")
      .description(
          "The last axis of x holds the classes. Logits are logarithms of probabilities, up to a constant; "
          "probabilities need not sum to 1. Computed in float64, with one fraction of 53 bits for each number.")
      .math("P(out_i = c) = e^{x_{ic}} / \\sum_j e^{x_{ij}}")
      .reference("PyTorch 2.x, torch.distributions.Categorical; JAX, jax.random.categorical")
      .tensor("x", "Logits, or probabilities.", "floating", "[..., C]")
      .attribute(
          "shape", types::optional(types::shape), Value::null(),
          "Sizes of the result's axes, to which x without its last axis broadcasts; the sizes of those axes if it "
          "is left out.")
      .attribute("logits", types::boolean, true, "Whether x holds logits, or probabilities.");
  from_generator(f)
      .output("out", "The class numbers.", "int64", "shape")
      .carries_indices()
      .error("shape", "x has no axis, or no class, or does not broadcast to the shape")
      .error("value",
             "an element of x is NaN or infinity or, as a probability, negative, or all of a row have probability 0")
      .no_gradient(kDiscrete)
      .random([](const Shape& shape, DType) { return blocks_for_sequences(shape.elements()); })
      .shape([](Infer& infer) {
        Shape own = infer.shape(0);
        if (own.rank() > 0) own.erase(own.rank() - 1);
        Shape out = infer.has(1) ? infer.sizes(1) : own;
        classes_of(infer, true);
        bool negative = std::any_of(out.begin(), out.end(), [](int64_t n) { return n < 0; });
        if (negative) throw infer.error(ErrorCode::kShape, 1, "sizes must not be negative").given(out.text());
        if (!broadcasts_to(own, out))
          throw infer.error(ErrorCode::kShape, 1, name_mark("x") + " does not broadcast to the shape")
              .given(out.text())
              .accepted("what " + own.text() + " broadcasts to");
        infer.output(DType::kInt64, out);
      })
      .example(R"(
        let generator = new Generator(7)
        let x = tensor([[0, 1, 0], [1, 0, 0]])
        expect categorical(x, logits: false, generator: generator) index = [1, 0]
        expect categorical(x, shape: [5, 2], generator: generator) shape = [5, 2]
      )");
}

MIXGRAD_FUNCTION(multinomial) {
  f.summary("Random class numbers, several for each row of probabilities.")
      .description(
          "Without replacement the classes of a row differ, in the order in which they would be drawn one after the "
          "other. Probabilities need not sum to 1. Computed in float64.")
      .reference("PyTorch 2.x, torch.multinomial")
      .reference(
          "Efraimidis and Spirakis, Weighted Random Sampling with a Reservoir, Information Processing Letters 97, "
          "2006")
      .tensor("x", "Probabilities of the classes, [C] or [N, C].", "floating", "[..., C]")
      .attribute("num_samples", types::count, "How many numbers are drawn for each row.")
      .attribute("replacement", types::boolean, false, "Whether a class may come up more than once.");
  from_generator(f)
      .positional(2)
      .output("out", "The class numbers.", "int64", "[..., num_samples]")
      .carries_indices()
      .error("shape", "x has neither one axis nor two, or no class")
      .error("value",
             "an element of x is negative or not finite, all of a row are 0, or without replacement fewer classes have "
             "a probability above 0 than are to be drawn")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .no_gradient(kDiscrete)
      .random([](const Shape& shape, DType) { return blocks_for_sequences(shape.elements()); })
      .shape([](Infer& infer) {
        if (infer.rank(0) < 1 || infer.rank(0) > 2)
          throw infer.error(ErrorCode::kShape, 0, "there must be one row of probabilities, or rows")
              .given(infer.shape(0).text())
              .accepted("[C] or [N, C]");
        int64_t samples = infer.integer(1), classes = classes_of(infer, samples > 0);
        if (!infer.flag(2) && samples > classes)
          throw infer.error(ErrorCode::kValue, 1, "without replacement there are not enough classes")
              .given(std::to_string(samples))
              .accepted("up to " + std::to_string(classes));
        Shape out = infer.shape(0);
        out[out.rank() - 1] = samples;
        infer.output(DType::kInt64, out);
      })
      .example(R"(
        let generator = new Generator(7)
        let x = tensor([[0, 1, 0], [5, 0, 0]])
        expect multinomial(x, 1, generator: generator) index = [[1], [0]]
        expect multinomial(x, 4, replacement: true, generator: generator) shape = [2, 4]
      )");
}

MIXGRAD_FUNCTION(shuffle) {
  f.summary("Puts the parts of a tensor along an axis into random order.")
      .description("All orders are equally likely. Parts stay whole: with a matrix, whole rows change places.")
      .math("out_i = x_{\\pi(i)} with a random permutation \\pi")
      .reference("NumPy 2.x, numpy.random.Generator.permutation")
      .tensor("x", "The tensor.")
      .attribute("axis", types::axis, 0, "The axis along which the order changes.");
  from_generator(f)
      .output("out", "The parts in their new order.", "as x", "[...]")
      .error("index", "x has no such axis")
      .trait("random")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), infer.shape(0)); })
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0);
        int64_t n = x.shape()[static_cast<int>(call[1].as_int())];
        Tensor order = op<"permutation">(call.context, Value(n), call[2]);
        call.result(op<"take">(call.context, x, order, call[1]));
      })
      .example(R"(
        let x = shuffle(tensor([[1, 2], [3, 4], [5, 6]]))
        expect x shape = [3, 2]
        expect sum(x, 0) = [9, 12]
        expect shuffle(tensor([7, 7]), 0) = [7, 7]
      )");
}

}  // namespace mixgrad
