#include <nabla/graph/excerpt.hpp>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/reverse_graph.hpp>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/describe.hpp>
#include <nabla/graph/error.hpp>

namespace nabla {
namespace {

constexpr std::uint32_t unreached = static_cast<std::uint32_t>(-1);

/// How many edges each vertex is away from the start.
template <class Graph>
std::vector<std::uint32_t> distances(const Graph& graph, Vertex start) {
  std::vector<std::uint32_t> distance(num_vertices(graph), unreached);
  distance[start] = 0;
  const auto of = boost::make_iterator_property_map(distance.begin(), get(boost::vertex_index, graph));
  boost::breadth_first_search(
      graph, start, boost::visitor(boost::make_bfs_visitor(boost::record_distances(of, boost::on_tree_edge()))));
  return distance;
}

/// The same vertices, with each edge both ways.
auto both_ways(const Dag& dag) {
  using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                   boost::no_property, Vertex, std::uint32_t>;
  std::vector<std::pair<Vertex, Vertex>> pairs;
  for (auto [edge, end] = edges(dag); edge != end; ++edge) {
    pairs.emplace_back(source(*edge, dag), target(*edge, dag));
    pairs.emplace_back(target(*edge, dag), source(*edge, dag));
  }
  return Graph(boost::edges_are_unsorted_multi_pass, pairs.begin(), pairs.end(), num_vertices(dag));
}

Exprs within(const Dag& dag, const std::vector<std::uint32_t>& distance, std::size_t radius) {
  Exprs nodes;
  for (const Vertex v : operands_first(dag))
    if (distance[v] != unreached && distance[v] <= radius) nodes.push_back(dag[v]);
  return nodes;
}

}  // namespace

Exprs neighbourhood(const Exprs& outputs, const Expr& node, std::size_t radius, Where where) {
  if (!node) throw Error(where, "neighbourhood: the node is an empty Expr: nothing was assigned to it");
  const Dag dag = freeze(outputs);
  if (!contains(dag, node)) throw Error(where, "neighbourhood: no output depends on the node" + describe(Exprs{node}));
  return within(dag, distances(both_ways(dag), vertex_of(dag, node)), radius);
}

Exprs path_between(const Expr& from, const Expr& to, Where where) {
  if (!from || !to) throw Error(where, "path_between: an end is an empty Expr: nothing was assigned to it");
  const Dag dag = freeze(Exprs{to});
  if (!contains(dag, from))
    throw Error(where, "path_between: the second does not depend on the first" + describe(Exprs{from, to}));
  return within(dag, distances(boost::make_reverse_graph(dag), vertex_of(dag, from)), unreached);
}

}  // namespace nabla
