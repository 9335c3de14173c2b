import { type EnvironmentTree, type HandledAgents, type TreeVerdict, treeVerdict } from "../../change/index.ts";

/** What `groundwork tree --json` prints. Within a version members are added, never changed. */
export interface TreeJson {
  readonly kind: "tree";
  readonly version: 1;
  readonly environments: readonly (EnvironmentTree & { readonly verdict: TreeVerdict })[];
}

/** What `groundwork reconcile`, `suspend` and `resume` print with `--json`. Within a version members are added, never changed. */
export interface HandledJson {
  readonly kind: AgentVerb;
  readonly version: 1;
  readonly environments: readonly HandledAgents[];
}

export type AgentVerb = "reconcile" | "suspend" | "resume";

/** What `groundwork logs --json` prints: one such line for each that was logged. */
export interface LogLineJson {
  readonly kind: "log";
  readonly version: 1;
  readonly cluster: string;
  readonly pod: string;
  /** As the agent wrote it: an object where it is JSON, else the text. */
  readonly line: unknown;
}

export function treeJson(trees: readonly EnvironmentTree[]): TreeJson {
  return { kind: "tree", version: 1, environments: trees.map((tree) => ({ ...tree, verdict: treeVerdict(tree) })) };
}

export function handledJson(verb: AgentVerb, environments: readonly HandledAgents[]): HandledJson {
  return { kind: verb, version: 1, environments };
}

export function logLineJson(logged: {
  readonly cluster: string;
  readonly pod: string;
  readonly text: string;
}): LogLineJson {
  return { kind: "log", version: 1, cluster: logged.cluster, pod: logged.pod, line: parsed(logged.text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
