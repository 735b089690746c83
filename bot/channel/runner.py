"""Rasa's graph, run by its nodes in an order that is worked out once.

Rasa's own runner lets dask plan the dozen nodes anew for every parse and every prediction, three
times a turn: a tenth of it. Nothing here runs in parallel there either.
"""

from __future__ import annotations

from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from rasa.core.agent import Agent
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

_Step = tuple[str, GraphNode, tuple[str, ...]]


class InOrder(GraphRunner):
    """Has the nodes that another runner made, and gives what that one gives."""

    def __init__(self, other: DaskGraphRunner) -> None:
        self._schema: GraphSchema = other._graph_schema
        self._nodes: dict[str, GraphNode] = other._instantiated_nodes
        self._steps = lru_cache(maxsize=16)(self._planned)

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> InOrder:
        """As Rasa's."""
        made = DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks)
        return cls(made)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """As Rasa's. Raises what the nodes raise: GraphRunError if an input is missing."""
        wanted = tuple(targets or self._schema.target_names)
        found = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in self._steps(wanted):
            found[name] = node(*(found.get(need, need) for need in needs))
        return dict(found[name] for name in wanted)

    def _planned(self, targets: tuple[str, ...]) -> tuple[_Step, ...]:
        nodes = self._schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        order = TopologicalSorter(needs).static_order()
        return tuple((name, self._nodes[name], needs[name]) for name in order if name in nodes)


def run_in_order(agent: Agent) -> None:
    """Gives the agent's processor, if it has one, this runner; once for each model loaded."""
    processor = agent.processor
    if processor is not None and isinstance(processor.graph_runner, DaskGraphRunner):
        processor.graph_runner = InOrder(processor.graph_runner)
