#include "core/data/loader.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "core/data/tensor_dataset.h"
#include "core/data/test_support.h"
#include "core/runtime/test_support.h"

namespace mixgrad {
namespace {

using Ints = std::vector<int64_t>;

// Item i is the number i.
class Numbers final : public Dataset {
 public:
  explicit Numbers(int64_t n) : n_(n) {}
  int64_t own_length() const override { return n_; }
  std::vector<Tensor> own_batch(std::span<const int64_t> indices, const CancelFlag* stop) const override {
    ++calls;
    if (slow) {
      EXPECT_TRUE(stop && comes([&] { return stop->load(); }));
      throw Error(ErrorCode::kCancelled, "stopped");
    }
    for (int64_t i : indices) {
      if (i == bad) throw Error(ErrorCode::kIo, "item " + std::to_string(i) + " is broken");
    }
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    signals_blocked = sigismember(&blocked, SIGINT) == 1 && sigismember(&blocked, SIGTERM) == 1;
    return {Tensor::from_values(DType::kInt64, Shape{static_cast<int64_t>(indices.size())},
                                Ints(indices.begin(), indices.end()))};
  }
  int64_t n_, bad = -1;
  bool slow = false;  // until it is stopped
  mutable std::atomic<int> calls{0};
  mutable std::atomic<bool> signals_blocked{false};
};

LoaderOptions options(int64_t batch_size, bool shuffle = false) {
  LoaderOptions o;
  o.batch_size = batch_size;
  o.shuffle = shuffle;
  return o;
}

std::vector<Ints> walk(BatchSource& source) {
  std::vector<Ints> out;
  for (std::vector<Tensor> batch; source.next(batch);) out.push_back(elements<int64_t>(batch[0]));
  return out;
}

TEST(DataLoader, CutsTheDatasetIntoBatches) {
  auto context = context_with_seed(1);
  DataLoader loader(make_ref<Numbers>(5), options(2));
  EXPECT_EQ(loader.length(*context), 3);
  EXPECT_EQ(walk(*loader.open(*context)), (std::vector<Ints>{{0, 1}, {2, 3}, {4}}));
  LoaderOptions dropping = options(2);
  dropping.drop_last = true;
  DataLoader whole(make_ref<Numbers>(5), dropping);
  EXPECT_EQ(whole.length(*context), 2);
  EXPECT_EQ(walk(*whole.open(*context)), (std::vector<Ints>{{0, 1}, {2, 3}}));
  DataLoader empty(make_ref<Numbers>(0), options(2, true));
  EXPECT_EQ(walk(*empty.open(*context)), std::vector<Ints>{});
}

TEST(DataLoader, ShufflesByTheSeedWhateverTheThreads) {
  std::vector<Ints> first;
  for (int64_t threads : {1, 4}) {
    for (int64_t prefetch : {0, 1, 8}) {
      auto context = context_with_seed(42);
      LoaderOptions o = options(7, true);
      o.threads = threads;
      o.prefetch = prefetch;
      DataLoader loader(make_ref<Numbers>(100), o);
      auto one = walk(*loader.open(*context)), two = walk(*loader.open(*context));
      EXPECT_NE(one, two);
      if (first.empty()) first = one;
      EXPECT_EQ(one, first);
      Ints all;
      for (auto& batch : one) all.insert(all.end(), batch.begin(), batch.end());
      EXPECT_FALSE(std::is_sorted(all.begin(), all.end()));
      std::sort(all.begin(), all.end());
      for (int64_t i = 0; i < 100; ++i) EXPECT_EQ(all[i], i);
    }
  }
}

TEST(DataLoader, ItsOwnSeedLeavesTheContextAlone) {
  auto context = context_with_seed(1), other = context_with_seed(2);
  LoaderOptions o = options(3, true);
  o.seed = 9;
  DataLoader a(make_ref<Numbers>(20), o), b(make_ref<Numbers>(20), o);
  for (int epoch = 0; epoch < 3; ++epoch) EXPECT_EQ(walk(*a.open(*context)), walk(*b.open(*other)));
  uint64_t seed, block;
  context->generator->state(&seed, &block);
  EXPECT_EQ(block, 0u);
}

TEST(DataLoader, GoesOnInTheMiddleOfAnEpoch) {
  for (bool own_seed : {false, true}) {
    LoaderOptions o = options(4, true);
    if (own_seed) o.seed = 77;
    auto context = context_with_seed(5);
    DataLoader loader(make_ref<Numbers>(30), o);
    walk(*loader.open(*context));
    auto source = loader.open(*context);
    std::vector<Tensor> batch;
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(source->next(batch));
    std::string place = source->position();
    auto rest = walk(*source), following = walk(*loader.open(*context));
    EXPECT_EQ(rest.size(), 5u);

    auto later = context_with_seed(1234);
    DataLoader again(make_ref<Numbers>(30), o);
    auto resumed = again.open(*later, place);
    EXPECT_EQ(resumed->given(), 3);
    EXPECT_EQ(resumed->position(), place);
    EXPECT_EQ(walk(*resumed), rest);
    uint64_t seed, block;
    later->generator->state(&seed, &block);
    EXPECT_EQ(block, 0u);
    if (own_seed) {
      EXPECT_EQ(walk(*again.open(*later)), following);
    }
  }
}

TEST(DataLoader, RefusesAPlaceOfAnotherLoader) {
  auto context = context_with_seed(5);
  DataLoader loader(make_ref<Numbers>(30), options(4, true));
  std::string place = loader.open(*context)->position();
  EXPECT_ERROR(ErrorCode::kValue, DataLoader(make_ref<Numbers>(31), options(4, true)).open(*context, place), "length");
  EXPECT_ERROR(ErrorCode::kValue, DataLoader(make_ref<Numbers>(30), options(5, true)).open(*context, place),
               "batch size");
  EXPECT_ERROR(ErrorCode::kValue, DataLoader(make_ref<Numbers>(30), options(4)).open(*context, place), "order");
  for (const char* broken : {"", "[]", "{}", "{\"items\":-1}",
                             "{\"items\":30,\"batch_size\":4,\"shuffle\":true,\"batches\":99,\"seed\":1,\"block\":0}",
                             "{\"items\":30,\"batch_size\":4,\"shuffle\":true,\"batches\":1}"}) {
    EXPECT_ERROR(ErrorCode::kValue, loader.open(*context, broken), "position");
  }
}

TEST(DataLoader, AnErrorComesAtItsBatch) {
  for (int64_t prefetch : {0, 4}) {
    auto context = context_with_seed(1);
    auto data = make_ref<Numbers>(10);
    data->bad = 5;
    LoaderOptions o = options(2);
    o.prefetch = prefetch;
    DataLoader loader(data, o);
    auto source = loader.open(*context);
    std::vector<Tensor> batch;
    EXPECT_TRUE(source->next(batch));
    EXPECT_TRUE(source->next(batch));
    EXPECT_ERROR(ErrorCode::kIo, source->next(batch), "item 5 is broken");
    EXPECT_FALSE(source->next(batch));
  }
}

TEST(DataLoader, PrefetchesNoMoreThanAsked) {
  auto context = context_with_seed(1);
  auto data = make_ref<Numbers>(100);
  LoaderOptions o = options(1);
  o.prefetch = 3;
  o.threads = 2;
  DataLoader loader(data, o);
  auto source = loader.open(*context);
  ASSERT_TRUE(comes([&] { return data->calls >= 3; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_EQ(data->calls, 3);
  EXPECT_TRUE(data->signals_blocked);
  std::vector<Tensor> batch;
  EXPECT_TRUE(source->next(batch));
  EXPECT_EQ(walk(*source).size(), 99u);
}

TEST(DataLoader, EndsAtOnceWhenCancelledOrDestroyed) {
  auto context = context_with_seed(1);
  CancelFlag cancel{false};
  auto job = context->child();
  job->cancel = &cancel;
  auto data = make_ref<Numbers>(100);
  data->slow = true;
  DataLoader loader(data, options(10));
  auto source = loader.open(*job);
  std::thread canceller([&] {
    EXPECT_TRUE(comes([&] { return data->calls > 0; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // most likely it is waited for by then
    cancel = true;
  });
  std::vector<Tensor> batch;
  EXPECT_ERROR(ErrorCode::kCancelled, source->next(*job, batch), "cancelled");
  source.reset();
  EXPECT_LT(data->calls, 10) << "the rest was not made";
  canceller.join();
  for (int i = 0; i < 20; ++i) {  // destroyed while threads start, work and wait
    auto quick = DataLoader(make_ref<Numbers>(50), options(1)).open(*context);
    if (i % 2) quick->next(batch);
  }
}

TEST(DataLoader, HostItemsAreAskedForInTheIteratingThread) {
  auto context = context_with_seed(1);
  context->host = make_ref<TestHost>([](const std::string& method, const ValueList& arguments) -> ValueList {
    if (method == "length") return {Value(5)};
    return {Value(ValueList{arguments[0], arguments[0]})};
  });
  auto data = make_ref<Dataset>();
  data->set_host(3);
  LoaderOptions o = options(2);
  o.threads = 4;
  DataLoader loader(data, o);
  EXPECT_EQ(walk(*loader.open(*context)), (std::vector<Ints>{{0, 1}, {2, 3}, {4}}));
}

TEST(DataLoader, IteratesInTheCallersCounting) {
  auto context = context_with_seed(1);
  context->caller = IndexConvention::kR;
  Tensor x = Tensor::from_values(DType::kInt64, Shape{2}, Ints{5, 6}),
         y = Tensor::from_values(DType::kInt64, Shape{2}, Ints{0, 1});
  auto loader = make_ref<DataLoader>(make_ref<TensorDataset>(std::vector<Tensor>{x, y}), options(2));
  auto iterator = loader->cls().iterate(*context, *loader);
  Value batch = iterator->next(*context);
  EXPECT_EQ(elements<int64_t>(batch.as_list()[0].as_tensor()), (Ints{5, 6}));
  EXPECT_EQ(elements<int64_t>(batch.as_list()[1].as_tensor()), (Ints{1, 2}));
  EXPECT_TRUE(iterator->next(*context).is_absent());
}

}  // namespace
}  // namespace mixgrad
