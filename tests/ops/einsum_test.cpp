#include <nabla/ops/einsum.hpp>

#include <functional>
#include <map>

#include <nabla/autodiff/verify.hpp>
#include <nabla/graph/dag.hpp>
#include <nabla/ops/ops.hpp>
#include <nabla/rewrite/rewrite.hpp>

#include "catch.hpp"
#include "support/filled.hpp"
#include "support/pointwise.hpp"
#include "support/without_lines.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// The sum by its definition: a loop over all values of all letters. The text names all axes and has no "...".
Numbers naive(const std::string& text, const std::vector<Tensor>& operands) {
  const std::string left = text.substr(0, text.find("->")), right = text.substr(text.find("->") + 2);
  std::vector<std::string> terms(1);
  for (const char c : left) c == ',' ? terms.emplace_back() : terms.back() += c, void();
  std::map<char, std::int64_t> sizes, index;
  std::vector<Numbers> entries;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    entries.push_back(numbers(operands[i]));
    for (std::size_t axis = 0; axis < terms[i].size(); ++axis)
      sizes[terms[i][axis]] = std::max(sizes[terms[i][axis]], operands[i].sizes()[axis]);
  }
  std::string letters = right;
  for (const auto& [letter, size] : sizes)
    if (right.find(letter) == std::string::npos) letters += letter;
  Numbers sums;
  const std::function<void(std::size_t)> walk = [&](std::size_t depth) {
    if (depth == right.size()) sums.push_back(0);
    if (depth == letters.size()) {
      double product = 1;
      for (std::size_t i = 0; i < terms.size(); ++i) {
        std::int64_t at = 0;
        for (std::size_t axis = 0; axis < terms[i].size(); ++axis) {
          const std::int64_t size = operands[i].sizes()[axis];
          at = at * size + (size == 1 ? 0 : index[terms[i][axis]]);
        }
        product *= entries[i][static_cast<std::size_t>(at)];
      }
      sums.back() += product;
      return;
    }
    for (std::int64_t& i = index[letters[depth]] = 0; i < sizes[letters[depth]]; ++i) walk(depth + 1);
  };
  walk(0);
  return sums;
}

struct Case {
  const char* text;
  std::vector<Sizes> sizes;
  const char* plain = nullptr;  // the same without "..." and with a result
};

const std::vector<Case> cases{
    // one operand
    {"ij->ij", {{2, 3}}},
    {"ij->ji", {{2, 3}}},
    {"ij->i", {{2, 3}}},
    {"ij->", {{2, 3}}},
    {"ii->i", {{3, 3}}},
    {"ii->", {{3, 3}}},
    {"iii->i", {{3, 3, 3}}},
    {"iijj->ji", {{2, 2, 3, 3}}},
    {"ijkij->kj", {{2, 3, 4, 2, 3}}},
    {"iji->j", {{3, 2, 3}}},
    // two: products of entries
    {"i,i->i", {{3}, {3}}},
    {"i,j->ij", {{3}, {2}}},
    {"i,j->ji", {{3}, {2}}},
    {"ij,j->ij", {{2, 3}, {3}}},
    {"i,ij->ij", {{2}, {2, 3}}},
    {"ij,ji->ij", {{2, 3}, {3, 2}}},
    {"j,ikj->ijk", {{2}, {4, 3, 2}}},
    {",ij->ji", {{}, {2, 3}}},
    {",->", {{}, {}}},
    // two: sums
    {"i,i->", {{3}, {3}}},
    {"ij,jk->ik", {{2, 3}, {3, 4}}},
    {"ij,kj->ik", {{2, 3}, {4, 3}}},
    {"ji,jk->ik", {{3, 2}, {3, 4}}},
    {"ji,kj->ki", {{3, 2}, {4, 3}}},
    {"ij,jk->ki", {{2, 3}, {3, 4}}},
    {"bij,bjk->bik", {{5, 2, 3}, {5, 3, 4}}},
    {"bij,jk->bik", {{5, 2, 3}, {3, 4}}},
    {"ij,bjk->bik", {{2, 3}, {5, 3, 4}}},
    {"bij,bkj->bki", {{5, 2, 3}, {5, 4, 3}}},
    {"bij,bj->bi", {{5, 2, 3}, {5, 3}}},
    {"bi,bi->b", {{5, 3}, {5, 3}}},
    {"ijk,jil->kl", {{2, 3, 4}, {3, 2, 5}}},
    {"ijk,kji->", {{2, 3, 4}, {4, 3, 2}}},
    {"bqhd,bkhd->bhqk", {{2, 3, 4, 5}, {2, 6, 4, 5}}},
    {"bhqk,bkhd->bqhd", {{2, 4, 3, 6}, {2, 6, 4, 5}}},
    {"ijx,jk->ik", {{2, 3, 5}, {3, 4}}},
    {"ij,jkx->ik", {{2, 3}, {3, 4, 5}}},
    {"iij,jk->ik", {{2, 2, 3}, {3, 4}}},
    {"ij,kl->", {{2, 3}, {4, 5}}},
    // sizes of 1 repeat
    {"ij,jk->ik", {{2, 1}, {3, 4}}},
    {"ij,ij->ij", {{2, 1}, {1, 3}}},
    {"ij,jk->ik", {{2, 1}, {1, 4}}},
    // more operands
    {"ij,jk,kl->il", {{2, 3}, {3, 4}, {4, 5}}},
    {"i,ij,j->", {{2}, {2, 3}, {3}}},
    {"i,j,k->kij", {{2}, {3}, {4}}},
    {"bn,anm,bm->ba", {{2, 3}, {4, 3, 5}, {2, 5}}},
    {"ij,jk,kl,lm->mi", {{2, 3}, {3, 4}, {4, 5}, {5, 2}}},
    {"ab,cd,be,df->acef", {{2, 3}, {4, 5}, {3, 2}, {5, 3}}},
    // without a result
    {"ij,jk", {{2, 3}, {3, 4}}, "ij,jk->ik"},
    {"ba", {{2, 3}}, "ba->ab"},
    {"ii", {{3, 3}}, "ii->"},
    {" i j , j B ", {{2, 3}, {3, 4}}, "ij,jB->Bi"},
    // ellipsis
    {"...ij,...jk->...ik", {{5, 2, 3}, {5, 3, 4}}, "bij,bjk->bik"},
    {"...ij,...jk->...ik", {{6, 5, 2, 3}, {5, 3, 4}}, "abij,bjk->abik"},
    {"...ij,...jk->...ik", {{6, 1, 2, 3}, {5, 3, 4}}, "abij,bjk->abik"},
    {"...ij,jk", {{5, 2, 3}, {3, 4}}, "bij,jk->bik"},
    {"i...->...i", {{5, 2, 3}}, "iab->abi"},
    {"i...i", {{3, 2, 3}}, "iai->a"},
    {"...,...", {{3, 1}, {4}}, "ab,b->ab"},
    {"...ij->...", {{4, 2, 3}}, "aij->a"},
    {"...i->...i", {{3}}, "i->i"},
};

Expr call(const Case& c, const Exprs& operands) { return einsum(c.text, operands); }

std::string describe_case(const Case& c) {
  std::string text = c.text;
  for (const Sizes& sizes : c.sizes) text += " " + to_string(sizes);
  return text;
}

}  // namespace

TEST_CASE("einsum is its definition, for f32 and f64") {
  for (const Case& c : cases)
    for (const DType dtype : {f32, f64}) {
      INFO(describe_case(c));
      Exprs operands;
      std::vector<Tensor> values;
      for (const Sizes& sizes : c.sizes) {
        values.push_back(filled(dtype, sizes, static_cast<int>(values.size())));
        operands.push_back(constant(values.back()));
      }
      CHECK(numbers(evaluate(call(c, operands))) == naive(c.plain ? c.plain : c.text, values));
    }
}

TEST_CASE("einsum's gradients of first and second order") {
  for (const Case& c : cases)
    for (const int order : {1, 2}) {
      INFO(describe_case(c) << ", order " << order);
      Exprs operands;
      Feeds feeds;
      for (const Sizes& sizes : c.sizes) {
        const std::string name(1, static_cast<char>('a' + operands.size()));
        operands.push_back(input(name, f64, Shape(sizes)));
        feeds.emplace_back(operands.back(), filled(f64, sizes, static_cast<int>(operands.size())));
      }
      const Expr y = call(c, operands);
      const Expr w = constant(filled(f64, y.shape().evaluate({}), 7));
      CHECK(verify_gradient(sum(square(y) * w), operands, feeds, {.order = order}).ok());
    }
}

namespace {

template <class Op>
std::size_t count_of(const Expr& x) {
  std::size_t n = 0;
  const Dag dag = freeze(Exprs{x});
  for (Vertex v = 0; v < num_vertices(dag); ++v) n += op_as<Op>(dag[v]) != nullptr;
  return n;
}

}  // namespace

TEST_CASE("a contraction is one product of matrices, and copies no transpose that a flag can say") {
  const Dim batch{"batch"}, m{"m"}, k{"k"}, n{"n"};
  const auto in = [](const char* name, Shape shape) { return input(name, f32, std::move(shape)); };
  const Expr a = in("a", {batch, m, k}), b = in("b", {batch, k, n}), c = in("c", {batch, n, k}), W = in("W", {k, n});
  struct Contraction {
    const char* text;
    Exprs operands;
    Shape result;
  };
  for (const Contraction& x : std::vector<Contraction>{{"bmk,bkn->bmn", {a, b}, {batch, m, n}},
                                                       {"bmk,bnk->bmn", {a, c}, {batch, m, n}},
                                                       {"bmk,bnk->bnm", {a, c}, {batch, n, m}},
                                                       {"bmk,kn->bmn", {a, W}, {batch, m, n}},
                                                       {"bkn,bnk->", {b, c}, {}},
                                                       {"kn,bnk->b", {W, c}, {batch}}}) {
    INFO(x.text);
    const Expr y = einsum(x.text, x.operands);
    CHECK(y.shape() == x.result);
    CHECK(count_of<Matmul>(y) == 1);
    CHECK(count_of<Mul>(y) == 0);
    const Expr now = rewrite(Exprs{y})[0];
    CHECK(count_of<Transpose>(now) == (std::string(x.text).find("kn,bnk") != std::string::npos ? 1 : 0));
  }
  CHECK(count_of<Mul>(einsum("bmk,mk->bmk", {a, in("v", {m, k})})) == 1);
  CHECK(count_of<Matmul>(einsum("bmk,mk->bmk", {a, in("v", {m, k})})) == 0);
}

TEST_CASE("the smallest intermediate result comes first, or with symbols from left to right") {
  const auto products = [](const Dim& n) {
    const Expr A = input("A", f32, {n, n}), B = input("B", f32, {n, n}), v = input("v", f32, {n});
    std::vector<Dim> entries;
    const Dag dag = freeze(Exprs{einsum("ij,jk,k->i", {A, B, v})});
    for (const Vertex at : operands_first(dag))
      if (op_as<Matmul>(dag[at])) entries.push_back(dag[at].shape().elements());
    return entries;
  };
  CHECK(products(100) == std::vector<Dim>{100, 100});  // A (B v)
  const Dim n{"n"};
  CHECK(products(n) == std::vector<Dim>{n * n, n});  // (A B) v
}

TEST_CASE("a NaN beside the diagonal is not on it") {
  const Expr x = constant(tensor(f64, {2, 2}, {1, NaN, inf, 2}));
  CHECK(numbers(evaluate(einsum("ii->i", {x}))) == Numbers{1, 2});
  CHECK(numbers(evaluate(grad(einsum("ii", {x}), x))) == Numbers{1, 0, 0, 1});
}

TEST_CASE("sizes of 0 sum to 0") {
  const Expr x = constant(Tensor::zeros(f64, {2, 0})), y = constant(Tensor::zeros(f64, {0, 3}));
  CHECK(numbers(evaluate(einsum("ij,jk", {x, y}))) == Numbers(6, 0.0));
  CHECK(numbers(evaluate(einsum("ij->i", {x}))) == Numbers(2, 0.0));
}

TEST_CASE("subscripts that do not fit are errors that point at the letter") {
  const Expr x = input("x", f32, {2, 3}), y = input("y", f32, {4, 5});
  const auto error = [&](const char* text, const Exprs& operands) {
    const std::string place = "einsum_test.cpp: einsum: ";
    const std::string line = first_line(message_without_lines([&] { einsum(text, operands); }));
    return line.rfind(place, 0) == 0 ? line.substr(place.size()) : line;
  };
  CHECK(error("ij,jk->il", {x, y}) == "\"ij,jk->il\": l is in no operand");
  CHECK(error("ij,jk->ik", {x, y}) == "\"ij,jk->ik\": j is 3 and 4");
  CHECK(error("ij->ii", {x}) == "\"ij->ii\": i is twice in the result");
  CHECK(error("ii", {x}) == "\"ii\": i is 2 and 3");
  CHECK(error("i$", {x}) == "\"i$\": '$' is no letter");
  CHECK(error("ij.", {x}) == "\"ij.\": '.' is no letter");
  CHECK(error("ij->i->j", {x}) == "\"ij->i->j\": '-' is no letter");
  CHECK(error("ij->i,j", {x}) == "\"ij->i,j\": ',' is no letter");
  CHECK(error("...i...", {x}) == "\"...i...\": a second \"...\" in \"...i...\"");
  CHECK(error("ij,jk", {x}) == "\"ij,jk\": subscripts of 2 operands for 1");
  CHECK(error("ij", {x, y}) == "\"ij\": subscripts of 1 operand for 2");
  CHECK(error("i", {x}) == "\"i\": operand 1 has rank 2, its subscripts name 1 axis: \"...\" stands for further ones");
  CHECK(error("...ijk", {x}) == "\"...ijk\": operand 1 has rank 2, its subscripts name 3 axes");
  CHECK(error("...i->i", {x}) == "\"...i->i\": \"...\" is missing in the result");
  CHECK(error("...,...", {x, y}) == "\"...,...\": axis -2 of \"...\" is 2 and 4");
  CHECK(error("", {}) == "\"\": there are no operands");
  CHECK(error("ij,jk", {x, input("z", f64, {3, 4})}) == "f32 and f64: cast() one of them");
  CHECK(error("ij", {input("z", i32, {3, 4})}) == "wants f32 or f64, not i32: cast() converts");
  const std::string at = "einsum_test.cpp";
  CHECK(message_without_lines([&] {
          einsum("ij,jk->il", {x, y});
        }) == at + ": einsum: \"ij,jk->il\": l is in no operand\n  x : f32[2, 3] = input  " + at +
                  "\n  y : f32[4, 5] = input  " + at);
}
