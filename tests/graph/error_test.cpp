#include <nabla/graph/error.hpp>

#include "catch.hpp"

using namespace nabla;

TEST_CASE("an error without a place is its message", "[graph][error]") {
  const Error error("no such axis");
  CHECK(std::string(error.what()) == "no such axis");
  CHECK(error.message() == "no such axis");
  CHECK(!error.where().known());
}

TEST_CASE("an error starts with the file and line, without folders", "[graph][error]") {
  const Error error(Where{"/home/me/src/model.cpp", 41}, "matmul: inner sizes differ: 784 and 512");
  CHECK(std::string(error.what()) == "model.cpp:41: matmul: inner sizes differ: 784 and 512");
  CHECK(error.message() == "matmul: inner sizes differ: 784 and 512");
  CHECK(error.where().line == 41);
  CHECK(to_string(Where{"model.cpp", 7}) == "model.cpp:7");
  CHECK(to_string(Where{}) == "unknown place");
}

TEST_CASE("here() is the line of the caller", "[graph][error]") {
  const auto function = [](Where where = Where::here()) { return where; };
  const Where where = function();
  CHECK(where.line == __LINE__ - 1);
  CHECK(to_string(where) == "error_test.cpp:" + std::to_string(where.line));
}

TEST_CASE("an error is a std::exception that can be copied", "[graph][error]") {
  const Error error(Where{"a.cpp", 1}, "first\n  second");
  const std::exception& copy = Error(error);
  CHECK(std::string(copy.what()) == "a.cpp:1: first\n  second");
}
