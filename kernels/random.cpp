// Random numbers by Philox4x32-10 (J. Salmon et al., SC 2011), the same bits in every set: integer arithmetic, then + -
// * / and sqrt, each rounded by itself. This file is compiled without fused multiply-adds (CMakeLists.txt); all that it
// takes from math.hpp is inlined here.

#include <nabla/kernels/isa.hpp>
#include <nabla/kernels/math.hpp>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace nabla::kernels::NABLA_KERNEL_ISA {

namespace {

using Words = Bits<double>;  // 32 random bits a lane, with anything above them, or all 64
using Numbers = Vec<double>;
constexpr size_t kPair = 2 * kLanes<double>;  // the entries of one vector of blocks

/// The products of the lanes' low halves.
NABLA_INLINE Words multiply(Words a, Words b) {
#if defined(__AVX512F__)
  return Words(_mm512_mul_epu32(__m512i(a), __m512i(b)));
#elif defined(__AVX2__)
  return Words(_mm256_mul_epu32(__m256i(a), __m256i(b)));
#elif defined(__SSE2__)
  return Words(_mm_mul_epu32(__m128i(a), __m128i(b)));
#else
  return (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF);
#endif
}

struct Pair {
  Words even, odd;  // 64 random bits for each of two entries of a block
};

NABLA_INLINE Words all(std::uint64_t x) { return x - Words{}; }

/// A block makes four words: two for the entry 2 * block, two for the next.
NABLA_INLINE Pair philox(const Stream& stream, Words block) {
  const Words m0 = all(0xD2511F53), m1 = all(0xCD9E8D57);
  Words c0 = block, c1 = all(stream.number), c2 = all(stream.step), c3 = all(stream.step >> 32);
  std::uint32_t k0 = static_cast<std::uint32_t>(stream.seed), k1 = static_cast<std::uint32_t>(stream.seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const Words a = multiply(m0, c0), b = multiply(m1, c2);
    c0 = (b >> 32) ^ c1 ^ k0;
    c2 = (a >> 32) ^ c3 ^ k1;
    c1 = b;
    c3 = a;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  return {c1 << 32 | (c0 & 0xFFFFFFFF), c3 << 32 | (c2 & 0xFFFFFFFF)};
}

/// Uniform in [0, 1), the multiple of 2^-53 that the upper 53 bits say.
struct Uniform {
  static NABLA_INLINE Numbers at(Words random, double) {
    const Numbers upper = from_bits<double>(random >> 12 | bits_of(1.0)) - 1;
    return upper + from_bits<double>(-(random >> 11 & 1) & bits_of(0x1p-53));
  }
};

/// Uniform in (-1/2, 1/2), an odd multiple of 2^-53: symmetric, and never at either end.
NABLA_INLINE Numbers centred(Words random) { return (from_bits<double>(random >> 12 | bits_of(1.0)) - 1.5) + 0x1p-53; }

NABLA_INLINE Numbers root(Numbers x) {
  Numbers y = {};
  for (size_t lane = 0; lane < kLanes<double>; ++lane) y[lane] = __builtin_sqrt(x[lane]);
  return y;
}

// The normal distribution's inverse, z = sqrt(2) erfinv(2q): z / q in 0.16 - q^2 where |q| <= 0.4, else z in
// sqrt(-log(1/2 - |q|)) - 1.5. Rational interpolants at Chebyshev nodes, to 2e-16; all coefficients are positive, so
// nothing cancels.
constexpr double kCentreTop[] = {524.48723438590366871, 8364.2102840877688622, 20467.760150105545071,
                                 17228.056542686293131, 6421.6244131383202712, 1159.1296283692099278,
                                 99.044526498223903802, 3.2038789138615008665};
constexpr double kCentreBottom[] = {
    1173.8057146835949413, 7701.1696038258662838, 12786.447673037638144, 8488.905608939143727,
    2684.4975414995393094, 428.95260420729758974, 33.346716531806474428, 1};
constexpr double kTailTop[] = {4.5290248535942952058e-6, 0.00032068752584158451135, 0.0075220566539398017929,
                               0.084327415256190688551,  0.53138623415346710871,    2.0240031594940204545,
                               4.7100711904980107026,    6.4174832660954934199,     4.5668064434275802565,
                               1.2513729290570334647};
constexpr double kTailBottom[] = {3.2024577068362018302e-6, 0.000221969909665123682, 0.004996063059786653273,
                                  0.052659892527627995127,  0.30604314409455168825,  1.0492168916493507991,
                                  2.1045325452788408271,    2.2636381457999538843,   1};

/// Normal with mean 0 and variance 1, cut off at both ends where `width`, the mass kept, is below 1: 6 ULP.
struct Normal {
  static NABLA_INLINE Numbers at(Words random, double width) {
    const Numbers q = centred(random) * width, size = abs<double>(q);
    const Numbers y = 0.16 - q * q;
    const Numbers centre = q * (horner<double>(y, kCentreTop) / horner<double>(y, kCentreBottom));
    const Numbers r = root(-basic_log<double>(0.5 - size)) - 1.5;
    const Numbers tail = horner<double>(r, kTailTop) / horner<double>(r, kTailBottom);
    return size <= 0.4 ? centre : with_sign<double>(tail, q);
  }
};

/// The largest of many alike: -log(-log(u)).
struct Gumbel {
  static NABLA_INLINE Numbers at(Words random, double) {
    return -basic_log<double>(-basic_log<double>(centred(random) + 0.5));
  }
};

#if defined(__AVX512F__)
NABLA_INLINE void store_pair(double* y, Numbers even, Numbers odd) {
  store(y, __builtin_shufflevector(even, odd, 0, 8, 1, 9, 2, 10, 3, 11));
  store(y + 8, __builtin_shufflevector(even, odd, 4, 12, 5, 13, 6, 14, 7, 15));
}
#elif defined(__AVX2__)
NABLA_INLINE void store_pair(double* y, Numbers even, Numbers odd) {
  store(y, __builtin_shufflevector(even, odd, 0, 4, 1, 5));
  store(y + 4, __builtin_shufflevector(even, odd, 2, 6, 3, 7));
}
#else
NABLA_INLINE void store_pair(double* y, Numbers even, Numbers odd) {
  store(y, __builtin_shufflevector(even, odd, 0, 2));
  store(y + 2, __builtin_shufflevector(even, odd, 1, 3));
}
#endif

}  // namespace

template <class F>
void draw(const Stream& stream, std::uint64_t first, double* y, size_t n, double a) {
  Words lane = {};
  for (size_t i = 0; i < kLanes<double>; ++i) lane[i] = i;
  const std::uint64_t end = first + n;
  for (std::uint64_t group = first - first % kPair; group < end; group += kPair) {
    const Pair random = philox(stream, lane + group / 2);
    const Numbers even = F::at(random.even, a), odd = F::at(random.odd, a);
    if (group >= first && group + kPair <= end) {
      store_pair(y + (group - first), even, odd);
      continue;
    }
    double part[kPair];
    store_pair(part, even, odd);
    for (size_t i = 0; i < kPair; ++i) {
      if (group + i >= first && group + i < end) y[group + i - first] = part[i];
    }
  }
}

void random_uniform(const Stream& s, std::uint64_t first, double* y, size_t n, double a) {
  draw<Uniform>(s, first, y, n, a);
}
void random_normal(const Stream& s, std::uint64_t first, double* y, size_t n, double a) {
  draw<Normal>(s, first, y, n, a);
}
void random_gumbel(const Stream& s, std::uint64_t first, double* y, size_t n, double a) {
  draw<Gumbel>(s, first, y, n, a);
}

}  // namespace nabla::kernels::NABLA_KERNEL_ISA
