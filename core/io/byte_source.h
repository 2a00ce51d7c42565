// Bytes that are read one after the other, from a file or from a part of one.
#pragma once

#include <cstdint>
#include <string>

namespace mixgrad {

class ByteSource {
 public:
  ByteSource(std::string name, int64_t bytes) : name_(std::move(name)), bytes_(bytes) {}
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  const std::string& name() const { return name_; }  // what messages call it
  int64_t at() const { return at_; }
  int64_t left() const { return bytes_ - at_; }
  // No more than are left.
  void read(void* out, int64_t bytes) {
    take(at_, out, bytes);
    at_ += bytes;
  }

 private:
  virtual void take(int64_t at, void* out, int64_t bytes) = 0;
  std::string name_;
  int64_t bytes_, at_ = 0;
};

}  // namespace mixgrad
