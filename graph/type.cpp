#include <nabla/graph/type.hpp>

#include <ostream>

namespace nabla {

std::string to_string(const Type& type) { return std::string(to_string(type.dtype)) + to_string(type.shape); }

std::ostream& operator<<(std::ostream& out, const Type& type) { return out << to_string(type); }

}  // namespace nabla
