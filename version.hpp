#pragma once
// The one place where the version is written: CMakeLists.txt reads it from here.

#define NABLA_VERSION_MAJOR 0
#define NABLA_VERSION_MINOR 1
#define NABLA_VERSION_PATCH 0

/// One number for #if: 10000 * major + 100 * minor + patch.
#define NABLA_VERSION (10000 * NABLA_VERSION_MAJOR + 100 * NABLA_VERSION_MINOR + NABLA_VERSION_PATCH)
