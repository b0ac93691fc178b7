#include <nabla/ops/softmax_lines.hpp>

#include <nabla/kernels/kernels.hpp>
#include <nabla/ops/pick.hpp>

namespace nabla::detail {

void SoftmaxLines::compute(std::size_t first, std::size_t last) const {
  dispatch_float(x.dtype, [&]<class T>() {
    kernels::Softmaxes<T> what{x.as<T>(), layout.n, layout.inner};
    if (logsumexp) what.logsumexp = logsumexp->as<T>();
    if (softmax) what.softmax = softmax->as<T>();
    if (log_softmax) what.log_softmax = log_softmax->as<T>();
    pick<T>(kernels::kernels().softmaxes)(what, first, last);
  });
}

}  // namespace nabla::detail
