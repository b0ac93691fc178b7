#include <nabla/graph/tensor.hpp>

#include <limits>

#include <nabla/graph/error.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using nabla::test::message_of;

namespace {

bool is_aligned(const Tensor& tensor) { return reinterpret_cast<std::uintptr_t>(tensor.view().data) % 64 == 0; }
std::vector<float> entries(const Tensor& tensor) { return {tensor.span<float>().begin(), tensor.span<float>().end()}; }
Tensor counting(Sizes sizes) {
  Tensor tensor = Tensor::empty(f32, std::move(sizes));
  float next = 1;
  for (float& entry : tensor.mutable_span<float>()) entry = next++;
  return tensor;
}

}  // namespace

TEST_CASE("tensors are made with their entries set", "[graph][tensor]") {
  CHECK(entries(Tensor::zeros(f32, {2, 2})) == std::vector<float>{0, 0, 0, 0});
  CHECK(entries(Tensor::ones(f32, {3})) == std::vector<float>{1, 1, 1});
  CHECK(entries(Tensor::full(f32, {2}, 0.5)) == std::vector<float>{0.5F, 0.5F});
  CHECK(Tensor::full(i64, {}, 7).item<std::int64_t>() == 7);
  CHECK(Tensor::ones(b8, {1}).item<bool>());
  CHECK(Tensor::scalar(2.5).item<double>() == 2.5);
  CHECK(Tensor::scalar(2.5).rank() == 0);
  CHECK(Tensor::from_vector<double>({2, 3}, {1, 2, 3, 4, 5, 6}).at<double>({1, 0}) == 4);
  CHECK(Tensor::from_vector<bool>({2}, {true, false}).at<bool>({0}));
}

TEST_CASE("the default tensor is f32[0]", "[graph][tensor]") {
  const Tensor tensor;
  CHECK(tensor.dtype() == f32);
  CHECK(tensor.sizes() == Sizes{0});
  CHECK(tensor.elements() == 0);
  CHECK(tensor.bytes() == 0);
}

TEST_CASE("memory is aligned to 64 bytes", "[graph][tensor]") {
  for (const std::int64_t size : {0, 1, 3, 17, 1000}) {
    CHECK(is_aligned(Tensor::empty(b8, {size})));
    CHECK(is_aligned(Tensor::zeros(f64, {size})));
  }
}

TEST_CASE("a copy shares the memory until it is written", "[graph][tensor]") {
  Tensor a = counting({3});
  CHECK(a.writable());
  Tensor b = a;
  CHECK(a.view().data == b.view().data);
  CHECK(!a.writable());
  b.mutable_span<float>()[0] = 9;
  CHECK(entries(a) == std::vector<float>{1, 2, 3});
  CHECK(entries(b) == std::vector<float>{9, 2, 3});
  CHECK(a.writable());
  const std::byte* const before = a.view().data;
  a.mutable_span<float>()[0] = 5;
  CHECK(a.view().data == before);
}

TEST_CASE("borrowed memory is neither copied nor, when const, written", "[graph][tensor]") {
  std::vector<float> mine{1, 2, 3, 4};
  Tensor tensor = Tensor::borrow(std::span(mine), {2, 2});
  CHECK(static_cast<const void*>(tensor.view().data) == mine.data());
  tensor.mutable_span<float>()[0] = 7;
  CHECK(mine[0] == 7);

  const std::vector<float>& constant = mine;
  Tensor view = Tensor::borrow(std::span(constant), {4});
  CHECK(!view.writable());
  view.mutable_span<float>()[0] = 8;
  CHECK(mine[0] == 7);
  CHECK(view.at<float>({0}) == 8);
}

TEST_CASE("owned() copies what is borrowed, and only that", "[graph][tensor]") {
  std::vector<float> mine{1, 2};
  const Tensor borrowed = Tensor::borrow(std::span(mine), {2});
  const Tensor owned = borrowed.owned();
  mine[0] = 5;
  CHECK(owned.at<float>({0}) == 1);
  CHECK(is_aligned(owned));
  CHECK(owned.owned().view().data == owned.view().data);
}

TEST_CASE("spans, vectors and numbers convert to tensors", "[graph][tensor]") {
  std::vector<double> mine{1, 2, 3};
  const Tensor from_span = std::span(mine);
  CHECK(static_cast<const void*>(from_span.view().data) == mine.data());
  const Tensor from_vector = mine;
  CHECK(static_cast<const void*>(from_vector.view().data) != mine.data());
  CHECK(from_vector.sizes() == Sizes{3});
  CHECK(Tensor(2.0F).item<float>() == 2);
  CHECK(Tensor(true).dtype() == b8);
  CHECK(Tensor(std::vector<bool>{true, false}).sizes() == Sizes{2});
  static_assert(!std::is_convertible_v<std::string, Tensor>);
}

TEST_CASE("wrong sizes, dtypes and indices are errors", "[graph][tensor]") {
  const Tensor tensor = counting({2, 3});
  CHECK(message_of([] {
          Tensor::from_vector<float>({2, 2}, {1, 2, 3});
        }) == "3 entries do not fill a tensor of size [2, 2]");
  CHECK(message_of([&] { tensor.reshaped({4}); }) == "6 entries do not fill a tensor of size [4]");
  CHECK(message_of([&] { tensor.span<double>(); }) == "the tensor holds f32, not f64: cast() converts");
  CHECK(message_of([&] { tensor.at<float>({2, 0}); }) == "no entry [2, 0] in a tensor of size [2, 3]");
  CHECK(message_of([&] { tensor.at<float>({0}); }) == "no entry [0] in a tensor of size [2, 3]");
  CHECK(message_of([&] { tensor.item<float>(); }) == "item() wants one entry; this tensor has the sizes [2, 3]");
  CHECK_THROWS_AS(tensor.at<float>({0, -1}), Error);
  CHECK(message_of([] { Tensor::zeros(f32, {2, -1}); }) == "a size is negative: [2, -1]");
  CHECK(message_of([] { Tensor::empty(f64, {std::int64_t{1} << 62}); }) == "the sizes [4611686018427387904] overflow");
  CHECK_THROWS_AS(Tensor::from_vector<float>({std::int64_t{1} << 50}, {1}), Error);
  CHECK_THROWS_AS(Tensor::borrow(std::span<float>(), {1}), Error);
}

TEST_CASE("a reshaped tensor shares the memory", "[graph][tensor]") {
  const Tensor a = counting({2, 3});
  Tensor b = a.reshaped({3, 2});
  CHECK(b.view().data == a.view().data);
  CHECK(b.at<float>({2, 1}) == 6);
  b.mutable_span<float>()[0] = 0;
  CHECK(a.at<float>({0, 0}) == 1);
  CHECK(counting({1, 1}).reshaped({}).item<float>() == 1);
}

TEST_CASE("cast converts each entry", "[graph][tensor]") {
  const Tensor x = Tensor::from_vector<double>({4}, {-1.5, 0, 0.5, 2});
  CHECK(same_bits(x.cast(i32), Tensor::from_vector<std::int32_t>({4}, {-1, 0, 0, 2})));
  CHECK(same_bits(x.cast(b8), Tensor::from_vector<bool>({4}, {true, false, true, true})));
  CHECK(same_bits(x.cast(f32).cast(f64), x));
  CHECK(x.cast(f64).view().data == x.view().data);
  CHECK(Tensor::zeros(f32, {0}).cast(i64).sizes() == Sizes{0});
}

TEST_CASE("same_bits compares dtype, sizes and bits", "[graph][tensor]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(same_bits(Tensor(nan), Tensor(nan)));
  CHECK(!same_bits(Tensor(0.0), Tensor(-0.0)));
  CHECK(!same_bits(Tensor(1.0), Tensor(1.0F)));
  CHECK(!same_bits(counting({2, 3}), counting({3, 2})));
  CHECK(same_bits(Tensor(), Tensor()));
}

TEST_CASE("empty tensors work everywhere", "[graph][tensor]") {
  Tensor tensor = Tensor::zeros(f32, {3, 0, 2});
  CHECK(tensor.elements() == 0);
  CHECK(tensor.span<float>().empty());
  CHECK(tensor.mutable_span<float>().empty());
  CHECK(tensor.reshaped({0}).sizes() == Sizes{0});
  CHECK_THROWS_AS(tensor.item<float>(), Error);
  CHECK(tensor.owned().sizes() == Sizes{3, 0, 2});
}

TEST_CASE("views and outs are what operations read and write", "[graph][tensor]") {
  Tensor tensor = counting({2, 2});
  const Out out = tensor.out();
  out.as<float>()[3] = 10;
  const View view = out;
  CHECK(view.rank() == 2);
  CHECK(view.elements() == 4);
  CHECK(view.bytes() == 16);
  CHECK(view.span<float>()[3] == 10);
  CHECK(out.span<float>().size() == 4);
  CHECK((out.rank() == 2 && out.elements() == 4 && out.bytes() == 16));
}
