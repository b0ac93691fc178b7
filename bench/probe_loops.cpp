#include "probe_loops.hpp"

namespace bench::NABLA_KERNEL_ISA {

namespace {

#if defined(__AVX512F__)
constexpr std::size_t kBytes = 64;
#elif defined(__AVX2__)
constexpr std::size_t kBytes = 32;
#else
constexpr std::size_t kBytes = 16;
#endif

/// Makes the compiler compute x here, and forget what it is.
template <class V>
inline __attribute__((always_inline)) void opaque(V& x) {
#if defined(__x86_64__)
  asm volatile("" : "+x"(x));
#else
  asm volatile("" : "+w"(x));
#endif
}

constexpr std::size_t kChains = 12;  // as many as hide the latency of 4 or 5 cycles at two instructions a cycle

template <class T>
void fma(std::size_t turns) {
  typedef T V __attribute__((vector_size(kBytes)));
  V x = {}, y = {}, a = {}, b = {}, c = {}, d = {}, e = {}, f = {}, g = {}, h = {}, i = {}, j = {}, k = {}, l = {};
  opaque(x), opaque(y);
  for (; turns > 0; --turns) {
    a = a * x + y, b = b * x + y, c = c * x + y, d = d * x + y, e = e * x + y, f = f * x + y;
    g = g * x + y, h = h * x + y, i = i * x + y, j = j * x + y, k = k * x + y, l = l * x + y;
    opaque(a), opaque(b), opaque(c), opaque(d), opaque(e), opaque(f);
    opaque(g), opaque(h), opaque(i), opaque(j), opaque(k), opaque(l);
  }
}

void read(const float* x, std::size_t n) {
  typedef float V __attribute__((vector_size(kBytes), aligned(4), may_alias));
  constexpr std::size_t lanes = kBytes / sizeof(float);
  V a = {}, b = {}, c = {}, d = {};
  for (std::size_t i = 0; i + 4 * lanes <= n; i += 4 * lanes) {
    const V* v = reinterpret_cast<const V*>(x + i);
    a += v[0], b += v[1], c += v[2], d += v[3];
  }
  a += b + c + d;
  opaque(a);
}

void triad(float* a, const float* b, const float* c, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) a[i] = b[i] + 3.F * c[i];
}

}  // namespace

const ProbeLoops loops = {
    NABLA_PROBE_NAME, 2 * kChains* kBytes / 4, 2 * kChains* kBytes / 8, fma<float>, fma<double>, read, triad};

}  // namespace bench::NABLA_KERNEL_ISA
