// Files as wholes: read with their size checked first, written so that either the old or the new file is there.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mixgrad {

// A regular file, open for reading. Every failure is an io error that names the file.
class InputFile {
 public:
  explicit InputFile(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& path() const { return path_; }
  int64_t bytes() const { return bytes_; }
  void read(int64_t offset, void* out, int64_t bytes) const;

 private:
  std::string path_;
  int file_ = -1;
  int64_t bytes_ = 0;
};

// An io error if the file has more than `most` bytes; nothing is allocated then.
std::vector<uint8_t> read_file(const std::string& path, int64_t most);

struct Piece {
  const void* data;
  int64_t bytes;
};

// Writes the pieces one after the other to a new file beside `path`, puts it on the disk and gives it the name. If
// anything fails (a full disk, a size limit), the new file is removed, the one that was there stays, and an io error is
// thrown.
void write_file(const std::string& path, std::span<const Piece> pieces);
void write_file(const std::string& path, std::string_view text);

// A new file while it is written, at any place of it.
class FileWriter {
 public:
  virtual void write(int64_t offset, const void* data, int64_t bytes) = 0;

 protected:
  ~FileWriter() = default;
};
// The same of what `fill` writes; if it throws, the file that was there stays.
void write_file(const std::string& path, const std::function<void(FileWriter&)>& fill);

// The format error of a broken file: where, what was found there, what should be there.
[[noreturn]] void throw_format(const std::string& path, int64_t offset, const std::string& problem,
                               const std::string& found, const std::string& expected);

}  // namespace mixgrad
