// The header of an npy file: a dict as Python writes it, read without trust and without running anything.
#include <algorithm>
#include <limits>
#include <vector>

#include "core/io/file.h"
#include "core/io/npy.h"
#include "core/io/text.h"
#include "core/runtime/error.h"
#include "core/tensor/readable.h"

namespace mixgrad {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr int64_t kMostText = 1 << 16;  // what dtypes and shapes that we have need is far less
constexpr size_t kAlignment = 64;       // of the first element
constexpr size_t kDigits = 21;          // room that NumPy leaves for a first axis that grows
constexpr std::pair<DType, const char*> kNames[] = {
    {DType::kBool, "b1"},   {DType::kInt8, "i1"},    {DType::kInt16, "i2"},   {DType::kInt32, "i4"},
    {DType::kInt64, "i8"},  {DType::kUInt8, "u1"},   {DType::kUInt16, "u2"},  {DType::kUInt32, "u4"},
    {DType::kUInt64, "u8"}, {DType::kFloat16, "f2"}, {DType::kFloat32, "f4"}, {DType::kFloat64, "f8"}};

class Reader {
 public:
  Reader(std::string_view text, int64_t offset, const std::string& file) : text_(text), offset_(offset), file_(file) {}

  NpyHeader header() {
    NpyHeader out;
    std::vector<std::string> seen;
    expect('{');
    while (!accept('}')) {
      std::string key = string();
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) fail("a key stands there twice", printable(key));
      expect(':');
      if (key == "descr")
        element(out);
      else if (key == "fortran_order")
        out.column_major = flag();
      else if (key == "shape")
        out.shape = shape();
      else
        fail("there is a key that is not known", printable(key));
      seen.push_back(key);
      if (accept('}')) break;
      expect(',');
    }
    if (seen.size() != 3) fail("the header is incomplete", std::to_string(seen.size()) + " keys");
    skip();
    if (at_ < text_.size()) fail("something follows the header's dict", printable(text_.substr(at_, 1)));
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& problem, const std::string& found,
                         const std::string& expected = "descr, fortran_order and shape in a dict, once each") const {
    throw_format(file_, offset_ + static_cast<int64_t>(at_), problem, found, expected);
  }
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\n\r").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool accept(char c) {
    skip();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string here() const { return at_ == text_.size() ? "its end" : printable(text_.substr(at_, 1)); }
  void expect(char c) {
    if (!accept(c)) fail("the header is no dict of Python", here(), printable(std::string(1, c)));
  }
  bool accept_word(std::string_view word) {
    skip();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  std::string string() {
    skip();
    char quote = at_ < text_.size() ? text_[at_] : '\0';
    size_t end = quote == '\'' || quote == '"' ? text_.find(quote, at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) fail("the header is no dict of Python", here(), "text in quotes");
    std::string out(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return out;
  }
  bool flag() {
    if (accept_word("True")) return true;
    if (!accept_word("False")) fail("fortran_order is no truth value", here(), "True or False");
    return false;
  }

  void element(NpyHeader& out) {
    skip();
    if (at_ < text_.size() && text_[at_] == '[') refuse("records with fields");
    std::string name = string();
    bool ordered = !name.empty() && std::string_view("<>|=").find(name[0]) != std::string_view::npos;
    out.swapped = ordered && name[0] == '>';
    std::string_view kind = std::string_view(name).substr(ordered ? 1 : 0);
    for (auto [dtype, known] : kNames) {
      if (kind != known) continue;
      out.dtype = dtype;
      return;
    }
    refuse(kind == "O" ? "objects of Python, which can not be read without running code" : printable(name));
  }
  [[noreturn]] void refuse(const std::string& found) const {
    std::string accepted;
    for (auto [dtype, name] : kNames) accepted += (accepted.empty() ? "" : ", ") + std::string(dtype_name(dtype));
    throw Error(ErrorCode::kDType, printable(file_) + " holds elements of a type that tensors do not have")
        .given(found)
        .accepted(accepted);
  }

  Shape shape() {
    std::vector<int64_t> sizes;
    expect('(');
    while (!accept(')')) {
      sizes.push_back(size());
      if (accept(')')) {
        if (sizes.size() == 1) fail("the shape is no tuple", std::to_string(sizes[0]), "a comma behind the only size");
        break;
      }
      expect(',');
    }
    if (sizes.size() > kMaxRank)
      throw Error(ErrorCode::kShape, printable(file_) + " holds an array of more axes than tensors have")
          .given(std::to_string(sizes.size()) + " axes")
          .accepted("at most " + std::to_string(kMaxRank));
    return Shape(std::span<const int64_t>(sizes));
  }
  int64_t size() {
    skip();
    int64_t out = 0;
    size_t begin = at_;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      if (__builtin_mul_overflow(out, 10, &out) || __builtin_add_overflow(out, text_[at_] - '0', &out))
        fail("a size of the shape is too large", "more than 2^63", "sizes that can be counted");
    }
    if (at_ == begin) fail("a size of the shape is no whole number", here(), "digits");
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2 wrote long integers so
    return out;
  }

  std::string_view text_;
  int64_t offset_;
  const std::string& file_;
  size_t at_ = 0;
};

}  // namespace

NpyHeader read_npy_header(ByteSource& source) {
  std::string start(8, '\0');
  auto cut_off = [&](int64_t wanted) {
    throw_format(source.name(), source.at() + source.left(), "it ends within its header",
                 std::to_string(source.left()) + " more bytes", std::to_string(wanted));
  };
  if (source.left() < 8) cut_off(8);
  source.read(start.data(), 8);
  if (start.substr(0, 6) != kMagic)
    throw_format(source.name(), 0, "this is not an npy file", printable(start.substr(0, 6)), printable(kMagic));
  int major = static_cast<unsigned char>(start[6]);
  if (major < 1 || major > 3 || start[7] != 0)
    throw_format(source.name(), 6, "the version of the format is not known",
                 std::to_string(major) + "." + std::to_string(static_cast<unsigned char>(start[7])), "1.0, 2.0 or 3.0");
  int width = major == 1 ? 2 : 4;
  if (source.left() < width) cut_off(width);
  uint8_t bytes[4] = {};
  source.read(bytes, width);
  int64_t length = bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<int64_t>(bytes[3]) << 24;
  if (length > kMostText)
    throw_format(source.name(), 8, "the header is longer than it can be", std::to_string(length) + " bytes",
                 "at most " + std::to_string(kMostText) + " bytes");
  if (source.left() < length) cut_off(length);
  std::string text(static_cast<size_t>(length), '\0');
  int64_t offset = source.at();
  source.read(text.data(), length);
  return Reader(text, offset, source.name()).header();
}

std::string npy_header(const Tensor& tensor, const char* argument) {
  check_readable(tensor, argument);
  DType dtype = tensor.dtype();
  const Shape& shape = tensor.shape();
  const auto* name =
      std::find_if(std::begin(kNames), std::end(kNames), [&](auto& known) { return known.first == dtype; });
  if (name == std::end(kNames))
    throw Error(ErrorCode::kDType, "NumPy has no such element type")
        .on(argument)
        .given(dtype_name(dtype))
        .hint("change it with astype, or save safetensors");
  std::string sizes;
  for (int64_t size : shape) sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
  if (shape.rank() == 1) sizes += ',';
  std::string text = std::string("{'descr': '") + (item_bytes(dtype) == 1 ? "|" : "<") + name->second +
                     "', 'fortran_order': False, 'shape': (" + sizes + "), }";
  if (shape.rank() > 0) text.append(kDigits - std::to_string(shape[0]).size(), ' ');
  size_t whole = kMagic.size() + 4 + text.size() + 1;
  text.append(kAlignment - whole % kAlignment, ' ');
  text += '\n';
  std::string out(kMagic);
  out += {'\1', '\0', static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return out + text;
}

}  // namespace mixgrad
