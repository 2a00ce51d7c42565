#include "core/io/npz.h"

#include <fstream>

#include "core/dispatch/dispatch.h"
#include "core/graph/trace.h"
#include "core/io/file.h"
#include "core/io/test_folder.h"
#include "core/io/zip.h"

namespace mixgrad {
namespace {

NamedArrays two_arrays() {
  return {{"weight", Tensor::from_values<double>(DType::kFloat32, Shape{2, 2}, {1, 2, 3, 4})},
          {"bias", Tensor::from_values<int64_t>(DType::kInt64, Shape{3}, {5, 6, 7})}};
}
std::string text_of(const std::string& path) {
  std::vector<uint8_t> bytes = read_file(path, 1 << 20);
  return {bytes.begin(), bytes.end()};
}

TEST(Npz, GivesEqualBytesForEqualArrays) {
  TestFolder folder;
  for (bool compressed : {false, true}) {
    write_npz(folder / "a.npz", two_arrays(), compressed);
    write_npz(folder / "b.npz", two_arrays(), compressed);
    EXPECT_EQ(text_of(folder / "a.npz"), text_of(folder / "b.npz"));
    NamedArrays back = read_npz(folder / "a.npz");
    ASSERT_EQ(back.size(), 2u);
    EXPECT_EQ(back[0].first, "weight");
    EXPECT_EQ(back[1].second.data<int64_t>()[2], 7);
  }
}

TEST(Npz, RefusesNamesThatAreNone) {
  TestFolder folder;
  write_npz(folder / "a.npz", two_arrays(), false);
  std::string before = text_of(folder / "a.npz");
  for (const std::string& name : {std::string("a\xff"), std::string("a\0b", 3), std::string(70000, 'a')}) {
    NamedArrays arrays = two_arrays();
    arrays.emplace_back(name, arrays[0].second);
    EXPECT_ERROR(ErrorCode::kValue, write_npz(folder / "a.npz", arrays, false), "name");
  }
  NamedArrays twice = two_arrays();
  twice.push_back(twice[0]);
  EXPECT_ERROR(ErrorCode::kValue, write_npz(folder / "a.npz", twice, false), "once");
  EXPECT_EQ(text_of(folder / "a.npz"), before);
  EXPECT_EQ(folder.files(), 1);
}

TEST(Npz, HasNothingToSaveInATrace) {
  TestFolder folder;
  auto context = make_ref<Context>();
  EXPECT_ERROR(ErrorCode::kTrace,
               trace(*context, {{DType::kFloat32, Shape{2}}}, false,
                     [&](Context&, const std::vector<Tensor>& in) {
                       write_npz(folder / "a.npz", {{"a", in[0]}}, false);
                       return in;
                     }),
               "trace");
  EXPECT_EQ(folder.files(), 0);
}

// Whatever stands in an archive, reading it ends in arrays or in a typed error, and what comes out is bounded by what
// there is.
TEST(Npz, SurvivesEveryChangeOfAByte) {
  TestFolder folder;
  for (bool compressed : {false, true}) {
    write_npz(folder / "a.npz", two_arrays(), compressed);
    std::string whole = text_of(folder / "a.npz");
    auto reads = [&](const std::string& bytes) {
      std::ofstream(folder / "b.npz", std::ios::binary) << bytes;
      try {
        read_npz(folder / "b.npz");
        return true;
      } catch (const Error& e) {
        EXPECT_TRUE(e.code() == ErrorCode::kFormat || e.code() == ErrorCode::kDType || e.code() == ErrorCode::kShape)
            << e.what();
        return false;
      }
    };
    EXPECT_TRUE(reads(whole));
    for (size_t length = 0; length < whole.size(); ++length)
      EXPECT_FALSE(reads(whole.substr(0, length))) << length << " of " << whole.size();
    for (size_t at = 0; at < whole.size(); ++at) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ (at % 2 ? 0x01 : 0xff));
      reads(changed);
    }
  }
}

TEST(Zip, ReadsMembersOfManyPieces) {
  TestFolder folder;
  std::string large(3'000'000, 'x');
  for (size_t i = 0; i < large.size(); i += 7) large[i] = static_cast<char>(i * i);
  for (bool compressed : {false, true}) {
    write_file(folder / "z", [&](FileWriter& file) {
      ZipWriter zip(file, compressed);
      for (const char* name : {"one", "two"}) {
        zip.begin(name, static_cast<int64_t>(large.size()));
        for (size_t at = 0; at < large.size(); at += 999'983)
          zip.write(large.data() + at, static_cast<int64_t>(std::min<size_t>(999'983, large.size() - at)));
        zip.end();
      }
      zip.finish();
    });
    int members = 0;
    read_zip(folder / "z", [&](const std::string& name, ByteSource& content) {
      EXPECT_EQ(name, members++ == 0 ? "one" : "two");
      std::string found(static_cast<size_t>(content.left()), '\0');
      content.read(found.data(), content.left());
      EXPECT_EQ(found, large);
    });
    EXPECT_EQ(members, 2);
  }
}

}  // namespace
}  // namespace mixgrad
