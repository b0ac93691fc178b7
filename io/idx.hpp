#pragma once

#include <string>

#include <nabla/graph/tensor.hpp>

namespace nabla {

/// Reads an IDX file, the format of MNIST and its kin, gzipped or plain: two zero bytes, the entries' type, the rank,
/// the sizes and the entries, big-endian (http://yann.lecun.com/exdb/mnist). Entries of any of its types (8 to 32 bit
/// integers, floats) are converted to `dtype` as Tensor::cast does. Error, with the path, for a file that is missing,
/// is not IDX, is corrupt, ends early or goes on after the last entry.
Tensor read_idx(const std::string& path, DType dtype);

}  // namespace nabla
