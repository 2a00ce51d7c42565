// Polynomials in pieces, each lane with the coefficients of its own piece: shorter than one that serves a whole range.
#include "core/kernels/cpu/targets.h"

#if defined(MIXGRAD_PIECES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_PIECES_INL_H
#undef MIXGRAD_PIECES_INL_H
#else
#define MIXGRAD_PIECES_INL_H
#endif

#include "core/kernels/cpu/pieces.h"
#include "core/kernels/cpu/polynomials.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Where a lies: the number of its piece, and the distance from the middle of that.
template <class D>
struct Piece {
  hn::Vec<hn::RebindToSigned<D>> number;
  hn::Vec<D> distance;
};
template <class D, class V = hn::Vec<D>>
HWY_INLINE Piece<D> PieceOf(D d, V a, float width) {
  const V magic = hn::Set(d, polynomials::Coefficients<float>::kRoundMagic);
  V shifted = hn::Min(hn::MulAdd(a, hn::Set(d, 1 / width), magic), hn::Add(magic, hn::Set(d, 15)));
  const hn::RebindToSigned<D> di;
  V whole = hn::Sub(shifted, magic);
  return {hn::And(hn::BitCast(di, shifted), hn::Set(di, 15)), hn::NegMulAdd(whole, hn::Set(d, width), a)};
}

template <class D, class VI, class V = hn::Vec<D>>
HWY_INLINE V FromRow(D d, const float (&row)[16], VI number) {
#if HWY_TARGET == HWY_AVX3
  return hn::TableLookupLanes(hn::Load(d, row), hn::IndicesFromVec(d, number));
#elif HWY_TARGET == HWY_AVX2
  const hn::RebindToSigned<D> di;
  auto at = hn::IndicesFromVec(d, hn::And(number, hn::Set(di, 7)));
  auto later = hn::RebindMask(d, hn::Gt(number, hn::Set(di, 7)));
  return hn::IfThenElse(later, hn::TableLookupLanes(hn::Load(d, row + 8), at),
                        hn::TableLookupLanes(hn::Load(d, row), at));
#else
  const hn::RebindToSigned<D> di;
  alignas(64) int32_t at[16];
  alignas(64) float lanes[16];
  hn::Store(number, di, at);
  for (size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = row[at[i]];
  return hn::Load(d, lanes);
#endif
}

// row[kFirst] + row[kFirst + 1] d + …
template <size_t kFirst, class D, size_t N, class V = hn::Vec<D>>
HWY_INLINE V InPieces(D d, const Piece<D>& piece, const float (&rows)[N][16]) {
  V p = FromRow(d, rows[N - 1], piece.number);
#pragma GCC unroll 32
  for (size_t i = N - 1; i > kFirst; --i) p = hn::MulAdd(p, piece.distance, FromRow(d, rows[i - 1], piece.number));
  return p;
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
