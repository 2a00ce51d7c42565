#include "core/runtime/error.h"

#include <charconv>
#include <optional>

namespace mixgrad {

namespace {
constexpr char kNumber = '\x01', kName = '\x02', kEnd = '\x03';
}

const char* error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kError:
      return "error";
    case ErrorCode::kShape:
      return "shape";
    case ErrorCode::kDType:
      return "dtype";
    case ErrorCode::kIndex:
      return "index";
    case ErrorCode::kValue:
      return "value";
    case ErrorCode::kType:
      return "type";
    case ErrorCode::kDevice:
      return "device";
    case ErrorCode::kOutOfMemory:
      return "out_of_memory";
    case ErrorCode::kDisposed:
      return "disposed";
    case ErrorCode::kGradient:
      return "gradient";
    case ErrorCode::kTrace:
      return "trace";
    case ErrorCode::kBusy:
      return "busy";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kFormat:
      return "format";
    case ErrorCode::kHost:
      return "host";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kReadOnly:
      return "read_only";
    case ErrorCode::kVersion:
      return "version";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "error";
}

Error& Error::in(std::string_view function) {
  if (function_.empty()) function_ = function;
  return *this;
}
Error& Error::on(std::string_view argument) {
  if (argument_.empty()) argument_ = argument;
  return *this;
}
Error& Error::as_of(std::string_view function, bool has_argument) {
  function_ = function;
  if (!has_argument) argument_.clear();
  return *this;
}
Error& Error::given(std::string text) {
  given_ = std::move(text);
  return *this;
}
Error& Error::accepted(std::string text) {
  accepted_ = std::move(text);
  return *this;
}
Error& Error::hint(std::string text) {
  hint_ = std::move(text);
  return *this;
}
Error& Error::layer(std::string_view name) {
  layer_ = layer_.empty() ? std::string(name) : std::string(name) + "." + layer_;
  return *this;
}
Error& Error::ticket(int64_t number) {
  ticket_ = number;
  return *this;
}

std::string number_mark(int64_t zero_based) { return kNumber + std::to_string(zero_based) + kEnd; }
std::string name_mark(std::string_view name) { return kName + std::string(name) + kEnd; }

namespace {
// What a number's mark holds, as the reader counts; nothing if it is text that somebody gave and happens to look so.
std::optional<std::string> shown_number(const std::string& body, int64_t first) {
  int64_t number = 0;
  auto [end, problem] = std::from_chars(body.data(), body.data() + body.size(), number);
  if (problem != std::errc() || end != body.data() + body.size()) return std::nullopt;
  return __builtin_add_overflow(number, first, &number) ? body : std::to_string(number);
}
}  // namespace

std::string Error::render(const std::string& marked, const Reader& reader) const {
  std::string out;
  for (size_t i = 0; i < marked.size(); ++i) {
    char c = marked[i];
    size_t end = c == kNumber || c == kName ? marked.find(kEnd, i) : std::string::npos;
    if (end == std::string::npos) {
      out += c;
      continue;
    }
    std::string body = marked.substr(i + 1, end - i - 1);
    if (c == kName) {
      out += reader.spell ? reader.spell(body) : body;
    } else if (std::optional<std::string> number = shown_number(body, reader.first)) {
      out += *number;
    } else {
      out += c;
      continue;
    }
    i = end;
  }
  return out;
}

std::string Error::text(const Reader& reader) const {
  auto spell = [&](const std::string& name) { return reader.spell ? reader.spell(name) : name; };
  std::string out;
  if (!layer_.empty()) out += layer_ + ": ";
  if (!function_.empty()) out += spell(function_) + ": ";
  if (!argument_.empty() && message_.find(argument_) == std::string::npos) out += spell(argument_) + ": ";
  out += render(message_, reader);
  if (!given_.empty()) out += "; given " + render(given_, reader);
  if (!accepted_.empty()) out += "; accepted: " + render(accepted_, reader);
  if (!hint_.empty()) out += " (" + render(hint_, reader) + ")";
  return out;
}

const char* Error::what() const noexcept {
  what_ = text(Reader{});
  return what_.c_str();
}

}  // namespace mixgrad
