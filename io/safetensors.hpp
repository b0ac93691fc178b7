#pragma once

#include <map>
#include <string>

#include <nabla/graph/tensor.hpp>
#include <nabla/graph/where.hpp>

namespace nabla {

/// What a safetensors file holds (https://github.com/huggingface/safetensors): tensors by name, and notes.
struct Safetensors {
  std::map<std::string, Tensor, std::less<>> tensors;
  std::map<std::string, std::string, std::less<>> metadata;
};

/// Writes the tensors, f32 f64 i32 i64 b8 as F32 F64 I32 I64 BOOL, in the order of the format's reference: by the size
/// of their entries, then by name. Atomic, as AtomicFile is. The same content gives the same bytes. Error for a name
/// that is not UTF-8 or is "__metadata__", for more than 64 axes, and when the file cannot be written.
void write_safetensors(const std::string& path, const Safetensors& content, Where where = Where::here());

/// Reads such a file, bit for bit. Error, with the path and the reason, for anything that the format does not allow:
/// names or keys that come twice, offsets that overlap, leave holes or do not fit the sizes, bytes after the last
/// tensor, a header of over 100 MB; and for a dtype that nabla does not have. No more memory is taken than the file is
/// large, whatever it says.
Safetensors read_safetensors(const std::string& path, Where where = Where::here());

}  // namespace nabla
