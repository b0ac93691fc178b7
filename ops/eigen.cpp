#include <nabla/ops/eigen.hpp>

#include <string>

#include <nabla/graph/error.hpp>

namespace nabla::detail {
namespace {

template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Place {
  Eigen::Index rows, columns;
  std::size_t offset;
};

Place place_of(const View& stack, std::size_t i) {
  const std::int64_t rows = stack.sizes[stack.rank() - 2], columns = stack.sizes[stack.rank() - 1];
  return {rows, columns, i * static_cast<std::size_t>(rows * columns)};
}

}  // namespace

void read(const View& stack, std::size_t i, Matrix& matrix) {
  const auto [rows, columns, offset] = place_of(stack, i);
  dispatch_float(stack.dtype, [&, rows = rows, columns = columns, offset = offset]<class T>() {
    matrix = Eigen::Map<const RowMajor<T>>(stack.as<T>() + offset, rows, columns).template cast<double>();
  });
}

void read_transposed(const View& stack, std::size_t i, Matrix& matrix) {
  const auto [rows, columns, offset] = place_of(stack, i);
  dispatch_float(stack.dtype, [&, rows = rows, columns = columns, offset = offset]<class T>() {
    matrix = Eigen::Map<const RowMajor<T>>(stack.as<T>() + offset, rows, columns).transpose().template cast<double>();
  });
}

void write(const Matrix& matrix, const Out& stack, std::size_t i) {
  const auto [rows, columns, offset] = place_of(stack, i);
  dispatch_float(stack.dtype, [&, rows = rows, columns = columns, offset = offset]<class T>() {
    Eigen::Map<RowMajor<T>>(stack.as<T>() + offset, rows, columns) = matrix.cast<T>();
  });
}

void write(double number, const Out& numbers, std::size_t i) {
  dispatch_float(numbers.dtype, [&]<class T>() { numbers.as<T>()[i] = static_cast<T>(number); });
}

std::size_t count_of(const View& stack) {
  std::size_t count = 1;
  for (const std::int64_t size : stack.sizes.first(stack.rank() - 2)) count *= static_cast<std::size_t>(size);
  return count;
}

void fail(const View& stack, std::size_t i, const std::string& what) {
  std::string index;
  for (std::size_t axis = stack.rank() - 2; axis-- > 0;) {
    const auto size = static_cast<std::size_t>(stack.sizes[axis]);
    index = std::to_string(i % size) + (index.empty() ? "" : ", " + index);
    i /= size;
  }
  throw Error("the matrix " + (index.empty() ? "" : "at [" + index + "] ") + what);
}

void require_regular(const View& stack, std::size_t i, const Matrix& factor) {
  for (Eigen::Index row = 0; row < factor.rows(); ++row)
    if (factor(row, row) == 0) fail(stack, i, "is singular: pivot " + std::to_string(row) + " is 0");
}

}  // namespace nabla::detail
