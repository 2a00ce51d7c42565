// Products of matrices of floats in our own code. B is packed into panels of one tile's width, and tiles of C stay in
// registers while the products of a panel and some rows of A are added, in rising p.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/gemm_plain.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include <algorithm>
#include <cstring>
#include <functional>

#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/gemm_pack-inl.h"
#include "core/kernels/simd.h"
#include "core/runtime/thread_pool.h"
#include "core/tensor/tensor.h"

#ifndef MIXGRAD_GEMM_BLOCK
#define MIXGRAD_GEMM_BLOCK
namespace mixgrad {
namespace {

// What is multiplied at a time: `depth` columns of A from p on, by the same rows of B, of which `columns` from j on.
struct Block {
  const Gemm& g;
  int64_t p = 0, depth = 0, j = 0, columns = 0;
  int64_t tiles = 0;       // into which A's rows are cut, all about as tall
  char* panels = nullptr;  // B, packed
  char* rows = nullptr;    // A, packed, or null if its rows lie well

  int64_t row(int64_t tile) const { return tile * g.m / tiles; }
};

struct TileShape {
  int64_t rows = 0, width = 0;
};

}  // namespace
}  // namespace mixgrad
#endif

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

// A's element (r, p) is a[r * lda + p], or packed a[p * kRows + r].
template <class T, int kRows, bool kPacked>
HWY_INLINE void Tile(const T* HWY_RESTRICT a, int64_t lda, const T* HWY_RESTRICT panel, int64_t depth,
                     T* HWY_RESTRICT c, int64_t ldc, bool add) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  V sums[kRows][2];
  for (int r = 0; r < kRows; ++r) {
    sums[r][0] = add ? hn::LoadU(d, c + r * ldc) : hn::Zero(d);
    sums[r][1] = add ? hn::LoadU(d, c + r * ldc + kLanes<T>) : hn::Zero(d);
  }
  for (int64_t p = 0; p < depth; ++p, panel += kTileWidth<T>) {
    V b0 = hn::Load(d, panel), b1 = hn::Load(d, panel + kLanes<T>);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      V x = hn::Set(d, kPacked ? a[r] : a[r * lda]);
      sums[r][0] = hn::MulAdd(x, b0, sums[r][0]);
      sums[r][1] = hn::MulAdd(x, b1, sums[r][1]);
    }
    a += kPacked ? kRows : 1;
  }
  for (int r = 0; r < kRows; ++r) {
    hn::StoreU(sums[r][0], d, c + r * ldc);
    hn::StoreU(sums[r][1], d, c + r * ldc + kLanes<T>);
  }
}

// A tile of `rows` rows, at most kRows, and of `width` columns, at most the tile's.
template <class T, int kRows, bool kPacked>
void AnyTile(int64_t rows, const T* a, int64_t lda, const T* panel, int64_t depth, T* c, int64_t ldc, int64_t width,
             bool add) {
  if constexpr (kRows > 1) {
    if (rows < kRows) return AnyTile<T, kRows - 1, kPacked>(rows, a, lda, panel, depth, c, ldc, width, add);
  }
  if (width == kTileWidth<T>) return Tile<T, kRows, kPacked>(a, lda, panel, depth, c, ldc, add);
  alignas(64) T edge[kRows * kTileWidth<T>] = {};
  auto row = [&](int r) { return edge + r * kTileWidth<T>; };
  size_t bytes = static_cast<size_t>(width) * sizeof(T);
  for (int r = 0; add && r < kRows; ++r) std::memcpy(row(r), c + r * ldc, bytes);
  Tile<T, kRows, kPacked>(a, lda, panel, depth, edge, kTileWidth<T>, add);
  for (int r = 0; r < kRows; ++r) std::memcpy(c + r * ldc, row(r), bytes);
}

template <class T>
void PackPanel(const Block& block, int64_t index) {
  const Gemm& g = block.g;
  int64_t j = index * kTileWidth<T>, width = std::min(kTileWidth<T>, block.columns - j), column = block.j + j;
  const T* b = static_cast<const T*>(g.b);
  T* panel = reinterpret_cast<T*>(block.panels) + j * block.depth;
  if (g.transposed_b)
    PackColumns(b + column * g.ldb + block.p, g.ldb, block.depth, width, panel);
  else
    PackRows(b + block.p * g.ldb + column, g.ldb, block.depth, width, panel);
}

template <class T>
void PackTile(const Block& block, int64_t tile) {
  const Gemm& g = block.g;
  int64_t i = block.row(tile), rows = block.row(tile + 1) - i;
  const T* a = static_cast<const T*>(g.a);
  T* to = reinterpret_cast<T*>(block.rows) + i * block.depth;
  if (g.transposed_a)
    GatherRows(a + block.p * g.lda + i, g.lda, block.depth, rows, to);
  else
    Transpose(a + i * g.lda + block.p, g.lda, block.depth, rows, to, rows);
}

template <class T>
void Multiply(const Block& block, int64_t tile, int64_t last_tile, int64_t panel, int64_t last_panel) {
  const Gemm& g = block.g;
  int64_t depth = block.depth, first = tile;
  bool add = g.accumulate || block.p > 0;
  for (; panel < last_panel; ++panel) {
    int64_t j = panel * kTileWidth<T>, width = std::min(kTileWidth<T>, block.columns - j);
    const T* b = reinterpret_cast<const T*>(block.panels) + j * depth;
    for (tile = first; tile < last_tile; ++tile) {
      int64_t i = block.row(tile), rows = block.row(tile + 1) - i;
      T* c = static_cast<T*>(g.c) + i * g.ldc + block.j + j;
      const T *packed = reinterpret_cast<const T*>(block.rows) + i * depth,
              *a = static_cast<const T*>(g.a) + i * g.lda + block.p;
      if (block.rows)
        AnyTile<T, kTileRows, true>(rows, packed, 0, b, depth, c, g.ldc, width, add);
      else
        AnyTile<T, kTileRows, false>(rows, a, g.lda, b, depth, c, g.ldc, width, add);
    }
  }
}

}  // namespace

void GemmPackPanel(const Block& block, int64_t panel) {
  block.g.dtype == DType::kFloat64 ? PackPanel<double>(block, panel) : PackPanel<float>(block, panel);
}

void GemmPackTile(const Block& block, int64_t tile) {
  block.g.dtype == DType::kFloat64 ? PackTile<double>(block, tile) : PackTile<float>(block, tile);
}

void GemmMultiply(const Block& block, int64_t tile, int64_t last_tile, int64_t panel, int64_t last_panel) {
  if (block.g.dtype == DType::kFloat64)
    Multiply<double>(block, tile, last_tile, panel, last_panel);
  else
    Multiply<float>(block, tile, last_tile, panel, last_panel);
}

TileShape GemmTile(DType dtype) {
  return {kTileRows, dtype == DType::kFloat64 ? kTileWidth<double> : kTileWidth<float>};
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(GemmPackPanel)
MIXGRAD_SIMD_TABLE(GemmPackTile)
MIXGRAD_SIMD_TABLE(GemmMultiply)
MIXGRAD_SIMD_TABLE(GemmTile)

namespace {

// Measured: a panel of this depth and a few rows of A share the first-level cache, the panels of a block the second.
constexpr int64_t kDepth = 400, kColumns = 1024;
constexpr int64_t kRowsAtOnce = 4096;
constexpr int64_t kTilesAtOnce = 4;   // each reads the panels from the second-level cache once
constexpr int64_t kTasks = 32;        // with fewer, columns are shared out too
constexpr int64_t kSmall = 16 << 10;  // bytes that lie on the stack

// Rows that lie a power of two apart fall into the same few places of the first-level cache.
bool lies_well(const Gemm& g, int64_t item) { return !g.transposed_a && g.lda * item % 512 != 0; }

int64_t ceiling(int64_t n, int64_t d) { return (n + d - 1) / d; }

// body(begin, end) over [0, n) in about `chunks` parts.
void in_parts(bool parallel, int64_t n, int64_t chunks, const std::function<void(int64_t, int64_t)>& body) {
  if (!parallel) return body(0, n);
  chunks = std::min(n, chunks);
  ThreadPool::instance().run(chunks, [&](int64_t i) { body(i * n / chunks, (i + 1) * n / chunks); });
}

void pack(const Block& block, int64_t panels, int64_t tiles, bool parallel) {
  if (panels + tiles == 0) return;
  auto pack_panel = GemmPackPanel_dispatch();
  auto pack_tile = GemmPackTile_dispatch();
  in_parts(parallel, panels + tiles, kTasks, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) i < panels ? pack_panel(block, i) : pack_tile(block, i - panels);
  });
}

void multiply_block(const Block& block, int64_t panels, bool parallel) {
  auto multiply = GemmMultiply_dispatch();
  int64_t tall = ceiling(block.tiles, kTilesAtOnce), wide = std::min(panels, parallel ? ceiling(kTasks, tall) : 1);
  in_parts(parallel, tall * wide, tall * wide, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      int64_t row = i / wide, column = i % wide;
      multiply(block, row * block.tiles / tall, (row + 1) * block.tiles / tall, column * panels / wide,
               (column + 1) * panels / wide);
    }
  });
}

// How a product is cut.
struct Cut {
  TileShape tile;
  int64_t item, depth, columns, rows;
  bool packs_rows;

  explicit Cut(const Gemm& g)
      : tile(GemmTile_dispatch()(g.dtype)),
        item(static_cast<int64_t>(item_bytes(g.dtype))),
        depth(ceiling(g.k, ceiling(g.k, kDepth))),
        columns(std::min(kColumns, ceiling(g.n, tile.width) * tile.width)),
        rows(std::min(g.m, kRowsAtOnce)),
        packs_rows(!lies_well(g, item)) {}
  int64_t panel_bytes() const { return ceiling(depth * columns * item, 64) * 64; }
  int64_t row_bytes() const { return packs_rows ? rows * depth * item : 0; }

  // f(block, panels) for each block of B's rows and columns; `part` has the rows of A that are multiplied.
  template <class F>
  void blocks(const Gemm& part, char* for_rows, F f) const {
    for (int64_t j = 0; j < part.n; j += columns) {
      for (int64_t p = 0; p < part.k; p += depth) {
        Block block{part,
                    p,
                    std::min(depth, part.k - p),
                    j,
                    std::min(columns, part.n - j),
                    ceiling(part.m, tile.rows),
                    nullptr,
                    packs_rows ? for_rows : nullptr};
        f(block, ceiling(block.columns, tile.width));
      }
    }
  }
};

// `packed`: all panels of B, or null, which packs those of one block at a time.
void multiply_all(const Gemm& g, const Tensor* packed, bool parallel) {
  Cut cut(g);
  int64_t panel_bytes = packed ? 0 : cut.panel_bytes();
  alignas(64) char small[kSmall];
  Tensor large;
  char* scratch = small;
  if (panel_bytes + cut.row_bytes() > kSmall) {
    large = Tensor::empty(DType::kUInt8, Shape{panel_bytes + cut.row_bytes()});
    scratch = large.data<char>();
  }
  for (int64_t i = 0; i < g.m; i += cut.rows) {
    Gemm part = g;
    part.m = std::min(cut.rows, g.m - i);
    part.a = static_cast<const char*>(g.a) + i * (g.transposed_a ? 1 : g.lda) * cut.item;
    part.c = static_cast<char*>(g.c) + i * g.ldc * cut.item;
    char* panels_at = packed ? packed->data<char>() : scratch;
    cut.blocks(part, scratch + panel_bytes, [&](Block& block, int64_t panels) {
      block.panels = panels_at;
      if (packed) panels_at += cut.panel_bytes();
      pack(block, packed ? 0 : panels, block.rows ? block.tiles : 0, parallel);
      multiply_block(block, panels, parallel);
    });
  }
}

}  // namespace

void gemm_floats(const Gemm& g, bool parallel) { multiply_all(g, nullptr, parallel); }
void gemm_packed(const Gemm& g, const Tensor& packed, bool parallel) { multiply_all(g, &packed, parallel); }

Tensor pack_right(const Gemm& g) {
  Cut cut(g);
  Tensor packed =
      Tensor::empty(DType::kUInt8, Shape{ceiling(g.k, cut.depth) * ceiling(g.n, cut.columns) * cut.panel_bytes()});
  char* to = packed.data<char>();
  cut.blocks(g, nullptr, [&](Block& block, int64_t panels) {
    block.panels = to;
    to += cut.panel_bytes();
    pack(block, panels, 0, true);
  });
  return packed;
}

}  // namespace mixgrad
#endif
