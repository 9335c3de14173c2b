import { createHash } from "node:crypto";
import type { ManifestFiles, Problem } from "../../change/index.ts";
import { appIssues, type DesiredState, readDesiredState } from "../../desired/index.ts";
import {
  errorLines,
  FleetReader,
  type HealthCheck,
  type Issue,
  inOrder,
  type Sync,
  syncFolder,
} from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { ManifestChecker } from "../../kubernetes/manifests/index.ts";
import type { Declared } from "../../layer/index.ts";
import { counted } from "../../lib/index.ts";
import { manifestClosure } from "./affected/index.ts";

/** What the environments of one commit declare. Each is read when it is first asked for, and once. */
export interface DesiredStates {
  of(name: string): Promise<Declared<DesiredState>>;
  /** The kind of its cloud; `undefined` where the declaration does not say it validly. Cheaper than {@link of}. */
  cloudOf(name: string): Promise<DesiredState["cloud"]["kind"] | undefined>;
  /** The checks that it declares of its health. Cheaper than {@link of}. */
  healthChecksOf(name: string): Promise<Declared<readonly HealthCheck[]>>;
  /** What the sync agent builds: cheaper than {@link of}, and without what only the environments around it can tell. */
  manifestsOf(name: string): Promise<Declared<ManifestFiles>>;
  /** What the sync agent or the cluster would refuse of it, where that is anything. An invalid declaration has no answer. */
  manifestProblemOf(name: string): Promise<Problem | undefined>;
}

export function desiredStates(tree: CommitTree): DesiredStates {
  const reader = new FleetReader(tree);
  // Environments that share a folder build the same files.
  const closureOf = once((folder) => manifestClosure(tree, folder));
  const checker = new ManifestChecker(tree);
  return {
    of: once((name) => readValid(name, reader)),
    async cloudOf(name) {
      const reading = await reader.read(name);
      return reading.ok ? reading.value.environment.cloud.kind : undefined;
    },
    async healthChecksOf(name) {
      const reading = await reader.read(name);
      return reading.ok ? reading.value.environment.health : invalid(name, reading.issues);
    },
    manifestProblemOf: once(async (name) => {
      const reading = await reader.read(name);
      const { sync, cloud } = reading.ok ? reading.value.environment : {};
      return sync && cloud && manifestProblem(name, await appIssues(checker, { sync, cloud }));
    }),
    manifestsOf: once(async (name) => {
      const reading = await reader.read(name);
      if (!reading.ok) return invalid(name, reading.issues);
      const { sync, values } = reading.value.environment;
      const folder = sync?.path ?? syncFolder(name);
      const settings = createHash("sha256")
        .update(
          JSON.stringify([
            sync ? settingsOf(sync) : {},
            Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)),
          ]),
        )
        .digest("hex")
        .slice(0, 16);
      return { folder, files: await closureOf(folder), settings };
    }),
  };
}

/**
 * What of `spec.sync` is hashed: what decides which objects the agent makes of its manifests. A branch stands where it always stood, so
 * that environments that follow one do not count as changed.
 */
function settingsOf(sync: Sync): object {
  const { agent, cluster, repository, follows, path, intervalSeconds, prune, suspend } = sync;
  return { agent, cluster, repository, [follows.kind]: follows.value, path, intervalSeconds, prune, suspend };
}

/** What the environment is to be, or all that is wrong with its declaration. */
export async function readValid(name: string, from: CommitTree | FleetReader): Promise<Declared<DesiredState>> {
  const reading = await readDesiredState(from, name);
  return reading.ok ? reading.value : invalid(name, reading.issues);
}

function invalid(name: string, issues: readonly Issue[]): { readonly problem: Problem } {
  const details = errorsOf(issues);
  const message = `its declaration has ${countText(details)}. See all with: groundwork env validate ${name}`;
  return { problem: { code: "invalid-environment", kind: "invalid", message, details } };
}

function manifestProblem(name: string, issues: readonly Issue[]): Problem | undefined {
  const details = errorsOf(issues);
  if (details.length === 0) return undefined;
  const message = `its manifests have ${countText(details)}. See all with: groundwork env validate ${name}`;
  return { code: "invalid-manifests", kind: "invalid", message, details };
}

const errorsOf = (issues: readonly Issue[]): readonly string[] => errorLines(inOrder(issues));

const countText = ({ length }: readonly string[]): string => counted(length, "issue");

function once<T>(read: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (name) => {
    const reading = known.get(name) ?? read(name);
    known.set(name, reading);
    return reading;
  };
}
