#include "c-api/src/convert.h"

namespace mixgrad::abi {

// One number for each error, in two places: the compiler compares them.
#define MIXGRAD_ERROR(name, NAME, code, parent) static_assert(MIXGRAD_STATUS_CODE_##NAME == (code));
#include "c-api/generated/errors.inc"
static_assert(static_cast<int>(ErrorCode::kInternal) == MIXGRAD_STATUS_CODE_INTERNAL);
static_assert(static_cast<int>(ErrorCode::kFormat) == MIXGRAD_STATUS_CODE_FORMAT);
static_assert(static_cast<int>(ErrorCode::kDisposed) == MIXGRAD_STATUS_CODE_DISPOSED);

namespace {

size_t continuation_bytes(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first < 0xe0) return 1;
  if (first >= 0xe0 && first < 0xf0) return 2;
  return first >= 0xf0 && first < 0xf5 ? 3 : SIZE_MAX;
}

// Pieces of broken files come into messages; what is no UTF-8 in them becomes the replacement character.
std::string as_utf8(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
    size_t more = continuation_bytes(byte(i));
    bool good = more != SIZE_MAX && i + more < text.size();
    for (size_t k = 1; good && k <= more; ++k) good = (byte(i + k) & 0xc0) == 0x80;
    // Overlong forms, surrogates and what lies beyond the last character.
    if (good && more > 1) {
      unsigned char second = byte(i + 1);
      good = !((byte(i) == 0xe0 && second < 0xa0) || (byte(i) == 0xed && second > 0x9f) ||
               (byte(i) == 0xf0 && second < 0x90) || (byte(i) == 0xf4 && second > 0x8f));
    }
    if (good)
      out.append(text, i, more + 1);
    else
      out += "\xef\xbf\xbd";
    i += good ? more + 1 : 1;
  }
  return out;
}

}  // namespace

mixgrad_status* make_status(const Error& error, const Context* context) {
  return new mixgrad_status(error, context ? context->reader() : Error::Reader{});
}

void null_handle(const char* argument) {
  throw Error(ErrorCode::kType, "argument " + name_mark(argument) + " is null").on(argument);
}

}  // namespace mixgrad::abi

using namespace mixgrad;

void mixgrad_status_release(mixgrad_status* status) { delete status; }

int32_t mixgrad_status_code_of(mixgrad_status* status) {
  return status ? static_cast<int32_t>(status->error.code()) : 0;
}

const char* mixgrad_status_message(mixgrad_status* status) {
  if (!status) return "";
  std::lock_guard lock(status->mutex);
  if (status->message.empty()) status->message = abi::as_utf8(status->error.text(status->reader));
  return status->message.c_str();
}

const char* mixgrad_status_field(mixgrad_status* status, const char* field) {
  if (!status || !field) return nullptr;
  const Error& e = status->error;
  std::string_view name = field;
  std::string text;
  if (name == "code")
    text = error_code_name(e.code());
  else if (name == "function")
    text = e.function();
  else if (name == "argument")
    text = e.argument();
  else if (name == "layer")
    text = e.layer();
  else if (name == "hint")
    text = e.render(e.hint(), status->reader);
  else if (name == "given")
    text = e.render(e.given(), status->reader);
  else if (name == "accepted")
    text = e.render(e.accepted(), status->reader);
  if (text.empty()) return nullptr;
  std::lock_guard lock(status->mutex);
  for (auto& [known, value] : status->fields) {
    if (known == name) return value.c_str();
  }
  status->fields.reserve(8);  // addresses stay: there are no more names than these
  return status->fields.emplace_back(name, abi::as_utf8(text)).second.c_str();
}

int64_t mixgrad_status_ticket(mixgrad_status* status) { return status ? status->error.ticket() : 0; }
