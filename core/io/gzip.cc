#include "core/io/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "core/io/file.h"
#include "core/runtime/error.h"

namespace mixgrad {

struct GzipReader::State {
  z_stream stream{};
};

namespace {
constexpr int kGzipOnly = 15 + 16;
constexpr int64_t kRatio = 1032;  // the most that deflate can save
uInt at_most(uint64_t n) { return static_cast<uInt>(std::min<uint64_t>(n, 1u << 30)); }
}  // namespace

bool is_gzip(std::span<const uint8_t> data) { return data.size() >= 2 && data[0] == 0x1f && data[1] == 0x8b; }

GzipReader::GzipReader(std::span<const uint8_t> data, std::string name)
    : state_(std::make_unique<State>()), data_(data), name_(std::move(name)) {
  state_->stream.next_in = const_cast<Bytef*>(data.data());
  if (inflateInit2(&state_->stream, kGzipOnly) != Z_OK) {
    throw Error(ErrorCode::kOutOfMemory, "the system has no more memory for decompression");
  }
}

GzipReader::~GzipReader() { inflateEnd(&state_->stream); }

size_t GzipReader::consumed() const { return static_cast<size_t>(state_->stream.next_in - data_.data()); }

int64_t GzipReader::most_bytes(int64_t compressed) {
  return compressed > std::numeric_limits<int64_t>::max() / kRatio ? std::numeric_limits<int64_t>::max()
                                                                   : compressed * kRatio;
}

int64_t GzipReader::read(void* out, int64_t bytes) {
  z_stream& stream = state_->stream;
  auto* to = static_cast<Bytef*>(out);
  int64_t done = 0;
  while (done < bytes && !ended_) {
    stream.avail_in = at_most(data_.size() - consumed());
    stream.next_out = to + done;
    stream.avail_out = at_most(static_cast<uint64_t>(bytes - done));
    int status = inflate(&stream, Z_NO_FLUSH);
    done = stream.next_out - to;
    if (status == Z_STREAM_END) {
      ended_ = consumed() == data_.size();
      if (!ended_ && !is_gzip(data_.subspan(consumed()))) {
        throw_format(name_, static_cast<int64_t>(consumed()), "something follows the gzip data",
                     std::to_string(data_.size() - consumed()) + " more bytes", "the end of the file");
      }
      if (!ended_) inflateReset(&stream);
    } else if (status == Z_MEM_ERROR) {
      throw Error(ErrorCode::kOutOfMemory, "the system has no more memory for decompression");
    } else if (consumed() == data_.size() && (status == Z_BUF_ERROR || (status == Z_OK && stream.avail_out != 0))) {
      throw_format(name_, static_cast<int64_t>(consumed()), "the gzip data is cut off", "the end of the file",
                   "the rest of the data");
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw_format(name_, static_cast<int64_t>(consumed()), "the gzip data is damaged",
                   stream.msg ? stream.msg : "an unknown method", "data that gzip has written");
    }
  }
  return done;
}

std::vector<uint8_t> gunzip(std::span<const uint8_t> data, int64_t most, const std::string& name) {
  GzipReader reader(data, name);
  std::vector<uint8_t> out;
  for (;;) {  // grows with what is really there
    size_t before = out.size();
    auto room = static_cast<int64_t>(std::clamp<size_t>(before, 1 << 16, 1 << 26));
    room = std::min(room, most + 1 - static_cast<int64_t>(before));
    out.resize(before + static_cast<size_t>(room));
    int64_t n = reader.read(out.data() + before, room);
    out.resize(before + static_cast<size_t>(n));
    if (static_cast<int64_t>(out.size()) > most) {
      throw_format(name, static_cast<int64_t>(data.size()), "the data is too large when decompressed",
                   "more than " + std::to_string(most) + " bytes", "at most " + std::to_string(most) + " bytes");
    }
    if (n < room) return out;
  }
}

}  // namespace mixgrad
