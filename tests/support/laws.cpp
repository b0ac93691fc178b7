#include "support/laws.hpp"

namespace nabla::test {

const std::vector<Law>& laws() {
  static const std::vector<Law> all = [] {
    std::vector<Law> list;
    add_elementwise_laws(list);
    add_activation_laws(list);
    add_axes_laws(list);
    add_shapes_laws(list);
    add_index_laws(list);
    add_products_laws(list);
    add_linear_algebra_laws(list);
    add_losses_laws(list);
    add_random_laws(list);
    add_barriers_laws(list);
    return list;
  }();
  return all;
}

}  // namespace nabla::test
