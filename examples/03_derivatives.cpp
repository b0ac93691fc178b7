// Lesson 3: every kind of derivative of one model, all of them expressions: along and against the graph, whole
// Jacobians and Hessians, one for each example of a batch; and gradients that somebody else wrote.

#include <cmath>
#include <iostream>

#include <nabla/nabla.hpp>

using namespace nabla;

int main() {
  // A layer and a loss of one example.
  const Expr w = input("w", f64, {3, 2}), x = input("x", f64, {3}), target = input("target", f64, {2});
  const Expr y = tanh(matmul(x, w));
  const Expr loss = sum(square(y - target));

  // [readme]
  const Expr dy = input("dy", f64, {2}), dx = input("dx", f64, {3});
  const Expr pulled = vjp({y}, {x}, {dy})[0];           // dy · ∂y/∂x: against the graph
  const Expr pushed = jvp({y}, {x}, {dx})[0];           // ∂y/∂x · dx: along it
  const Expr J = jacobian(y, x), H = hessian(loss, x);  // [2, 3] and [3, 3]
  const Expr H_dx = hvp(loss, x, dx);                   // H · dx, without H
  const Dim batch{"batch"};
  const Expr xs = input("xs", f64, {batch, 3});
  const Expr each = vmap(grad(loss, w), {{x, xs}});  // a gradient per example: [batch, 3, 2]
  // [readme]

  const Tensor at_w = Tensor::from_vector<double>({3, 2}, {.1, .2, .3, -.4, .5, .6}), at_x = std::vector{1., -1., 2.};
  const Tensor at_target = std::vector{0., 1.}, at_dx = std::vector{1., 2., 3.}, at_dy = std::vector{5., 7.};
  const Tensor at_xs = Tensor::from_vector<double>({2, 3}, {1, -1, 2, 0, 1, 0});
  const Function all({w, x, target, dy, dx, xs}, {pulled, pushed, J, matmul(J, dx), matmul(H, dx), H_dx, each});
  const std::vector<Tensor> values = all(at_w, at_x, at_target, at_dy, at_dx, at_xs);
  std::cout << "dy . dy/dx   " << values[0] << "\ndy/dx . dx   " << values[1] << "\nJacobian     " << values[2]
            << "\nJ . dx       " << values[3] << "\nH . dx       " << values[4] << "\nhvp          " << values[5]
            << "\nper example  " << values[6] << "\n\n";

  const GradientReport graph = verify_gradient({y, loss}, {w, x}, {{w, at_w}, {x, at_x}, {target, at_target}});
  std::cout << graph << '\n';

  // A gradient without any graph: plain C++ functions.
  const GradientReport hand_written =
      verify_gradient([](const std::vector<double>& p) { return p[0] * std::sin(p[1]); },
                      [](const std::vector<double>& p) {
                        return std::vector{std::sin(p[1]), p[0] * std::cos(p[1])};
                      },
                      {0.3, 2.0});
  std::cout << hand_written;
  return graph.ok() && hand_written.ok() ? 0 : 1;
}
