// Distributions whose numbers are found by rejection. An element has random words of its own, as many as it needs.
#include <cmath>

#include "core/ops/random.h"

namespace mixgrad {

namespace {

constexpr const char* kAdvance =
    " Computed in float64 and rounded once. Each element takes one block of the generator, however many numbers are "
    "rejected.";

FunctionBuilder& rejected(FunctionBuilder& f, const char* dtypes) {
  return of_distribution(f, dtypes)
      .error("value", "a parameter is out of its range, a number or an element of a tensor; the message says where")
      .no_gradient("the numbers are found by rejection, which has no derivative by the parameters")
      .random([](const Shape& shape, DType) { return shape.elements(); });
}
bool counts(DType t) { return is_floating(t) || t == DType::kInt64; }

}  // namespace

MIXGRAD_FUNCTION(gamma) {
  f.summary("Random numbers of a gamma distribution.")
      .description(
          std::string("By Marsaglia and Tsang's method; below a concentration of 1, a number for one more times "
                      "U^(1 / concentration).") +
          kAdvance)
      .math("p(x) = rate^{concentration} x^{concentration - 1} e^{-rate \\, x} / \\Gamma(concentration)")
      .reference("PyTorch 2.x, torch.distributions.Gamma; NumPy 2.x, numpy.random.Generator.gamma")
      .reference("Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, ACM TOMS 26, 2000")
      .tensor_or_number("concentration", "The shape of the distribution, finite and above 0.", "numeric")
      .tensor_or_number("rate", "One divided by the scale, finite and above 0; 1 if it is left out.", "numeric")
      .optional();
  rejected(f, "floating")
      .shape([](Infer& infer) {
        check_parameter(infer, 0, kPositive);
        check_parameter(infer, 1, kPositive);
        infer_distribution(infer, is_floating);
      })
      .example(R"(
        let x = gamma(tensor([0.5, 3]), 2, shape: [100, 2])
        expect x shape = [100, 2]
        expect all(greater_equal(x, 0)) = true
      )");
}

MIXGRAD_FUNCTION(beta) {
  f.summary("Random numbers of a beta distribution, between 0 and 1.")
      .description(std::string("The share of one of two numbers of gamma distributions in their sum.") + kAdvance)
      .math("p(x) \\propto x^{a - 1} (1 - x)^{b - 1}")
      .reference("PyTorch 2.x, torch.distributions.Beta; NumPy 2.x, numpy.random.Generator.beta")
      .tensor_or_number("a", "The concentration towards 1, finite and above 0.", "numeric")
      .tensor_or_number("b", "The concentration towards 0, finite and above 0.", "numeric");
  rejected(f, "floating")
      .shape([](Infer& infer) {
        check_parameter(infer, 0, kPositive);
        check_parameter(infer, 1, kPositive);
        infer_distribution(infer, is_floating);
      })
      .example(R"(
        let x = beta(2, tensor([1, 3]), shape: [100, 2])
        expect x shape = [100, 2]
        expect all(logical_and(greater_equal(x, 0), less_equal(x, 1))) = true
      )");
}

MIXGRAD_FUNCTION(poisson) {
  f.summary("Random numbers of a Poisson distribution: how often something happens that happens at a rate.")
      .description(
          std::string("By inversion below a rate of 10, else by transformed rejection. The smaller dtypes round "
                      "large numbers.") +
          kAdvance)
      .math("P(k) = rate^k e^{-rate} / k!")
      .reference("PyTorch 2.x, torch.poisson; NumPy 2.x, numpy.random.Generator.poisson")
      .reference(
          "Hörmann, The Transformed Rejection Method for Generating Poisson Random Variables, Insurance: "
          "Mathematics and Economics 12, 1993")
      .tensor_or_number("rate", "How often it happens on average, 0 to 1e15.", "numeric");
  rejected(f, "floating or int64")
      .shape([](Infer& infer) {
        check_parameter(infer, 0, kRate);
        infer_distribution(infer, counts);
      })
      .example(R"(
        expect poisson(tensor([0, 4, 100]), shape: [10, 3]) shape = [10, 3]
        expect poisson(0, shape: [3], dtype: int64) = [0, 0, 0]
      )");
}

MIXGRAD_FUNCTION(binomial) {
  f.summary("Random numbers of a binomial distribution: how many of n trials succeed.")
      .description(std::string("By inversion where fewer than 10 successes (or failures) are expected, else by "
                               "transformed rejection. The smaller dtypes round large numbers.") +
                   kAdvance)
      .math("P(k) = \\binom{n}{k} p^k (1 - p)^{n - k}")
      .reference("PyTorch 2.x, torch.distributions.Binomial; NumPy 2.x, numpy.random.Generator.binomial")
      .reference(
          "Hörmann, The Generation of Binomial Random Variates, Journal of Statistical Computation and Simulation "
          "46, 1993")
      .tensor_or_number("n", "How many trials there are, whole numbers from 0 to 1e15.", "numeric")
      .tensor_or_number("p", "Probability that one succeeds.", "numeric");
  rejected(f, "floating or int64")
      .shape([](Infer& infer) {
        check_parameter(infer, 0, kTrials);
        check_parameter(infer, 1, kProbability);
        infer_distribution(infer, counts);
      })
      .example(R"(
        expect binomial(10, tensor([0, 0.5, 1]), shape: [4, 3]) shape = [4, 3]
        expect binomial(10, tensor([0, 1])) = [0, 10]
      )");
}

MIXGRAD_FUNCTION(truncated_normal) {
  f.summary("Random numbers of a normal distribution between two bounds.")
      .description(std::string("Exact also where the interval lies far out in a tail. The smaller dtypes may round a "
                               "number to what is next to a bound.") +
                   kAdvance)
      .math("p(x) \\propto e^{-(x - mean)^2 / (2 std^2)}, a \\le x \\le b")
      .reference("PyTorch 2.x, torch.nn.init.trunc_normal_")
      .reference("Robert, Simulation of Truncated Normal Variables, Statistics and Computing 5, 1995")
      .attribute("shape", types::shape, "Sizes of the axes; one integer for a tensor with one axis.")
      .attribute("mean", types::floating, 0.0, "Mean of the distribution without bounds.")
      .attribute("std", types::floating, 1.0, "Standard deviation of the distribution without bounds.")
      .minimum(0)
      .attribute("a", types::floating, -2.0, "The smallest number; may be minus infinity.")
      .attribute("b", types::floating, 2.0, "The largest number; may be infinity.")
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "Element type, floating.");
  from_generator(f)
      .output("out", "The numbers.", "dtype", "shape")
      .error("value", "std is negative, a is larger than b, or a number is NaN, mean or std infinite")
      .error("dtype", "the dtype is not floating")
      .error("shape", "a size is negative, or there are more than 8 of them")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .no_gradient("it has no tensor input")
      .random([](const Shape& shape, DType) { return shape.elements(); })
      .shape([](Infer& infer) {
        for (int i : {1, 2}) {
          if (!std::isfinite(infer.number(i)))
            throw infer.error(ErrorCode::kValue, i, "the distribution must have a mean and a deviation")
                .given(std::to_string(infer.number(i)))
                .accepted("finite numbers");
        }
        if (!(infer.number(3) <= infer.number(4)))
          throw infer.error(ErrorCode::kValue, 4, name_mark("b") + " must not be below " + name_mark("a"))
              .given(std::to_string(infer.number(4)))
              .accepted("from " + std::to_string(infer.number(3)));
        check_floating(infer, 5);
        infer.output(infer.argument(5).as_dtype(), infer.sizes(0));
      })
      .example(R"(
        let x = truncated_normal([1000], 5, std: 2, a: 4, b: 7)
        expect all(logical_and(greater_equal(x, 4), less_equal(x, 7))) = true
        expect truncated_normal([2], 5, std: 0, a: 0, b: 10) = [5, 5]
      )");
}

}  // namespace mixgrad
