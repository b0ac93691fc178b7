#include <nabla/runtime/bind_feeds.hpp>

#include <nabla/graph/error.hpp>

namespace nabla::detail {
namespace {

std::string quoted(const Expr& input) { return "\"" + input.name() + "\""; }

std::string input_names(std::span<const Expr> inputs) {
  std::string names;
  for (const Expr& input : inputs) names += (names.empty() ? "" : ", ") + quoted(input);
  return names;
}

class FeedBinder {
 public:
  FeedBinder(std::span<const Expr> inputs, std::span<const Tensor> feeds, Where where)
      : inputs_(inputs), feeds_(feeds), where_(where) {}

  Bindings bind() {
    check_count();
    for (std::size_t i = 0; i < inputs_.size(); ++i) check_constants(i);
    for (std::size_t i = 0; i < inputs_.size(); ++i) bind_symbols(i);
    for (std::size_t i = 0; i < inputs_.size(); ++i) check_compounds(i);
    return std::move(bindings_);
  }

 private:
  void check_count() const {
    if (inputs_.size() == feeds_.size()) return;
    const std::string feeds = std::to_string(feeds_.size()) + (feeds_.size() == 1 ? " feed" : " feeds");
    if (inputs_.empty()) throw Error(where_, "call: " + feeds + ", but there are no inputs");
    const std::string inputs = std::to_string(inputs_.size()) + (inputs_.size() == 1 ? " input" : " inputs");
    throw Error(where_, "call: " + feeds + " for " + inputs + ": " + input_names(inputs_));
  }

  /// dtype, rank and constant sizes
  void check_constants(std::size_t i) const {
    const Type& type = inputs_[i].type();
    bool fits = feeds_[i].dtype() == type.dtype && feeds_[i].rank() == type.rank();
    for (std::size_t axis = 0; fits && axis < type.rank(); ++axis) {
      const Dim& dim = type.shape[axis];
      fits = !dim.is_constant() || dim.constant() == feeds_[i].sizes()[axis];
    }
    if (!fits) throw wants(i, "");
  }

  void bind_symbols(std::size_t i) {
    for (std::size_t axis = 0; axis < inputs_[i].rank(); ++axis) {
      const std::string_view symbol = inputs_[i].shape()[axis].symbol();
      const std::int64_t size = feeds_[i].sizes()[axis];
      if (!symbol.empty() && !bindings_.bind(symbol, size)) throw conflict(i, symbol, size);
    }
  }

  Error conflict(std::size_t i, std::string_view symbol, std::int64_t size) const {
    return Error(where_, "call: input " + quoted(inputs_[i]) + ": " + std::string(symbol) + " is " +
                             std::to_string(size) + " here, but " + std::to_string(*bindings_.find(symbol)) + " in " +
                             first_with(symbol));
  }

  std::string first_with(std::string_view symbol) const {
    for (const Expr& input : inputs_)
      for (const Dim& dim : input.shape())
        if (dim.symbol() == symbol) return quoted(input);
    return {};
  }

  /// sizes like 2*batch, once the symbols are bound
  void check_compounds(std::size_t i) const {
    try {
      const Sizes sizes = inputs_[i].shape().evaluate(bindings_);
      if (sizes != feeds_[i].sizes())
        throw wants(i, " = " + std::string(to_string(inputs_[i].dtype())) + to_string(sizes));
    } catch (const Error& error) {
      if (error.where().known()) throw;
      throw Error(where_, "call: input " + quoted(inputs_[i]) + ": " + error.message());
    }
  }

  Error wants(std::size_t i, const std::string& meaning) const {
    return Error(where_, "call: input " + quoted(inputs_[i]) + " wants " + to_string(inputs_[i].type()) + meaning +
                             ", got " + type_text(feeds_[i]));
  }

  std::span<const Expr> inputs_;
  std::span<const Tensor> feeds_;
  Where where_;
  Bindings bindings_;
};

}  // namespace

std::string type_text(const Tensor& tensor) {
  return std::string(to_string(tensor.dtype())) + to_string(tensor.sizes());
}

Bindings bind_feeds(std::span<const Expr> inputs, std::span<const Tensor> feeds, Where where) {
  return FeedBinder(inputs, feeds, where).bind();
}

}  // namespace nabla::detail
