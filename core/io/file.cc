#include "core/io/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <random>
#include <system_error>
#include <utility>

#include "core/io/text.h"
#include "core/runtime/error.h"
#include "core/runtime/host_size.h"

namespace mixgrad {

namespace {

constexpr int64_t kMostAtOnce = int64_t{1} << 30;  // the system's calls take a little less than 2 GiB

[[noreturn]] void fail(const std::string& what, const std::string& path, int number) {
  throw Error(ErrorCode::kIo, what + " " + printable(path) + ": " + std::generic_category().message(number));
}
[[noreturn]] void fail(const std::string& what, const std::string& path, const std::string& why) {
  throw Error(ErrorCode::kIo, what + " " + printable(path) + ": " + why);
}

// Past a file-size limit the system sends SIGXFSZ, which would end the process. It is held back while we write, and
// taken away again if it was us who caused it; the process's handlers stay as they are.
class SizeSignalHeld {
 public:
  SizeSignalHeld() {
    sigset_t pending;
    sigemptyset(&set_);
    sigaddset(&set_, SIGXFSZ);
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~SizeSignalHeld() {
    sigset_t pending;
    sigpending(&pending);
    if (!was_pending_ && sigismember(&pending, SIGXFSZ)) {
      int number;
      sigwait(&set_, &number);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t set_, before_;
  bool was_pending_;
};

class OutputFile final : public FileWriter {
 public:
  // In the folder of the file that it will replace, so that it can take its name in one step.
  explicit OutputFile(const std::string& path) : path_(path), folder_(folder_of(path)) {
    static std::atomic<uint32_t> counter{std::random_device{}()};
    for (int attempt = 0; attempt < 100; ++attempt) {
      char name[48];
      std::snprintf(name, sizeof(name), ".mixgrad-%x-%x.tmp", static_cast<unsigned>(getpid()),
                    counter.fetch_add(0x9e3779b9));
      temporary_ = folder_ + "/" + name;
      file_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (file_ >= 0 || errno != EEXIST) break;
    }
    if (file_ < 0) fail("can not write", path_, errno);
  }
  ~OutputFile() {
    if (file_ >= 0) close(file_);
    if (!done_) unlink(temporary_.c_str());
  }

  void write(int64_t offset, const void* data, int64_t bytes) override {
    const char* from = static_cast<const char*>(data);
    while (bytes > 0) {
      ssize_t n = pwrite(file_, from, static_cast<size_t>(std::min(bytes, kMostAtOnce)), offset);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) fail("can not write", path_, n < 0 ? errno : EIO);
      from += n;
      offset += n;
      bytes -= n;
    }
  }

  void finish(mode_t mode) {
    if (mode && fchmod(file_, mode) != 0) fail("can not write", path_, errno);
    if (fsync(file_) != 0) fail("can not write", path_, errno);
    if (close(std::exchange(file_, -1)) != 0) fail("can not write", path_, errno);
    if (rename(temporary_.c_str(), path_.c_str()) != 0) fail("can not replace", path_, errno);
    done_ = true;
    int handle = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;  // the file is whole either way; only its name may be lost with the power
    fsync(handle);
    close(handle);
  }

 private:
  static std::string folder_of(const std::string& path) {
    size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  }
  std::string path_, folder_, temporary_;
  int file_ = -1;
  bool done_ = false;
};

}  // namespace

InputFile::InputFile(const std::string& path) : path_(path) {
  if (path.find('\0') != std::string::npos) fail("can not read", path, "a path holds no null characters");
  file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe without a writer must not block us
  if (file_ < 0) fail("can not read", path, errno);
  struct stat status;
  int problem = fstat(file_, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
  if (problem || !S_ISREG(status.st_mode)) {
    close(file_);
    if (problem) fail("can not read", path, problem);
    fail("can not read", path, "it is not a regular file");
  }
  bytes_ = status.st_size;
}

InputFile::~InputFile() { close(file_); }

void InputFile::read(int64_t offset, void* out, int64_t bytes) const {
  char* to = static_cast<char*>(out);
  while (bytes > 0) {
    ssize_t n = pread(file_, to, static_cast<size_t>(std::min(bytes, kMostAtOnce)), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("can not read", path_, errno);
    if (n == 0)
      fail("can not read", path_, "it ends at byte " + std::to_string(offset) + ", earlier than when it was opened");
    to += n;
    offset += n;
    bytes -= n;
  }
}

std::vector<uint8_t> read_file(const std::string& path, int64_t most) {
  InputFile file(path);
  if (file.bytes() > most) {
    fail("can not read", path,
         "it has " + std::to_string(file.bytes()) + " bytes, at most " + std::to_string(most) + " are accepted");
  }
  std::vector<uint8_t> out(host_size<uint8_t>(file.bytes()));
  file.read(0, out.data(), file.bytes());
  return out;
}

void write_file(const std::string& path, const std::function<void(FileWriter&)>& fill) {
  if (path.empty()) fail("can not write", path, "the path is empty");
  if (path.find('\0') != std::string::npos) fail("can not write", path, "a path holds no null characters");
  // A link stays a link: its target is replaced, and keeps its permissions.
  std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  std::string target = real ? real.get() : path;
  struct stat status;
  mode_t mode = 0;
  if (stat(target.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) fail("can not write", path, EISDIR);
    if (!S_ISREG(status.st_mode)) fail("can not write", path, "it is not a regular file");
    mode = status.st_mode & 07777;
  }
  SizeSignalHeld held;
  OutputFile out(target);
  fill(out);
  out.finish(mode);
}

void write_file(const std::string& path, std::span<const Piece> pieces) {
  write_file(path, [&](FileWriter& out) {
    int64_t at = 0;
    for (const Piece& piece : pieces) {
      out.write(at, piece.data, piece.bytes);
      at += piece.bytes;
    }
  });
}

void write_file(const std::string& path, std::string_view text) {
  Piece piece{text.data(), static_cast<int64_t>(text.size())};
  write_file(path, std::span<const Piece>(&piece, 1));
}

void throw_format(const std::string& path, int64_t offset, const std::string& problem, const std::string& found,
                  const std::string& expected) {
  throw Error(ErrorCode::kFormat, printable(path) + " is broken at byte " + std::to_string(offset) + ": " + problem)
      .given(found)
      .accepted(expected);
}

}  // namespace mixgrad
