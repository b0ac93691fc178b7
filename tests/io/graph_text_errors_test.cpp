// Each mistake in a graph's text has its message.

#include <nabla/io/graph_text.hpp>

#include "catch.hpp"
#include "support/message.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// What is wrong with the text, under the weight "W" : f32[2].
std::string refusal(const std::string& text) {
  Safetensors weights;
  weights.tensors.emplace("W", Tensor::ones(f32, {2}));
  return message_of([&] { read_graph_text(text, "m", [&](const WeightsLine&) { return weights; }); });
}

/// The same for a text whose third line this is, after an input %0.
std::string refusal_of_line(const std::string& line) {
  return refusal("nabla graph 1\n%0 : f32[n, 3] = input \"x\"\n" + line + "\nreturn %1\n");
}

}  // namespace

TEST_CASE("a text that a person wrote is read, with blanks and comments") {
  CHECK(refusal("nabla graph 1  # a network\r\n"
                "\n# its input\n\t%7 : f32[ n , 2 ]=input \"x\"at \"a.cpp\":3\n"
                "%3:f32[n,2] = mul %7 , %7 \"y\" gradient of %7\n"
                "%4 : f32[2] = constant [ 1, 2.50e0 ]\n return %3,%4") ==
        "m:7:14: the last line does not end: the file was cut\n   return %3,%4\n               ^");
  CHECK(refusal("nabla graph 1\n%7 : f32[n] = input \"x\"\nreturn %7\n") == "(no error)");
}

TEST_CASE("what is no graph of this version is named") {
  CHECK(refusal("") == "m:1:1: not a graph of nabla: the first line should be \"nabla graph 1\"\n  \n  ^");
  CHECK(refusal("digraph {}\n") ==
        "m:1:1: not a graph of nabla: the first line should be \"nabla graph 1\"\n  digraph {}\n  ^");
  CHECK(refusal("nabla graph 2\n") ==
        "m:1:13: version 2 of the format, written by a later nabla; this nabla reads version 1\n"
        "  nabla graph 2\n              ^");
  CHECK(refusal("nabla graph 1\n") == "m:2:1: the line with return is missing: the file was cut\n  \n  ^");
}

TEST_CASE("a node that is not defined above its use is named, and a cycle with its path") {
  CHECK(refusal_of_line("%1 : f32[n, 3] = tanh %5") ==
        "m:3:23: %5 is not defined\n  %1 : f32[n, 3] = tanh %5\n                        ^");
  CHECK(refusal_of_line("%1 : f32[n, 3] = tanh %5\n%5 : f32[n, 3] = tanh %0") ==
        "m:3:23: %5 is not defined yet: a line can use those above it\n  %1 : f32[n, 3] = tanh %5\n"
        "                        ^");
  CHECK(refusal_of_line("%1 : f32[n, 3] = tanh %1") ==
        "m:3:23: a cycle: %1 -> %1\n  %1 : f32[n, 3] = tanh %1\n                        ^");
  CHECK(refusal_of_line("%1 : f32[n, 3] = add %0, %2\n%2 : f32[n, 3] = tanh %4\n%4 : f32[n, 3] = tanh %1") ==
        "m:3:26: a cycle: %1 -> %2 -> %4 -> %1\n  %1 : f32[n, 3] = add %0, %2\n                           ^");
  CHECK(refusal_of_line("%0 : f32[n, 3] = tanh %0") == "m:3:1: %0 is defined twice\n  %0 : f32[n, 3] = tanh %0\n  ^");
  CHECK(refusal_of_line("%1 : f32[n, 3] = tanh %0 gradient of %9") ==
        "m:3:38: %9 is not defined\n  %1 : f32[n, 3] = tanh %0 gradient of %9\n" + std::string(39, ' ') + "^");
}

TEST_CASE("an operation that does not exist is named with its like, and attributes that do not fit") {
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = reluu %0")) ==
        "m:3:18: there is no operation \"reluu\"; did you mean \"relu\" or \"elu\"?");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = zzzzzzzzzz %0")) ==
        "m:3:18: there is no operation \"zzzzzzzzzz\"");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = softmax %0")) ==
        "m:3:28: softmax: the attribute \"axis\" is missing");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = softmax %0 {axis = 1, b = 2}")) ==
        "m:3:29: softmax: there is no attribute \"b\"");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = softmax %0 {axis = x}")) ==
        "m:3:29: softmax: expected an integer, got \"x\"");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = softmax %0 {axis = 1, axis = 2}")) ==
        "m:3:40: the attribute \"axis\" comes twice");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = softmax %0 {axis = 1")) ==
        "m:3:38: expected , or }, got the end of the line");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = tanh %0, %0")) == "m:3:18: tanh: 2 operands, not 1");
  CHECK(first_line(refusal_of_line("%1 : f32[] = parameter %0 \"W\"")) == "m:3:14: \"parameter\" has no operands");
}

TEST_CASE("a type that does not follow, is none or overflows is named") {
  CHECK(refusal_of_line("%1 : f64[n, 3] = tanh %0") ==
        "m:3:6: the type does not follow from the operands: expected f32[n, 3], got f64[n, 3]\n"
        "  %1 : f64[n, 3] = tanh %0\n       ^");
  CHECK(first_line(refusal_of_line("%1 : f16[n, 3] = tanh %0")) ==
        "m:3:6: expected one of f32, f64, i32, i64, b8, got \"f16\"");
  CHECK(first_line(refusal_of_line("%1 : f32 = tanh %0")) ==
        "m:3:6: expected a type such as f32[batch, 784], got \"f32\"");
  CHECK(first_line(refusal_of_line("%1 : f32[-3] = tanh %0")) == "m:3:6: a size is negative: -3");
  CHECK(first_line(refusal_of_line("%1 : f32[9223372036854775808] = tanh %0")) ==
        "m:3:6: the size 9223372036854775808 overflows 64 bits");
  CHECK(first_line(refusal_of_line("%1 : f32[4294967296, n, 4294967296] = input \"y\"")) ==
        "m:3:6: the sizes [4294967296, 4294967296] overflow");
  CHECK(first_line(refusal_of_line("%1 : f32[4611686018427387904] = input \"y\"")) ==
        "m:3:6: the sizes [4611686018427387904] overflow");
  CHECK(first_line(refusal_of_line("%1 : f32[3, n] = matmul %0, %0 {transpose_a = false, transpose_b = false}")) ==
        "m:3:18: matmul: inner sizes differ: 3 and n");
  std::string sum = "a";
  for (int i = 0; i < 2000; ++i) sum += "+a" + std::to_string(i);
  CHECK(first_line(refusal_of_line("%1 : f32[" + sum + "] = input \"y\"")) ==
        "m:3:6: the symbolic sizes have more than 1024 terms or factors");
}

TEST_CASE("a weight that is missing, left over or of another type is named") {
  const std::string head = "nabla graph 1\nweights \"w\"\n";
  const std::string W = "%0 : f32[2] = parameter \"W\"\n";
  REQUIRE(refusal(head + W + "return %0\n") == "(no error)");
  CHECK(first_line(refusal("nabla graph 1\n" + W + "return %0\n")) ==
        "m:2:28: a weight is needed, but the text has no line that names the weights");
  CHECK(first_line(refusal(head + "%0 : f32[2] = parameter \"W1\"\nreturn %0\n")) ==
        "m:3:29: w has no weight \"W1\"");
  CHECK(first_line(refusal(head + "%0 : f64[2] = parameter \"W\"\nreturn %0\n")) ==
        "m:3:6: the weight \"W\" is f32[2], not f64[2]");
  CHECK(first_line(refusal(head + "%0 : f32[2] = input \"W\"\nreturn %0\n")) ==
        "m:2:1: w has the weight \"W\", which no line of the graph uses");
  CHECK(first_line(refusal("nabla graph 1\nweights \"../w\"\n")) ==
        "m:2:9: the weights are a file in the same folder, not \"../w\"");
}

TEST_CASE("a constant that does not fit its type is named") {
  CHECK(first_line(refusal_of_line("%1 : f32[2] = constant [1, 2, 3]")) == "m:3:15: 3 entries for f32[2]");
  CHECK(first_line(refusal_of_line("%1 : f32[1, 2] = constant [1, 2]")) ==
        "m:3:18: the brackets are not those of f32[1, 2]");
  CHECK(first_line(refusal_of_line("%1 : i32[] = constant 3000000000")) == "m:3:14: \"3000000000\" is not an i32");
  CHECK(first_line(refusal_of_line("%1 : b8[] = constant 1")) == "m:3:13: expected true or false, got \"1\"");
  CHECK(first_line(refusal_of_line("%1 : f32[n] = constant 1")) == "m:3:6: a constant has no symbolic sizes");
  CHECK(first_line(refusal_of_line("%1 : f32[] = constant")) ==
        "m:3:22: expected entries, or weight and its name, got the end of the line");
}

TEST_CASE("a line that is not as it should be is named with what was expected") {
  CHECK(refusal_of_line("%1 = tanh %0") == "m:3:4: expected : and a type, got \"=\"\n  %1 = tanh %0\n     ^");
  CHECK(first_line(refusal_of_line("hello")) == "m:3:1: expected a node such as %0, or return, got \"hello\"");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] tanh %0")) ==
        "m:3:6: expected a type such as f32[batch, 784], got \"f32[n, 3] tanh %0\"");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = tanh %0 what")) ==
        "m:3:26: expected the end of the line, got \"what\"");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = tanh %0 \"y")) ==
        "m:3:26: the quote that begins here does not end on its line");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = tanh %0 \"\\q\"")) ==
        "m:3:27: no such escape: there are \\\\, \\\", \\n, \\t and \\x1b");
  CHECK(first_line(refusal_of_line("%1 : f32[] = input")) ==
        "m:3:19: expected a name in quotes, got the end of the line");
  CHECK(first_line(refusal_of_line("%99999999999999999999 : f32[] = input \"y\"")) ==
        "m:3:2: the number of a node overflows 64 bits");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = tanh %0 \"\xE2\x88\x87\" %")) ==
        "m:3:30: expected the end of the line, got \"%\"");
  CHECK(first_line(refusal_of_line("%1 : f32[n, 3] = tanh %0\nreturn %1\nreturn %0")) ==
        "m:5:1: expected checksum, or the end of the file, got \"return\"");
}

TEST_CASE("a text that was changed does not have its checksum") {
  const std::string text = complete_text("%0 : f32[] = input \"x\"\nreturn %0\n", {});
  REQUIRE(refusal(text) == "(no error)");
  std::string changed = text;
  changed.replace(text.find("\"x\""), 3, "\"y\"");
  CHECK(first_line(refusal(changed)).starts_with("m:4:1: the text above has the checksum "));
  CHECK(first_line(refusal(changed)).ends_with(": it was changed; if by you, remove this line"));
}
