#include <minizip/zip.h>

#include <algorithm>
#include <optional>

#include "core/io/file.h"
#include "core/io/text.h"
#include "core/io/zip.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

constexpr uLong kNoDate = 1 << 21 | 1 << 16;  // the first that the format knows: 1 January 1980
constexpr uLong kUtf8 = 1 << 11;
constexpr int64_t kNarrow = int64_t{1} << 31;  // from here on sizes get eight bytes; deflate may add some
constexpr int64_t kMostAtOnce = 1 << 26;
constexpr size_t kMostName = 65535;

void check_name(const std::string& name) {
  bool broken = name.size() > kMostName || name.find('\0') != std::string::npos;
  for (size_t at = 0; at < name.size() && !broken;) {
    size_t length = utf8_length(name, at);
    broken = length == 0;
    at += length;
  }
  if (broken)
    throw Error(ErrorCode::kValue, "this can not be a name in a zip archive")
        .given(printable(name))
        .accepted("UTF-8 text of at most " + std::to_string(kMostName) + " bytes without null characters");
}

}  // namespace

struct ZipWriter::State {
  FileWriter& file;
  bool compressed;
  int64_t at = 0, size = 0;
  std::optional<Error> error;  // can not pass through C code: it waits here
  zipFile zip = nullptr;

  static State& of(voidpf opaque) { return *static_cast<State*>(opaque); }
  uLong write(const void* data, uLong bytes) {
    if (error) return 0;
    try {
      file.write(at, data, static_cast<int64_t>(bytes));
    } catch (const Error& e) {
      error = e;
      return 0;
    }
    at += static_cast<int64_t>(bytes);
    size = std::max(size, at);
    return bytes;
  }
  long seek(ZPOS64_T offset, int origin) {
    int64_t base = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_CUR ? at : size;
    at = base + static_cast<int64_t>(offset);
    return 0;
  }
  void check(int status) const {
    if (status == ZIP_OK && !error) return;
    if (error) throw *error;
    throw Error(ErrorCode::kOutOfMemory, "the system has no more memory for a zip archive");
  }
};

ZipWriter::ZipWriter(FileWriter& file, bool compressed) : state_(new State{file, compressed, 0, 0, {}, nullptr}) {
  zlib_filefunc64_def functions{};
  functions.opaque = state_.get();
  functions.zopen64_file = [](voidpf opaque, const void*, int) -> voidpf { return opaque; };
  functions.zread_file = [](voidpf, voidpf, void*, uLong) -> uLong { return 0; };
  functions.zwrite_file = [](voidpf opaque, voidpf, const void* data, uLong n) -> uLong {
    return State::of(opaque).write(data, n);
  };
  functions.ztell64_file = [](voidpf opaque, voidpf) -> ZPOS64_T {
    return static_cast<ZPOS64_T>(State::of(opaque).at);
  };
  functions.zseek64_file = [](voidpf opaque, voidpf, ZPOS64_T to, int origin) -> long {
    return State::of(opaque).seek(to, origin);
  };
  functions.zclose_file = [](voidpf, voidpf) -> int { return 0; };
  functions.zerror_file = [](voidpf opaque, voidpf) -> int { return State::of(opaque).error.has_value(); };
  state_->zip = zipOpen2_64(nullptr, APPEND_STATUS_CREATE, nullptr, &functions);
  state_->check(state_->zip ? ZIP_OK : ZIP_INTERNALERROR);
}

ZipWriter::~ZipWriter() {
  if (state_->zip) zipClose(state_->zip, nullptr);
}

void ZipWriter::begin(const std::string& name, int64_t bytes) {
  check_name(name);
  bool ascii = std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
  zip_fileinfo info{};
  info.dosDate = kNoDate;
  state_->check(zipOpenNewFileInZip4_64(state_->zip, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr,
                                        state_->compressed ? Z_DEFLATED : 0, Z_DEFAULT_COMPRESSION, 0, -MAX_WBITS,
                                        DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, nullptr, 0, 0, ascii ? 0 : kUtf8,
                                        bytes >= kNarrow));
}

void ZipWriter::write(const void* data, int64_t bytes) {
  const char* from = static_cast<const char*>(data);
  while (bytes > 0) {
    int64_t n = std::min(bytes, kMostAtOnce);
    state_->check(zipWriteInFileInZip(state_->zip, from, static_cast<unsigned>(n)));
    from += n;
    bytes -= n;
  }
}

void ZipWriter::end() { state_->check(zipCloseFileInZip(state_->zip)); }

void ZipWriter::finish() {
  int status = zipClose(state_->zip, nullptr);
  state_->zip = nullptr;
  state_->check(status);
}

}  // namespace mixgrad
