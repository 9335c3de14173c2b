import { didYouMean, nearestName } from "../lib/nearest-name.ts";
import { issueAt } from "./build/index.ts";
import { environmentPath } from "./environment-name.ts";
import type { ReadEnvironment } from "./environment-reader.ts";
import type { Issue } from "./issue.ts";
import { outputPaths } from "./outputs.ts";
import { resourcesBeside } from "./resource-files.ts";
import { keyPaths } from "./schema/index.ts";
import type { OutputReference } from "./text.ts";
import { nodeAt, type ValuePath } from "./yaml/index.ts";

/** The environments that one may refer to. */
export interface Neighbours {
  /** Those that are valid by themselves. */
  readonly valid: ReadonlyMap<string, ReadEnvironment>;
  /** All folders that are meant to be environments. */
  readonly names: ReadonlySet<string>;
}

type Report = (path: ValuePath, code: string, message: string) => void;

/** Everything wrong with an environment's references to others: an unknown environment, an unknown output, a circle. */
export function checkReferences(read: ReadEnvironment, around: Neighbours): readonly Issue[] {
  const issues: Issue[] = [];
  const report: Report = (path, code, message) =>
    issues.push(issueAt(read.document, path, { severity: "error", code, message }));
  const { environment, document, references } = read;

  for (const list of [keyPaths.dependsOn, keyPaths.peers]) {
    const written = nodeAt(document, list);
    for (const [index, node] of (written?.kind === "list" ? written.items : []).entries()) {
      if (node.kind === "scalar") checkName(report, [...list, index], String(node.value), environment.name, around);
    }
  }
  for (const [index, peer] of environment.network.peerings.entries()) {
    if (!around.valid.get(peer)?.environment.network.peerings.includes(environment.name)) continue;
    if (peer === environment.name || peer > environment.name) continue;
    const message = `${peer} names ${environment.name} as its peer already; one side declares a peering, for both directions`;
    report([...keyPaths.peers, index], "peering-declared-twice", message);
  }
  for (const { path, reference } of references) {
    if (!checkName(report, path, reference.environment, environment.name, around)) continue;
    const target = around.valid.get(reference.environment);
    if (target && isOfResources(reference)) {
      if (target.resources.length === 0)
        report(path, "missing-reference", noResources(target.environment.name, reference.path));
      continue;
    }
    const outputs = target ? outputPaths(target.environment) : [];
    const wanted = reference.path.join(".");
    if (target && !outputs.includes(wanted))
      report(path, "missing-reference", noSuchOutput(target.environment.name, wanted, outputs));
  }
  const cycle = cycleThrough(environment.name, around.valid);
  if (cycle) {
    const message = `environments wait for each other in a circle: ${cycle.join(" -> ")}; take one of these dependencies out`;
    report(pathOfDependency(read, cycle[1] ?? environment.name), "dependency-cycle", message);
  }
  return issues;
}

function checkName(report: Report, path: ValuePath, name: string, own: string, { names }: Neighbours): boolean {
  if (name === own) {
    report(path, "self-reference", `refers to ${own} itself; only other environments can be named here`);
    return false;
  }
  if (names.has(name)) return true;
  const known = [...names].filter((known) => known !== own);
  const near = nearestName(name, known);
  const some = known.length > 12 ? `${known.slice(0, 12).join(", ")}, …` : known.join(", ");
  const rest = known.length === 0 ? "there are no others" : `there are ${some}`;
  report(path, "missing-reference", `no environment is called "${name}"${didYouMean(near)}; ${rest}`);
  return false;
}

/** Only a run tells what a team's own resources return. */
function isOfResources({ path: [kind, key] }: OutputReference): boolean {
  return kind === "resources" && key !== undefined;
}

function noResources(environment: string, path: readonly string[]): string {
  const file = resourcesBeside(environmentPath(environment));
  return `${environment} has no output "${path.join(".")}", since neither it nor a profile of it has a resources.ts; write ${file}`;
}

function noSuchOutput(environment: string, wanted: string, outputs: readonly string[]): string {
  const near = nearestName(wanted, outputs);
  return `${environment} has no output "${wanted}"${didYouMean(near)}; it has ${outputs.join(", ")}`;
}

/** The shortest way from an environment through its dependencies back to itself, with its name at both ends. */
function cycleThrough(name: string, valid: ReadonlyMap<string, ReadEnvironment>): readonly string[] | undefined {
  const ways = new Map<string, readonly string[]>([[name, [name]]]);
  for (const [at, way] of ways) {
    for (const next of valid.get(at)?.environment.dependsOn ?? []) {
      // A reference to itself is reported where it is written.
      if (next === name && at !== name) return [...way, name];
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  return undefined;
}

/** Where an environment declares that it needs another one. */
function pathOfDependency({ environment, document, references }: ReadEnvironment, upstream: string): ValuePath {
  const written = nodeAt(document, keyPaths.dependsOn);
  const index = written?.kind === "list" ? written.items.findIndex((item) => isText(item, upstream)) : -1;
  if (index >= 0) return [...keyPaths.dependsOn, index];
  const reference = references.find((reference) => reference.reference.environment === upstream);
  if (reference) return reference.path;
  const peer = environment.network.peerings.indexOf(upstream);
  return peer >= 0 ? [...keyPaths.peers, peer] : keyPaths.dependsOn;
}

function isText(node: ReturnType<typeof nodeAt>, text: string): boolean {
  return node?.kind === "scalar" && node.value === text;
}
