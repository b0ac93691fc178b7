#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nabla/graph/expr.hpp>
#include <nabla/graph/tensor.hpp>

namespace nabla::detail {

/// A graph in f64, with everything that has a value from outside (inputs, parameters, `wrt`) as an input, so that it
/// can be evaluated elsewhere than where the user's graph stands.
class Wide {
 public:
  /// `value_of` answers the present value of an input, a parameter or an entry of `wrt`.
  Wide(const Exprs& narrow, const Exprs& wrt, std::function<Tensor(const Expr&)> value_of, Where where);

  Exprs outputs;               // in the order of `narrow`
  Exprs points;                // in that of `wrt`
  Exprs inputs;                // all
  std::vector<Tensor> values;  // theirs

  /// Where an input stands among `inputs` and `values`.
  std::size_t position(const Expr& x) const;
  /// One more, under a name that is made unique: inputs of one name would be told apart nowhere.
  Expr add_input(const std::string& name, const Type& type, Tensor value);

 private:
  Expr leaf_for(const Expr& x);
  Expr widen(const Expr& node, std::span<const Expr> operands);

  std::function<Tensor(const Expr&)> value_of_;
  Where where_;
  std::vector<Expr> replaced_;  // replaced_[i] became inputs[i]
};

}  // namespace nabla::detail
