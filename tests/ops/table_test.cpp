#include <nabla/ops/table.hpp>

#include <nabla/graph/error.hpp>
#include <nabla/ops/ops.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using nabla::test::message_of;

namespace {

/// The operation that its own text describes.
Ref<const Op> read_back(const Op& op) { return find_operation(op.name())->make(op.attrs()); }

}  // namespace

TEST_CASE("every operation is found by its name") {
  for (const OpEntry& entry : operations()) {
    REQUIRE(find_operation(entry.name) == &entry);
    INFO(entry.name);
  }
  CHECK(find_operation("") == nullptr);
  CHECK(find_operation("soft") == nullptr);
  CHECK(find_operation("zzz") == nullptr);
}

TEST_CASE("an operation is made from the texts of its attributes") {
  const Expr x = input("x", f32, {Dim("batch"), 3, 4});
  for (const Expr& y : {sum(x, {0, 2}, keepdims), softmax(x, 1), reshape(x, {-1, 4}), transpose(x, {2, 0, 1}),
                        cast(x, f64), argmax(x), elu(x, 0.3), one_hot(cast(x, i32), Dim("classes"), f64), relu(x)}) {
    INFO(y->op().name());
    CHECK(read_back(y->op())->equals(y->op()));
  }
}

TEST_CASE("attributes that are missing, unknown or unreadable are errors") {
  using Texts = std::vector<AttrText>;
  const auto make = [](const char* name, const Texts& texts) { find_operation(name)->make(texts); };
  CHECK(message_of([&] { make("softmax", Texts{}); }) == "the attribute \"axis\" is missing");
  CHECK(message_of([&] { make("softmax", Texts{{"axis", "1"}, {"axes", "1"}}); }) == "there is no attribute \"axes\"");
  CHECK(message_of([&] { make("relu", Texts{{"slope", "1"}}); }) == "there is no attribute \"slope\"");
  CHECK(message_of([&] { make("softmax", Texts{{"axis", "last"}}); }) == "expected an integer, got \"last\"");
}
