#include <nabla/runtime/plan_text.hpp>

#include <nabla/graph/dag.hpp>
#include <nabla/graph/escape.hpp>
#include <nabla/graph/leaf.hpp>
#include <nabla/graph/op.hpp>
#include <nabla/graph/print.hpp>
#include <nabla/graph/tensor_text.hpp>

namespace nabla::detail {
namespace {

class PlanText {
 public:
  PlanText(const Plan& plan, const Layout* layout) : plan_(plan), layout_(layout) {
    for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) numbers_.insert(plan.nodes[i]->id(), i);
  }

  std::string text() {
    for (std::uint32_t i = 0; i < plan_.instructions.size(); ++i) write(i);
    for (const Copy& copy : plan_.copies)
      text_ += "copy " + reference(plan_.values[copy.value].node) + " -> target " + std::to_string(copy.target) + "\n";
    return std::move(text_);
  }

 private:
  void write(std::uint32_t i) {
    const Instruction& instruction = plan_.instructions[i];
    std::string margin = std::to_string(i) + "  ";
    for (std::uint32_t n = 0; n < instruction.node_count; ++n) {
      const Expr& node = plan_.nodes[instruction.first_node + n];
      text_ += margin + reference(node) + " : " + to_string(node.type()) + " = " + call(node) + place(i, node) + "\n";
      margin.assign(margin.size(), ' ');
    }
  }

  std::string call(const Expr& node) const {
    std::string text(node->op().name());
    const char* separator = " ";
    for (const Expr& operand : node->operands()) {
      text += separator + reference(operand);
      separator = ", ";
    }
    if (const std::string attributes = brief_attributes(node->op()); !attributes.empty())
      text += " {" + attributes + "}";
    if (!node.name().empty()) text += " " + quoted(node.name());
    return text;
  }

  /// A node by its number, a leaf by its name or value, what only repeats or reshapes by its operand.
  std::string reference(Expr x) const {
    while (true) {
      if (const std::uint32_t number = numbers_.find(x->id()); number != VertexIndex::none)
        return "%" + std::to_string(number);
      if (x->operands().empty()) break;
      x = x->operands()[0];
    }
    if (const auto* const constant = leaf_as<Constant>(x)) return constant_text(constant->value().view());
    if (const auto* const size = leaf_as<SizeOf>(x)) return to_string(size->dim());
    return x.name();
  }

  std::string place(std::uint32_t i, const Expr& node) const {
    for (const std::uint32_t result : plan_.results_of(plan_.instructions[i])) {
      const Value& value = plan_.values[result];
      if (!(value.node == node)) continue;
      if (value.home == Home::Target) return " -> target " + std::to_string(value.index);
      return layout_ ? " -> arena " + std::to_string(layout_->offset(result)) : " -> arena";
    }
    return "";
  }

  const Plan& plan_;
  const Layout* layout_;
  VertexIndex numbers_;  // of the nodes, as they stand in the text
  std::string text_;
};

}  // namespace

std::string to_string(const Plan& plan, const Layout* layout) { return PlanText(plan, layout).text(); }

}  // namespace nabla::detail
