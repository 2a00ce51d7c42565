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
}

}  // namespace
}  // namespace mixgrad
