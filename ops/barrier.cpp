#include <nabla/ops/barrier.hpp>

#include <algorithm>

namespace nabla {

void Barrier::eval(const View& x, const Out& y) const { detail::copy_entries(x, y); }

void detail::copy_entries(const View& x, const Out& y) {
  if (x.data != y.data) std::copy_n(x.data, x.bytes(), y.data);
}

}  // namespace nabla
