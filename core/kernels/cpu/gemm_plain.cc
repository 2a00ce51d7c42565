// Products of matrices of floats in our own code. B is packed into panels of one tile's width, and tiles of C stay in
// registers while the products of a panel and some rows of A are added, in rising p.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/gemm_plain.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include <algorithm>
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

// Products so small that packing and sharing out would be felt.
constexpr int64_t kSmallDepth = 96, kSmallWork = 1 << 18;  // multiply-adds

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

// A's element (r, p) is a[r * lda + p * step], or packed a[p * kRows + r]; B's row p is b[p * ldb].
template <class T, int kRows, bool kPacked, int kVectors>
HWY_INLINE void Tile(const T* HWY_RESTRICT a, int64_t lda, int64_t step, const T* HWY_RESTRICT b, int64_t ldb,
                     int64_t depth, T* HWY_RESTRICT c, int64_t ldc, bool add) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  V sums[kRows][kVectors];
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) sums[r][v] = add ? hn::LoadU(d, c + r * ldc + v * kLanes<T>) : hn::Zero(d);
  }
  // Three rows from each address: one register holds how far apart they lie.
  constexpr int kBases = (kRows + 2) / 3;
  const T* base[kBases];
  for (int i = 0; i < kBases; ++i) base[i] = a + 3 * i * lda;
  for (int64_t p = 0; p < depth; ++p, b += ldb) {
    V row[kVectors];
    for (int v = 0; v < kVectors; ++v) row[v] = hn::LoadU(d, b + v * kLanes<T>);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      V x = hn::Set(d, kPacked ? a[r] : base[r / 3][r % 3 * lda]);
      for (int v = 0; v < kVectors; ++v) sums[r][v] = hn::MulAdd(x, row[v], sums[r][v]);
    }
    if (kPacked) a += kRows;
    for (int i = 0; !kPacked && i < kBases; ++i) base[i] += step;
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) hn::StoreU(sums[r][v], d, c + r * ldc + v * kLanes<T>);
  }
}

// A tile of `rows` rows, at most kRows, and of `width` columns, at most those of its vectors.
template <class T, int kRows, bool kPacked, int kVectors>
void AnyTile(int64_t rows, const T* a, int64_t lda, int64_t step, const T* b, int64_t ldb, int64_t depth, T* c,
             int64_t ldc, int64_t width, bool add) {
  if constexpr (kRows > 1) {
    if (rows < kRows)
      return AnyTile<T, kRows - 1, kPacked, kVectors>(rows, a, lda, step, b, ldb, depth, c, ldc, width, add);
  }
  constexpr int64_t kWidth = kVectors * kLanes<T>;
  if (width == kWidth) return Tile<T, kRows, kPacked, kVectors>(a, lda, step, b, ldb, depth, c, ldc, add);
  alignas(64) T edge[kRows * kWidth] = {};
  auto row = [&](int r) { return edge + r * kWidth; };
  for (int r = 0; add && r < kRows; ++r) CopyPart(c + r * ldc, width, row(r));
  Tile<T, kRows, kPacked, kVectors>(a, lda, step, b, ldb, depth, edge, kWidth, add);
  for (int r = 0; r < kRows; ++r) CopyPart(row(r), width, c + r * ldc);
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
        AnyTile<T, kTileRows, true, 2>(rows, packed, 0, 0, b, kTileWidth<T>, depth, c, g.ldc, width, add);
      else
        AnyTile<T, kTileRows, false, 2>(rows, a, g.lda, 1, b, kTileWidth<T>, depth, c, g.ldc, width, add);
    }
  }
}

// Packs nothing but columns that lie across or do not fill their vectors.
template <class T>
void Small(const Gemm& g) {
  alignas(64) T panel[kSmallDepth * kTileWidth<T>];
  int64_t tiles = (g.m + kTileRows - 1) / kTileRows;
  int64_t lda = g.transposed_a ? 1 : g.lda, step = g.transposed_a ? g.lda : 1;
  for (int64_t j = 0; j < g.n; j += kTileWidth<T>) {
    int64_t width = std::min(kTileWidth<T>, g.n - j), ldb = g.ldb;
    bool narrow = width <= kLanes<T>;
    const T* b = static_cast<const T*>(g.b) + (g.transposed_b ? j * g.ldb : j);
    if (g.transposed_b || width != (narrow ? 1 : 2) * kLanes<T>) {
      g.transposed_b ? PackColumns(b, g.ldb, g.k, width, panel) : PackRows(b, g.ldb, g.k, width, panel);
      b = panel, ldb = kTileWidth<T>;
    }
    for (int64_t tile = 0; tile < tiles; ++tile) {
      int64_t i = tile * g.m / tiles, rows = (tile + 1) * g.m / tiles - i;
      const T* a = static_cast<const T*>(g.a) + i * lda;
      T* c = static_cast<T*>(g.c) + i * g.ldc + j;
      if (narrow)
        AnyTile<T, kTileRows, false, 1>(rows, a, lda, step, b, ldb, g.k, c, g.ldc, width, g.accumulate);
      else
        AnyTile<T, kTileRows, false, 2>(rows, a, lda, step, b, ldb, g.k, c, g.ldc, width, g.accumulate);
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

void GemmSmall(const Gemm& g) { g.dtype == DType::kFloat64 ? Small<double>(g) : Small<float>(g); }

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
MIXGRAD_SIMD_TABLE(GemmSmall)

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

void gemm_floats(const Gemm& g, bool parallel) {
  if (g.k <= kSmallDepth && g.m * g.n * g.k <= kSmallWork) return GemmSmall_dispatch()(g);
  multiply_all(g, nullptr, parallel);
}
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
