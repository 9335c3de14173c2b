import {
  type AppliedTree,
  type ClusterTree,
  type EnvironmentTree,
  everyObject,
  healthWords,
  loudestFirst,
  type ObjectHealth,
  type ReadyWord,
  type RootNode,
  type SourceNode,
  suspensionText,
  type TreeObject,
  treeVerdict,
} from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, code, line, list, message, type Span, tone } from "../document/index.ts";

/** One node with what hangs below it. */
interface Node {
  readonly words: readonly (string | Span)[];
  readonly below: readonly Node[];
}

/** An environment with its clusters, and in each what its agent applied: what is not well comes first. */
export function treeSection(tree: EnvironmentTree): readonly Block[] {
  const { environment, clusters, problem, at } = tree;
  const now = new Date(at);
  const below = clusters.map((each) => clusterNode(each, now));
  return [
    line(tone("strong", environment), "  ", verdictSpan(tree)),
    ...linesOf(below),
    ...(problem ? [line(message(problem.message)), ...problemDetails(problem.details)] : []),
  ];
}

function problemDetails(details: readonly string[]): readonly Block[] {
  return details.length > 0 ? [list(details.map((detail) => [message(detail)]))] : [];
}

function verdictSpan(tree: EnvironmentTree): Span {
  const verdict = treeVerdict(tree);
  if (verdict === "healthy") return tone("added", "healthy");
  return verdict === "unknown" ? tone("failed", "unknown") : tone("changed", "not converged");
}

function clusterNode({ cluster, tree }: ClusterTree, now: Date): Node {
  const words = ["cluster ", code(cluster)];
  if ("problem" in tree)
    return { words: [...words, "  ", tone("failed", "unknown"), "  ", message(tree.problem.message)], below: [] };
  const { source, root } = tree;
  const missing: Node = { words: [tone("failed", "no GitRepository"), " that it follows"], below: [] };
  return { words, below: [source ? sourceNode(source) : missing, rootNode(root, now)] };
}

function sourceNode({ object, ready, message: said, revision }: SourceNode): Node {
  return { words: [object, "  ", ...readyWords(ready, said), ...revisionWords("fetched", revision)], below: [] };
}

function rootNode(
  { object, ready, message: said, revision, stale, suspended, suspension, ...tree }: RootNode,
  now: Date,
): Node {
  const keeping = suspended ? ["  ", tone("warned", suspensionText(suspension ?? {}, now))] : [];
  const late = stale && !suspended ? ["  ", tone("changed", "has not looked at the newest request yet")] : [];
  return {
    words: [object, "  ", ...readyWords(ready, said), ...revisionWords("applied", revision), ...keeping, ...late],
    below: objectNodes(tree),
  };
}

function readyWords(ready: ReadyWord, said: string): readonly (string | Span)[] {
  if (ready === "True") return [tone("added", "ready")];
  const [first = ""] = said.split("\n");
  return [
    tone(ready === "False" ? "failed" : "changed", ready === "False" ? "not ready" : "in progress"),
    ": ",
    message(first),
  ];
}

function revisionWords(verb: string, revision: string | undefined): readonly string[] {
  return [`  ${revision === undefined ? `nothing ${verb} yet` : `${verb} ${shortRevision(revision)}`}`];
}

/** `main@4c1f2ab` */
function shortRevision(revision: string): string {
  return revision.replace(/sha1:([0-9a-f]{7})[0-9a-f]{33}$/, "$1");
}

function objectNodes({ objects }: Pick<AppliedTree, "objects">): readonly Node[] {
  return loudestFirst(objects).map(objectNode);
}

const tones: Readonly<Record<ObjectHealth, Span["tone"] & string>> = {
  Current: "added",
  InProgress: "changed",
  Terminating: "changed",
  Failed: "failed",
  NotFound: "failed",
  Unknown: "failed",
};

function objectNode({ object, health, message: said, applied }: TreeObject): Node {
  const shown = tone(tones[health], healthWords[health]);
  return {
    words: [
      object,
      "  ",
      shown,
      ...(said === "" ? [] : ["  ", message(said)]),
      ...(applied ? revisionWords("applied", applied.revision) : []),
      ...(applied?.suspended ? ["  ", tone("warned", "suspended")] : []),
    ],
    below: applied ? objectNodes(applied) : [],
  };
}

function linesOf(nodes: readonly Node[], indent = ""): readonly Block[] {
  return nodes.flatMap(({ words, below }, index) => {
    const isLast = index === nodes.length - 1;
    return [
      line(tone("quiet", `${indent}${isLast ? "└─ " : "├─ "}`), ...words),
      ...linesOf(below, `${indent}${isLast ? "   " : "│  "}`),
    ];
  });
}

/** How many objects there are, and how many of them are not well. */
export function treeCount(trees: readonly EnvironmentTree[]): readonly Block[] {
  const objects = trees.flatMap(({ clusters }) =>
    clusters.flatMap(({ tree }) => ("root" in tree ? everyObject(tree.root) : [])),
  );
  const unwell = objects.filter(({ health }) => health !== "Current").length;
  return [
    line(`${counted(objects.length, "object")}, ${unwell === 0 ? "all of them current" : `${unwell} not current`}.`),
  ];
}
