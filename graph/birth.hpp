#pragma once
// Private: what Provenance and Scope set for the nodes made on this thread.

#include <cstdint>

#include <nabla/graph/where.hpp>

namespace nabla {

struct Birth {
  Where where;
  std::uint64_t origin = 0;
  std::uint32_t scope = 0;
};
extern thread_local constinit Birth birth;

}  // namespace nabla
