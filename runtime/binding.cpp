#include <nabla/runtime/binding.hpp>

#include <algorithm>

namespace nabla::detail {

Binding::Binding(const Plan& plan, const Bindings& symbols, std::span<const Tensor> feeds, std::size_t threads)
    : plan_(plan),
      feeds_([&] {
        std::vector<Feed> list;
        for (const Tensor& feed : feeds) list.push_back({feed.dtype(), feed.sizes()});
        return list;
      }()),
      layout_(plan, symbols),
      threads_(threads) {}

Binding::~Binding() = default;

bool Binding::fits(std::span<const Tensor> feeds) const {
  return std::ranges::equal(
      feeds_, feeds, [](const Feed& a, const Tensor& b) { return a.dtype == b.dtype() && a.sizes == b.sizes(); });
}

Sizes Binding::target_sizes(std::size_t target) const {
  const auto sizes = layout_.sizes(plan_.targets[target]);
  return {sizes.begin(), sizes.end()};
}

std::unique_ptr<Session> Binding::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<Session> session = std::move(free_.back());
      free_.pop_back();
      return session;
    }
    free_.reserve(++made_);  // here, so that give() need not allocate
  }
  return std::make_unique<Session>(plan_, layout_, threads_);
}

void Binding::give(std::unique_ptr<Session> session) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(session));
}

Session::Open Session::open(std::shared_ptr<Binding> binding) {
  Open session(binding->take().release());
  session->binding = std::move(binding);
  return session;
}

void Session::Close::operator()(Session* session) const {
  const std::shared_ptr<Binding> kept = std::move(session->binding);
  kept->give(std::unique_ptr<Session>(session));
}

std::shared_ptr<Binding> BindingCache::latest() const {
  const std::lock_guard lock(mutex_);
  return used_.empty() ? nullptr : used_.front();
}

std::shared_ptr<Binding> BindingCache::find(std::span<const Tensor> feeds) {
  const auto found = std::ranges::find_if(used_, [&](const auto& binding) { return binding->fits(feeds); });
  if (found == used_.end()) return nullptr;
  std::rotate(used_.begin(), found, found + 1);
  return used_.front();
}

void BindingCache::insert(const std::shared_ptr<Binding>& binding) {
  if (used_.size() == capacity) used_.pop_back();
  used_.push_back(binding);
  std::rotate(used_.begin(), used_.end() - 1, used_.end());
}

}  // namespace nabla::detail
