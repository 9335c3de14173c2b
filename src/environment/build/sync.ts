import { parseDuration, parseTagRange } from "../../lib/index.ts";
import { repositoryAddressProblem } from "../../lib/repository-address.ts";
import type { Cluster, Followed, Sync } from "../environment.ts";
import { environmentsFolder } from "../environment-name.ts";
import { defaultSyncBranch, followable, keyPaths, type RawSpec } from "../schema/index.ts";
import type { Findings } from "./findings.ts";
import { buildFlux } from "./flux.ts";
import { checkKnown } from "./lookup.ts";
import { leadsOutside, stepsOf } from "./steps.ts";

const path = ["spec", "sync"] as const;
const shortestInterval = 5;

/** Absent without a cluster, which the agent would run in. */
export function buildSync(
  findings: Findings,
  environment: string,
  raw: RawSpec["sync"],
  clusters: readonly Cluster[],
): { readonly sync?: Sync } {
  const target = buildTarget(findings, raw, clusters);
  if (target === undefined) return {};
  const agent = raw?.agent ?? "groundwork";
  const flux = agent === "flux" ? buildFlux(findings, raw?.flux) : undefined;
  const addressProblem = raw?.repository === undefined ? undefined : repositoryAddressProblem(raw.repository);
  if (addressProblem !== undefined) findings.error([...path, "repository"], "bad-repository-address", addressProblem);
  return {
    sync: {
      agent,
      ...target,
      ...(raw?.repository === undefined ? {} : { repository: raw.repository }),
      follows: buildFollowed(findings, raw),
      path: buildPath(findings, environment, raw?.path),
      intervalSeconds: buildInterval(findings, raw?.interval ?? "1m"),
      prune: raw?.prune ?? true,
      suspend: raw?.suspend ?? false,
      deletionPolicy: raw?.deletionPolicy ?? "Orphan",
      receiver: raw?.receiver ?? false,
      ...(raw?.decryption === undefined ? {} : { decryption: raw.decryption }),
      ...(flux === undefined ? {} : { flux }),
    },
  };
}

/** The cluster that is kept in sync. */
function buildTarget(
  findings: Findings,
  raw: RawSpec["sync"],
  clusters: readonly Cluster[],
): Pick<Sync, "cluster" | "kubeconfig"> | undefined {
  if (raw?.kubeconfig !== undefined) {
    if (raw.cluster !== undefined) {
      const message = "stands beside cluster; an agent keeps one cluster in sync: take one of them out";
      findings.error([...path, "kubeconfig"], "syncs-several", message);
    }
    return { cluster: raw.kubeconfig, kubeconfig: raw.kubeconfig };
  }
  const [first] = clusters;
  if (!first) {
    const message =
      "there is no cluster to keep in sync; declare one in spec.clusters, or name one by spec.sync.kubeconfig";
    if (raw) findings.error(path, "sync-without-cluster", message);
    return undefined;
  }
  if (raw?.cluster !== undefined) {
    const known = clusters.map(({ name }) => name);
    checkKnown(findings, [...path, "cluster"], raw.cluster, { what: "cluster", known });
  }
  return { cluster: raw?.cluster ?? first.name };
}

function buildFollowed(findings: Findings, raw: RawSpec["sync"]): Followed {
  const written = followable.flatMap((kind): readonly Followed[] => {
    const value = raw?.[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
  const [first = { kind: "branch", value: defaultSyncBranch }, ...more] = written;
  for (const { kind } of more) {
    const message =
      `stands beside ${first.kind}, at ${findings.whereIs([...path, first.kind])}; an agent follows one of branch, tag and semver: ` +
      "take one of them out, or write null for one that a profile has";
    findings.error([...path, kind], "follows-several", message);
  }
  const range = raw?.semver === undefined ? undefined : parseTagRange(raw.semver);
  if (range && "problem" in range) findings.error([...path, "semver"], "bad-version-range", range.problem);
  return first;
}

function buildPath(findings: Findings, environment: string, written: string | undefined): string {
  if (written !== undefined && leadsOutside(written)) {
    findings.error(
      keyPaths.syncPath,
      "path-outside-repository",
      `is "${written}"; write a folder of the repository, from its root`,
    );
  }
  return syncFolder(environment, written);
}

/** The folder that an environment's sync agent builds, from the root of the repository. @param written its `sync.path` */
export function syncFolder(environment: string, written?: string): string {
  return written === undefined ? `${environmentsFolder}/${environment}/apps` : stepsOf(written).join("/");
}

function buildInterval(findings: Findings, written: string): number {
  const interval = (parseDuration(written, ["h", "m", "s"]) ?? 0) / 1000;
  if (interval < shortestInterval) {
    findings.error([...path, "interval"], "out-of-range", `is ${written}; at least ${shortestInterval}s`);
  }
  return interval;
}
