// Errors of the engine: fields, not prose. The text is made when somebody reads it, in the caller's spelling and
// counting.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>

namespace mixgrad {

// The numbers stand in c-api/errors.yml; the C ABI asserts that they are equal.
enum class ErrorCode : int32_t {
  kError = 1,
  kShape = 2,
  kDType = 3,
  kIndex = 4,
  kValue = 5,
  kType = 6,
  kDevice = 7,
  kOutOfMemory = 8,
  kDisposed = 9,
  kGradient = 10,
  kTrace = 11,
  kBusy = 12,
  kCancelled = 13,
  kIo = 14,
  kFormat = 15,
  kHost = 16,
  kNotFound = 17,
  kReadOnly = 18,
  kVersion = 19,
  kInternal = 20,
};

const char* error_code_name(ErrorCode code);

class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  // Fields are set fluently: throw Error(kShape, "…").in("matmul").on("x2").given("[3]").accepted("[2, …]").
  Error& in(std::string_view function);  // kept if already set: the innermost function names itself first
  Error& on(std::string_view argument);
  // What was made of other functions speaks in its own name; an argument that it does not have is left out.
  Error& as_of(std::string_view function, bool has_argument);
  Error& given(std::string text);
  Error& accepted(std::string text);
  Error& hint(std::string text);
  Error& layer(std::string_view name);  // prepends "name." while unwinding through modules
  Error& ticket(int64_t number);

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }  // with marks
  const std::string& function() const { return function_; }
  const std::string& argument() const { return argument_; }
  const std::string& given() const { return given_; }
  const std::string& accepted() const { return accepted_; }
  const std::string& hint() const { return hint_; }
  const std::string& layer() const { return layer_; }
  int64_t ticket() const { return ticket_; }

  // How the reader counts and spells. `first` is the number of the first axis and the first index.
  struct Reader {
    int64_t first = 0;
    std::function<std::string(std::string_view)> spell;  // names of functions and arguments; may be empty
  };
  std::string text(const Reader& reader) const;
  std::string render(const std::string& marked, const Reader& reader) const;
  const char* what() const noexcept override;

 private:
  ErrorCode code_;
  std::string message_, function_, argument_, given_, accepted_, hint_, layer_;
  int64_t ticket_ = 0;
  mutable std::string what_;
};

// Marks inside messages that Error::text renders for the reader: an axis or index counted from 0, and an argument's
// name.
std::string number_mark(int64_t zero_based);
std::string name_mark(std::string_view name);

}  // namespace mixgrad
