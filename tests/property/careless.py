"""Random models as careless people draw them: branches split by one kind of gateway and joined by another."""

from tests.property.models import Generator, Graph, Node


class Careless(Generator):
    """Grows models of which many can get stuck; the rest as the careful one draws it."""

    joins = ("xor", "and", "or")

    def _split(self, graph: Graph, depth: int, kind: str) -> tuple[Node, Node]:
        split, join = super()._split(graph, depth, kind)
        if self.random.random() < 0.4:
            join.kind = self.random.choice(self.joins)
        if self.random.random() < 0.3:
            self._leave_early(graph, join)
        return split, join

    def _choice(self, graph: Graph, depth: int, kind: str) -> tuple[Node, Node]:
        split, join = super()._choice(graph, depth, kind)
        if self.random.random() < 0.3:
            join.kind = "and"
        return split, join

    def _leave_early(self, graph: Graph, join: Node) -> None:
        """One of the branches may go to an end of its own instead of the join."""
        for node in list(graph.nodes.values()):
            if node.kind == "task" and len(node.outs) == 1 and node.outs[0][1] == join.id:
                choice, end = self._add(graph, "xor"), self._add(graph, "end")
                node.outs = [(node.outs[0][0], choice.id, None)]
                self._connect(choice, end)
                self._connect(choice, join)
                self._number(choice)
                return


class Plain(Careless):
    """Careless, without inclusive and complex joins: what those wait for depends on the order of things."""

    joins = ("xor", "and")

    def _choice(self, graph: Graph, depth: int, kind: str) -> tuple[Node, Node]:
        return self._split(graph, depth, "and")

    def _net(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        return self._split(graph, depth, "xor")

    def _complex(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        return self._split(graph, depth, "and")

    def _loop(self, graph: Graph, depth: int) -> tuple[Node, Node]:
        merge, after = super()._loop(graph, depth)
        merge.kind = "xor"
        return merge, after
