#include <nabla/graph/dag.hpp>

#include <boost/graph/topological_sort.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/graph/node_order.hpp>

namespace nabla {

std::size_t VertexIndex::slot_of(std::uint64_t id) const {
  // Consecutive ids stay neighbours in blocks of 16, which share cache lines; multiplicative hashing spreads the
  // blocks. The table's size is a power of two, at most half full.
  const std::uint64_t block = (id >> 4) * 0x9E3779B97F4A7C15U >> 20;
  std::size_t slot = static_cast<std::size_t>(block << 4 | (id & 15)) & (table_.size() - 1);
  while (table_[slot].vertex != none && table_[slot].id != id) slot = (slot + 1) & (table_.size() - 1);
  return slot;
}

std::uint32_t VertexIndex::find(std::uint64_t id) const { return table_.empty() ? none : table_[slot_of(id)].vertex; }

std::uint32_t VertexIndex::insert(std::uint64_t id, std::uint32_t fresh) {
  if (2 * (used_ + 1) > table_.size()) grow();
  Entry& entry = table_[slot_of(id)];
  if (entry.vertex == none) {
    entry = {id, fresh};
    ++used_;
  }
  return entry.vertex;
}

void VertexIndex::grow() {
  std::vector<Entry> old(std::max<std::size_t>(64, 2 * table_.size()));
  old.swap(table_);
  for (const Entry& entry : old)
    if (entry.vertex != none) table_[slot_of(entry.id)] = entry;
}

Dag freeze(std::span<const Expr> outputs) {
  DagInfo info{{outputs.begin(), outputs.end()}, {}};
  std::vector<Expr> nodes;
  std::vector<Vertex> waiting;
  const auto number = [&](const Expr& x) {
    const auto fresh = static_cast<Vertex>(nodes.size());
    const Vertex v = info.index.insert(x->id(), fresh);
    if (v == fresh) {
      nodes.push_back(x);
      waiting.push_back(v);
    }
    return v;
  };
  for (const Expr& output : outputs) {
    if (!output) throw Error("an output is an empty Expr: nothing was assigned to it");
    number(output);
  }

  // Depth first: what a node uses was mostly made just before it, and lies near it in memory.
  std::vector<std::pair<Vertex, Vertex>> edges;
  std::vector<Slot> slots;
  while (!waiting.empty()) {
    const Vertex v = waiting.back();
    waiting.pop_back();
    const std::span<const Expr> operands = nodes[v]->operands();  // they stay where they are when the vector moves
    for (std::uint32_t i = 0; i < operands.size(); ++i) {
      edges.emplace_back(v, number(operands[i]));
      slots.push_back({i});
    }
  }
  Dag dag(boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(), slots.begin(),
          static_cast<Vertex>(nodes.size()));
  for (Vertex v = 0; v < nodes.size(); ++v) dag[v] = std::move(nodes[v]);
  dag.m_property = std::move(info);
  return dag;
}

std::size_t node_count(const Exprs& outputs) { return NodeOrder(outputs).size(); }

std::vector<Vertex> operands_first(const Dag& dag) {
  std::vector<Vertex> order;
  order.reserve(num_vertices(dag));
  boost::topological_sort(dag, std::back_inserter(order));
  return order;
}

}  // namespace nabla
