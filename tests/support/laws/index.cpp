#include "support/laws/make.hpp"

namespace nabla::test {

void add_index_laws(std::vector<Law>& laws) {
  static_cast<void>(laws);
}

}  // namespace nabla::test
