#pragma once

#include <vector>

#include "data.hpp"
#include "model.hpp"
#include "options.hpp"

struct Epoch {
  double loss = 0;            // mean over the epoch's batches
  double train_accuracy = 0;  // likewise
  double test_accuracy = 0;   // after it
  double seconds = 0;         // of training
};

/// Trains the model's weights; prints progress and a table of the epochs.
std::vector<Epoch> train(const Network& model, const Dataset& training, const Dataset& test, const Options& options);
