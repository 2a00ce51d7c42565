#include "core/io/safetensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "core/io/file.h"
#include "core/io/test_folder.h"

namespace mixgrad {
namespace {

std::string file_text(const std::string& header, const std::string& data) {
  uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), 8) + header + data;
}

std::string from_hex(const std::string& digits) {
  std::string out;
  for (size_t i = 0; i < digits.size(); i += 2) out += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return out;
}

// Written by the reference implementation: Python's safetensors 0.8.0, safetensors.numpy.save.
const char kReferenceHeader[] =
    "{\"__metadata__\":{\"note\":\"caf\xc3\xa9\",\"format\":\"np\"},"
    "\"u64\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]},"
    "\"count\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]},"
    "\"bias\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[16,32]},"
    "\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[32,56]},"
    "\"empty\":{\"dtype\":\"U32\",\"shape\":[0,4],\"data_offsets\":[56,56]},"
    "\"i32\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[56,60]},"
    "\"half\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[60,64]},"
    "\"u16\":{\"dtype\":\"U16\",\"shape\":[1],\"data_offsets\":[64,66]},"
    "\"i16\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[66,68]},"
    "\"i8\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[68,69]},"
    "\"bytes\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[69,72]},"
    "\"mask\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[72,75]}}   ";
const char kReferenceData[] =
    "0000000000000080f9ffffffffffffff000000000000f03f000000000000f0bf0000c03f000000c00000803e00000000000040406f12833a"
    "fbffffff003c0041ffffd4fe800102ff010001";

template <class T>
std::vector<T> values(const SafeTensors& file, const char* name) {
  const Tensor* tensor = file.find(name);
  if (!tensor) return {};
  return std::vector<T>(tensor->data<T>(), tensor->data<T>() + tensor->elements());
}

TEST(SafeTensors, ReadsWhatTheReferenceImplementationWrote) {
  TestFolder folder;
  std::string text = file_text(kReferenceHeader, from_hex(kReferenceData));
  ASSERT_EQ(text.size(), 827u);
  write_file(folder / "x", text);
  SafeTensors file = read_safetensors(folder / "x");
  ASSERT_EQ(file.tensors.size(), 12u);
  EXPECT_EQ(file.tensors[0].first, "u64");
  ASSERT_EQ(file.metadata.size(), 2u);
  EXPECT_EQ(*file.find_metadata("note"), "caf\xc3\xa9");
  EXPECT_EQ(file.find_metadata("nothing"), nullptr);
  EXPECT_EQ(file.find("nothing"), nullptr);
  EXPECT_EQ(file.find("weight")->shape(), (Shape{2, 3}));
  EXPECT_EQ(values<float>(file, "weight"), (std::vector<float>{1.5f, -2.0f, 0.25f, 0.0f, 3.0f, 1e-3f}));
  EXPECT_EQ(values<double>(file, "bias"), (std::vector<double>{1, -1}));
  EXPECT_EQ(values<uint8_t>(file, "mask"), (std::vector<uint8_t>{1, 0, 1}));
  EXPECT_EQ(file.find("mask")->dtype(), DType::kBool);
  EXPECT_EQ(file.find("count")->rank(), 0);
  EXPECT_EQ(values<int64_t>(file, "count"), std::vector<int64_t>{-7});
  EXPECT_EQ(file.find("half")->dtype(), DType::kFloat16);
  EXPECT_EQ(half_to_float(values<uint16_t>(file, "half")[1]), 2.5f);
  EXPECT_EQ(file.find("empty")->shape(), (Shape{0, 4}));
  EXPECT_EQ(values<int16_t>(file, "i16"), std::vector<int16_t>{-300});
  EXPECT_EQ(values<uint64_t>(file, "u64"), std::vector<uint64_t>{uint64_t{1} << 63});
}

SafeTensors sample() {
  SafeTensors out;
  for (DType dtype : kAllDTypes) {
    out.tensors.emplace_back(std::string("a \"name\" of ") + dtype_name(dtype),
                             Tensor::from_values<double>(dtype, {2, 2}, {0, 1, 1, 0}));
  }
  out.tensors.emplace_back("", Tensor::from_values<double>(DType::kFloat32, {}, {3.25}));
  out.tensors.emplace_back("empty", Tensor::empty(DType::kInt32, {2, 0, 3}));
  out.metadata = {{"format", "mixgrad"}, {"z\n", "{\"nested\": [1, 2]}"}, {"", "\xe2\x82\xac"}};
  return out;
}

TEST(SafeTensors, RoundTripKeepsEverythingAndTheBytes) {
  TestFolder folder;
  SafeTensors before = sample();
  write_safetensors(folder / "x", before);
  SafeTensors after = read_safetensors(folder / "x");
  EXPECT_EQ(after.metadata, before.metadata);
  ASSERT_EQ(after.tensors.size(), before.tensors.size());
  for (size_t i = 0; i < before.tensors.size(); ++i) {
    const Tensor &a = before.tensors[i].second, &b = after.tensors[i].second;
    EXPECT_EQ(after.tensors[i].first, before.tensors[i].first);
    EXPECT_EQ(a.dtype(), b.dtype());
    EXPECT_EQ(a.shape(), b.shape());
    EXPECT_EQ(std::memcmp(a.data(), b.data(), static_cast<size_t>(a.elements()) * item_bytes(a.dtype())), 0);
  }
  write_safetensors(folder / "y", after);
  std::vector<uint8_t> first = read_file(folder / "x", 1 << 20);
  EXPECT_EQ(first, read_file(folder / "y", 1 << 20));
  uint64_t header_bytes;
  std::memcpy(&header_bytes, first.data(), 8);
  EXPECT_EQ(header_bytes % 8, 0u);
  write_safetensors(folder / "z", {});
  EXPECT_TRUE(read_safetensors(folder / "z").tensors.empty());
}

TEST(SafeTensors, BytesAreAFilesContents) {
  TestFolder folder;
  SafeTensors before = sample();
  write_safetensors(folder / "x", before);
  std::vector<uint8_t> file = read_file(folder / "x", 1 << 20);
  std::string data = safetensors_bytes(before);
  EXPECT_EQ(data, std::string(file.begin(), file.end()));
  SafeTensors after = parse_safetensors(data, "data");
  EXPECT_EQ(after.metadata, before.metadata);
  ASSERT_EQ(after.tensors.size(), before.tensors.size());
  EXPECT_EQ(safetensors_bytes(after), data);
  EXPECT_TRUE(parse_safetensors(safetensors_bytes({}), "data").tensors.empty());
  // The reference implementation's own, at an address that no element type is aligned to.
  std::string text = " " + file_text(kReferenceHeader, from_hex(kReferenceData));
  EXPECT_EQ(values<double>(parse_safetensors(std::string_view(text).substr(1), "data"), "bias"),
            (std::vector<double>{1, -1}));
}

TEST(SafeTensors, WritesTheWholeTensorWhateverItsStrides) {
  TestFolder folder;
  Tensor base = Tensor::from_values<double>(DType::kInt16, {2, 3}, {1, 2, 3, 4, 5, 6});
  SafeTensors contents;
  contents.tensors.emplace_back("transposed", base.window({3, 2}, {1, 3}, 0));
  contents.tensors.emplace_back("reversed", base.window({6}, {-1}, 5));
  contents.tensors.emplace_back("repeated", base.window({2, 2}, {0, 1}, 4));
  contents.tensors.emplace_back("slice", base.window({2}, {1}, 2));
  write_safetensors(folder / "x", contents);
  SafeTensors file = read_safetensors(folder / "x");
  EXPECT_EQ(values<int16_t>(file, "transposed"), (std::vector<int16_t>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(values<int16_t>(file, "reversed"), (std::vector<int16_t>{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(values<int16_t>(file, "repeated"), (std::vector<int16_t>{5, 6, 5, 6}));
  EXPECT_EQ(values<int16_t>(file, "slice"), (std::vector<int16_t>{3, 4}));
}

TEST(SafeTensors, RefusesToWriteWhatCouldNotBeRead) {
  TestFolder folder;
  Tensor one = Tensor::scalar(DType::kFloat32, 1);
  auto refused = [&](const SafeTensors& contents, const char* words) {
    EXPECT_ERROR(ErrorCode::kValue, (write_safetensors(folder / "x", contents), 0), words);
    EXPECT_EQ(folder.files(), 0);
  };
  refused({{{"a", one}, {"a", one}}, {}}, "each name once");
  refused({{{"__metadata__", one}}, {}}, "__metadata__");
  refused({{{"a\xff", one}}, {}}, "UTF-8");
  refused({{{"a", Tensor()}}, {}}, "no tensor");
  refused({{{"a", one}}, {{"k", "1"}, {"k", "2"}}}, "each name once");
  refused({{{"a", one}}, {{"k", "\xc3"}}}, "UTF-8");
}

TEST(SafeTensors, SaysWhatIsWrongWithAFile) {
  TestFolder folder;
  std::string path = folder / "x";
  auto refused = [&](const std::string& text, const std::string& words) {
    write_file(path, text);
    EXPECT_ERROR(ErrorCode::kFormat, read_safetensors(path), words);
    EXPECT_ERROR(ErrorCode::kFormat, parse_safetensors(text, "data"), words);
  };
  auto header = [&](const std::string& text, const std::string& data, const std::string& words) {
    refused(file_text(text, data), words);
  };
  std::string entry = R"("dtype":"U8","shape":[2],"data_offsets":[0,2])";
  refused("", "given 0 bytes");
  refused("1234567", "given 7 bytes");
  refused(std::string(8, '\xff') + "{}", "given 18446744073709551615 bytes; accepted: at most 2 bytes");
  refused(std::string(8, '\0'), "given nothing");
  header("[1]", "", "not a safetensors file");
  header(" {}", "", "not a safetensors file");
  header("{", "", "not JSON");
  header("{\"a\":}", "", "not JSON");
  header("{} x", "", "not JSON");
  header("{\"a\xff\":1}", "", "not JSON");
  header(std::string(100000, '{'), "", "not JSON");
  header("{\"a\":" + std::string(100000, '['), "", "given a list");
  header("{\"a\":{\"shape\":" + std::string(100000, '['), "", "given a list");
  header("{\"a\":7}", "", "given a number");
  header("{\"a\":{\"dtype\":{}}}", "", "given an object");
  header("{\"__metadata__\":{\"k\":1}}", "", "the metadata holds something else");
  header("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "", "twice");
  header("{\"a\":{" + entry + "},\"a\":{" + entry + "}}", "ab", "a name stands there twice; given 'a'");
  header("{\"a\":{" + entry + ",\"dtype\":\"U8\"}}", "ab", "twice; given 'dtype'");
  header("{\"a\":{" + entry + ",\"more\":\"U8\"}}", "ab", "given 'more'");
  header(R"({"a":{"dtype":"U8","shape":[2]}})", "ab", "incomplete");
  header(R"({"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}})", "ab", "given 'F8_E4M3'; accepted: BOOL, I8");
  header(R"({"a":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}})", "ab", "the number -2");
  header(R"({"a":{"dtype":"U8","shape":[2.0],"data_offsets":[0,2]}})", "ab", "the number '2.0'");
  std::string ones;
  for (int i = 0; i < 32; ++i) ones += "1,";
  header("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + ones + "2],\"data_offsets\":[0,2]}}", "ab", "more than 32 numbers");
  header(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2,2]}})", "ab", "given 3 numbers");
  header(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}})", "ab", "outside the file; given 2 to 0");
  header(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,3]}})", "ab", "outside the file");
  header(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,18446744073709551615]}})", "ab", "18446744073709551615");
  header(R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,2]}})", "ab",
         "given 2 bytes; accepted: 3 bytes for [3] of uint8");
  header(R"({"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,2]}})", "ab",
         "more than can be counted");
  header(R"({"a":{"dtype":"F64","shape":[9223372036854775807,2,0],"data_offsets":[0,2]}})", "ab", "accepted: 0 bytes");
  std::string two =
      R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":)";
  header(two + "[1,3]}}", "abc", "overlaps");
  header(two + "[3,5]}}", "abcde", "leaves a hole");
  header("{\"a\":{" + entry + "}}", "abc", "goes on after the last tensor; given 1 more bytes");
  header(R"({"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}})", std::string("\1\2"),
         "given 2; accepted: 0 or 1");
  EXPECT_ERROR(ErrorCode::kIo, read_safetensors(folder / "missing"), "missing");
  EXPECT_ERROR(ErrorCode::kIo, read_safetensors(folder / ""), "can not read");
}

TEST(SafeTensors, AnyTruncationIsAFormatError) {
  TestFolder folder;
  std::string text = file_text(kReferenceHeader, from_hex(kReferenceData));
  for (size_t n = 0; n < text.size(); ++n) {
    write_file(folder / "x", text.substr(0, n));
    EXPECT_ERROR(ErrorCode::kFormat, read_safetensors(folder / "x"), "at byte");
    EXPECT_ERROR(ErrorCode::kFormat, parse_safetensors(text.substr(0, n), "data"), "'data' is broken at byte");
  }
}

// Thousands of broken files: each is either read or refused with a typed error.
TEST(SafeTensors, DamagedFilesNeverCrash) {
  TestFolder folder;
  std::mt19937 random(20240608);
  const std::string whole = file_text(kReferenceHeader, from_hex(kReferenceData));
  const std::string pieces[] = {"{",       "}",
                                "[",       "]",
                                "\"",      ",",
                                ":",       "-",
                                "9",       "99999999999999999999",
                                "1e9",     "null",
                                "\\u0000", "__metadata__",
                                "BOOL",    "F64",
                                "\xff",    "{\"a\":",
                                "[[[["};
  int refused = 0, read = 0;
  for (int i = 0; i < 6000; ++i) {
    std::string text = whole;
    for (unsigned k = 0; k <= random() % 4; ++k) {
      size_t at = random() % 8 ? 8 + random() % (text.size() - 8) : random() % 8;
      switch (random() % 5) {
        case 0:
          text[at] ^= static_cast<char>(1 << random() % 8);
          break;
        case 1:
          text[at] = static_cast<char>(random());
          break;
        case 2:
          text.insert(at, pieces[random() % std::size(pieces)]);
          break;
        case 3:
          text.erase(at, random() % 5);
          break;
        default:
          text[at] = static_cast<char>('0' + random() % 10);
          break;
      }
    }
    if (random() % 2) {  // a length that fits, so that the header itself is looked at
      uint64_t length = text.find("}}") == std::string::npos ? text.size() - 8 : text.rfind("}}") + 2 - 8;
      std::memcpy(text.data(), &length, 8);
    }
    FILE* out = fopen((folder / "x").c_str(), "wb");
    ASSERT_EQ(fwrite(text.data(), 1, text.size(), out), text.size());
    fclose(out);
    try {
      SafeTensors file = read_safetensors(folder / "x");
      for (const auto& [name, tensor] : file.tensors) EXPECT_LE(tensor.elements(), 1 << 20);
      EXPECT_EQ(parse_safetensors(text, "data").tensors.size(), file.tensors.size());
      ++read;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kFormat) << error.what();
      EXPECT_ERROR(ErrorCode::kFormat, parse_safetensors(text, "data"), error.given());
      ++refused;
    }
  }
  EXPECT_GT(refused, 3000);
  EXPECT_GT(read, 10);
}

}  // namespace
}  // namespace mixgrad
