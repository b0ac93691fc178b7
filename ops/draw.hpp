#pragma once

#include <algorithm>
#include <concepts>

#include <nabla/graph/error.hpp>
#include <nabla/graph/view.hpp>
#include <nabla/kernels/kernels.hpp>

namespace nabla::detail {

/// The random words of a draw, its state being {seed, step}.
inline kernels::Stream stream_of(const View& state, int stream) {
  const auto* const words = state.as<std::int64_t>();
  return {static_cast<std::uint64_t>(words[0]), static_cast<std::uint64_t>(words[1]),
          static_cast<std::uint32_t>(stream)};
}

/// Calls body(entries, at, n) for the entries from `first` on, `count` in all, piece by piece.
template <class Body>
void draw_pieces(kernels::DrawFn kernel, const kernels::Stream& stream, std::size_t first, std::size_t count, double a,
                 Body&& body) {
  if (first + count > std::size_t{1} << 33) throw Error("a draw has at most 2^33 entries");
  constexpr std::size_t most = 256;
  double piece[most];
  for (std::size_t at = 0, n = 0; at < count; at += n) {
    n = std::min(most, count - at);
    kernel(stream, first + at, piece, n, a);
    body(static_cast<const double*>(piece), at, n);
  }
}

}  // namespace nabla::detail
