#include <nabla/eigen.hpp>

#include <nabla/runtime/function.hpp>

#include "catch.hpp"
#include "support/runtime_ops.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

const Tensor numbers = Tensor::from_vector<float>({2, 3}, {1, 2, 3, 4, 5, 6});

}  // namespace

TEST_CASE("row-major Eigen arrays are borrowed") {
  const RowMajorMatrix<float> m = eigen_map<float>(numbers);
  CHECK(same_bits(m, numbers));
  CHECK(Tensor(m).view().data == reinterpret_cast<const std::byte*>(m.data()));
  const Eigen::Map<const RowMajorMatrix<float>> map(m.data(), 2, 3);
  CHECK(Tensor(map).view().data == reinterpret_cast<const std::byte*>(m.data()));
  const Eigen::Array<std::int32_t, 2, 2, Eigen::RowMajor> a = Eigen::Array<std::int32_t, 2, 2, Eigen::RowMajor>::Ones();
  CHECK(same_bits(a, Tensor::ones(i32, {2, 2})));
  CHECK(Tensor(a).view().data == reinterpret_cast<const std::byte*>(a.data()));
}

TEST_CASE("column-major arrays, blocks and expressions are copied") {
  const Eigen::MatrixXf m = eigen_map<float>(numbers);
  CHECK(same_bits(m, numbers));
  CHECK(same_bits(Tensor(m + m), Tensor::from_vector<float>({2, 3}, {2, 4, 6, 8, 10, 12})));
  const RowMajorMatrix<float> rows = m;
  CHECK(same_bits(Tensor(rows.block(0, 1, 2, 2)), Tensor::from_vector<float>({2, 2}, {2, 3, 5, 6})));
  CHECK(same_bits(Tensor((m.array() > 3).eval()), Tensor::from_vector<bool>({2, 3}, {0, 0, 0, 1, 1, 1})));
}

TEST_CASE("Eigen's vectors have rank 1") {
  const Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(3, 1, 3);
  const Eigen::RowVector3d r(1, 2, 3);
  CHECK(same_bits(v, Tensor::from_vector<double>({3}, {1, 2, 3})));
  CHECK(same_bits(r, v));
  CHECK(Tensor(v).view().data == reinterpret_cast<const std::byte*>(v.data()));
  CHECK(
      same_bits(Tensor(Eigen::MatrixXf(eigen_map<float>(numbers)).row(1)), Tensor::from_vector<float>({3}, {4, 5, 6})));
  CHECK(same_bits(Eigen::VectorXf(), Tensor::zeros(f32, {0})));
}

TEST_CASE("a tensor is an Eigen matrix without a copy, to read and to write") {
  Tensor t = numbers, v = Tensor::zeros(f64, {3});
  CHECK(eigen_map<float>(t).data() == t.span<float>().data());
  CHECK(eigen_map<float>(t)(1, 0) == 4);
  mutable_eigen_map<float>(t)(1, 0) = 7;
  CHECK(t.at<float>({1, 0}) == 7);
  CHECK(numbers.at<float>({1, 0}) == 4);
  mutable_eigen_map<double>(v).col(0) = Eigen::Vector3d(1, 2, 3);
  CHECK(v.at<double>({2}) == 3);
  CHECK(eigen_map<float>(Tensor(2.0F))(0, 0) == 2);
  CHECK_THROWS_WITH(eigen_map<double>(t), "the tensor holds f32, not f64: cast() converts");
  CHECK_THROWS_WITH(eigen_map<float>(Tensor::zeros(f32, {1, 1, 1})),
                    "eigen_map: a tensor of size [1, 1, 1] is no matrix or vector");
}

TEST_CASE("a Function is fed Eigen arrays") {
  const Expr x = input("x", f32, {Dim("n"), 3}), r = input("r", f32, {3});
  const Function f({x, r}, {less_row(x, r)});
  const Eigen::MatrixXf m = eigen_map<float>(numbers);
  const auto results = f(m, Eigen::Vector3f(1, 1, 1));
  CHECK(eigen_map<float>(results[0]) == (m.array() - 1).matrix());
}
