#include "support/references.hpp"

namespace nabla::test {

const std::vector<Reference>& references() {
  static const std::vector<Reference> all = [] {
    std::vector<Reference> list;
    add_elementwise_references(list);
    add_activation_references(list);
    return list;
  }();
  return all;
}

}  // namespace nabla::test
