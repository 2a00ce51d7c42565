#include "core/io/idx.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <vector>

#include "core/io/file.h"
#include "core/io/gzip.h"
#include "core/io/test_folder.h"

namespace mixgrad {
namespace {

std::string gzip(const std::string& text, int level = 9) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::span<const uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(Gzip, ReadsOneAndSeveralMembers) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += std::to_string(i * 7919);
  std::string packed = gzip(text);
  auto out = gunzip(bytes_of(packed), 1 << 24, "x");
  EXPECT_EQ(std::string(out.begin(), out.end()), text);
  std::string two = gzip("one ") + gzip("") + gzip("two");
  out = gunzip(bytes_of(two), 7, "x");
  EXPECT_EQ(std::string(out.begin(), out.end()), "one two");
  std::string empty = gzip("");
  EXPECT_TRUE(gunzip(bytes_of(empty), 0, "x").empty());
}

TEST(Gzip, RefusesBombsDamageAndTruncation) {
  std::string bomb = gzip(std::string(50'000'000, '\0'));
  EXPECT_LT(bomb.size(), 60000u);
  EXPECT_GE(GzipReader::most_bytes(static_cast<int64_t>(bomb.size())), 50'000'000);
  EXPECT_ERROR(ErrorCode::kFormat, gunzip(bytes_of(bomb), 1'000'000, "bomb"), "more than 1000000 bytes");
  EXPECT_ERROR(ErrorCode::kFormat, gunzip(bytes_of(gzip("12345678")), 7, "x"), "more than 7 bytes");
  EXPECT_EQ(gunzip(bytes_of(bomb), 50'000'000, "x").size(), 50'000'000u);
  std::string packed = gzip("some text that is long enough to be packed, long enough, long enough");
  for (size_t n = 0; n < packed.size(); ++n) {
    std::string cut = packed.substr(0, n);
    EXPECT_ERROR(ErrorCode::kFormat, gunzip(bytes_of(cut), 1000, "x"), "cut off");
  }
  EXPECT_ERROR(ErrorCode::kFormat, gunzip(bytes_of(packed + "more"), 1000, "x"), "follows the gzip data");
  std::string damaged = packed;
  damaged[packed.size() - 6] ^= 1;  // in the checksum
  EXPECT_ERROR(ErrorCode::kFormat, gunzip(bytes_of(damaged), 1000, "x"), "damaged");
}

std::string idx(int type, const std::vector<uint32_t>& sizes, const std::string& data) {
  std::string out = {0, 0, static_cast<char>(type), static_cast<char>(sizes.size())};
  for (uint32_t n : sizes) {
    for (int shift : {24, 16, 8, 0}) out += static_cast<char>(n >> shift);
  }
  return out + data;
}

TEST(Idx, ReadsEveryTypePlainAndPacked) {
  TestFolder folder;
  struct Case {
    int type;
    DType dtype;
    std::string data;       // two items, the most significant byte first
    std::string in_memory;  // the same, little-endian
  };
  const Case cases[] = {
      {8, DType::kUInt8, "\x01\xff", "\x01\xff"},
      {9, DType::kInt8, "\x02\x80", "\x02\x80"},
      {11, DType::kInt16, "\x01\x02\x03\x04", "\x02\x01\x04\x03"},
      {12, DType::kInt32, "\x01\x02\x03\x04\x05\x06\x07\x08", "\x04\x03\x02\x01\x08\x07\x06\x05"},
      {13, DType::kFloat32, {"\x3f\x80\x00\x00\xc0\x00\x00\x00", 8}, {"\x00\x00\x80\x3f\x00\x00\x00\xc0", 8}},
      {14, DType::kFloat64, "abcdefghABCDEFGH", "hgfedcbaHGFEDCBA"}};
  for (const Case& c : cases) {
    std::string file = idx(c.type, {2, 1}, c.data);
    for (bool packed : {false, true}) {
      write_file(folder / "x", packed ? gzip(file) : file);
      Tensor tensor = read_idx(folder / "x");
      EXPECT_EQ(tensor.dtype(), c.dtype);
      EXPECT_EQ(tensor.shape(), (Shape{2, 1}));
      EXPECT_EQ(std::string(tensor.data<char>(), c.in_memory.size()), c.in_memory);
    }
  }
  write_file(folder / "x", idx(12, {3, 0, 5}, ""));
  EXPECT_EQ(read_idx(folder / "x").shape(), (Shape{3, 0, 5}));
}

TEST(Idx, SaysWhatIsWrongAndWhere) {
  TestFolder folder;
  std::string path = folder / "x";
  auto refused = [&](const std::string& file, const std::string& words) {
    for (bool packed : {false, true}) {
      write_file(path, packed ? gzip(file) : file);
      EXPECT_ERROR(ErrorCode::kFormat, read_idx(path), words);
      EXPECT_ERROR(ErrorCode::kFormat, read_idx(path), path);
    }
  };
  refused("", "ends within the IDX magic number");
  refused("\x89PNG\r\n", "given bytes 137 80 78 71");
  refused(idx(10, {2}, "ab"), "is broken at byte 0");
  refused(idx(8, {}, "a"), "at byte 3: the number of axes is not accepted; given 0");
  refused(idx(8, std::vector<uint32_t>(33, 1), "a"), "accepted: 1 to 32");
  refused(idx(8, {4}, "abc"), "");
  refused(idx(8, {3}, "abcd"), "at byte 11: the file is longer than its sizes say");
  refused(idx(14, {0xffffffff, 0xffffffff, 0xffffffff}, "abc"), "shorter than its sizes say");
  refused(idx(8, {0x40000000}, "abc"), "shorter than its sizes say");
  write_file(path, idx(8, {4}, "abc"));
  EXPECT_ERROR(ErrorCode::kFormat, read_idx(path), "given at most 3 more bytes; accepted: 4 bytes for [4] of uint8");
  EXPECT_ERROR(ErrorCode::kIo, read_idx(folder / "missing"), "missing");
}

TEST(Idx, AnyTruncationIsAFormatError) {
  TestFolder folder;
  for (bool packed : {false, true}) {
    std::string file = idx(11, {3, 2}, "abcdefghijkl");
    if (packed) file = gzip(file);
    for (size_t n = 0; n < file.size(); ++n) {
      write_file(folder / "x", file.substr(0, n));
      EXPECT_ERROR(ErrorCode::kFormat, read_idx(folder / "x"), "is broken at byte");
    }
    write_file(folder / "x", file);
    EXPECT_EQ(read_idx(folder / "x").shape(), (Shape{3, 2}));
  }
}

// Thousands of broken files: each is either read or refused with a typed error.
TEST(Idx, DamagedFilesNeverCrash) {
  TestFolder folder;
  std::mt19937 random(20240607);
  std::string plain = idx(11, {3, 2}, "abcdefghijkl"), packed = gzip(plain, 0);
  int refused = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string file = i % 2 ? plain : packed;
    for (unsigned k = 0; k <= random() % 3; ++k) {
      size_t at = random() % std::min<size_t>(file.size(), 40);
      random() % 2 ? file[at] ^= static_cast<char>(1 << random() % 8) : file[at] = static_cast<char>(random());
    }
    if (random() % 4 == 0) file.resize(random() % file.size());
    FILE* out = fopen((folder / "x").c_str(), "wb");
    ASSERT_EQ(fwrite(file.data(), 1, file.size(), out), file.size());
    fclose(out);
    try {
      read_idx(folder / "x");
    } catch (const Error& error) {
      EXPECT_TRUE(error.code() == ErrorCode::kFormat || error.code() == ErrorCode::kOutOfMemory) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 2000);
}

}  // namespace
}  // namespace mixgrad
