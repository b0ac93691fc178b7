#include <nabla/graph/node_order.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <queue>

#include <nabla/graph/error.hpp>

namespace nabla {

std::size_t NumberTable::slot_of(std::uint64_t number) const {
  std::size_t slot = static_cast<std::size_t>(number * 0x9E3779B97F4A7C15U >> 32) & (table_.size() - 1);
  while (table_[slot].index != none && table_[slot].number != number) slot = (slot + 1) & (table_.size() - 1);
  return slot;
}

std::uint32_t NumberTable::insert(std::uint64_t number) {
  if (2 * (used_ + 1) > table_.size()) grow();
  Entry& entry = table_[slot_of(number)];
  if (entry.index == none) entry = {number, used_++};
  return entry.index;
}

void NumberTable::grow() {
  std::vector<Entry> old(std::max<std::size_t>(16, 2 * table_.size()));
  old.swap(table_);
  for (const Entry& entry : old)
    if (entry.index != none) table_[slot_of(entry.number)] = entry;
}

/// The pages with nodes yet to be visited, the highest first. What a node uses is in its own page, below it, or in a
/// lower one: so no page comes twice.
class NodeOrder::Walk {
 public:
  explicit Walk(NodeOrder& order) : order_(order) {}

  void run(std::span<const Expr> outputs) {
    for (const Expr& output : outputs) {
      if (!output) throw Error("an output is an empty Expr: nothing was assigned to it");
      order_.output_places_.push_back(add(output));
    }
    while (!waiting_.empty()) {
      visit(waiting_.top().second);
      waiting_.pop();
    }
    place();
  }

 private:
  using Handles = std::array<const Expr*, 64>;

  /// Where the node will be found: its page and its bit.
  std::uint32_t add(const Expr& x) {
    const std::uint64_t number = x->id() / 64;
    if (number != latest_number_) {
      latest_page_ = order_.page_of_.insert(number);
      latest_number_ = number;
      if (latest_page_ == order_.pages_.size()) open(number);
    }
    const std::uint64_t bit = x->id() % 64;
    order_.pages_[latest_page_].members |= std::uint64_t{1} << bit;
    handles_[handles_of_[latest_page_]][bit] = &x;
    return latest_page_ * 64 + static_cast<std::uint32_t>(bit);
  }

  void open(std::uint64_t number) {
    waiting_.emplace(number, latest_page_);
    order_.pages_.emplace_back();
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(handles_.size()));
      handles_.emplace_back();
    }
    handles_of_.push_back(free_.back());
    free_.pop_back();
  }

  void visit(std::uint32_t page) {
    std::uint64_t left = order_.pages_[page].members;
    while (left != 0) {
      const auto bit = static_cast<std::size_t>(std::bit_width(left) - 1);
      const Expr* const node = handles_[handles_of_[page]][bit];
      order_.nodes_.push_back(node);
      order_.first_operand_.push_back(static_cast<std::uint32_t>(order_.operands_.size()));
      for (const Expr& operand : (*node)->operands()) order_.operands_.push_back(add(operand));
      left = order_.pages_[page].members & ((std::uint64_t{1} << bit) - 1);
    }
    free_.push_back(handles_of_[page]);
    visited_.push_back(page);
  }

  void place() {
    std::ranges::reverse(order_.nodes_);
    std::uint32_t first = order_.size();
    for (const std::uint32_t page : visited_) {
      first -= static_cast<std::uint32_t>(std::popcount(order_.pages_[page].members));
      order_.pages_[page].first = first;
    }
    order_.first_operand_.push_back(static_cast<std::uint32_t>(order_.operands_.size()));
    const auto place_there = [&](std::uint32_t& where) { where = order_.place_in(where / 64, where % 64); };
    std::ranges::for_each(order_.operands_, place_there);
    std::ranges::for_each(order_.output_places_, place_there);
  }

  NodeOrder& order_;
  std::priority_queue<std::pair<std::uint64_t, std::uint32_t>> waiting_;  // id / 64, page
  std::uint64_t latest_number_ = static_cast<std::uint64_t>(-1);
  std::uint32_t latest_page_ = none;
  std::vector<Handles> handles_;           // of pages that wait
  std::vector<std::uint32_t> handles_of_;  // by page
  std::vector<std::uint32_t> free_;        // of handles_
  std::vector<std::uint32_t> visited_;     // pages
};

NodeOrder::NodeOrder(std::span<const Expr> outputs) : outputs_(outputs) { Walk(*this).run(outputs); }

std::uint32_t NodeOrder::place_of(const Expr& x) const {
  const std::uint32_t page = page_of_.find(x->id() / 64);
  const std::uint64_t bit = x->id() % 64;
  return page != none && pages_[page].members >> bit & 1 ? place_in(page, bit) : none;
}

std::uint32_t NodeOrder::place_in(std::uint32_t page, std::uint64_t bit) const {
  const std::uint64_t before = pages_[page].members & ((std::uint64_t{1} << bit) - 1);
  return pages_[page].first + static_cast<std::uint32_t>(std::popcount(before));
}

}  // namespace nabla
