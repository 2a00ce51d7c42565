#include <minizip/unzip.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "core/io/file.h"
#include "core/io/gzip.h"
#include "core/io/text.h"
#include "core/io/zip.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

constexpr int kStored = 0, kDeflated = 8;
constexpr uLong kEncrypted = 1;
constexpr int64_t kMostAtOnce = 1 << 26;

// The archive as minizip reads it. Errors can not pass through C code: they wait here.
struct Stream {
  InputFile file;
  int64_t at = 0;
  std::optional<Error> error;

  explicit Stream(const std::string& path) : file(path) {}
  uLong read(void* out, uLong bytes) {
    int64_t n = std::min(static_cast<int64_t>(std::min<uLong>(bytes, 1u << 30)), file.bytes() - at);
    if (error || n <= 0) return 0;
    try {
      file.read(at, out, n);
    } catch (const Error& e) {
      error = e;
      return 0;
    }
    at += n;
    return static_cast<uLong>(n);
  }
  long seek(ZPOS64_T offset, int origin) {
    int64_t base = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_CUR ? at : file.bytes();
    int64_t to;
    if (__builtin_add_overflow(base, static_cast<int64_t>(offset), &to) || to < 0 || to > file.bytes()) return -1;
    at = to;
    return 0;
  }
};

Stream& stream_of(voidpf opaque) { return *static_cast<Stream*>(opaque); }

zlib_filefunc64_def functions_of(Stream& stream) {
  zlib_filefunc64_def out{};
  out.opaque = &stream;
  out.zopen64_file = [](voidpf opaque, const void*, int) -> voidpf { return opaque; };
  out.zread_file = [](voidpf opaque, voidpf, void* data, uLong n) -> uLong { return stream_of(opaque).read(data, n); };
  out.zwrite_file = [](voidpf, voidpf, const void*, uLong) -> uLong { return 0; };
  out.ztell64_file = [](voidpf opaque, voidpf) -> ZPOS64_T { return static_cast<ZPOS64_T>(stream_of(opaque).at); };
  out.zseek64_file = [](voidpf opaque, voidpf, ZPOS64_T to, int origin) -> long {
    return stream_of(opaque).seek(to, origin);
  };
  out.zclose_file = [](voidpf, voidpf) -> int { return 0; };
  out.zerror_file = [](voidpf opaque, voidpf) -> int { return stream_of(opaque).error.has_value(); };
  return out;
}

// What stands in the archive's directory of one member.
struct Member {
  std::string name;
  unz_file_info64 info{};
};

class Archive {
 public:
  explicit Archive(const std::string& path) : stream_(path) {
    zlib_filefunc64_def functions = functions_of(stream_);
    zip_ = unzOpen2_64(nullptr, &functions);
    if (!zip_) fail("this is not a zip archive, or it is cut off", "no directory at its end", "a zip archive");
  }
  ~Archive() { unzClose(zip_); }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  unzFile zip() const { return zip_; }
  const std::string& path() const { return stream_.file.path(); }
  int64_t bytes() const { return stream_.file.bytes(); }
  [[noreturn]] void fail(const std::string& problem, const std::string& found, const std::string& expected) const {
    if (stream_.error) throw *stream_.error;
    throw_format(path(), std::min(stream_.at, stream_.file.bytes()), problem, found, expected);
  }
  void check(int status, const std::string& what) const {
    if (status == UNZ_OK) return;
    if (status == Z_MEM_ERROR || status == UNZ_INTERNALERROR)
      throw Error(ErrorCode::kOutOfMemory, "the system has no more memory for decompression");
    fail(what + " is broken", status == UNZ_CRCERROR ? "another checksum" : "error " + std::to_string(status),
         "a zip archive");
  }

  Member member() {
    Member out;
    check(unzGetCurrentFileInfo64(zip_, &out.info, nullptr, 0, nullptr, 0, nullptr, 0), "the directory");
    out.name.resize(out.info.size_filename);
    check(unzGetCurrentFileInfo64(zip_, nullptr, out.name.data(), out.info.size_filename, nullptr, 0, nullptr, 0),
          "the directory");
    return out;
  }
  // Members may not share bytes, so that what comes out has its bounds in what there is.
  void check_sizes(const Member& member) {
    const unz_file_info64& info = member.info;
    std::string whose = "member " + printable(member.name);
    if (info.flag & kEncrypted) fail(whose + " is encrypted", "a password is needed", "no password");
    if (info.compression_method != kStored && info.compression_method != kDeflated)
      fail(whose + " is compressed by a method that is not known", std::to_string(info.compression_method),
           "0 (stored) or 8 (deflated)");
    auto rest = static_cast<ZPOS64_T>(bytes() - claimed_);
    if (info.compressed_size > rest)
      fail(whose + " is longer than the archive", std::to_string(info.compressed_size) + " bytes",
           "at most " + std::to_string(rest) + " bytes");
    auto compressed = static_cast<int64_t>(info.compressed_size);
    claimed_ += compressed;
    auto most =
        static_cast<ZPOS64_T>(info.compression_method == kStored ? compressed : GzipReader::most_bytes(compressed));
    if (info.uncompressed_size > most)
      fail(whose + " can not be as long as it says", std::to_string(info.uncompressed_size) + " bytes",
           "at most " + std::to_string(most) + " bytes");
  }

 private:
  Stream stream_;
  unzFile zip_ = nullptr;
  int64_t claimed_ = 0;
};

// How many members the record at the archive's end counts. minizip reads past the end of one that is cut off as if
// there were zeros, and takes an archive without members for none at all.
int64_t members_of(const std::string& path) {
  constexpr int64_t kRecord = 22, kMostComment = 65535;
  InputFile file(path);
  int64_t at = std::max<int64_t>(0, file.bytes() - kRecord - kMostComment);
  std::string end(static_cast<size_t>(file.bytes() - at), '\0');
  file.read(at, end.data(), file.bytes() - at);
  size_t record = end.rfind("PK\5\6");
  auto number = [&](size_t offset) {
    return static_cast<unsigned char>(end[record + offset]) | static_cast<unsigned char>(end[record + offset + 1]) << 8;
  };
  bool whole = record != std::string::npos && end.size() >= record + kRecord &&
               end.size() - record - kRecord == static_cast<size_t>(number(kRecord - 2));
  if (!whole)
    throw_format(path, file.bytes(), "this is not a zip archive, or it is cut off", "no directory at its end",
                 "a zip archive");
  return number(10);
}

class Content final : public ByteSource {
 public:
  Content(const Archive& archive, const Member& member)
      : ByteSource(archive.path() + ", member " + member.name, static_cast<int64_t>(member.info.uncompressed_size)),
        archive_(archive) {}

 private:
  void take(int64_t, void* out, int64_t bytes) override {
    char* to = static_cast<char*>(out);
    while (bytes > 0) {
      int n = unzReadCurrentFile(archive_.zip(), to, static_cast<unsigned>(std::min(bytes, kMostAtOnce)));
      if (n < 0) archive_.check(n, name());
      if (n == 0) archive_.fail(name() + " is cut off", "its end", std::to_string(bytes) + " more bytes");
      to += n;
      bytes -= n;
    }
  }
  const Archive& archive_;
};

}  // namespace

void read_zip(const std::string& path, const std::function<void(const std::string& name, ByteSource& content)>& read) {
  if (members_of(path) == 0) return;
  Archive archive(path);
  unz_global_info64 all{};
  archive.check(unzGetGlobalInfo64(archive.zip(), &all), "the directory");
  int status = unzGoToFirstFile(archive.zip());
  for (ZPOS64_T number = 0; status == UNZ_OK; ++number) {
    Member member = archive.member();
    archive.check_sizes(member);
    std::string whose = "member " + printable(member.name);
    archive.check(unzOpenCurrentFile(archive.zip()), whose);
    Content content(archive, member);
    read(member.name, content);
    archive.check(unzCloseCurrentFile(archive.zip()), whose);
    status = unzGoToNextFile(archive.zip());
    if (status == UNZ_END_OF_LIST_OF_FILE && number + 1 == all.number_entry) return;
  }
  archive.check(status, "the directory");
}

}  // namespace mixgrad
