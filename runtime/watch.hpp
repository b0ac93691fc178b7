#pragma once

#include <cstdint>
#include <span>

#include <nabla/graph/view.hpp>

namespace nabla::detail {

/// Is told of each instruction of a call, on the thread of the caller.
class Watch {
 public:
  virtual ~Watch() = default;
  /// Before the first; the parameters are locked.
  virtual void start() {}
  /// With what it has computed; an exception ends the call.
  virtual void end(std::uint32_t instruction, std::span<const Out> results) = 0;
};

}  // namespace nabla::detail
