// The two streams of a device: what is sent beside its calls arrives before it is used, and memory that one of them
// still uses is not the other's yet. Each test is a race that one of many seeds would lose if a wait were missing.
#include "core/kernels/copy_stream.h"

#include "core/backend-sim/sim_test_support.h"
#include "core/data/loader.h"
#include "core/data/tensor_dataset.h"
#include "core/runtime/sanitizer.h"

namespace mixgrad::sim {
namespace {

class SimCopyStream : public testing::TestWithParam<uint64_t> {
 protected:
  SimCopyStream() { streams().shuffle(GetParam() * 7919 + 1); }
  ~SimCopyStream() override { backend_of(device()).synchronise(device()); }
  static Tensor arrived(Sent sent) { return received(std::move(sent)).at(0); }
  Tensor squared(const Tensor& t) { return op<"multiply">(*context, t, t); }

  Ref<Context> context = context_with_seed(1);
  Tensor x = numbers(Shape{4, 5}), y = numbers(Shape{4, 5}, 1);
};
INSTANTIATE_TEST_SUITE_P(, SimCopyStream, testing::Range<uint64_t>(0, 24));

TEST_P(SimCopyStream, WhatIsSentArrivesBeforeItIsUsed) {
  Sent sent = send({x, y}, device());
  EXPECT_EQ(streams().waiting(copies(device())), 2u);
  std::vector<Tensor> there = received(std::move(sent));
  Tensor sum = op<"add">(*context, there[0], there[1]);
  EXPECT_TRUE(sum.device() == device());
  EXPECT_EQ(values_of(sum), values_of(op<"add">(*context, x, y)));
}

TEST_P(SimCopyStream, AFreedBlockIsNotOverwrittenWhileCallsUseIt) {
  Tensor a = on_sim(x);
  const void* block = a.data();
  Tensor product = squared(a);
  a = Tensor();  // the product has not been computed yet
  Sent sent = send({y}, device());
  EXPECT_EQ(sent.tensors[0].data(), block);
  EXPECT_EQ(values_of(product), values_of(squared(x)));
  EXPECT_EQ(values_of(arrived(std::move(sent))), values_of(y));
}

TEST_P(SimCopyStream, WhatIsDroppedOnItsWayDoesNotArriveInTheNextTensor) {
  Sent sent = send({y}, device());
  const void* block = sent.tensors[0].data();
  sent = Sent();
  Tensor a = on_sim(x);
  EXPECT_EQ(a.data(), block);
  Tensor product = squared(a);
  EXPECT_EQ(values_of(product), values_of(squared(x)));
  backend_of(device()).synchronise(device());
  EXPECT_EQ(values_of(a), values_of(x));
}

TEST_P(SimCopyStream, ManyBatchesThroughFewBlocks) {
  std::vector<Tensor> batches, sums;
  for (uint64_t i = 0; i < 12; ++i) batches.push_back(numbers(Shape{4, 5}, static_cast<int>(i)));
  Sent next = send({batches[0]}, device());
  for (size_t i = 0; i < batches.size(); ++i) {
    Tensor batch = arrived(std::move(next));
    if (i + 1 < batches.size()) next = send({batches[i + 1]}, device());
    sums.push_back(op<"sum">(*context, squared(batch)));
    if (i % 5 == 3) backend_of(device()).synchronise(device());
  }
  for (size_t i = 0; i < batches.size(); ++i)
    EXPECT_EQ(values_of(sums[i]), values_of(op<"sum">(*context, squared(batches[i])))) << i;
}

TEST_P(SimCopyStream, LayoutsAndEmptyOnesTravel) {
  Tensor turned = op<"matrix_transpose">(*context, x), none = Tensor::empty(DType::kFloat32, Shape{0, 3});
  std::vector<Tensor> there = received(send({turned, none}, device(1)));
  EXPECT_TRUE(there[0].device() == device(1));
  EXPECT_EQ(values_of(there[0]), values_of(turned));
  EXPECT_EQ(there[1].shape().text(), "[0, 3]");
  EXPECT_TRUE(there[1].device() == device(1));
}

TEST_P(SimCopyStream, ALoaderSendsWhatItMakesAhead) {
  auto data = make_ref<TensorDataset>(std::vector<Tensor>{numbers(Shape{24, 5})});
  LoaderOptions options;
  options.batch_size = 3;
  DataLoader loader(data, options);
  std::unique_ptr<BatchSource> here = loader.open(*context), there = loader.open(*context);
  there->send_to(device());
  int sent = 0;
  for (std::vector<Tensor> expected, batch; here->next(expected) && there->next(batch);) {
    sent += batch[0].device() == device();
    EXPECT_EQ(values_of(squared(batch[0])), values_of(squared(expected[0])));
  }
  EXPECT_GE(sent, 8 - 3) << "two may have been made before, and one was being made";
}

TEST(SimCopyStreams, GoOnBesideCallsOrWaitForThem) {
  Ref<Context> context = context_with_seed(1);
  Tensor x = numbers(Shape{4, 5}), large = numbers(Shape{64, 64});  // of blocks that no call here has used
  bool before = false, behind = false;
  for (uint64_t seed = 0; seed < 200 && !(before && behind); ++seed) {
    streams().shuffle(seed);
    Tensor a = on_sim(x);
    a = op<"negative">(*context, a);
    Sent sent = send({large}, device());
    streams().wait({copies(device()), sent.last});
    (queued() > 0 ? before : behind) = true;
    backend_of(device()).synchronise(device());
  }
  // Under a sanitizer a block is given out in the order of the calls, and what is copied into it comes behind them.
  if constexpr (!kSanitized) {
    EXPECT_TRUE(before) << "a copy waits for all calls";
  }
  EXPECT_TRUE(behind) << "a copy never comes late";
}

}  // namespace
}  // namespace mixgrad::sim
