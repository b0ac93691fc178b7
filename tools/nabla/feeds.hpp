#pragma once
// Values for a graph's inputs, given or random.

#include <cstdint>
#include <string>
#include <vector>

#include <nabla/graph/feeds.hpp>

namespace CLI {
class App;
class Validator;
}  // namespace CLI

namespace nabla::tool {

struct FeedOptions {
  /// "x=0.5", an input filled with a number; or a safetensors file with values of inputs, by name.
  std::vector<std::string> feeds;
  /// "batch=32", the size of a symbol.
  std::vector<std::string> sizes;
  /// Where neither says it.
  std::int64_t default_size = 4;
  /// Random integers are below this, from 0 on; of labels, the number of classes at most.
  std::int64_t integers = 2;
  std::uint64_t seed = 1;
};

/// For options that are whole numbers: a conversion to unsigned would take -1.
CLI::Validator whole_number();

/// The options of the command that fill these.
void add_feeds(CLI::App& command, FeedOptions& options);
/// --size alone.
void add_sizes(CLI::App& command, FeedOptions& options);

/// What each symbol of the nodes' types is: as given, as the feeds have it, or else the default size.
Bindings sizes_of(const std::vector<Expr>& nodes, const FeedOptions& options, const Feeds& given = {});

/// A value for each input: floats are uniform in [-1, 1), booleans a toss of a coin, unless they are given. The same
/// seed gives the same values. Error for what belongs to no input, and sizes that do not fit.
Feeds feeds_of(const Exprs& inputs, const FeedOptions& options);

/// The values alone, in the order of the inputs.
std::vector<Tensor> values_of(const Feeds& feeds);

}  // namespace nabla::tool
