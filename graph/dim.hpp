#pragma once

#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nabla/graph/ref.hpp>

namespace nabla {

/// What sizes the symbols of a graph have in one call: symbol name -> size.
class Bindings {
 public:
  /// False when the symbol already has another size.
  bool bind(std::string_view symbol, std::int64_t size);
  std::optional<std::int64_t> find(std::string_view symbol) const;
  const std::vector<std::pair<std::string, std::int64_t>>& all() const { return sizes_; }
  friend bool operator==(const Bindings&, const Bindings&) = default;

 private:
  std::vector<std::pair<std::string, std::int64_t>> sizes_;  // a graph has a handful of symbols
};

/// The size of one axis: a constant, a named symbol (`Dim batch{"batch"}`), or a polynomial of those in canonical form,
/// so that flattening [batch, time, 64] gives [64*batch*time] and equality is exact. Two symbols are equal when their
/// names are. Arithmetic checks for overflow (Error).
class Dim {
 public:
  /// A product of symbols, sorted, with a coefficient: {3, {"batch", "batch"}} is 3*batch*batch.
  struct Term {
    std::int64_t coefficient;
    std::vector<std::string> symbols;
    friend bool operator==(const Term&, const Term&) = default;
  };

  Dim() = default;
  template <std::integral I>
  Dim(I size) : constant_(static_cast<std::int64_t>(size)) {}
  /// A symbol. Its name is a C identifier (Error otherwise).
  explicit Dim(std::string_view symbol);

  bool is_constant() const { return !terms_; }
  /// The size, for a constant.
  std::int64_t constant() const { return constant_; }
  /// The name, for a bare symbol; empty otherwise.
  std::string_view symbol() const;
  /// The polynomial, terms in canonical order; a constant has one term, and 0 none.
  std::vector<Term> terms() const;

  /// The size under the bindings; Error when a symbol is not bound or the size is negative or overflows.
  std::int64_t evaluate(const Bindings& bindings) const;

  friend Dim operator+(const Dim& a, const Dim& b);
  friend Dim operator-(const Dim& a, const Dim& b);
  friend Dim operator*(const Dim& a, const Dim& b);
  /// a / b where b divides a exactly, with b a single term; nothing otherwise.
  friend std::optional<Dim> divide(const Dim& a, const Dim& b);
  friend bool operator==(const Dim& a, const Dim& b);

 private:
  struct Polynomial : Counted {
    explicit Polynomial(std::vector<Term> t) : terms(std::move(t)) {}
    std::vector<Term> terms;
  };
  static Dim from_terms(std::vector<Term> terms);

  std::int64_t constant_ = 0;
  Ref<const Polynomial> terms_;  // null for a constant
};

/// "784", "batch", "64*batch*time", "batch + 1"
std::string to_string(const Dim& dim);
/// Reads what to_string writes; Error otherwise.
Dim parse_dim(std::string_view text);
std::ostream& operator<<(std::ostream& out, const Dim& dim);

}  // namespace nabla
