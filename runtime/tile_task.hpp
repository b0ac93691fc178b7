#pragma once

#include <cstddef>

#include <nabla/runtime/tile_program.hpp>

namespace nabla::detail {

/// Runs a program: the tiles of all parts, then what needs all of them.
class TileTask final : public Task {
 public:
  explicit TileTask(TileProgram program);

  std::size_t phases() const override { return phases_; }
  std::size_t parts(std::size_t phase) const override { return phase == 0 ? p_.parts : 1; }
  std::size_t shared_bytes() const override { return p_.parts == 1 ? 0 : p_.parts * part_states_; }
  std::size_t own_bytes() const override { return p_.own_bytes; }
  void run(const Frame& frame, std::size_t phase, std::size_t first, std::size_t last) const override;

  /// The same with a place for the entries of slots in shared memory.
  void run(const Frame& frame, std::byte* shared, std::size_t phase, std::size_t first, std::size_t last) const;

 private:
  class Run;

  TileProgram p_;
  std::size_t part_states_;
  std::size_t phases_;
};

}  // namespace nabla::detail
