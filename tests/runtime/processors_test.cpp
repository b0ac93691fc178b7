#include <nabla/runtime/processors.hpp>

#include <cstdlib>

#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;
using nabla::detail::processors;
using nabla::detail::thread_count;

namespace {

/// The environment variable while it lives.
class Variable {
 public:
  explicit Variable(const char* value) : old_(std::getenv(name)) { setenv(name, value, 1); }
  ~Variable() { old_ ? setenv(name, old_, 1) : unsetenv(name); }

 private:
  static constexpr const char* name = "NABLA_THREADS";
  const char* old_;
};

}  // namespace

TEST_CASE("the number of threads is the option, else NABLA_THREADS, else the number of processors") {
  CHECK(processors() >= 1);
  if (!std::getenv("NABLA_THREADS")) CHECK(thread_count(0) == processors());
  const Variable variable("3");
  CHECK(thread_count(0) == 3);
  CHECK(thread_count(5) == 5);
}

TEST_CASE("a NABLA_THREADS that is no number is an error at the Function's line") {
  const Expr x = input("x", f32, {});
  for (const std::string value : {"", "two", "2x", "0", "-1", "1025"}) {
    const Variable variable(value.c_str());
    CHECK_THROWS_WITH(Function({x}, {next(x)}, {}, {}, {"m.cpp", 3}),
                      "m.cpp:3: function: NABLA_THREADS is \"" + value + "\", but must be a number from 1 to 1024");
    CHECK_NOTHROW(Function({x}, {next(x)}, {}, {.threads = 2}));
  }
}
