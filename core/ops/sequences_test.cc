// Attention and recurrent networks give the same bytes for any number of threads.
#include <cstring>

#include "core/ops/test_support.h"
#include "core/runtime/thread_pool.h"
#include "core/transform/gradients.h"

namespace mixgrad {
namespace {

using namespace testing;

class Sequences : public OpTest {
 protected:
  static std::string bytes_of(const std::vector<Tensor>& tensors) {
    std::string out;
    for (const Tensor& t : tensors) {
      EXPECT_TRUE(t && t.is_contiguous());
      out.append(t.data<char>(), static_cast<size_t>(t.elements()) * item_bytes(t.dtype()));
    }
    return out;
  }
  // The result and its gradients.
  template <class F>
  void same_bytes(F f, const std::vector<Tensor>& inputs) {
    std::string first;
    for (int threads : {1, 2, 3, 7}) {
      ThreadPool::instance().set_threads(threads);
      std::vector<Tensor> leaves;
      for (const Tensor& t : inputs) leaves.push_back(leaf(t));
      Tensor out = f(leaves);
      std::vector<Tensor> made = gradients(c, {out}, leaves, {numbers(out.shape(), 3)}, false);
      made.push_back(out);
      std::string bytes = bytes_of(made);
      EXPECT_TRUE(threads == 1 || bytes == first) << threads << " threads";
      if (threads == 1) first = bytes;
    }
    ThreadPool::instance().set_threads(2);
  }
};

TEST_F(Sequences, AttentionHasOneOrderOfSums) {
  Tensor query = numbers(Shape{3, 4, 150, 8}, 1), key = numbers(Shape{3, 2, 290, 8}, 2),
         value = numbers(Shape{3, 2, 290, 5}, 4), mask = numbers(Shape{4, 1, 290}, 5);
  same_bytes(
      [&](const std::vector<Tensor>& x) { return op<"flash_attention">(c, x[0], x[1], x[2], x[3], Value(true)); },
      {query, key, value, mask});
}

TEST_F(Sequences, RecurrentNetworksToo) {
  Tensor x = numbers(Shape{5, 70, 40}, 1), from = numbers(Shape{160, 40}, 2), weight = numbers(Shape{160, 40}, 4);
  auto run = [&](const std::vector<Tensor>& in) {
    return op<"lstm">(c, in[0], Value(ValueList{in[1], in[2]}), Value(), Value(), Value(), Value(1), Value(false));
  };
  same_bytes(run, {x, from, weight});
}

}  // namespace
}  // namespace mixgrad
