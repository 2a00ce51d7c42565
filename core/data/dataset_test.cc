#include "core/data/dataset.h"

#include <cmath>

#include "core/data/tensor_dataset.h"
#include "core/data/test_support.h"

namespace mixgrad {
namespace {

using Floats = std::vector<float>;
using Ints = std::vector<int64_t>;

Tensor floats(const Shape& shape, const std::vector<double>& v) {
  return Tensor::from_values(DType::kFloat32, shape, v);
}
Tensor ints(const Shape& shape, const std::vector<int64_t>& v) { return Tensor::from_values(DType::kInt64, shape, v); }

TEST(TensorDataset, GathersRowsInTheOrderAskedFor) {
  auto context = context_with_seed(0);
  TensorDataset data({floats({3, 2}, {1, 2, 3, 4, 5, 6}), ints({3}, {7, 8, 9})});
  EXPECT_EQ(data.length(*context), 3);
  Ints indices{2, 0, 2};
  auto batch = data.get_batch(*context, indices);
  EXPECT_EQ(batch[0].shape().text(), "[3, 2]");
  EXPECT_EQ(elements<float>(batch[0]), (Floats{5, 6, 1, 2, 5, 6}));
  EXPECT_EQ(elements<int64_t>(batch[1]), (Ints{9, 7, 9}));
  auto item = data.get(*context, 1);
  EXPECT_EQ(item[0].shape().text(), "[2]");
  EXPECT_EQ(elements<float>(item[0]), (Floats{3, 4}));
  EXPECT_EQ(item[1].rank(), 0);
}

TEST(TensorDataset, ReadsStridedTensors) {
  auto context = context_with_seed(0);
  Tensor base = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  TensorDataset data({base.window(Shape{3, 2}, Strides{1, 3}, 0)});
  Ints indices{1, 2};
  EXPECT_EQ(elements<float>(data.get_batch(*context, indices)[0]), (Floats{2, 5, 3, 6}));
}

TEST(TensorDataset, RefusesTensorsThatDoNotFitTogether) {
  EXPECT_ERROR(ErrorCode::kShape, TensorDataset({floats({2}, {1, 2}), ints({3}, {1, 2, 3})}), "targets");
  EXPECT_ERROR(ErrorCode::kShape, TensorDataset({Tensor::scalar(DType::kFloat32, 1)}), "inputs");
}

TEST(Dataset, NamesAnIndexOutsideInTheReadersCounting) {
  auto context = context_with_seed(0);
  TensorDataset data({floats({3}, {1, 2, 3})});
  for (int64_t bad : {int64_t{3}, int64_t{-1}}) {
    Ints indices{0, bad};
    EXPECT_ERROR(ErrorCode::kIndex, data.get_batch(*context, indices), "indices");
  }
  Ints indices{3};
  try {
    data.get_batch(*context, indices);
  } catch (const Error& e) {
    EXPECT_NE(e.text({1, nullptr}).find("no item 4"), std::string::npos) << e.text({1, nullptr});
    EXPECT_NE(e.text({1, nullptr}).find("1 to 3"), std::string::npos);
  }
}

TEST(ArrayDataset, HasNoClassZeroWhereCountingStartsAtOne) {
  auto context = context_with_seed(0);
  context->caller = IndexConvention::kR;
  Tensor classes = Tensor::from_values(DType::kInt64, Shape{2}, Ints{1, 0});
  ValueList given{Value(ValueList{Value(floats({2}, {1, 2})), Value(classes)})};
  try {
    Results made;
    invoke_as_caller(*context, require_function("ArrayDataset.new"), given, made);
    FAIL() << "class 0 was taken";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kIndex) << e.what();
    EXPECT_EQ(e.function(), "ArrayDataset.new");
    EXPECT_EQ(e.argument(), "tensors");
  }
}

TEST(Dataset, AsksTheHostItemByItemInItsCounting) {
  auto context = context_with_seed(0);
  context->caller = IndexConvention::kR;
  Ints asked;
  context->host = make_ref<TestHost>([&](const std::string& method, const ValueList& arguments) -> ValueList {
    if (method == "length") return {Value(4.0)};
    EXPECT_EQ(method, "get");
    asked.push_back(arguments[0].as_int());
    double x = static_cast<double>(arguments[0].as_int());
    return {
        Value(ValueList{Value(floats({2}, {x, 10 * x})), Value(arguments[0].as_int())})};  // class 1 to 4, as R counts
  });
  Dataset data;
  data.set_host(5);
  EXPECT_FALSE(data.is_native());
  Ints indices{0, 3};
  auto batch = data.get_batch(*context, indices);
  EXPECT_EQ(asked, (Ints{1, 4}));
  EXPECT_EQ(elements<float>(batch[0]), (Floats{1, 10, 4, 40}));
  EXPECT_EQ(elements<int64_t>(batch[1]), (Ints{0, 3}));
}

TEST(Dataset, RefusesWhatIsNoItem) {
  auto context = context_with_seed(0);
  ValueList answer;
  context->host = make_ref<TestHost>([&](const std::string& method, const ValueList&) -> ValueList {
    return method == "length" ? ValueList{Value(2)}
                              : std::exchange(answer, {Value(ValueList{Value(floats({2}, {1, 2}))})});
  });
  Dataset data;
  data.set_host(1);
  Ints both{0, 1};
  answer = {Value("text")};
  EXPECT_ERROR(ErrorCode::kType, data.get_batch(*context, both), "get must return");
  answer = {};
  EXPECT_ERROR(ErrorCode::kType, data.get_batch(*context, both), "nothing");
  answer = {Value(ValueList{Value(floats({3}, {1, 2, 3}))})};
  EXPECT_ERROR(ErrorCode::kShape, data.get_batch(*context, both), "one shape");
  answer = {Value(ValueList{Value(ints({2}, {1, 2}))})};
  EXPECT_ERROR(ErrorCode::kDType, data.get_batch(*context, both), "one dtype");
  answer = {Value(ValueList{Value(1.5), Value(2)})};
  EXPECT_ERROR(ErrorCode::kType, data.get_batch(*context, both), "as many tensors");
}

TEST(Dataset, RefusesALengthThatIsNone) {
  auto context = context_with_seed(0);
  Value answer;
  context->host = make_ref<TestHost>([&](const std::string&, const ValueList&) -> ValueList { return {answer}; });
  Dataset data;
  data.set_host(1);
  for (const Value& bad : {Value(-1), Value(2.5), Value("3"), Value(1e300), Value(std::nan(""))}) {
    answer = bad;
    EXPECT_ERROR(ErrorCode::kType, data.length(*context), "length must return");
  }
  Dataset bare;
  EXPECT_ERROR(ErrorCode::kNotFound, bare.length(*context), "override");
}

TEST(Dataset, MethodsCountAsTheCallerDoes) {
  auto context = context_with_seed(0);
  auto data = make_ref<TensorDataset>(std::vector<Tensor>{floats({3}, {1, 2, 3}), ints({3}, {0, 1, 2})});
  Results zero, r;
  invoke(*context, require_function("Dataset.get_batch"), ValueList{Value(data), Value(ValueList{Value(-1), Value(0)})},
         zero);
  EXPECT_EQ(elements<float>(zero.values.at(0).as_list()[0].as_tensor()), (Floats{3, 1}));
  EXPECT_EQ(elements<int64_t>(zero.values.at(0).as_list()[1].as_tensor()), (Ints{2, 0}));
  context->caller = IndexConvention::kJulia;
  invoke(*context, require_function("Dataset.get"), ValueList{Value(data), Value(2)}, r);
  EXPECT_EQ(elements<int64_t>(r.values.at(0).as_list()[1].as_tensor()), (Ints{3}));
}

}  // namespace
}  // namespace mixgrad
