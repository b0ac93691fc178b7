#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>

#include <nabla/runtime/group.hpp>
#include <nabla/runtime/kernel.hpp>

namespace nabla::detail {

/// The kernels of a plan's groups. Groups that differ only in the nodes whose values they read and write share one: the
/// steps of an unrolled loop are compiled once, and what runs them stays in the caches.
class GroupKernels {
 public:
  std::shared_ptr<const Kernel> kernel(Group group);

 private:
  struct Made {
    Group group;
    std::shared_ptr<const Kernel> kernel;
  };
  std::unordered_multimap<std::size_t, Made> made_;  // by hash
};

}  // namespace nabla::detail
