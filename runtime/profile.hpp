#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include <nabla/graph/where.hpp>

namespace nabla {

/// What a machine can do at most, in FLOP/s and bytes/s; 0 where it is not known. bench/probe measures it; nabla starts
/// no measurement by itself.
struct MachinePeak {
  double flops = 0, bytes = 0;
};

struct ProfileOptions {
  /// Calls that are timed, behind one that is not.
  std::size_t calls = 10;
  /// For shares of the peak.
  MachinePeak peak = {};
};

/// Where the time of a Function's calls goes. A call is a list of instructions, each of one node or of several that are
/// fused; an instruction's time and bytes are divided among its nodes in proportion to their FLOPs, so that operations
/// and lines have their shares.
///
/// FLOPs of a node: 2 m k n for a product, 1 an entry for an elementwise operation, 1 an entry of the operand for sum,
/// max and min, none for all others. Bytes: what an instruction reads and writes, each operand once.
struct Profile {
  struct Node {
    std::string operation;
    std::string name;  ///< empty where it has none
    std::string type;  ///< "f32[32, 512]"
    Where where;       ///< the user's line
    bool is_gradient = false;
    double flops = 0;  ///< a call
    double share = 1;  ///< of the instruction
  };
  struct Instruction {
    std::vector<Node> nodes;  ///< operands first
    double seconds = 0;       ///< of all calls
    double fastest = 0;       ///< seconds of the fastest
    std::size_t bytes = 0;    ///< a call
    double flops() const;     ///< a call
    /// "matmul + add_bias + relu"; of more than four operations the first three, and how many more.
    std::string operation() const;
  };
  /// When an instruction ran in the last call, in seconds from the call's beginning.
  struct Event {
    std::size_t instruction;
    double begin, seconds;
  };
  /// A line of a table: all that has the same key.
  struct Row {
    std::string key;
    std::size_t calls = 0;  ///< how often instructions with it were run
    double seconds = 0;     ///< of all calls
    double share = 0;       ///< of the instructions' time together, from 0 to 1
    double bytes = 0;       ///< of all calls, as the FLOPs
    double flops = 0;
  };

  std::size_t calls = 0;
  double seconds = 0;                     ///< of all calls, what stands around the instructions included
  std::vector<Instruction> instructions;  ///< as they run
  std::vector<Event> events;
  MachinePeak peak;

  /// Those with the most time first.
  std::vector<Row> by_instruction() const;
  std::vector<Row> by_operation() const;
  std::vector<Row> by_node() const;  ///< key: "relu "hidden" f32[32, 512] model.cpp:41"
  std::vector<Row> by_line() const;  ///< key: "model.cpp:41", and with " gradient" what grad() made for that line
};

/// Tables of the instructions, operations and lines with the most time, at most 20 rows each.
std::string to_string(const Profile& profile);
std::ostream& operator<<(std::ostream& out, const Profile& profile);

/// All of it as one JSON object: calls, seconds, peak, instructions with their nodes, and the rows by operation and by
/// line. Times in seconds.
std::string to_json(const Profile& profile);
/// The last call as a trace for chrome://tracing or ui.perfetto.dev.
std::string to_trace(const Profile& profile);

}  // namespace nabla
