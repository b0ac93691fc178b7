// A user's first program: the derivative of (x - 3)^2 at x = 5.
#include <iostream>
#include <nabla/nabla.hpp>

int main() {
  using namespace nabla;
  const Parameter x("x", Tensor::scalar(5.0));
  const Expr distance = square(x - 3);
  const Function slope({}, grad(distance, {x}));
  const double value = slope()[0].item<double>();
  std::cout << "d/dx (x - 3)^2 at 5 = " << value << '\n';
  return value == 4.0 ? 0 : 1;
}
