#include "core/dist/kvstore.h"

#include <chrono>
#include <thread>

#include "core/data/test_support.h"

namespace mixgrad {
namespace {

using Floats = std::vector<float>;

Tensor floats(const std::vector<double>& v) {
  return Tensor::from_values(DType::kFloat32, Shape{static_cast<int64_t>(v.size())}, v);
}

TEST(KVStore, SumsARoundInTheOrderOfWorkers) {
  auto context = context_with_seed(0);
  KVStore store(3);
  store.init("w", floats({7, 7}));
  EXPECT_EQ(elements<float>(store.pull(*context, "w", 0)), (Floats{7, 7}));
  // (1e8 + 1) - 1e8 is 0 in float32, (1 - 1e8) + 1e8 too, but (1e8 - 1e8) + 1 is 1: the order shows.
  for (auto order : {std::vector<int>{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
    for (int w : order) store.push("w", floats({w == 0 ? 1e8 : w == 1 ? 1.0 : -1e8, 1.0}), w);
    EXPECT_EQ(elements<float>(store.pull(*context, "w", 0)), (Floats{0, 3}));
  }
  store.push("w", floats({1e8, 0}), 0);
  store.push("w", floats({-1e8, 0}), 1);
  store.push("w", floats({1, 0}), 2);
  EXPECT_EQ(elements<float>(store.pull(*context, "w", 2)), (Floats{1, 0}));
}

TEST(KVStore, CopiesInAndOut) {
  auto context = context_with_seed(0);
  KVStore store(1);
  Tensor value = floats({1, 2});
  store.init("w", value);
  value.data<float>()[0] = 9;
  Tensor out = store.pull(*context, "w", 0);
  EXPECT_EQ(elements<float>(out), (Floats{1, 2}));
  out.data<float>()[0] = 9;
  EXPECT_EQ(elements<float>(store.pull(*context, "w", 0)), (Floats{1, 2}));
  store.push("w", value, 0);
  value.data<float>()[0] = 5;
  EXPECT_EQ(elements<float>(store.pull(*context, "w", 0)), (Floats{9, 2}));
}

TEST(KVStore, AFastWorkerDoesNotHoldUpASlowOne) {
  auto context = context_with_seed(0);
  KVStore store(2);
  store.init("w", floats({0}));
  store.push("w", floats({1}), 0);
  store.push("w", floats({10}), 1);
  store.push("w", floats({2}), 0);  // already in round 2
  EXPECT_EQ(elements<float>(store.pull(*context, "w", 1)), (Floats{11}));
  store.push("w", floats({20}), 1);
  EXPECT_EQ(elements<float>(store.pull(*context, "w", 0)), (Floats{22}));
}

TEST(KVStore, ThreadsSeeTheSumOfTheirRound) {
  KVStore store(4);
  store.init("w", floats({0}));
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int w = 0; w < 4; ++w) {
    threads.emplace_back([&, w] {
      auto context = context_with_seed(0);
      for (int round = 1; round <= 50; ++round) {
        store.push("w", floats({static_cast<double>(round * (w + 1))}), w);
        if (elements<float>(store.pull(*context, "w", w))[0] != static_cast<float>(10 * round)) ++wrong;
      }
    });
  }
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong, 0);
}

TEST(KVStore, RefusesWhatDoesNotFit) {
  auto context = context_with_seed(0);
  KVStore store(2);
  EXPECT_ERROR(ErrorCode::kNotFound, store.pull(*context, "w", 0), "none yet");
  store.init("w", floats({0, 0}));
  EXPECT_ERROR(ErrorCode::kValue, store.init("w", floats({0, 0})), "has this key");
  EXPECT_ERROR(ErrorCode::kNotFound, store.push("v", floats({0, 0}), 0), "accepted: w");
  EXPECT_ERROR(ErrorCode::kShape, store.push("w", floats({0}), 0), "[2]");
  EXPECT_ERROR(ErrorCode::kDType,
               store.push("w", Tensor::from_values(DType::kFloat64, Shape{2}, std::vector<double>{1, 2}), 0),
               "float32");
  EXPECT_ERROR(ErrorCode::kValue, store.push("w", floats({0, 0}), 2), "0 to 1");
  EXPECT_ERROR(ErrorCode::kValue, store.pull(*context, "w", -1), "worker");
  EXPECT_ERROR(ErrorCode::kValue, store.set_timeout_s(0), "positive");
  for (int i = 0; i < 1024; ++i) store.push("w", floats({0, 0}), 0);
  EXPECT_ERROR(ErrorCode::kBusy, store.push("w", floats({0, 0}), 0), "wait for workers 1");
}

TEST(KVStore, WaitsWithALimitAndCanBeCancelled) {
  auto context = context_with_seed(0);
  KVStore store(3);
  store.init("w", floats({0}));
  store.push("w", floats({1}), 1);
  store.set_timeout_s(0.05);
  EXPECT_ERROR(ErrorCode::kError, store.pull(*context, "w", 1), "missing workers 0, 2");
  store.set_timeout_s(600);  // if the flag were not looked at, the error would be another one
  CancelFlag cancel{false};
  auto job = context->child();
  job->cancel = &cancel;
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));  // most likely it waits by then
    cancel = true;
  });
  EXPECT_ERROR(ErrorCode::kCancelled, store.pull(*job, "w", 1), "cancelled");
  canceller.join();
}

}  // namespace
}  // namespace mixgrad
