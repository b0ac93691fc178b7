// Values against arithmetic of 50 digits. The data is written by tests/reference/make.py.

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include <nabla/graph/dag.hpp>

#include "catch.hpp"
#include "support/laws.hpp"
#include "support/pointwise.hpp"
#include "support/references.hpp"
#include "support/ulps.hpp"

using namespace nabla;
using namespace nabla::test;

namespace {

/// The rows of one dtype: each argument's column, and the exact values.
struct Rows {
  std::vector<Numbers> arguments;
  std::vector<long double> exact;
};

Rows read_rows(const std::string& name, DType dtype) {
  std::ifstream file(std::string(NABLA_TEST_REFERENCE_DATA) + "/" + name + ".txt");
  Rows rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "f32" || line == "f64") {
      inside = line == to_string(dtype);
    } else if (inside) {
      std::istringstream texts(line);
      std::vector<long double> row;
      for (std::string text; texts >> text;) row.push_back(std::strtold(text.c_str(), nullptr));
      rows.arguments.resize(row.size() - 1);
      for (std::size_t i = 0; i + 1 < row.size(); ++i) rows.arguments[i].push_back(static_cast<double>(row[i]));
      rows.exact.push_back(row.back());
    }
  }
  return rows;
}

struct Worst {
  double ulps = 0;
  std::string where;
};

template <class T>
Worst worst_of(const Reference& reference, const Rows& rows, const Tensor& results) {
  Worst worst;
  for (std::size_t i = 0; i < rows.exact.size(); ++i) {
    const T y = results.span<T>()[i];
    double error = ulps(y, rows.exact[i]);
    if (std::abs(rows.exact[i]) < reference.floor && std::isfinite(y))
      error = ulps(static_cast<T>(reference.floor), reference.floor + (y - rows.exact[i]));
    if (error <= worst.ulps) continue;
    worst = {error, ""};
    for (const Numbers& argument : rows.arguments) worst.where += attr_text(argument[i]) + " ";
    worst.where += "gives " + attr_text(double(y)) + ", not " + attr_text(static_cast<double>(rows.exact[i]));
  }
  return worst;
}

Worst measure(const Reference& reference, DType dtype) {
  const Rows rows = read_rows(reference.name, dtype);
  REQUIRE(rows.exact.size() > 50);
  const Sizes sizes{static_cast<std::int64_t>(rows.exact.size())};
  Exprs operands;
  for (const Numbers& argument : rows.arguments) operands.push_back(constant(tensor(dtype, sizes, argument)));
  const Tensor results = evaluate(reference.apply(operands));
  return dtype == f32 ? worst_of<float>(reference, rows, results) : worst_of<double>(reference, rows, results);
}

/// Does the operation take each number, or pair of numbers, of a dtype to a number of that dtype?
bool is_function_of_floats(const Expr& node) {
  const auto same_dtype = [&](const Expr& operand) { return operand.dtype() == node.dtype(); };
  return node->op().is_elementwise() && !node->op().is_identity() && is_float(node.dtype()) &&
         !node->operands().empty() && std::ranges::all_of(node->operands(), same_dtype);
}

void add_functions(std::set<std::string>& names, const Expr& result) {
  const Dag dag = freeze(Exprs{result});
  for (Vertex v = 0; v < num_vertices(dag); ++v)
    if (is_function_of_floats(dag[v])) names.emplace(dag[v]->op().name());
}

Exprs inputs_of(const Law& law) {
  Exprs inputs;
  for (const OperandLaw& operand : law.operands)
    inputs.push_back(input("x", operand.boolean ? b8 : operand.integer ? i32 : f64, Shape(operand.sizes)));
  return inputs;
}

}  // namespace

TEST_CASE("functions of one or two numbers are within their ULPs of the exact values") {
  const bool report = std::getenv("NABLA_TEST_REPORT") != nullptr;  // what docs/conventions.md quotes
  for (const Reference& reference : references())
    for (const DType dtype : {f32, f64}) {
      INFO(reference.name << ", " << to_string(dtype));
      const Worst worst = measure(reference, dtype);
      INFO(worst.where);
      CHECK(worst.ulps <= reference.ulps);
      if (report)
        std::cout << reference.name << ", " << to_string(dtype) << ": " << worst.ulps << " ULP, " << worst.where
                  << "\n";
    }
}

TEST_CASE("every elementwise operation on floats has reference values") {
  std::set<std::string> tested{"add_bias", "print"}, functions;  // one adds, of other shapes, one shows
  for (const Reference& reference : references()) {
    const Expr x = input("x", f64, {}), y = input("y", f64, {});
    add_functions(tested, reference.apply({x, y}));
  }
  for (const Law& law : laws()) add_functions(functions, law.apply(inputs_of(law)));
  for (const std::string& name : functions) {
    INFO(name);
    CHECK(tested.contains(name));
  }
}
