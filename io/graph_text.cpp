#include <nabla/io/graph_text.hpp>

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include <nabla/graph/attribute_list.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/io/checksum.hpp>
#include <nabla/io/constant_text.hpp>
#include <nabla/ops/table.hpp>

namespace nabla {
namespace {

/// Can the reader make this operation again from its name and attributes?
void check_known(const Expr& x) {
  if (dynamic_cast<const Leaf*>(&x->op())) return;
  const OpEntry* const entry = find_operation(x->op().name());
  if (!entry)
    throw Error(fmt::format("the operation \"{}\" is not one of the language, so no file can hold it{}", x->op().name(),
                            x->where().known() ? "; it is made at " + to_string(x->where()) : ""));
}

/// Keys of weights: names as UTF-8, a number behind those that others have already.
class WeightKeys {
 public:
  std::string key(const std::string& name) {
    const std::string base = escaped(name);
    std::string key = base;
    for (std::size_t& next = used_[base]; next > 0;) {
      key = fmt::format("{}/{}", base, ++next);
      if (used_.try_emplace(key, 1).second) return key;
    }
    used_[base] = 1;
    return key;
  }

 private:
  std::unordered_map<std::string, std::size_t> used_{{"__metadata__", 1}};  // what safetensors keep for themselves
};

class GraphWriter {
 public:
  explicit GraphWriter(const Exprs& outputs)
      : dag_(freeze(outputs)), order_(operands_first(dag_)), number_(order_.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) number_[order_[i]] = i;
  }

  GraphText write() {
    for (const Vertex v : order_) write_node(dag_[v]);
    text_.lines += "return" + references(info(dag_).outputs) + "\n";
    return std::move(text_);
  }

 private:
  std::string reference(Vertex v) const { return "%" + std::to_string(number_[v]); }
  std::string references(std::span<const Expr> list) const {
    std::string text;
    for (const Expr& x : list) text += (text.empty() ? " " : ", ") + reference(vertex_of(dag_, x));
    return text;
  }

  void write_node(const Expr& x) {
    check_known(x);
    const std::string label = reference(vertex_of(dag_, x));
    std::string& lines = text_.lines;
    lines += fmt::format("{} : {} = {}{}", label, to_string(x.type()), x->op().name(), references(x->operands()));
    const auto* const constant = leaf_as<Constant>(x);
    const auto exact = constant ? exact_text(constant->value()) : std::nullopt;
    if (exact) lines += " " + *exact;
    lines += attribute_list(x->op());
    if (!x.name().empty()) lines += " " + nabla::quoted(x.name());
    if (constant && !exact) write_weight(label, constant->value(), true);
    if (const auto* const parameter = leaf_as<ParameterState>(x)) write_weight(x.name(), parameter->read(), false);
    lines += provenance(*x) + "\n";
  }

  void write_weight(const std::string& name, const Tensor& value, bool is_named) {
    const std::string key = keys_.key(name);
    text_.weights.tensors.emplace(key, value);
    if (is_named || key != escaped(name)) text_.lines += " weight " + nabla::quoted(key);
  }

  std::string provenance(const Node& node) const {
    std::string text;
    if (const Where where = node.where(); where.known()) {
      const std::string_view path = where.file;
      text += fmt::format(" at {}:{}", nabla::quoted(path.substr(path.find_last_of('/') + 1)), where.line);
    }
    if (!node.scope().empty()) text += " in " + nabla::quoted(node.scope());
    if (!node.is_gradient()) return text;
    const Vertex origin = info(dag_).index.find(node.origin());
    return text + " gradient" + (origin == VertexIndex::none ? "" : " of " + reference(origin));
  }

  Dag dag_;
  std::vector<Vertex> order_;
  std::vector<std::size_t> number_;
  WeightKeys keys_;
  GraphText text_;
};

}  // namespace

GraphText write_graph_text(const Exprs& outputs) { return GraphWriter(outputs).write(); }

std::string complete_text(const std::string& lines, const WeightsLine& weights) {
  std::string text = fmt::format("nabla graph {}\n", graph_text_version);
  if (!weights.file.empty()) text += fmt::format("weights {} {}\n", nabla::quoted(weights.file), weights.id);
  text += lines;
  Checksum checksum;
  checksum.add(text.data(), text.size());
  return text + "checksum " + checksum.crc() + "\n";
}

}  // namespace nabla
