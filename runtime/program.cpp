#include <nabla/runtime/program.hpp>

#include <mutex>

#include <nabla/graph/leaf.hpp>
#include <nabla/rewrite/rewrite.hpp>
#include <nabla/runtime/bind_feeds.hpp>

namespace nabla::detail {
namespace {

std::vector<Expr> rewritten(std::span<const Expr> outputs, std::span<const Updates::Update> updates,
                            const RewriteOptions& rewriting) {
  std::vector<Expr> targets(outputs.begin(), outputs.end());
  for (const Updates::Update& update : updates) targets.push_back(update.value);
  return rewrite(targets, rewriting);
}

std::vector<Expr> parameters_of(std::span<const Updates::Update> updates) {
  std::vector<Expr> parameters;
  for (const Updates::Update& update : updates) parameters.push_back(update.parameter);
  return parameters;
}

}  // namespace

Program::Program(std::span<const Expr> inputs, std::span<const Expr> outputs, std::span<const Updates::Update> updates,
                 const RewriteOptions& rewriting, std::size_t threads, Write write)
    : inputs_(inputs.begin(), inputs.end()),
      updated_(parameters_of(updates)),
      plan_(make_plan(inputs_, rewritten(outputs, updates, rewriting))),
      locks_(plan_.parameters, updated_),
      threads_(threads) {
  std::vector<Renewal> renewals;
  for (std::uint32_t i = 0; i < updates.size(); ++i)
    renewals.push_back({static_cast<std::uint32_t>(outputs.size()) + i, updates[i].parameter});
  std::vector<std::uint32_t> overwritten =
      schedule(plan_, write == Write::Early ? std::span<const Renewal>(renewals) : std::span<const Renewal>());
  overwritten.resize(renewals.size(), not_overwritten);
  for (const Expr& x : plan_.parameters) read_.push_back(leaf_as<ParameterState>(x));
  for (std::size_t i = 0; i < updates.size(); ++i)
    renewed_.push_back({&updates[i].parameter.state(), overwritten[i], Tensor()});
}

Session::Open Program::open(std::span<const Tensor> feeds, Where where) {
  if (Session::Open latest = latest_.take(); latest && latest->binding->fits(feeds)) return latest;
  return Session::open(bindings_.find_or(
      feeds, [&] { return std::make_shared<Binding>(plan_, bind_feeds(inputs_, feeds, where), feeds, threads_); }));
}

void Program::run(Session::Open session, std::span<const Tensor> feeds, std::span<Tensor> outputs, Watch* watch) {
  const std::lock_guard lock(locks_);
  set_pointers(session->workspace, feeds, outputs);
  session->workspace.run(watch);
  commit();
  latest_.keep(std::move(session));
}

std::shared_ptr<Binding> Program::latest_binding() {
  Session::Open latest = latest_.take();
  if (!latest) return bindings_.latest();
  std::shared_ptr<Binding> binding = latest->binding;
  latest_.keep(std::move(latest));
  return binding;
}

void Program::set_pointers(Workspace& workspace, std::span<const Tensor> feeds, std::span<Tensor> outputs) {
  for (std::size_t i = 0; i < feeds.size(); ++i) workspace.set_input(i, feeds[i].view().data);
  for (std::size_t i = 0; i < outputs.size(); ++i) workspace.set_target(i, outputs[i].out().data);
  for (std::size_t i = 0; i < renewed_.size(); ++i)
    workspace.set_target(outputs.size() + i, memory_for(renewed_[i]));  // may move the present values too
  for (std::size_t i = 0; i < read_.size(); ++i) workspace.set_parameter(i, read_[i]->value.view().data);
}

/// Somebody who holds the present value, or the old one that the last swap left in the spare, keeps that.
std::byte* Program::memory_for(Renewed& renewed) {
  const Tensor& value = renewed.state->value;
  if (renewed.overwritten != not_overwritten) return renewed.state->value.out().data;
  Tensor& spare = renewed.spare;
  if (spare.sizes() != value.sizes() || spare.dtype() != value.dtype() || !spare.writable())
    spare = Tensor::empty(value.dtype(), value.sizes());
  return spare.out().data;
}

void Program::commit() {
  for (auto& [state, overwritten, spare] : renewed_)
    if (overwritten == not_overwritten) std::swap(state->value, spare);
}

}  // namespace nabla::detail
