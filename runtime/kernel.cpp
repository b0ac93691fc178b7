#include <nabla/runtime/kernel.hpp>

#include <nabla/graph/op.hpp>

namespace nabla::detail {
namespace {

class OpTask final : public Task {
 public:
  OpTask(const Op& op, std::size_t operands) : op_(op), operands_(operands) {}
  void run(const Frame& frame, std::size_t, std::size_t, std::size_t) const override {
    op_.eval({frame.operands, operands_}, frame.results[0]);
  }

 private:
  const Op& op_;
  std::size_t operands_;
};

}  // namespace

std::unique_ptr<Task> OpKernel::bind(std::span<const View> operands, std::span<const Out>) const {
  return std::make_unique<OpTask>(node_->op(), operands.size());
}

bool OpKernel::may_overwrite(std::size_t operand, std::size_t) const {
  const Type &read = node_->operands()[operand].type(), &written = node_.type();
  return node_->op().is_elementwise() && size_of(read.dtype) == size_of(written.dtype) && read.shape == written.shape;
}

// Its eval() may look at entries, or be the user's.
bool OpKernel::may_throw() const { return true; }

}  // namespace nabla::detail
