// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/pipeline.hpp"

#include "engine/base/error.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <functional>
#include <queue>

namespace tilscape {

namespace {

using Graph = boost::adjacency_list<boost::setS, boost::vecS, boost::bidirectionalS>;

Graph dependencies(const std::vector<std::shared_ptr<const Behaviour>>& behaviours) {
  Graph graph(behaviours.size());
  for (std::size_t w = 0; w < behaviours.size(); ++w)
    for (std::size_t r = 0; r < behaviours.size(); ++r)
      if (w != r && behaviours[w]->touched().comes_before(behaviours[r]->touched())) add_edge(w, r, graph);
  return graph;
}

/// Kahn's order with the place in the scenario as the tie-break, so that the order is the reader's wherever
/// it may be.
std::vector<std::size_t> stable_order(const Graph& graph) {
  std::vector<std::size_t> waiting(num_vertices(graph));
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t v = 0; v < waiting.size(); ++v) {
    waiting[v] = in_degree(v, graph);
    if (waiting[v] == 0) ready.push(v);
  }
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t v = ready.top();
    ready.pop();
    order.push_back(v);
    for (auto [e, end] = out_edges(v, graph); e != end; ++e)
      if (--waiting[target(*e, graph)] == 0) ready.push(target(*e, graph));
  }
  return order;
}

/// The columns that go round: for the message.
std::string cycle(const Graph& graph, const std::vector<std::shared_ptr<const Behaviour>>& behaviours) {
  std::vector<std::size_t> component(num_vertices(graph));
  boost::strong_components(graph, component.data());
  std::string text;
  for (auto [e, end] = edges(graph); e != end; ++e) {
    const std::size_t w = source(*e, graph);
    const std::size_t r = target(*e, graph);
    if (component[w] != component[r]) continue;
    if (!text.empty()) text += ", ";
    text += behaviours[w]->name() + " -> " + behaviours[r]->name();
  }
  return text;
}

}  // namespace

Pipeline make_pipeline(const std::vector<std::shared_ptr<const Behaviour>>& behaviours) {
  const Graph graph = dependencies(behaviours);
  const auto order = stable_order(graph);
  if (order.size() != behaviours.size())
    throw UsageError("behaviours wait for each other's columns: " + cycle(graph, behaviours));
  Pipeline pipeline;
  for (const std::size_t v : order) {
    pipeline.stages.push_back({behaviours[v].get(), pipeline.acts});
    pipeline.acts += behaviours[v]->acts();
  }
  if (pipeline.acts > Hazards::max_acts)
    throw UsageError("an agent type has more than " + std::to_string(Hazards::max_acts) + " competing acts");
  return pipeline;
}

}  // namespace tilscape
