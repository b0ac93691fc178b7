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
                 const RewriteOptions& rewriting, std::size_t threads)
    : inputs_(inputs.begin(), inputs.end()),
      updated_(parameters_of(updates)),
      plan_(make_plan(inputs_, rewritten(outputs, updates, rewriting))),
      locks_(plan_.parameters, updated_),
      threads_(threads) {
  for (const Expr& x : plan_.parameters) read_.push_back(leaf_as<ParameterState>(x));
  for (const Updates::Update& update : updates) spares_.push_back({&update.parameter.state(), Tensor()});
}

Session::Open Program::open(std::span<const Tensor> feeds, Where where) {
  if (Session::Open latest = latest_.take(); latest && latest->binding->fits(feeds)) return latest;
  return Session::open(bindings_.find_or(
      feeds, [&] { return std::make_shared<Binding>(plan_, bind_feeds(inputs_, feeds, where), feeds, threads_); }));
}

void Program::run(Session::Open session, std::span<const Tensor> feeds, std::span<Tensor> outputs) {
  const std::lock_guard lock(locks_);
  set_pointers(session->workspace, feeds, outputs);
  session->workspace.run();
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
  for (std::size_t i = 0; i < read_.size(); ++i) workspace.set_parameter(i, read_[i]->value.view().data);
  for (std::size_t i = 0; i < outputs.size(); ++i) workspace.set_target(i, outputs[i].out().data);
  for (std::size_t i = 0; i < spares_.size(); ++i) {
    auto& [state, spare] = spares_[i];
    // The first time, and when somebody still holds the old value that the last swap left here.
    if (spare.sizes() != state->value.sizes() || spare.dtype() != state->value.dtype() || !spare.writable())
      spare = Tensor::empty(state->value.dtype(), state->value.sizes());
    workspace.set_target(outputs.size() + i, spare.out().data);
  }
}

void Program::commit() {
  for (auto& [state, spare] : spares_) std::swap(state->value, spare);
}

}  // namespace nabla::detail
