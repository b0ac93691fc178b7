// GradBench's gmm (D = 10, K = 25, n = 1,000), lstm (2 layers, 1,024 characters, unrolled), llsq (1,024 x 128) and lse
// (100,000): the value and the gradient. f64, one thread. gradbench/problems.hpp has the formulas; programs that record
// operations run beside nabla and the adjoint by hand.

#include <algorithm>

#include <nabla/nabla.hpp>

#include "gradbench/tapes.hpp"
#include "harness.hpp"
#include "limit/gmm.hpp"
#include "limit/lstm.hpp"
#include "limit/sums.hpp"

using namespace nabla;

namespace {

std::vector<double> random(std::size_t n, Rng& rng, double low = -1, double high = 1) {
  std::vector<double> x(n);
  for (double& entry : x) entry = low + (high - low) * rng.uniform();
  return x;
}

/// Inputs that are differentiated, in the order of the parameters, and others.
struct Model {
  std::vector<Expr> parameters, others;
  Expr value;
  std::vector<Tensor> data;  // of the others
};

/// Of the first entries.
Tensor tensor(const Shape& shape, std::span<const double> entries) {
  Sizes sizes;
  for (const Dim& size : shape) sizes.push_back(size.constant());
  Tensor x = Tensor::empty(f64, sizes);
  std::ranges::copy(entries.first(x.elements()), x.mutable_span<double>().begin());
  return x;
}

void append(std::vector<double>& list, const Tensor& x) {
  list.insert(list.end(), x.span<double>().begin(), x.span<double>().end());
}

/// Compares and times all who can do the job; `limit` is the hand-written one.
template <class Problem>
void compare(const bench::Bench& bench, const std::string& job, const Problem& problem,
             std::span<const double> parameters, const Model& model, const bench::Replay& limit) {
  std::vector<Expr> inputs = model.parameters, outputs{model.value};
  inputs.insert(inputs.end(), model.others.begin(), model.others.end());
  for (const Expr& gradient : grad(model.value, model.parameters)) outputs.push_back(gradient);
  const Function f(inputs, outputs);
  std::vector<Tensor> feeds, results{Tensor::zeros(f64, {})};
  std::size_t at = 0;
  for (const Expr& x : model.parameters) {
    feeds.push_back(tensor(x.shape(), parameters.subspan(at)));
    at += feeds.back().elements();
    results.push_back(Tensor::zeros(f64, feeds.back().sizes()));
  }
  feeds.insert(feeds.end(), model.data.begin(), model.data.end());
  const auto run = [&] { f.run(feeds, results); };
  run();
  std::vector<double> expected;
  for (const Tensor& result : results) append(expected, result);

  std::vector<bench::Contestant> contestants{{"nabla", run}};
  std::vector<double> gradient(problem.parameters());
  // Tapes differentiate the largest entry of logsumexp, too, which leaves digits.
  const auto add = [&](const std::string& name, const bench::Replay& replay, double tolerance = 1e-7) {
    const double value = replay(parameters, gradient);
    bench::require_close(name + "'s value", {&value, 1}, std::span(expected).first(1), tolerance);
    bench::require_close(name + "'s gradient", gradient, std::span(expected).subspan(1), tolerance);
    contestants.push_back({name, [=, &gradient] { replay(parameters, gradient); }});
  };
  add("limit", limit, 1e-10);
#ifdef NABLA_BENCH_ADOLC
  add("ADOL-C", bench::record_adolc(problem, parameters));
#endif
#ifdef NABLA_BENCH_CPPAD
  add("CppAD", bench::record_cppad(problem, parameters));
#endif
  bench.compare(job, contestants);
}

/// Below the diagonal l, column by column; elsewhere 0: [K, D, D].
Expr strictly_lower(const Expr& l, std::int64_t D) {
  const std::int64_t K = l.shape()[0].constant();
  Tensor places = Tensor::zeros(i64, {D * D});  // in l with a 0 in front
  std::int64_t next = 1;
  for (std::int64_t column = 0; column < D; ++column)
    for (std::int64_t row = column + 1; row < D; ++row)
      places.mutable_span<std::int64_t>()[static_cast<std::size_t>(row * D + column)] = next++;
  return reshape(gather(concat({zeros(f64, {K, 1}), l}, 1), constant(places), 1), Shape{K, D, D});
}

void gmm(const bench::Bench& bench, const std::string& job) {
  Rng rng(1);
  const std::size_t count = bench.smoke() ? 77 : 1000;
  const bench::Gmm problem{10, 25, count, random(count * 10, rng, -2, 2)};
  const auto D = static_cast<std::int64_t>(problem.D), K = static_cast<std::int64_t>(problem.K),
             n = static_cast<std::int64_t>(problem.n), below = static_cast<std::int64_t>(problem.below());
  const Expr alpha = input("alpha", f64, {K}), mu = input("mu", f64, {K, D}), q = input("q", f64, {K, D}),
             l = input("l", f64, {K, below}), x = input("x", f64, {n, D});
  const Expr diagonal = exp(q), Q = strictly_lower(l, D) + expand_dims(diagonal, 2) * eye(D, f64);
  // All components at once: Q_k x_i is a product of matrices.
  const Expr y =
      matmul(x, transpose(reshape(Q, Shape{K * D, D}))) - reshape(sum(Q * expand_dims(mu, 1), 2), Shape{K * D});
  const Expr main = alpha + sum(q, 1) - 0.5 * sum(square(reshape(y, Shape{n, K, D})), 2);
  const Expr prior = -0.5 * (sum(square(diagonal)) + sum(square(l)));
  const Expr value =
      problem.constant() + sum(logsumexp(main, 1)) - static_cast<double>(n) * logsumexp(alpha, 0) + prior;

  limit::f64::Gmm by_hand(problem.x.data(), problem.n, problem.constant());
  compare(bench, job, problem, random(problem.parameters(), rng),
          {{alpha, mu, q, l}, {x}, value, {tensor(x.shape(), problem.x)}},
          [&](auto at, auto gradient) { return by_hand.run(at.data(), gradient.data()); });
}

struct LstmLayer {
  std::vector<Expr> w, b;  // forget, in, out, change
  Expr h, c;

  void step(const Expr& x) {
    const Expr forget = sigmoid(x * w[0] + b[0]), in = sigmoid(h * w[1] + b[1]), out = sigmoid(x * w[2] + b[2]),
               change = tanh(h * w[3] + b[3]);
    c = c * forget + in * change;
    h = out * tanh(c);
  }
};

void lstm(const bench::Bench& bench, const std::string& job) {
  Rng rng(2);
  const std::size_t count = bench.smoke() ? 9 : 1024;
  bench::Lstm problem{2, count, 14, random(4 * 14, rng), random(count * 14, rng)};
  for (double& bit : problem.sequence) bit = bit > 0 ? 1 : 0;
  const std::int64_t layers = 2, bits = 14, characters = static_cast<std::int64_t>(count);
  const Expr weights = input("weights", f64, {2 * layers, 4 * bits}), extra = input("extra", f64, {3, bits});
  const Expr state = input("state", f64, {2 * layers, bits}), sequence = input("sequence", f64, {characters, bits});
  std::vector<LstmLayer> stack;
  for (std::int64_t i = 0; i < layers; ++i)
    stack.push_back({split(take(weights, 2 * i), 4), split(take(weights, 2 * i + 1), 4), take(state, 2 * i),
                     take(state, 2 * i + 1)});
  Expr total = zeros(f64, {});
  for (std::int64_t t = 0; t + 1 < characters; ++t) {
    Expr x = take(extra, 0) * take(sequence, t);
    for (LstmLayer& layer : stack) {
      layer.step(x);
      x = layer.h;
    }
    const Expr y = x * take(extra, 1) + take(extra, 2);
    total = total + sum(take(sequence, t + 1) * (y - log(2 + sum(exp(y)))));
  }
  const Expr value = -total / static_cast<double>((characters - 1) * bits);

  limit::f64::Lstm by_hand(problem.state.data(), problem.sequence.data(), count);
  compare(bench, job, problem, random(problem.parameters(), rng),
          {{weights, extra},
           {state, sequence},
           value,
           {tensor(state.shape(), problem.state), tensor(sequence.shape(), problem.sequence)}},
          [&](auto at, auto gradient) { return by_hand.run(at.data(), gradient.data()); });
}

void llsq(const bench::Bench& bench, const std::string& job) {
  Rng rng(3);
  const bench::LeastSquares problem{1024, 128};
  const std::vector<double> powers = problem.powers();
  std::vector<double> signs(problem.n);
  for (std::size_t i = 0; i < problem.n; ++i) signs[i] = problem.sign(i);
  const Expr x = input("x", f64, {128}), A = input("A", f64, {1024, 128}), s = input("s", f64, {1024});
  const Expr value = 0.5 * sum(square(s - matmul(A, x)));
  compare(bench, job, problem, random(problem.m, rng),
          {{x}, {A, s}, value, {tensor(A.shape(), powers), tensor(s.shape(), signs)}}, [&](auto at, auto gradient) {
            return limit::f64::least_squares(powers.data(), signs.data(), problem.n, problem.m, at.data(),
                                             gradient.data());
          });
}

void lse(const bench::Bench& bench, const std::string& job) {
  Rng rng(4);
  const bench::LogSumExp problem{100000};
  const Expr x = input("x", f64, {100000});
  compare(bench, job, problem, random(problem.n, rng), {{x}, {}, logsumexp(x, 0), {}},
          [&](auto at, auto gradient) { return limit::f64::logsumexp(at.data(), at.size(), gradient.data()); });
}

}  // namespace

void bench::measure(const Bench& bench) {
  if (bench.threads() > 1) return;  // nobody else uses a second one
  struct Job {
    std::string name;
    void (*measure)(const Bench&, const std::string&);
  };
  for (const Job& job :
       {Job{"GradBench gmm, D 10, K 25, n 1000", gmm}, Job{"GradBench lstm, 2 layers, 1024 characters", lstm},
        Job{"GradBench llsq, 1024 x 128", llsq}, Job{"GradBench lse, 100000", lse}})
    if (bench.wants(job.name)) job.measure(bench, job.name);
}
