#include <nabla/graph/scope.hpp>

#include <thread>

#include <nabla/graph/factory.hpp>

#include "catch.hpp"
#include "support/message.hpp"
#include "support/small_ops.hpp"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("nodes belong to the scopes that live at their birth", "[graph][scope]") {
  const Expr x = input("x", f32, {});
  CHECK(x->scope().empty());
  {
    const Scope encoder("encoder");
    CHECK(scale(x, 2)->scope() == "encoder");
    {
      const Scope layer("layer1");
      CHECK(scale(x, 2)->scope() == "encoder/layer1");
      CHECK(input("y", f32, {})->scope() == "encoder/layer1");
    }
    {
      const Scope layers("layers/2");
      CHECK(scale(x, 2)->scope() == "encoder/layers/2");
    }
    CHECK(scale(x, 2)->scope() == "encoder");
  }
  CHECK(scale(x, 2)->scope().empty());
  CHECK(x->scope().empty());
}

TEST_CASE("a scope ends with its block also when an error leaves it", "[graph][scope]") {
  CHECK(message_of([] {
          const Scope s("layer1");
          throw Error("mistake");
        }) == "mistake");
  CHECK(input("x", f32, {})->scope().empty());
}

TEST_CASE("a scope is its thread's own", "[graph][scope]") {
  const Scope s("here");
  std::string there = "not run";
  std::thread([&] { there = input("x", f32, {})->scope(); }).join();
  CHECK(there.empty());
  CHECK(input("x", f32, {})->scope() == "here");
}

TEST_CASE("copies, gradient nodes and what takes a node's place keep its scope", "[graph][scope]") {
  const Expr x = input("x", f32, {});
  Expr y;
  {
    const Scope s("layer1");
    y = scale(x, 2);
  }
  const Scope elsewhere("elsewhere");
  CHECK(named(y, "y")->scope() == "layer1");
  CHECK(NodeFactory::with_operands(y, std::vector<Expr>{y})->scope() == "layer1");
  {
    const Provenance of_y(y);
    CHECK(scale(x, 3)->scope() == "layer1");
    const Provenance composed(Where{"library.cpp", 99});
    CHECK(scale(x, 3)->scope() == "layer1");
  }
  {
    const Provenance again = Provenance::again(y);
    CHECK(scale(x, 3)->scope() == "layer1");
    const Provenance of_x(x);
    CHECK(scale(x, 3)->scope().empty());
  }
  CHECK(scale(x, 3)->scope() == "elsewhere");
}

TEST_CASE("a scope's name may be anything but empty in a part", "[graph][scope]") {
  const Scope odd("<b> \"quoted\"\n");
  CHECK(input("x", f32, {})->scope() == "<b> \"quoted\"\n");
  CHECK(message_of([] {
          const Scope s("", Where{"model.cpp", 3});
        }) == "model.cpp:3: Scope: a name is needed, it is what pictures call its nodes by");
  for (const std::string name : {"/a", "a/", "a//b", "/"})
    CHECK(message_of([&] {
            const Scope s(name, Where{"model.cpp", 3});
          }) == "model.cpp:3: Scope: \"" + name + "\" has an empty part");
  CHECK(input("x", f32, {})->scope() == "<b> \"quoted\"\n");
}

TEST_CASE("scopes cost a node no memory", "[graph][scope]") { CHECK(sizeof(Node) == 72); }
