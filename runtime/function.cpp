#include <nabla/runtime/function.hpp>

#include <algorithm>
#include <functional>
#include <memory>

#include <nabla/graph/error.hpp>
#include <nabla/runtime/bind_feeds.hpp>
#include <nabla/runtime/check.hpp>
#include <nabla/runtime/nan_watch.hpp>
#include <nabla/runtime/processors.hpp>
#include <nabla/runtime/profiler.hpp>
#include <nabla/runtime/program.hpp>
#include <nabla/runtime/rewrite_check.hpp>

namespace nabla {
namespace {

std::string label(const Exprs& outputs, std::size_t i) {
  return outputs[i].name().empty() ? "output " + std::to_string(i + 1) : "output \"" + outputs[i].name() + "\"";
}

Exprs targets_of(const Exprs& outputs, const Updates& updates) {
  Exprs targets = outputs;
  for (const Updates::Update& update : updates.all()) targets.push_back(update.value);
  return targets;
}

bool overlap(const Tensor& a, const Tensor& b) {
  const std::byte* const x = a.view().data;
  const std::byte* const y = b.view().data;
  const std::less<> before;  // a total order, also of pointers into different arrays
  return before(x, y + b.bytes()) && before(y, x + a.bytes()) && a.bytes() > 0 && b.bytes() > 0;
}

}  // namespace

struct Function::State : Counted {
  State(Exprs given_inputs, Exprs given_outputs, const Updates& updates, FunctionOptions options, Where place)
      : inputs(std::move(given_inputs)),
        outputs(std::move(given_outputs)),
        targets(targets_of(outputs, updates)),
        where(place),
        rewriting(std::move(options.rewrite)),
        nan_guard(options.nan_guard),
        program(inputs, outputs, updates.all(), rewriting, detail::thread_count(options.threads),
                nan_guard == NanGuard::off ? detail::Program::Write::Early : detail::Program::Write::Last) {
    if (rewriting.check) check = std::make_unique<detail::RewriteCheck>(inputs, explain(targets, rewriting));
  }

  void run(detail::Session::Open session, std::span<const Tensor> feeds, std::span<Tensor> results) const {
    if (nan_guard == NanGuard::off)
      program.run(std::move(session), feeds, results);
    else
      run_guarded(std::move(session), feeds, results);
  }
  void run_guarded(detail::Session::Open session, std::span<const Tensor> feeds, std::span<Tensor> results) const;
  void check_outputs(const detail::Binding& binding, std::span<const Tensor> given) const;
  void check_memory(std::span<const Tensor> feeds, std::span<const Tensor> given) const;

  const Exprs inputs;
  const Exprs outputs;
  const Exprs targets;  // and the updates' values: for explain()
  const Where where;
  const RewriteOptions rewriting;
  const NanGuard nan_guard;
  mutable detail::Program program;
  std::unique_ptr<detail::RewriteCheck> check;  // where it is asked for
};

void Function::State::run_guarded(detail::Session::Open session, std::span<const Tensor> feeds,
                                  std::span<Tensor> results) const {
  detail::NanWatch watch(nan_guard, program.plan(), inputs, feeds, where);
  program.run(std::move(session), feeds, results, &watch);
}

void Function::State::check_outputs(const detail::Binding& binding, std::span<const Tensor> given) const {
  if (given.size() != outputs.size())
    throw Error(where, "run: memory for " + std::to_string(given.size()) + " outputs, but there are " +
                           std::to_string(outputs.size()));
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto sizes = binding.layout().sizes(program.plan().targets[i]);
    if (given[i].dtype() == outputs[i].dtype() && std::ranges::equal(given[i].sizes(), sizes)) continue;
    throw Error(where, "run: " + label(outputs, i) + " is " + std::string(to_string(outputs[i].dtype())) +
                           to_string(binding.target_sizes(i)) + ", but its memory is " + detail::type_text(given[i]));
  }
}

void Function::State::check_memory(std::span<const Tensor> feeds, std::span<const Tensor> given) const {
  for (std::size_t i = 0; i < given.size(); ++i) {
    for (std::size_t j = 0; j < feeds.size(); ++j)
      if (overlap(given[i], feeds[j]))
        throw Error(where, "run: " + label(outputs, i) + " would overwrite input \"" + inputs[j].name() + "\"");
    for (std::size_t j = 0; j < i; ++j)
      if (overlap(given[i], given[j]))
        throw Error(where, "run: " + label(outputs, j) + " and " + label(outputs, i) + " share their memory");
  }
}

Function::Function(Exprs inputs, Exprs outputs, Updates updates, FunctionOptions options, Where where) {
  detail::check({inputs, outputs, updates.all(), where}, options.allow_unused_inputs);
  try {
    state_ = make_ref<State>(std::move(inputs), std::move(outputs), updates, std::move(options), where);
  } catch (const Error& error) {
    if (error.where().known()) throw;
    throw Error(where, "function: " + error.message());
  }
}
Function::Function(const Function& other) = default;
Function::Function(Function&& other) noexcept = default;
Function& Function::operator=(Function other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}
Function::~Function() = default;

std::vector<Tensor> Function::call(std::span<const Tensor> feeds) const {
  auto session = state_->program.open(feeds, state_->where);
  if (state_->check) state_->check->run(feeds, state_->where);
  std::vector<Tensor> results;
  results.reserve(state_->outputs.size());
  for (std::size_t i = 0; i < state_->outputs.size(); ++i)
    results.push_back(Tensor::empty(state_->outputs[i].dtype(), session->binding->target_sizes(i)));
  state_->run(std::move(session), feeds, results);
  return results;
}

void Function::run(std::span<const Tensor> feeds, std::span<Tensor> outputs) const {
  auto session = state_->program.open(feeds, state_->where);
  if (state_->check) state_->check->run(feeds, state_->where);
  state_->check_outputs(*session->binding, outputs);
  for (Tensor& output : outputs) output.out();  // from here on each has memory of its own
  state_->check_memory(feeds, outputs);
  state_->run(std::move(session), feeds, outputs);
}

const Exprs& Function::inputs() const { return state_->inputs; }
const Exprs& Function::outputs() const { return state_->outputs; }
std::size_t Function::instructions() const { return state_->program.plan().instructions.size(); }

MemoryReport Function::memory_report() const {
  const auto binding = state_->program.latest_binding();
  return binding ? binding->layout().report(state_->program.plan()) : MemoryReport{};
}

Profile Function::profile(std::span<const Tensor> feeds, const ProfileOptions& options) const {
  std::vector<Tensor> results = call(feeds);
  detail::Program& program = state_->program;
  const Bindings symbols = detail::bind_feeds(state_->inputs, feeds, state_->where);
  auto session = program.open(feeds, state_->where);
  detail::Profiler profiler(program.plan(), session->binding->layout(), symbols, options.peak);
  for (std::size_t i = 0; i < options.calls; ++i) {
    profiler.begin_call();
    if (!session) session = program.open(feeds, state_->where);
    program.run(std::move(session), feeds, results, &profiler);
    profiler.end_call();
  }
  return profiler.result();
}

RewriteLog explain(const Function& function) { return explain(function.state_->targets, function.state_->rewriting); }

Tensor Function::number(std::size_t position, Tensor value) const {
  if (position >= inputs().size()) return value;
  const DType dtype = inputs()[position].dtype();
  if (is_float(dtype) && value.dtype() != b8) return value.cast(dtype);
  const bool whole = is_integer(dtype) && is_integer(value.dtype());
  const bool fits = whole && same_bits(value.cast(dtype).cast(value.dtype()), value);
  return fits ? value.cast(dtype) : value;
}

}  // namespace nabla
