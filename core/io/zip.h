// Zip archives: members one after the other, stored or deflated. What a member's name and sizes say is held against the
// archive; a broken one is a format error.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/io/byte_source.h"

namespace mixgrad {

class FileWriter;

// `read` is called for each member, in the archive's order, and reads it to its end.
void read_zip(const std::string& path, const std::function<void(const std::string& name, ByteSource& content)>& read);

// Equal contents give equal bytes: members have no date.
class ZipWriter {
 public:
  ZipWriter(FileWriter& file, bool compressed);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  void begin(const std::string& name, int64_t bytes);  // UTF-8 of at most 65,535 bytes
  void write(const void* data, int64_t bytes);
  void end();
  void finish();  // once, behind the last member

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mixgrad
