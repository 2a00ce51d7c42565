#include "core/io/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/io/file.h"
#include "core/io/text.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

constexpr std::pair<DType, const char*> kNames[] = {
    {DType::kBool, "BOOL"},  {DType::kInt8, "I8"},     {DType::kInt16, "I16"},     {DType::kInt32, "I32"},
    {DType::kInt64, "I64"},  {DType::kUInt8, "U8"},    {DType::kUInt16, "U16"},    {DType::kUInt32, "U32"},
    {DType::kUInt64, "U64"}, {DType::kFloat16, "F16"}, {DType::kBFloat16, "BF16"}, {DType::kFloat32, "F32"},
    {DType::kFloat64, "F64"}};

constexpr int64_t kLengthBytes = 8;  // what stands before the header

// Takes the header's events one by one: no tree is built, so neither depth nor repeated keys can harm.
class Reader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Reader(const std::string& path) : path_(path) {}
  SafeTensorsHeader header;

  bool start_object(size_t) override {
    if (place_ == Place::kStart) {
      place_ = Place::kRoot;
    } else if (place_ == Place::kRoot) {
      place_ = key_ == kMetadataKey ? Place::kMetadata : Place::kEntry;
      if (place_ == Place::kEntry) {
        header.entries.push_back({});
        header.entries.back().name = key_;
        has_dtype_ = has_shape_ = has_offsets_ = false;
      }
    } else {
      refuse("an object");
    }
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kEntry && !(has_dtype_ && has_shape_ && has_offsets_)) {
      fail("the entry of tensor " + printable(header.entries.back().name) + " is incomplete", "less",
           "dtype, shape and data_offsets");
    }
    place_ = place_ == Place::kRoot ? Place::kEnd : Place::kRoot;
    return true;
  }

  bool key(std::string& text) override {
    if (place_ == Place::kRoot && !names_.insert(text).second) {
      fail("a name stands there twice", printable(text), "each name once");
    }
    if (place_ == Place::kMetadata && !metadata_keys_.insert(text).second) {
      fail("a key of the metadata stands there twice", printable(text), "each key once");
    }
    if (place_ == Place::kEntry) {
      bool* has = text == "dtype"          ? &has_dtype_
                  : text == "shape"        ? &has_shape_
                  : text == "data_offsets" ? &has_offsets_
                                           : nullptr;
      if (!has || *has)
        fail("a field of tensor " + printable(header.entries.back().name) + " is wrong or there twice", printable(text),
             "dtype, shape and data_offsets, once each");
      *has = true;
    }
    key_ = std::move(text);
    return true;
  }

  bool string(std::string& text) override {
    if (place_ == Place::kMetadata) {
      header.metadata.emplace_back(key_, std::move(text));
      return true;
    }
    if (place_ != Place::kEntry || key_ != "dtype") refuse("text " + printable(text));
    for (auto [dtype, name] : kNames) {
      if (text == name) {
        header.entries.back().dtype = dtype;
        return true;
      }
    }
    std::string accepted;
    for (auto [dtype, name] : kNames) accepted += (accepted.empty() ? "" : ", ") + std::string(name);
    fail("tensor " + printable(header.entries.back().name) + " has an element type that is not known", printable(text),
         accepted);
  }

  bool start_array(size_t) override {
    if (place_ != Place::kEntry || key_ == "dtype") refuse("a list");
    place_ = Place::kList;
    numbers_.clear();
    return true;
  }

  bool number_unsigned(uint64_t value) override {
    if (place_ != Place::kList) refuse("a number");
    if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
      refuse("the number " + std::to_string(value));
    if (numbers_.size() == kMaxRank) refuse("a list of more than " + std::to_string(kMaxRank) + " numbers");
    numbers_.push_back(static_cast<int64_t>(value));
    return true;
  }

  bool end_array() override {
    SafeTensorsEntry& entry = header.entries.back();
    place_ = Place::kEntry;
    if (key_ == "shape") {
      entry.shape = Shape(std::span<const int64_t>(numbers_));
      return true;
    }
    if (numbers_.size() != 2) {
      fail("the offsets of tensor " + printable(entry.name) + " are wrong",
           std::to_string(numbers_.size()) + " numbers", "begin and end");
    }
    entry.begin = numbers_[0];
    entry.end = numbers_[1];
    return true;
  }

  bool null() override { refuse("null"); }
  bool boolean(bool) override { refuse("true or false"); }
  bool number_integer(int64_t value) override { refuse("the number " + std::to_string(value)); }
  bool number_float(double, const std::string& text) override { refuse("the number " + printable(text)); }
  bool binary(nlohmann::json::binary_t&) override { refuse("bytes"); }
  bool parse_error(size_t position, const std::string& token, const nlohmann::json::exception&) override {
    throw_format(path_, kLengthBytes + static_cast<int64_t>(position), "the header is not JSON", printable(token),
                 "JSON");
  }

 private:
  enum class Place { kStart, kRoot, kMetadata, kEntry, kList, kEnd };

  [[noreturn]] void fail(const std::string& problem, const std::string& found, const std::string& expected) {
    throw_format(path_, kLengthBytes, problem, found, expected);
  }
  [[noreturn]] void refuse(const std::string& found) {
    std::string where = place_ == Place::kMetadata ? "the metadata"
                        : place_ == Place::kEntry || place_ == Place::kList
                            ? "the entry of tensor " + printable(header.entries.back().name)
                            : "the header";
    std::string expected =
        place_ == Place::kMetadata ? "text"
        : place_ == Place::kEntry || place_ == Place::kList
            ? "dtype as text, shape as at most " + std::to_string(kMaxRank) + " sizes, data_offsets as two numbers"
            : "an object with an entry for each tensor";
    fail(where + " holds something else than it should", found, expected);
  }

  const std::string& path_;
  Place place_ = Place::kStart;
  std::string key_;
  std::unordered_set<std::string> names_, metadata_keys_;
  std::vector<int64_t> numbers_;
  bool has_dtype_ = false, has_shape_ = false, has_offsets_ = false;
};

std::string range_text(const SafeTensorsEntry& entry) {
  return std::to_string(entry.begin) + " to " + std::to_string(entry.end);
}

void check_sizes(const SafeTensorsEntry& entry, int64_t data_bytes, int64_t data_at, const std::string& path) {
  if (entry.begin > entry.end || entry.end > data_bytes) {
    throw_format(path, data_at, "the data of tensor " + printable(entry.name) + " lies outside the file",
                 range_text(entry), "offsets in rising order up to " + std::to_string(data_bytes));
  }
  int64_t bytes = static_cast<int64_t>(item_bytes(entry.dtype));
  bool overflow = false, empty = false;
  for (int64_t size : entry.shape) empty |= size == 0;
  for (int64_t size : entry.shape) overflow |= __builtin_mul_overflow(bytes, size, &bytes);
  if (empty) bytes = 0;
  if ((overflow && !empty) || bytes != entry.end - entry.begin) {
    throw_format(path, data_at + entry.begin,
                 "tensor " + printable(entry.name) + " has data of another size than its shape",
                 std::to_string(entry.end - entry.begin) + " bytes",
                 (overflow && !empty ? "more than can be counted" : std::to_string(bytes) + " bytes") + " for " +
                     entry.shape.text() + " of " + dtype_name(entry.dtype));
  }
}

}  // namespace

const char* safetensors_dtype_name(DType dtype) {
  for (auto [known, name] : kNames) {
    if (known == dtype) return name;
  }
  return "";
}

SafeTensorsHeader parse_safetensors_header(std::string_view text, int64_t data_bytes, const std::string& path) {
  if (text.empty() || text[0] != '{') {
    throw_format(path, kLengthBytes, "this is not a safetensors file",
                 text.empty() ? "nothing" : printable(text.substr(0, 1)), "'{'");
  }
  Reader reader(path);
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  int64_t data_at = kLengthBytes + static_cast<int64_t>(text.size());
  std::vector<const SafeTensorsEntry*> sorted;
  for (const SafeTensorsEntry& entry : reader.header.entries) {
    check_sizes(entry, data_bytes, data_at, path);
    sorted.push_back(&entry);
  }
  std::sort(sorted.begin(), sorted.end(), [](const SafeTensorsEntry* a, const SafeTensorsEntry* b) {
    return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
  });
  int64_t at = 0;
  for (const SafeTensorsEntry* entry : sorted) {
    if (entry->begin != at) {
      throw_format(path, data_at + at,
                   "the data of tensor " + printable(entry->name) +
                       (entry->begin < at ? " overlaps that of another" : " leaves a hole before it"),
                   range_text(*entry), "a beginning at " + std::to_string(at));
    }
    at = entry->end;
  }
  if (at != data_bytes) {
    throw_format(path, data_at + at, "the file goes on after the last tensor",
                 std::to_string(data_bytes - at) + " more bytes", "the end of the file");
  }
  return std::move(reader.header);
}

}  // namespace mixgrad
