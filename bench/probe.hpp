#pragma once
// What the machine can do at most, measured: the same run's yardstick.

#include <cstddef>
#include <functional>

#include "limit/team.hpp"

namespace bench {

/// Does `flop` floating-point operations as fused multiply-adds in registers, of the instruction set that nabla picked
/// (NABLA_ISA forces one), on all threads of the team: the time that no product can beat.
std::function<void()> peak_f32(limit::Team& team, double flop);
std::function<void()> peak_f64(limit::Team& team, double flop);

/// sum += x[i], by the team: what reading x from where it lies costs.
void read(limit::Team& team, const float* x, std::size_t n);
/// a[i] = b[i] + 3 c[i], by the team.
void triad(limit::Team& team, float* a, const float* b, const float* c, std::size_t n);

}  // namespace bench
