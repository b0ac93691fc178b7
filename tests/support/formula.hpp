#pragma once

#include <sstream>
#include <string>

#include <nabla/rewrite/rewrite.hpp>

namespace nabla::test {

/// What an expression is rewritten to, as one line: "neg(softplus(neg(x)))".
inline std::string formula(const Expr& e) {
  std::ostringstream out;
  out << rewrite(std::vector<Expr>{e})[0];
  return out.str().substr(0, out.str().find(" : "));
}

}  // namespace nabla::test
