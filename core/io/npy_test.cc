#include "core/io/npy.h"

#include <fstream>

#include "core/dispatch/dispatch.h"
#include "core/graph/trace.h"
#include "core/io/file.h"
#include "core/io/test_folder.h"

namespace mixgrad {
namespace {

std::string text_of(const std::string& path) {
  std::vector<uint8_t> bytes = read_file(path, 1 << 20);
  return {bytes.begin(), bytes.end()};
}

Tensor numbers(const Shape& shape) {
  std::vector<double> values(static_cast<size_t>(Tensor::empty(DType::kFloat32, shape).elements()));
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) - 1.5;
  return Tensor::from_values(DType::kFloat32, shape, values);
}

// numpy.save(file, numpy.zeros((3, 4), "float32")), NumPy 2.
TEST(Npy, WritesTheHeaderThatNumPyWrites) {
  std::string header = npy_header(numbers(Shape{3, 4}), "x");
  std::string expected = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }";
  EXPECT_EQ(header.size(), 128u);
  EXPECT_EQ(header.substr(0, 10), std::string("\x93NUMPY\1\0\x76\0", 10));
  EXPECT_EQ(header.substr(10, expected.size()), expected);
  EXPECT_EQ(header.find_first_not_of(' ', 10 + expected.size()), 127u);
  EXPECT_EQ(header.back(), '\n');
}

TEST(Npy, ReplacesTheFileAsAWhole) {
  TestFolder folder;
  write_npy(folder / "x.npy", numbers(Shape{2}));
  std::string before = text_of(folder / "x.npy");
  EXPECT_ERROR(ErrorCode::kDType, write_npy(folder / "x.npy", Tensor::empty(DType::kBFloat16, Shape{2})), "NumPy");
  EXPECT_EQ(text_of(folder / "x.npy"), before);
  EXPECT_EQ(folder.files(), 1);
}

TEST(Npy, HasNothingToSaveInATrace) {
  TestFolder folder;
  auto context = make_ref<Context>();
  EXPECT_ERROR(ErrorCode::kTrace,
               trace(*context, {{DType::kFloat32, Shape{2}}}, false,
                     [&](Context&, const std::vector<Tensor>& in) {
                       write_npy(folder / "x.npy", in[0]);
                       return in;
                     }),
               "trace");
  EXPECT_EQ(folder.files(), 0);
}

// Whatever stands in a file, reading it ends in a tensor or in a typed error.
TEST(Npy, SurvivesEveryChangeOfAByte) {
  TestFolder folder;
  write_npy(folder / "x.npy", numbers(Shape{2, 3}));
  std::string whole = text_of(folder / "x.npy");
  auto reads = [&](const std::string& bytes) {
    std::ofstream(folder / "y.npy", std::ios::binary) << bytes;
    try {
      Tensor x = read_npy(folder / "y.npy");
      EXPECT_LE(x.elements(), 24);
      return true;
    } catch (const Error& e) {
      EXPECT_TRUE(e.code() == ErrorCode::kFormat || e.code() == ErrorCode::kDType || e.code() == ErrorCode::kShape)
          << e.what();
      return false;
    }
  };
  EXPECT_TRUE(reads(whole));
  for (size_t length = 0; length < whole.size(); ++length) EXPECT_FALSE(reads(whole.substr(0, length)));
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
    reads(changed);
  }
}

}  // namespace
}  // namespace mixgrad
