#include "core/data/loader.h"
#include "core/data/tensor_dataset.h"
#include "core/data/test_support.h"
#include "core/dispatch/dispatch.h"

namespace mixgrad {
namespace {

Ref<Dataset> subset(Context& context, const Ref<Dataset>& of, ValueList indices) {
  Results results;
  std::array<Value, 2> arguments{Value(of), Value(std::move(indices))};
  invoke_as_caller(context, require_function("Subset.new"), arguments, results);
  return Ref<Dataset>(static_cast<Dataset*>(results.values.at(0).as_object()));
}

Ref<Dataset> numbers() {
  return make_ref<TensorDataset>(
      std::vector<Tensor>{Tensor::from_values<double>(DType::kFloat32, Shape{4}, {10, 11, 12, 13}),
                          Tensor::from_values<int64_t>(DType::kInt64, Shape{4}, {0, 1, 2, 3})});
}

TEST(Subset, ChoosesItemsInItsOrder) {
  auto context = context_with_seed(0);
  Ref<Dataset> part = subset(*context, numbers(), {Value(3), Value(-4), Value(3)});
  EXPECT_EQ(part->length(*context), 3);
  EXPECT_TRUE(part->is_native());
  std::vector<int64_t> indices{2, 1};
  EXPECT_EQ(elements<float>(part->get_batch(*context, indices)[0]), (std::vector<float>{13, 10}));
  EXPECT_EQ(elements<int64_t>(part->get_batch(*context, indices)[1]), (std::vector<int64_t>{3, 0}));
}

TEST(Subset, CountsAsItsCallerDoes) {
  auto context = context_with_seed(0);
  context->caller = IndexConvention::kR;
  Ref<Dataset> part = subset(*context, numbers(), {Value(4), Value(1)});
  std::vector<int64_t> indices{0, 1};
  EXPECT_EQ(elements<int64_t>(part->get_batch(*context, indices)[1]), (std::vector<int64_t>{3, 0}));
  for (int64_t bad : {0, 5}) {
    try {
      subset(*context, numbers(), {Value(bad)});
      FAIL() << bad;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kIndex);
      EXPECT_EQ(e.argument(), "indices");
    }
  }
}

// The items that a range names, by the numbers in them.
std::vector<int64_t> range_of(Context& context, const Ref<Dataset>& of, const Value& start, const Value& stop,
                              const Value& step = Value()) {
  Results results;
  std::array<Value, 2> arguments{Value(of), Value::slice(start, stop, step)};
  invoke_as_caller(context, require_function("Dataset.subset"), arguments, results);
  auto* part = static_cast<Dataset*>(results.values.at(0).as_object());
  EXPECT_EQ(part->cls().name, "Subset");
  std::vector<int64_t> all;
  for (int64_t i = 0; i < part->length(context); ++i) all.push_back(elements<int64_t>(part->get(context, i)[1])[0]);
  return all;
}

// Python: list(range(4))[start:stop:step].
TEST(Subset, TakesARange) {
  using Ints = std::vector<int64_t>;
  auto context = context_with_seed(0);
  Ref<Dataset> data = numbers();
  const Value open;
  EXPECT_EQ(range_of(*context, data, Value(1), Value(3)), (Ints{1, 2}));
  EXPECT_EQ(range_of(*context, data, open, Value::null()), (Ints{0, 1, 2, 3}));
  EXPECT_EQ(range_of(*context, data, Value(-3), Value(-1)), (Ints{1, 2}));
  EXPECT_EQ(range_of(*context, data, Value(2), Value(100)), (Ints{2, 3}));
  EXPECT_EQ(range_of(*context, data, Value(3), Value(1)), Ints{});
  EXPECT_EQ(range_of(*context, data, open, open, Value(2)), (Ints{0, 2}));
  EXPECT_EQ(range_of(*context, data, open, open, Value(-3)), (Ints{3, 0}));
  EXPECT_EQ(range_of(*context, data, open, open, Value(INT64_MIN)), Ints{3});
  EXPECT_EQ(range_of(*context, data, Value(1), open, Value(INT64_MAX)), Ints{1});
}

TEST(Subset, ARangeIsCountedAsItsCallerCounts) {
  using Ints = std::vector<int64_t>;
  auto context = context_with_seed(0);
  Ref<Dataset> data = numbers();
  const Value open;
  for (IndexConvention convention : {IndexConvention::kR, IndexConvention::kJulia}) {
    context->caller = convention;
    EXPECT_EQ(range_of(*context, data, Value(2), Value(3)), (Ints{1, 2}));
    EXPECT_EQ(range_of(*context, data, Value(4), Value(2), Value(-2)), (Ints{3, 1}));
    EXPECT_EQ(range_of(*context, data, Value(4), Value(1), Value(-1)), (Ints{3, 2, 1, 0}));
    EXPECT_EQ(range_of(*context, data, Value(1), Value(0)), Ints{});
    EXPECT_EQ(range_of(*context, data, Value(9), Value(8)), Ints{});
    EXPECT_EQ(range_of(*context, data, open, open, Value(-3)), (Ints{3, 0}));
    EXPECT_ERROR(ErrorCode::kIndex, range_of(*context, data, Value(0), Value(3)), "counted from 1");
    EXPECT_ERROR(ErrorCode::kIndex, range_of(*context, data, Value(2), Value(5)), "no item 4");
    EXPECT_ERROR(ErrorCode::kIndex, range_of(*context, data, Value(5), Value(1), Value(-1)), "no item 4");
  }
}

TEST(Subset, RefusesWhatIsNoRange) {
  auto context = context_with_seed(0);
  Ref<Dataset> data = numbers();
  EXPECT_ERROR(ErrorCode::kValue, range_of(*context, data, Value(), Value(), Value(0)), "range");
  EXPECT_ERROR(ErrorCode::kType, range_of(*context, data, Value(1.5), Value(2)), "integers; given a float");
  Results results;
  std::array<Value, 2> arguments{Value(data), Value(1)};
  EXPECT_ERROR(ErrorCode::kType, invoke_as_caller(*context, require_function("Dataset.subset"), arguments, results),
               "a slice");
}

TEST(Subset, OfADatasetOfTheHostAsksTheHost) {
  auto context = context_with_seed(0);
  context->host = make_ref<TestHost>([](const std::string& method, const ValueList& arguments) -> ValueList {
    if (method == "length") return {Value(5)};
    return {Value(ValueList{Value(static_cast<double>(arguments[0].as_int()))})};
  });
  auto host = make_ref<Dataset>();
  host->set_host(1);
  Ref<Dataset> part = subset(*context, host, {Value(4), Value(2)});
  EXPECT_FALSE(part->is_native());
  DataLoader loader(part, LoaderOptions{2});
  std::vector<Tensor> batch;
  ASSERT_TRUE(loader.open(*context)->next(*context, batch));
  EXPECT_EQ(elements<float>(batch[0]), (std::vector<float>{4, 2}));
  Results results;
  std::array<Value, 2> arguments{Value(host), Value::slice(Value(-2), Value(), Value())};
  invoke(*context, require_function("Dataset.subset"), arguments, results);
  auto* rest = static_cast<Dataset*>(results.values.at(0).as_object());
  EXPECT_EQ(elements<float>(rest->get(*context, 1)[0]), std::vector<float>{4});
}

}  // namespace
}  // namespace mixgrad
