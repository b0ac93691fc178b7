#include <nabla/graph/dim.hpp>

#include <limits>
#include <sstream>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using nabla::test::message_of;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
const Dim a{"a"}, b{"b"}, batch{"batch"}, time_{"time"};

}  // namespace

TEST_CASE("a size is a constant, a symbol or a polynomial", "[graph][dim]") {
  CHECK(Dim() == Dim(0));
  CHECK(Dim(784).is_constant());
  CHECK(Dim(784).constant() == 784);
  CHECK(Dim(784).symbol().empty());
  CHECK(!batch.is_constant());
  CHECK(batch.symbol() == "batch");
  CHECK((2 * batch).symbol().empty());
  CHECK((batch + 1).symbol().empty());
  CHECK((batch * batch).symbol().empty());
}

TEST_CASE("two symbols are equal when their names are", "[graph][dim]") {
  CHECK(Dim("batch") == batch);
  CHECK(batch != time_);
  CHECK(batch != Dim(1));
  CHECK(Dim(3) == Dim(3));
  CHECK(Dim(3) != Dim(4));
}

TEST_CASE("polynomials of sizes obey the laws of a ring", "[graph][dim]") {
  CHECK(a + b == b + a);
  CHECK(a * b == b * a);
  CHECK((a + b) * (a - b) == a * a - b * b);
  CHECK((a + b) * (a + b) == a * a + 2 * a * b + b * b);
  CHECK(a * (b + 3) == 3 * a + b * a);
  CHECK(a + 0 == a);
  CHECK(a * 1 == a);
  CHECK(a * 0 == 0);
  CHECK(a - a == 0);
  CHECK((a + 1) - a == 1);
  CHECK(((a + 1) - a).is_constant());
  CHECK(batch * time_ * 64 == 64 * (time_ * batch));
}

TEST_CASE("a size prints in canonical form and reads back", "[graph][dim]") {
  CHECK(to_string(Dim(784)) == "784");
  CHECK(to_string(batch) == "batch");
  CHECK(to_string(batch * time_ * 64) == "64*batch*time");
  CHECK(to_string(1 + batch) == "batch + 1");
  CHECK(to_string(batch - 2) == "batch - 2");
  CHECK(to_string(2 - batch) == "-batch + 2");
  CHECK(to_string(b * b - 3 * a + a * b) == "a*b + b*b - 3*a");
  CHECK(to_string(Dim(-7)) == "-7");
  for (const Dim& dim : {Dim(0), Dim(-7), Dim(largest), a, -2 * a, a * a * b - 5 * b + 1, 1 - a, largest * a - 1})
    CHECK(parse_dim(to_string(dim)) == dim);
  CHECK(parse_dim("  a*2 +b ") == 2 * a + b);
  std::ostringstream out;
  out << a + 1;
  CHECK(out.str() == "a + 1");
}

TEST_CASE("a text that is no size is refused", "[graph][dim]") {
  for (const char* const text :
       {"", " ", "+", "a+", "a**b", "*", "2a", "a b", "a.b", "99999999999999999999", "a-", "(a)"})
    CHECK_THROWS_AS(parse_dim(text), Error);
  CHECK(message_of([] { parse_dim("2a"); }) ==
        "a symbolic size is named like a variable (letters, digits, _), not \"2a\"");
}

TEST_CASE("a symbol is named like a variable", "[graph][dim]") {
  CHECK(Dim("_t1").symbol() == "_t1");
  CHECK(message_of([] { Dim("my batch"); }) ==
        "a symbolic size is named like a variable (letters, digits, _), not \"my batch\"");
  CHECK_THROWS_AS(Dim(""), Error);
  CHECK_THROWS_AS(Dim("1a"), Error);
  CHECK_THROWS_AS(Dim("a\xC3\xA4"), Error);
}

TEST_CASE("arithmetic on sizes never overflows silently", "[graph][dim]") {
  CHECK(message_of([] { Dim(largest) + Dim(1); }) == "a size overflows 64 bits");
  CHECK(message_of([] { Dim(largest) * Dim(2); }) == "a size overflows 64 bits");
  CHECK_THROWS_AS(Dim(least) - Dim(1), Error);
  CHECK_THROWS_AS(largest * a + a, Error);
  CHECK_THROWS_AS((largest * a) * (2 * b), Error);
  CHECK(Dim(largest) + Dim(0) == Dim(largest));
}

TEST_CASE("a size divides by one term, exactly or not at all", "[graph][dim]") {
  CHECK(divide(64 * a * b, 8 * a) == 8 * b);
  CHECK(divide(Dim(12), Dim(4)) == Dim(3));
  CHECK(divide(a * a + 2 * a, a) == a + 2);
  CHECK(divide(Dim(0), a) == Dim(0));
  CHECK(divide(a + b, a + b) == Dim(1));
  CHECK(divide(Dim(7), Dim(2)) == std::nullopt);
  CHECK(divide(a, b) == std::nullopt);
  CHECK(divide(a, a * a) == std::nullopt);
  CHECK(divide(a + 1, a) == std::nullopt);
  CHECK(divide(a, Dim(0)) == std::nullopt);
  CHECK(divide(Dim(0), Dim(0)) == std::nullopt);
  CHECK(divide(a * a - b * b, a + b) == std::nullopt);
  CHECK(divide(Dim(least), Dim(-1)) == std::nullopt);
}

TEST_CASE("terms are the polynomial, higher degrees first", "[graph][dim]") {
  using Terms = std::vector<Dim::Term>;
  CHECK(Dim(0).terms() == Terms{});
  CHECK(Dim(5).terms() == Terms{{5, {}}});
  CHECK((1 + 2 * b + 3 * b * a).terms() == Terms{{3, {"a", "b"}}, {2, {"b"}}, {1, {}}});
}

TEST_CASE("bindings give symbols their sizes, once", "[graph][dim]") {
  Bindings bindings;
  CHECK(bindings.bind("batch", 32));
  CHECK(bindings.bind("batch", 32));
  CHECK(!bindings.bind("batch", 64));
  CHECK(bindings.find("batch") == 32);
  CHECK(bindings.find("time") == std::nullopt);
  CHECK(bindings.all().size() == 1);
}

TEST_CASE("a size is evaluated under bindings", "[graph][dim]") {
  Bindings bindings;
  bindings.bind("a", 3);
  bindings.bind("b", 5);
  CHECK(Dim(7).evaluate({}) == 7);
  CHECK((2 * a * b - a + 1).evaluate(bindings) == 28);
  CHECK((a - 3).evaluate(bindings) == 0);
  CHECK(message_of([&] { (a - b).evaluate(bindings); }) == "the size a - b is negative: -2");
  CHECK(message_of([&] { batch.evaluate(bindings); }) ==
        "the size \"batch\" is not bound: no input has an axis of just that size");
  bindings.bind("huge", largest);
  CHECK_THROWS_AS((2 * Dim("huge")).evaluate(bindings), Error);
}
