#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace nabla::tool {

using Json = nlohmann::ordered_json;

/// The text of a JSON value, with what is not UTF-8 replaced, and a newline. NaN and infinities are null.
inline std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nabla::tool
