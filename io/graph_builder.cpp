#include <nabla/io/graph_builder.hpp>

#include <limits>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include <nabla/graph/error.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/factory.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/near_names.hpp>
#include <nabla/io/constant_text.hpp>
#include <nabla/io/type_text.hpp>
#include <nabla/ops/table.hpp>

namespace nabla {
namespace {

/// A Where's file name lives as long as the program; sources are few, so each is kept once.
const char* permanent(const std::string& file) {
  static std::mutex mutex;
  static auto& files = *new std::set<std::string>;
  const std::scoped_lock lock(mutex);
  return files.insert(file).first->c_str();
}

/// "; did you mean "relu"?", or nothing where no name is near.
std::string suggestion(std::string_view wrong, std::span<const std::string_view> known) {
  constexpr std::size_t longest = 64;  // comparing names takes the product of their lengths
  if (wrong.size() > longest || known.empty()) return "";
  const std::string near = near_names(wrong, known);
  return near.starts_with("did") ? "; " + near : "";
}

/// Runs what throws an Error without a place, or with the line of a program, and gives it the place in the text.
template <class Body>
decltype(auto) at(TextCursor& cursor, std::size_t offset, Body&& body) {
  try {
    return body();
  } catch (const Error& error) {
    cursor.fail(offset, error.message());
  }
}

}  // namespace

const Expr& GraphBuilder::reference() {
  const std::size_t begin = cursor_.offset();
  cursor_.expect('%', "an operand such as %0");
  const std::uint64_t label = cursor_.number("the number of an operand");
  const auto found = nodes_.find(label);
  if (found == nodes_.end()) missing(label, begin);
  return found->second;
}

Exprs GraphBuilder::references() {
  Exprs list;
  if (cursor_.peek() != '%') return list;
  do list.push_back(reference());
  while (cursor_.accept(','));
  return list;
}

void GraphBuilder::missing(std::uint64_t label, std::size_t at) {
  const auto [cycle, is_later] = find_cycle(cursor_.text(), label_, label);
  if (!cycle.empty()) cursor_.fail(at, "a cycle: " + cycle);
  cursor_.fail(at, fmt::format("%{} is not defined{}", label, is_later ? " yet: a line can use those above it" : ""));
}

void GraphBuilder::read_attributes(Line& line) {
  line.attrs_at = cursor_.offset();
  if (!cursor_.accept('{')) return;
  do {
    const std::size_t begin = cursor_.offset();
    const std::string_view name = cursor_.word("the name of an attribute");
    for (const auto& attr : line.attrs)
      if (attr.first == name) cursor_.fail(begin, fmt::format("the attribute \"{}\" comes twice", name));
    cursor_.expect('=', "=");
    const std::size_t value_at = cursor_.offset();
    std::string value =
        cursor_.peek() == '"' ? cursor_.quoted("a value") : std::string(cursor_.plain(",}#", "a value"));
    at(cursor_, value_at, [&] { limit_symbols(value); });
    line.attrs.emplace_back(name, std::move(value));
  } while (cursor_.accept(','));
  cursor_.expect('}', ", or }");
}

Where GraphBuilder::read_where() {
  constexpr std::size_t longest = 255;
  if (!cursor_.accept_word("at")) return {};
  const std::size_t begin = cursor_.offset();
  const std::string file = cursor_.quoted("a source file in quotes");
  if (file.size() > longest || file.find('\0') != file.npos)
    cursor_.fail(begin, "not the name of a source file: it is longer than 255 bytes, or has a NUL byte");
  cursor_.expect(':', ": and a line");
  const std::size_t line_at = cursor_.offset();
  const std::uint64_t line = cursor_.number("a line");
  if (line > std::numeric_limits<unsigned>::max()) cursor_.fail(line_at, "a line overflows 32 bits");
  return {permanent(file), static_cast<unsigned>(line)};
}

void GraphBuilder::read_place(Place& place) {
  constexpr std::size_t longest = 1 << 16;  // the paths of scopes are kept for the life of the program
  place.where = read_where();
  if (!cursor_.accept_word("in")) return;
  const std::size_t begin = cursor_.offset();
  const std::string path = cursor_.quoted("a scope in quotes");
  if (path.size() > longest) cursor_.fail(begin, "a scope of more than 64 KiB");
  at(cursor_, begin, [&] { place.scope.emplace(path); });
}

void GraphBuilder::read_gradient(const Expr& node) {
  if (!cursor_.accept_word("gradient")) return;
  NodeFactory::set_origin(node, std::numeric_limits<std::uint64_t>::max());  // of a node that is not in the text
  if (!cursor_.accept_word("of")) return;
  const std::size_t begin = cursor_.offset();
  cursor_.expect('%', "a node such as %0");
  origins_.push_back({node, cursor_.number("the number of a node"), begin});
}

void GraphBuilder::node() {
  Line line;
  const std::size_t begin = cursor_.offset();
  cursor_.expect('%', "a node such as %0, or return");
  label_ = cursor_.number("the number of a node");
  if (nodes_.contains(label_)) cursor_.fail(begin, fmt::format("%{} is defined twice", label_));
  cursor_.expect(':', ": and a type");
  line.type_at = cursor_.offset();
  const std::string_view type = cursor_.plain("=#", "a type such as f32[batch, 784]");
  at(cursor_, line.type_at, [&] { line.type = parse_type(type); });
  cursor_.expect('=', "= and an operation");
  line.op_at = cursor_.offset();
  line.op = cursor_.word("an operation");
  line.operands = references();
  if (line.op == "constant" && std::string_view("\"{wag\n").find(cursor_.peek()) == std::string_view::npos)
    line.constant = cursor_.plain(" \t\r#", "entries");
  read_attributes(line);
  if (cursor_.peek() == '"') line.name = cursor_.quoted("a name");
  const Expr node = make(line);
  cursor_.end_line();
  nodes_.emplace(label_, node);
}

Expr GraphBuilder::make(Line& line) {
  const bool is_leaf = line.op == "input" || line.op == "parameter" || line.op == "constant" || line.op == "size_of";
  if (is_leaf && !line.operands.empty()) cursor_.fail(line.op_at, "\"" + line.op + "\" has no operands");
  if ((line.op == "input" || line.op == "parameter") && line.name.empty()) cursor_.expected("a name in quotes");
  const Expr node = is_leaf ? make_leaf(line) : make_operation(line);
  read_gradient(node);
  if (node.type() != line.type)
    cursor_.fail(line.type_at, fmt::format("the type does not follow from the operands: expected {}, got {}",
                                           to_string(node.type()), to_string(line.type)));
  return node;
}

Expr GraphBuilder::make_leaf(Line& line) {
  if (line.op != "size_of" && !line.attrs.empty()) cursor_.fail(line.attrs_at, "\"" + line.op + "\" has no attributes");
  if (line.op == "constant") return make_constant(line);
  Place place;
  if (line.op == "parameter") {
    const Tensor value = weight(line);
    read_place(place);
    graph.parameters.emplace_back(line.name, value, place.where);
    return graph.parameters.back();
  }
  read_place(place);
  if (line.op == "input")
    return graph.inputs.emplace_back(input(line.name, line.type.dtype, line.type.shape, place.where));
  if (line.attrs.size() != 1 || line.attrs[0].first != "dim")
    cursor_.fail(line.attrs_at, "\"size_of\" has one attribute, dim");
  const Dim dim = at(cursor_, line.attrs_at, [&] { return parse_dim(line.attrs[0].second); });
  return NodeFactory::make(make_ref<const SizeOf>(dim, line.type.dtype), {}, place.where, line.name);
}

Expr GraphBuilder::make_constant(const Line& line) {
  if (!line.type.shape.is_constant()) cursor_.fail(line.type_at, "a constant has no symbolic sizes");
  const Tensor value = line.constant.empty() ? weight(line) : at(cursor_, line.op_at, [&] {
    return parse_constant(line.constant, line.type.dtype, line.type.shape.evaluate({}));
  });
  Place place;
  read_place(place);
  return NodeFactory::make(make_ref<const Constant>(value), {}, place.where, line.name);
}

Tensor GraphBuilder::weight(const Line& line) {
  std::size_t begin = cursor_.offset();
  std::string key = escaped(line.name);
  if (cursor_.accept_word("weight")) {
    begin = cursor_.offset();
    key = cursor_.quoted("the name of a weight");
  } else if (line.op == "constant") {
    cursor_.expected("entries, or weight and its name");
  }
  if (weights_name_.empty()) cursor_.fail(begin, "a weight is needed, but the text has no line that names the weights");
  const auto found = weights_.tensors.find(key);
  if (found == weights_.tensors.end()) {
    std::vector<std::string_view> names;
    for (const auto& [name, tensor] : weights_.tensors)
      if (name.size() <= 64 && names.size() < 1000) names.push_back(name);
    cursor_.fail(begin,
                 fmt::format("{} has no weight {}{}", weights_name_, nabla::quoted(key), suggestion(key, names)));
  }
  used_weights_[key] = true;
  const Type type{found->second.dtype(), Shape(found->second.sizes())};
  if (type != line.type)
    cursor_.fail(line.type_at,
                 fmt::format("the weight {} is {}, not {}", nabla::quoted(key), to_string(type), to_string(line.type)));
  return found->second;
}

Expr GraphBuilder::make_operation(const Line& line) {
  Place place;
  read_place(place);
  const OpEntry* const entry = find_operation(line.op);
  if (!entry) unknown_operation(line);
  std::vector<AttrText> attrs;
  for (const auto& [name, value] : line.attrs) attrs.push_back({name, value});
  const Ref<const Op> op = at(cursor_, line.attrs_at, [&] {
    try {
      return entry->make(attrs);
    } catch (const Error& error) {
      throw Error(line.op + ": " + error.message());
    }
  });
  return at(cursor_, line.op_at, [&] { return NodeFactory::make(op, line.operands, place.where, line.name); });
}

void GraphBuilder::unknown_operation(const Line& line) {
  std::vector<std::string_view> names{"constant", "input", "parameter", "size_of"};
  for (const OpEntry& entry : operations()) names.push_back(entry.name);
  cursor_.fail(line.op_at, fmt::format("there is no operation {}{}", nabla::quoted(line.op.substr(0, 64)),
                                       suggestion(line.op, names)));
}

void GraphBuilder::outputs() {
  label_ = std::numeric_limits<std::uint64_t>::max();
  graph.outputs = references();
  cursor_.end_line();
}

void GraphBuilder::finish(std::size_t weights_line) {
  for (const Origin& origin : origins_) {
    const auto found = nodes_.find(origin.label);
    if (found == nodes_.end()) cursor_.fail(origin.at, fmt::format("%{} is not defined", origin.label));
    NodeFactory::set_origin(origin.node, found->second->id());
  }
  for (const auto& [name, tensor] : weights_.tensors)
    if (!used_weights_.contains(name))
      cursor_.fail(weights_line, fmt::format("{} has the weight {}, which no line of the graph uses", weights_name_,
                                             nabla::quoted(name)));
}

}  // namespace nabla
