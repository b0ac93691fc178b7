#include <nabla/graph/ref.hpp>

#include "catch.hpp"

using namespace nabla;

namespace {

struct Thing : Counted {
  explicit Thing(int& alive) : alive_(alive) { ++alive_; }
  Thing(const Thing&) = delete;
  ~Thing() { --alive_; }
  int& alive_;
};

}  // namespace

TEST_CASE("a shared object dies with its last reference", "[graph][ref]") {
  int alive = 0;
  {
    Ref<Thing> a = make_ref<Thing>(alive);
    CHECK(a->unique());
    const Ref<Thing> b = a;
    CHECK(!a->unique());
    CHECK(a == b);
    CHECK(alive == 1);
    a = Ref<Thing>();
    CHECK(!a);
    CHECK(b->unique());
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}

TEST_CASE("a moved reference is not counted twice", "[graph][ref]") {
  int alive = 0;
  Ref<Thing> a = make_ref<Thing>(alive);
  Ref<Thing> b = std::move(a);
  CHECK(b->unique());
  b = make_ref<Thing>(alive);
  CHECK(alive == 1);
  const Ref<const Thing> c = b;
  CHECK(c.get() == b.get());
  CHECK(!b->unique());
}

TEST_CASE("a reference may be assigned to itself", "[graph][ref]") {
  int alive = 0;
  Ref<Thing> a = make_ref<Thing>(alive);
  const Ref<Thing>& same = a;
  a = same;
  CHECK(alive == 1);
  CHECK(a->unique());
}

TEST_CASE("a copied object counts its own references", "[graph][ref]") {
  struct Value : Counted {};
  const Ref<Value> a = make_ref<Value>(), other = a;
  const Ref<Value> b = make_ref<Value>(*a);
  CHECK(b->unique());
  *b = *a;
  CHECK(b->unique());
}
