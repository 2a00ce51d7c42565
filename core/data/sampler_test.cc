#include "core/data/sampler.h"

#include "core/data/loader.h"
#include "core/data/tensor_dataset.h"
#include "core/data/test_support.h"
#include "core/nn/module.h"

namespace mixgrad {
namespace {

using Ints = std::vector<int64_t>;

Ref<Dataset> numbers(int64_t n) {
  Ints values(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) values[static_cast<size_t>(i)] = i;
  return make_ref<TensorDataset>(std::vector<Tensor>{Tensor::from_values(DType::kInt64, Shape{n}, values)});
}

template <class T>
Ref<T> made(Context& context, const char* cls, ValueList arguments) {
  Results results;
  invoke(context, require_function(std::string(cls) + ".new"), arguments, results);
  return Ref<T>(&object_as<T>(results.values.at(0)));
}
Ref<BatchSampler> rolling(Context& context, int64_t n, int64_t size) {
  Ref<Sampler> items = made<Sampler>(context, "RandomSampler", {Value(Ref<Object>(numbers(n)))});
  return make_ref<BatchSampler>(items, size, LastBatch::kRollover);
}

std::vector<Ints> walk(BatchSource& source) {
  std::vector<Ints> out;
  for (std::vector<Tensor> batch; source.next(batch);) out.push_back(elements<int64_t>(batch[0]));
  return out;
}
LoaderOptions by(const Ref<BatchSampler>& batches) {
  LoaderOptions out;
  out.batches = batches;
  return out;
}
Ref<Sampler> of_host() {
  auto sampler = make_ref<Sampler>();
  sampler->set_host(3);
  return sampler;
}

TEST(Sampler, RandomIsTheLoadersShuffle) {
  auto one = context_with_seed(4), two = context_with_seed(4);
  LoaderOptions shuffled, sampled;
  shuffled.shuffle = true;
  shuffled.batch_size = sampled.batch_size = 4;
  sampled.sampler = made<Sampler>(*two, "RandomSampler", {Value(Ref<Object>(numbers(9)))});
  DataLoader a(numbers(9), shuffled), b(numbers(9), sampled);
  for (int epoch = 0; epoch < 2; ++epoch) EXPECT_EQ(walk(*a.open(*one)), walk(*b.open(*two)));
}

TEST(Sampler, LeftoversBeginTheNextEpoch) {
  auto context = context_with_seed(1);
  Ref<BatchSampler> batches = rolling(*context, 5, 3);
  DataLoader loader(numbers(5), by(batches));
  Ints all;
  for (int64_t expected : {1, 2, 2}) {  // 5, 5 + 2 and 5 + 1 items
    EXPECT_EQ(loader.length(*context), expected);
    for (auto& batch : walk(*loader.open(*context))) {
      EXPECT_EQ(batch.size(), 3u);
      all.insert(all.end(), batch.begin(), batch.end());
    }
  }
  ASSERT_EQ(all.size(), 15u);
  for (int epoch = 0; epoch < 3; ++epoch) {
    Ints items(all.begin() + epoch * 5, all.begin() + epoch * 5 + 5);
    std::sort(items.begin(), items.end());
    EXPECT_EQ(items, (Ints{0, 1, 2, 3, 4}));
  }
}

TEST(Sampler, LeftoversArePartOfAPlace) {
  for (bool own_seed : {false, true}) {
    auto context = context_with_seed(5);
    LoaderOptions options = by(rolling(*context, 7, 4));
    if (own_seed) options.seed = 11;
    DataLoader loader(numbers(7), options);
    EXPECT_TRUE(loader.has_state());
    walk(*loader.open(*context));
    auto source = loader.open(*context);
    std::vector<Tensor> batch;
    ASSERT_TRUE(source->next(batch));
    std::string place = source->position();
    uint64_t seed, block;
    context->generator->state(&seed, &block);
    std::vector<std::vector<Ints>> after{walk(*source), walk(*loader.open(*context)), walk(*loader.open(*context))};

    auto later = context_with_seed(99);
    LoaderOptions again = by(rolling(*later, 7, 4));
    if (own_seed) again.seed = 11;
    DataLoader other(numbers(7), again);
    auto resumed = other.open(*later, place);
    later->generator->set_state(seed, block);  // as a checkpoint does
    EXPECT_EQ(resumed->position(), place);
    EXPECT_EQ((std::vector<std::vector<Ints>>{walk(*resumed), walk(*other.open(*later)), walk(*other.open(*later))}),
              after);
  }
}

TEST(Sampler, AnOrderOfTheHostIsPartOfAPlace) {
  auto context = context_with_seed(1);
  int asked = 0;
  context->caller = IndexConvention::kR;
  context->host = make_ref<TestHost>([&](const std::string& method, const ValueList&) -> ValueList {
    if (method == "length") return {Value(3)};
    ++asked;
    return {Value(Tensor::from_values(DType::kInt64, Shape{3}, Ints{4, 1, asked}))};
  });
  LoaderOptions options;
  options.batch_size = 2;
  options.sampler = of_host();
  DataLoader loader(numbers(4), options);
  EXPECT_EQ(loader.length(*context), 2);
  auto source = loader.open(*context);
  std::vector<Tensor> batch;
  ASSERT_TRUE(source->next(batch));
  EXPECT_EQ(elements<int64_t>(batch[0]), (Ints{3, 0}));
  std::string place = source->position();
  EXPECT_EQ(walk(*loader.open(*context, place)), (std::vector<Ints>{{0}}));
  EXPECT_EQ(asked, 1);  // it could give another one now
}

TEST(Sampler, RefusesNegativeItems) {
  auto context = context_with_seed(1);
  EXPECT_ERROR(ErrorCode::kIndex, made<Sampler>(*context, "SubsetRandomSampler", {Value(ValueList{Value(-1)})}),
               "below the first");
}

TEST(Sampler, RefusesWhatIsNoOrder) {
  auto context = context_with_seed(1);
  Value answer;
  context->host = make_ref<TestHost>([&](const std::string&, const ValueList&) -> ValueList { return {answer}; });
  LoaderOptions options;
  options.sampler = of_host();
  DataLoader loader(numbers(3), options);
  answer = Value(1);
  EXPECT_ERROR(ErrorCode::kType, loader.open(*context), "indices");
  answer = Value(Tensor::from_values<double>(DType::kFloat32, Shape{1}, {1}));
  EXPECT_ERROR(ErrorCode::kType, loader.open(*context), "float32");
  answer = Value(Tensor::from_values(DType::kInt64, Shape{2}, Ints{0, 3}));
  EXPECT_ERROR(ErrorCode::kIndex, loader.open(*context), "no item 3");
  answer = Value(0.5);
  EXPECT_ERROR(ErrorCode::kType, loader.length(*context), "whole number");
}

TEST(Sampler, RefusesAPlaceOfAnotherSampler) {
  auto context = context_with_seed(5);
  LoaderOptions plain, sampled, rolled = by(rolling(*context, 6, 1));
  sampled.sampler = made<Sampler>(*context, "RandomSampler", {Value(Ref<Object>(numbers(6)))});
  DataLoader a(numbers(6), plain), b(numbers(6), sampled), c(numbers(6), rolled);
  std::string place = b.open(*context)->position();
  EXPECT_ERROR(ErrorCode::kValue, a.open(*context, place), "sampler");
  EXPECT_ERROR(ErrorCode::kValue, b.open(*context, a.open(*context)->position()), "sampler");
  EXPECT_ERROR(ErrorCode::kValue, c.open(*context, place), "rollover");
  LoaderOptions more;
  more.sampler = made<Sampler>(*context, "RandomSampler", {Value(Ref<Object>(numbers(6))), Value(false), Value(8)});
  EXPECT_ERROR(ErrorCode::kValue, DataLoader(numbers(6), more).open(*context, place), "another number of items");
  for (const char* broken : {"\"samples\":6", "\"seed\":5", "\"block\":0"}) {
    std::string changed = place;
    changed.replace(changed.find(broken), 3, "\"x");
    EXPECT_ERROR(ErrorCode::kValue, b.open(*context, changed), "position");
  }
  std::string wrong = c.open(*context)->position();
  wrong.replace(wrong.find("\"rolled\":[]"), 11, "\"rolled\":[6]");
  EXPECT_ERROR(ErrorCode::kValue, c.open(*context, wrong), "rolled");
}

}  // namespace
}  // namespace mixgrad
