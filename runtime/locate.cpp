#include <nabla/runtime/locate.hpp>

#include <nabla/graph/describe.hpp>
#include <nabla/graph/op.hpp>

namespace nabla::detail {

Error locate(const Error& error, const Expr& node) {
  if (error.where().known()) return error;
  return Error(node->where(), std::string(node->op().name()) + ": " + error.message() + describe(node->operands()));
}

}  // namespace nabla::detail
