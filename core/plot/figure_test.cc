#include "core/plot/figure.h"

#include <fstream>

#include "core/data/test_support.h"

namespace mixgrad {
namespace {

size_t count(const std::string& text, const std::string& word) {
  size_t n = 0;
  for (size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++n;
  return n;
}

std::string images(const ValueList& arguments) {
  auto context = context_with_seed(0);
  Results results;
  invoke(*context, require_function("images"), arguments, results);
  return static_cast<Figure*>(results.values.at(0).as_object())->svg();
}

TEST(Figure, SavesTheWholeFile) {
  TestFolder folder;
  Figure figure("<svg>one</svg>");
  figure.save(folder / "a.svg");
  std::ifstream file(folder / "a.svg");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "<svg>one</svg>");
  EXPECT_EQ(folder.files(), 1);
  EXPECT_ERROR(ErrorCode::kValue, figure.save(folder / "a.png"), ".svg");
  EXPECT_ERROR(ErrorCode::kIo, figure.save(folder / "absent/a.svg"), "absent");
}

TEST(Images, DrawsEachImageWithItsTitle) {
  Tensor grey = Tensor::from_values(DType::kFloat32, Shape{3, 1, 2, 2},
                                    std::vector<double>{0, 1, 0, 1, 0.5, 0, 0, 0, 2, -1, 0, 0});
  std::string svg = images({Value(grey), Value(ValueList{Value("a<b"), Value("two"), Value("three")}), Value(2)});
  EXPECT_EQ(count(svg, "<image"), 3u);
  EXPECT_EQ(count(svg, "a&lt;b"), 1u);
  EXPECT_EQ(count(svg, ">three<"), 1u);
  Tensor flat =
      Tensor::from_values(DType::kFloat32, Shape{3, 2, 2}, std::vector<double>{0, 1, 0, 1, 0.5, 0, 0, 0, 2, -1, 0, 0});
  EXPECT_EQ(images({Value(flat), Value(ValueList{Value("a<b"), Value("two"), Value("three")}), Value(2)}), svg);
}

TEST(Images, AreStretchedFromTheSmallestToTheLargestNumber) {
  auto tensor = [](DType dtype, const std::vector<double>& numbers) {
    return Tensor::from_values(dtype, Shape{2, 1, 1, 2}, numbers);
  };
  std::string wanted = images({Value(tensor(DType::kFloat32, {0, 1, 0.5, 0.25}))});
  auto stretched = [](const Tensor& t) { return images({Value(t), Value(ValueList{}), Value(8), Value(true)}); };
  EXPECT_EQ(stretched(tensor(DType::kFloat64, {-2, 6, 2, 0})), wanted);
  EXPECT_EQ(stretched(tensor(DType::kUInt8, {100, 200, 150, 125})), wanted);
  EXPECT_NE(images({Value(tensor(DType::kFloat64, {-2, 6, 2, 0}))}), wanted);
  std::string black = images({Value(tensor(DType::kFloat32, {0, 0, 0, 0}))});
  EXPECT_EQ(stretched(tensor(DType::kFloat32, {0, 0, 0, 0})), black) << "nothing to stretch";
}

TEST(Images, PutsChannelsLast) {
  // One pixel of red, and the same as bytes; the transposed copy is another layout of the same numbers.
  Tensor red = Tensor::from_values(DType::kFloat32, Shape{1, 3, 1, 2}, std::vector<double>{1, 0, 0, 1, 0, 1});
  Tensor bytes = Tensor::from_values(DType::kUInt8, Shape{1, 3, 1, 2}, std::vector<int64_t>{255, 0, 0, 255, 0, 255});
  Tensor last = Tensor::from_values(DType::kFloat32, Shape{1, 1, 2, 3}, std::vector<double>{1, 0, 0, 0, 1, 1});
  std::string svg = images({Value(red)});
  EXPECT_EQ(images({Value(bytes)}), svg);
  EXPECT_EQ(images({Value(last.window(Shape{1, 3, 1, 2}, Strides{6, 1, 6, 3}, 0))}), svg);
  std::vector<uint8_t> pixels{255, 0, 0, 0, 255, 255};
  ImageGrid grid;
  grid.pixels = pixels;
  grid.count = 1;
  grid.height = 1;
  grid.width = 2;
  grid.channels = 3;
  EXPECT_EQ(plot_images(grid), svg);
}

TEST(Images, RefusesWhatIsNoImage) {
  EXPECT_ERROR(ErrorCode::kShape, images({Value(Tensor::empty(DType::kFloat32, Shape{4}))}), "images");
  EXPECT_ERROR(ErrorCode::kShape, images({Value(Tensor::empty(DType::kFloat32, Shape{1, 5, 2, 2}))}), "channels");
  EXPECT_ERROR(ErrorCode::kShape, images({Value(Tensor::empty(DType::kFloat32, Shape{1, 0, 2}))}), "no pixels");
  Tensor two = Tensor::from_values(DType::kFloat32, Shape{2, 1, 1}, std::vector<double>{0, 1});
  EXPECT_ERROR(ErrorCode::kValue, images({Value(two), Value(ValueList{Value("one")})}), "titles");
  EXPECT_ERROR(ErrorCode::kValue, images({Value(two), Value(ValueList{}), Value(0)}), "columns");
  Tensor none = Tensor::empty(DType::kFloat32, Shape{0, 1, 2, 2});
  EXPECT_EQ(count(images({Value(none)}), "<image"), 0u);
}

}  // namespace
}  // namespace mixgrad
