// Catch2 2 has its main in the header and takes 8 s to compile it: once, here. Catch2 3 links one.
#if __has_include(<catch2/catch.hpp>)
#define CATCH_CONFIG_MAIN
#endif
#include "catch.hpp"
