// A function that is traced once for each signature and then runs without the host.
#pragma once

#include <list>
#include <mutex>
#include <string>

#include "core/graph/graph.h"

namespace mixgrad {

class CompiledFunction final : public Object {
 public:
  const Class& cls() const override;
  CompiledFunction(Value function, size_t most_graphs) : function_(std::move(function)), most_graphs_(most_graphs) {}

  std::vector<Tensor> call(Context& context, const std::vector<Tensor>& inputs);
  // The graph that serves these inputs; traced now if there is none.
  Ref<Graph> graph_for(Context& context, const std::vector<Tensor>& inputs);
  int64_t traces() const { return traces_.load(std::memory_order_relaxed); }

 private:
  struct Entry {
    std::string key;
    Ref<Graph> graph;
  };
  Ref<Graph> find(const std::string& key);
  Ref<Graph> find(Context& context, const std::vector<Tensor>& inputs);
  void keep(std::string key, Ref<Graph> graph);

  Value function_;
  size_t most_graphs_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the one used last first
  std::atomic<int64_t> traces_{0};
};

}  // namespace mixgrad
