#pragma once
// Each command of the program is a function in a file of its own.

#include <functional>

namespace CLI {
class App;
}

namespace nabla::tool {

enum ExitCode : int { success = 0, differs = 1, wrong = 2 };

/// What a command does once its options have been read; what it returns is the program's exit code.
using Action = std::function<int()>;

/// These give a command its options. They come from nowhere but the command line, so errors name no line of ours.
Action check(CLI::App& command);
Action diff(CLI::App& command);
Action dot(CLI::App& command);
Action grad(CLI::App& command);
Action html(CLI::App& command);
Action profile(CLI::App& command);
Action rewrite(CLI::App& command);
Action run(CLI::App& command);
Action show(CLI::App& command);

}  // namespace nabla::tool
