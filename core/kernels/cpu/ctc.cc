// Connectionist temporal classification: sums over all alignments of labels with frames, forwards and backwards, in
// logarithms and in float64. Blanks stand before, between and behind the labels: state 2 i + 1 is label i.
#include <cmath>

#include "core/kernels/cpu/class_numbers.h"
#include "core/kernels/cpu/layout.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr double kNever = -HUGE_VAL;  // the logarithm of no probability

// A number and its derivative along a direction.
struct Dual {
  double value = 0, slope = 0;
};
double value_of(double x) { return x; }
double value_of(Dual x) { return x.value; }
double added(double a, double b) { return a + b; }
Dual added(Dual a, Dual b) { return {a.value + b.value, a.slope + b.slope}; }
double negated(double a) { return -a; }
Dual negated(Dual a) { return {-a.value, -a.slope}; }

// ln(e^a + e^b)
template <class S>
S log_add(S a, S b) {
  double x = value_of(a), y = value_of(b);
  if (x == kNever) return b;
  if (y == kNever) return a;
  double most = x < y ? y : x, left = std::exp(x - most), right = std::exp(y - most), sum = left + right;
  if constexpr (std::is_same_v<S, double>)
    return most + std::log(sum);
  else
    return {most + std::log(sum), (left * a.slope + right * b.slope) / sum};
}

// What is common to all examples: the arguments from `first` on are [log_probs, targets, input_lengths,
// target_lengths, blank].
struct Batch {
  Tensor log_probs, targets, frames, lengths;
  int64_t examples, classes, blank;
  std::vector<int64_t> starts;  // of each example's labels

  Batch(const KernelCall& call, int first)
      : log_probs(contiguous(call.tensor(first), DType::kFloat64)),
        targets(contiguous(call.tensor(first + 1), DType::kInt64)),
        frames(contiguous(call.tensor(first + 2), DType::kInt64)),
        lengths(contiguous(call.tensor(first + 3), DType::kInt64)),
        examples(log_probs.shape()[1]),
        classes(log_probs.shape()[2]),
        blank(call.arguments[first + 4].as_int()) {
    bool rows = targets.rank() == 2;
    check_lengths("input_lengths", frames, log_probs.shape()[0], "frames");
    check_lengths("target_lengths", lengths, rows ? targets.shape()[1] : targets.elements(), "labels");
    int64_t start = 0;
    for (int64_t n = 0; n < examples; ++n) {
      starts.push_back(rows ? n * targets.shape()[1] : start);
      start += lengths.data<int64_t>()[n];
      if (!rows && start > targets.elements()) {
        throw Error(ErrorCode::kValue, "the lengths add up to more labels than there are")
            .on("target_lengths")
            .given("more than " + std::to_string(targets.elements()))
            .accepted("at most " + std::to_string(targets.elements()));
      }
      for (int64_t i = starts.back(); i < starts.back() + lengths.data<int64_t>()[n]; ++i) check_label(i);
    }
  }

 private:
  void check_lengths(const char* argument, const Tensor& given, int64_t most, const char* what) const {
    for (int64_t n = 0; n < examples; ++n) {
      int64_t length = given.data<int64_t>()[n];
      if (length >= 0 && length <= most) continue;
      throw Error(ErrorCode::kValue, "the length at position " + number_mark(n) + " of " + name_mark(argument) +
                                         " is no number of " + what)
          .on(argument)
          .given(std::to_string(length))
          .accepted("0 to " + std::to_string(most));
    }
  }
  void check_label(int64_t at) const {
    int64_t label = targets.data<int64_t>()[at];
    if (label < 0 || label >= classes) bad_class("targets", targets.shape(), at, label, classes);
    if (label != blank) return;
    throw Error(ErrorCode::kIndex, "a label is the blank, which stands for no label")
        .on("targets")
        .given(number_mark(label));
  }
};

template <class S>
class Lattice {
 public:
  // The tangent, of log_probs' shape, is for duals.
  Lattice(const Batch& batch, int64_t example, const double* tangent)
      : batch_(batch), example_(example), tangent_(tangent) {
    frames_ = batch.frames.data<int64_t>()[example];
    int64_t labels = batch.lengths.data<int64_t>()[example];
    states_ = 2 * labels + 1;
    labels_ = batch.targets.data<int64_t>() + batch.starts[static_cast<size_t>(example)];
    ahead_memory_ = Tensor::empty(DType::kFloat64, Shape{frames_, states_, kWidth});
    ahead_ = reinterpret_cast<S*>(ahead_memory_.template data<double>());
    for (int64_t t = 0; t < frames_; ++t) {
      for (int64_t s = 0; s < states_; ++s) {
        S sum{kNever};
        if (t == 0) {
          if (s < 2) sum = S{0};
        } else {
          for (int64_t back = 0; back <= std::min<int64_t>(s, skips(s) ? 2 : 1); ++back)
            sum = log_add(sum, ahead_[(t - 1) * states_ + s - back]);
        }
        ahead_[t * states_ + s] = added(sum, at(t, s));
      }
    }
    total = S{frames_ == 0 && labels == 0 ? 0 : kNever};
    for (int64_t s = std::max<int64_t>(0, states_ - 2); frames_ > 0 && s < states_; ++s)
      total = log_add(total, ahead_[(frames_ - 1) * states_ + s]);
  }

  S total;  // the logarithm of the probability of the labels

  // use(t, class, share): which share of the probability passes through this state.
  template <class F>
  void each_share(F use) const {
    Tensor memory = Tensor::empty(DType::kFloat64, Shape{2, states_, kWidth});
    S* rows = reinterpret_cast<S*>(memory.data<double>());
    for (int64_t t = frames_ - 1; t >= 0; --t) {
      S *now = rows + t % 2 * states_, *next = rows + (t + 1) % 2 * states_;
      for (int64_t s = 0; s < states_; ++s) {
        S sum{kNever};
        if (t == frames_ - 1) {
          if (s >= states_ - 2) sum = S{0};
        } else {
          for (int64_t to = s; to < std::min(s + 3, states_); ++to) {
            if (to < s + 2 || skips(to)) sum = log_add(sum, added(next[to], at(t + 1, to)));
          }
        }
        now[s] = sum;
        use(t, label(s), added(added(ahead_[t * states_ + s], sum), negated(total)));
      }
    }
  }

 private:
  static constexpr int64_t kWidth = sizeof(S) / sizeof(double);
  int64_t label(int64_t s) const { return s % 2 ? labels_[s / 2] : batch_.blank; }
  // Whether the blank before this state may be left out: between different labels.
  bool skips(int64_t s) const { return s % 2 == 1 && s > 1 && labels_[s / 2] != labels_[s / 2 - 1]; }
  S at(int64_t t, int64_t s) const {
    int64_t i = (t * batch_.examples + example_) * batch_.classes + label(s);
    double x = batch_.log_probs.data<double>()[i];
    if constexpr (std::is_same_v<S, double>)
      return x;
    else
      return {x, tangent_[i]};
  }

  const Batch& batch_;
  int64_t example_, frames_, states_;
  const double* tangent_;
  const int64_t* labels_;
  Tensor ahead_memory_;
  S* ahead_;
};

// Fills [T, N, C] with zeros, and with what `f` gives for each share of an example that is weighted.
template <class S, class F>
void fill(const KernelCall& call, int first, const double* tangent, F f) {
  const Tensor& output = call.outputs[0];
  Batch batch(call, first);
  Tensor weights = contiguous(call.tensor(0), DType::kFloat64), result = Tensor::empty(DType::kFloat64, output.shape());
  double* to = result.data<double>();
  std::fill_n(to, result.elements(), 0.0);
  parallel_for(
      batch.examples, 1,
      [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
          double weight = weights.data<double>()[n];
          if (weight == 0) continue;  // also where the loss is infinite, and was replaced
          Lattice<S> lattice(batch, n, tangent);
          bool never = value_of(lattice.total) == kNever;
          lattice.each_share([&](int64_t t, int64_t c, S share) {
            to[(t * batch.examples + n) * batch.classes + c] -= weight * (never ? std::nan("") : f(share));
          });
        }
      },
      call.cancel);
  copy_cpu(result, output);
}

}  // namespace

MIXGRAD_KERNEL(ctc_negative_log_likelihood, kCpu) {
  Batch batch(call, 0);
  Tensor result = Tensor::empty(DType::kFloat64, call.outputs[0].shape());
  parallel_for(
      batch.examples, 1,
      [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) result.data<double>()[n] = 0 - Lattice<double>(batch, n, nullptr).total;
      },
      call.cancel);
  copy_cpu(result, call.outputs[0]);
}

// [grad, log_probs, …]
MIXGRAD_KERNEL(ctc_gradient, kCpu) {
  fill<double>(call, 1, nullptr, [](double share) { return std::exp(share); });
}

// [grad, tangent, log_probs, …]
MIXGRAD_KERNEL(ctc_curvature, kCpu) {
  Tensor tangent = contiguous(call.tensor(1), DType::kFloat64);
  fill<Dual>(call, 2, tangent.data<double>(),
             [](Dual share) { return share.value == kNever ? 0 : std::exp(share.value) * share.slope; });
}

}  // namespace mixgrad
