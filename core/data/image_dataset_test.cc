#include "core/data/image_dataset.h"

#include <cmath>
#include <fstream>

#include "core/data/test_support.h"

namespace mixgrad {
namespace {

using Floats = std::vector<float>;
using Ints = std::vector<int64_t>;

void write_bytes(const std::string& path, const std::vector<int>& bytes) {
  std::ofstream file(path, std::ios::binary);
  for (int b : bytes) file.put(static_cast<char>(b));
}
// Three images of 1 by 2 pixels, and their labels.
const std::vector<int> kImages{0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102, 1, 110};
const std::vector<int> kLabels{0, 0, 8, 1, 0, 0, 0, 3, 2, 0, 1};

class Unset {
 public:
  Unset() {
    if (const char* v = std::getenv("MIXGRAD_DATA")) value_ = v;
    unsetenv("MIXGRAD_DATA");
  }
  ~Unset() {
    if (!value_.empty())
      setenv("MIXGRAD_DATA", value_.c_str(), 1);
    else
      unsetenv("MIXGRAD_DATA");
  }

 private:
  std::string value_;
};

TEST(ImageDataset, DividesBytesBy255) {
  TestFolder folder;
  write_bytes(folder / "images", kImages);
  write_bytes(folder / "labels", kLabels);
  auto context = context_with_seed(0);
  auto data = ImageDataset::read(folder / "images", folder / "labels", {"a", "b", "c"});
  EXPECT_EQ(data->length(*context), 3);
  EXPECT_EQ(data->image_shape().text(), "[1, 1, 2]");
  Ints indices{2, 0, 1};
  auto batch = data->get_batch(*context, indices);
  EXPECT_EQ(batch[0].shape().text(), "[3, 1, 1, 2]");
  EXPECT_EQ(elements<float>(batch[0]),
            (Floats{0x1.010102p-8f, 0x1.b9b9bap-2f, 0, 1, 0.2f, 0.4f}));  // NumPy: x / float32(255)
  EXPECT_EQ(elements<int64_t>(batch[1]), (Ints{1, 2, 0}));
}

TEST(ImageDataset, Normalizes) {
  TestFolder folder;
  write_bytes(folder / "images", kImages);
  write_bytes(folder / "labels", kLabels);
  auto context = context_with_seed(0);
  auto make = [&](Value normalize) {
    ValueList names{Value("a"), Value("b"), Value("c")};
    Results results;
    invoke(*context, require_function("ImageDataset.new"),
           ValueList{Value(folder / "images"), Value(folder / "labels"), Value(names), std::move(normalize)}, results);
    return Ref<ImageDataset>(static_cast<ImageDataset*>(results.values.at(0).as_object()));
  };
  auto record = [](Value mean, Value std) { return Value::map({{"std", std}, {"mean", mean}}); };
  Ints indices{0, 1};
  // NumPy: (x / float32(255) - float32(0.3)) / float32(0.7)
  EXPECT_EQ(elements<float>(make(record(Value(0.3), Value(0.7)))->get_batch(*context, indices)[0]),
            (Floats{-0x1.b6db7p-2f, 0x1p+0f, -0x1.24924cp-3f, 0x1.249248p-3f}));
  EXPECT_EQ(elements<float>(make(record(Value(0), Value(2)))->get_batch(*context, indices)[0]),
            (Floats{0, 0.5f, 0.1f, 0.2f}));
  EXPECT_EQ(elements<float>(make(Value::null())->get_batch(*context, indices)[0]), (Floats{0, 1, 0.2f, 0.4f}));
  for (double bad : {0.0, -1.0, HUGE_VAL, std::nan("")})
    EXPECT_ERROR(ErrorCode::kValue, make(record(Value(0), Value(bad))), "normalize.std");
  EXPECT_ERROR(ErrorCode::kValue, make(record(Value(HUGE_VAL), Value(1))), "normalize.mean");
}

TEST(ImageDataset, RefusesFilesThatDoNotBelongTogether) {
  TestFolder folder;
  write_bytes(folder / "images", kImages);
  write_bytes(folder / "labels", kLabels);
  std::vector<int> two{0, 0, 8, 1, 0, 0, 0, 2, 0, 1};
  write_bytes(folder / "two", two);
  EXPECT_ERROR(ErrorCode::kFormat, ImageDataset::read(folder / "images", folder / "two", {"a", "b", "c"}), "labels");
  EXPECT_ERROR(ErrorCode::kFormat, ImageDataset::read(folder / "labels", folder / "labels", {"a"}), "not images");
  EXPECT_ERROR(ErrorCode::kFormat, ImageDataset::read(folder / "images", folder / "labels", {"a", "b"}),
               "has no class");
  EXPECT_ERROR(ErrorCode::kValue, ImageDataset::read(folder / "images", folder / "labels", {}), "classes");
  EXPECT_ERROR(ErrorCode::kIo, ImageDataset::read(folder / "absent", folder / "labels", {"a"}), "absent");
}

TEST(ImageDataset, MethodsGiveARecordAndNames) {
  TestFolder folder;
  write_bytes(folder / "images", kImages);
  write_bytes(folder / "labels", kLabels);
  auto context = context_with_seed(0);
  auto data = ImageDataset::read(folder / "images", folder / "labels", {"shoe", "hat", "bag"});
  Results batch, names;
  invoke(*context, require_function("ImageDataset.batch"),
         ValueList{Value(data), Value(ValueList{Value(0), Value(-1)})}, batch);
  ASSERT_EQ(batch.count(), 2);
  EXPECT_EQ(elements<int64_t>(batch.tensor(1)), (Ints{2, 1}));
  invoke(*context, require_function("ImageDataset.decode"), ValueList{Value(data), Value(batch.tensor(1))}, names);
  EXPECT_EQ(names.values.at(0).as_list()[0].as_string(), "bag");
  EXPECT_EQ(names.values.at(0).as_list()[1].as_string(), "hat");
  Tensor outside = Tensor::from_values(DType::kInt32, Shape{1}, std::vector<int64_t>{3});
  EXPECT_ERROR(ErrorCode::kIndex,
               invoke(*context, require_function("ImageDataset.decode"), ValueList{Value(data), Value(outside)}, names),
               "no class 3");
}

TEST(FashionMnist, TakesFilesFromRootThenFromTheNamedFolder) {
  TestFolder root, named;
  Unset unset;
  auto fill = [](const TestFolder& folder) {
    for (const char* split : {"train", "t10k"}) {
      write_bytes(folder / (std::string(split) + "-images-idx3-ubyte"), kImages);
      write_bytes(folder / (std::string(split) + "-labels-idx1-ubyte"), kLabels);
    }
  };
  auto context = context_with_seed(0);
  fill(named);
  setenv("MIXGRAD_DATA", (named / "").c_str(), 1);
  EXPECT_EQ(fashion_mnist(root / "", {}, root / "none").train->length(*context), 3);
  unsetenv("MIXGRAD_DATA");
  EXPECT_ERROR(ErrorCode::kNotFound, fashion_mnist(root / "", {}, root / "none"),
               "apt-get install dataset-fashion-mnist");
  EXPECT_ERROR(ErrorCode::kNotFound, fashion_mnist(root / "", {}, root / "none"), root / "none");
  EXPECT_ERROR(ErrorCode::kNotFound, fashion_mnist(root / "", {}, root / "none"), "t10k-labels-idx1-ubyte");
  fill(root);
  Splits splits = fashion_mnist(root / "", {}, root / "none");
  EXPECT_EQ(splits.test->length(*context), 3);
  EXPECT_EQ(splits.test->classes()[9], "Ankle boot");
  std::filesystem::remove(root / "t10k-labels-idx1-ubyte");  // three of four files are none
  EXPECT_ERROR(ErrorCode::kNotFound, fashion_mnist(root / "", {}, root / "none"), "Fashion-MNIST");
}

TEST(FashionMnist, ReadsTheRealFiles) {
  if (!std::filesystem::exists(kFashionMnistFolder))
    GTEST_SKIP() << "the package dataset-fashion-mnist is not installed";
  TestFolder empty;
  Unset unset;
  auto context = context_with_seed(0);
  Splits splits = fashion_mnist(empty / "");
  EXPECT_EQ(splits.train->length(*context), 60000);
  EXPECT_EQ(splits.test->length(*context), 10000);
  // Sums of bytes and labels by Python's gzip and NumPy.
  auto sum = [&](ImageDataset& data, int64_t index) {
    double total = 0;
    for (float x : elements<float>(data.get(*context, index)[0])) total += std::round(static_cast<double>(x) * 255);
    return total;
  };
  EXPECT_EQ(sum(*splits.test, 0), 33456);
  EXPECT_EQ(sum(*splits.test, 9999), 24390);
  EXPECT_EQ(sum(*splits.train, 59999), 16684);
  Ints first{0, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(elements<int64_t>(splits.test->get_batch(*context, first)[1]), (Ints{9, 2, 1, 1, 6, 1, 4, 6}));
  EXPECT_EQ(elements<int64_t>(splits.train->get_batch(*context, first)[1]), (Ints{9, 0, 0, 3, 0, 2, 7, 2}));
}

}  // namespace
}  // namespace mixgrad
