#pragma once
// Runs a body on a thread with a small stack, where recursion over a large graph would overflow at once.

#include <pthread.h>

#include <exception>
#include <stdexcept>

namespace nabla::test {

template <class Body>
void on_small_stack(Body body, std::size_t bytes = 256 * 1024) {
  struct Job {
    Body& body;
    std::exception_ptr error;
  } job{body, nullptr};
  const auto run = [](void* argument) -> void* {
    Job& mine = *static_cast<Job*>(argument);
    try {
      mine.body();
    } catch (...) {
      mine.error = std::current_exception();
    }
    return nullptr;
  };
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, bytes);
  pthread_t thread{};
  if (pthread_create(&thread, &attributes, run, &job) != 0) throw std::runtime_error("no thread");
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  if (job.error) std::rethrow_exception(job.error);
}

}  // namespace nabla::test
