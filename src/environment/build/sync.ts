import { parseDuration, parseTagRange } from "../../lib/index.ts";
import { repositoryAddressProblem } from "../../lib/repository-address.ts";
import type { Cluster, Followed, Sync } from "../environment.ts";
import { environmentsFolder } from "../environment-name.ts";
import { defaultSyncBranch, followable, keyPaths, type RawSpec } from "../schema/index.ts";
import type { Findings } from "./findings.ts";
import { checkKnown } from "./lookup.ts";

const path = ["spec", "sync"] as const;
const shortestInterval = 5;

/** Absent without a cluster, which the agent would run in. */
export function buildSync(
  findings: Findings,
  environment: string,
  raw: RawSpec["sync"],
  clusters: readonly Cluster[],
): { readonly sync?: Sync } {
  const [first] = clusters;
  if (!first) {
    if (raw)
      findings.error(path, "sync-without-cluster", "there is no cluster to keep in sync; declare one in spec.clusters");
    return {};
  }
  if (raw?.cluster !== undefined) {
    const known = clusters.map(({ name }) => name);
    checkKnown(findings, [...path, "cluster"], raw.cluster, { what: "cluster", known });
  }
  const addressProblem = raw?.repository === undefined ? undefined : repositoryAddressProblem(raw.repository);
  if (addressProblem !== undefined) findings.error([...path, "repository"], "bad-repository-address", addressProblem);
  return {
    sync: {
      agent: raw?.agent ?? "groundwork",
      cluster: raw?.cluster ?? first.name,
      ...(raw?.repository === undefined ? {} : { repository: raw.repository }),
      follows: buildFollowed(findings, raw),
      path: buildPath(findings, environment, raw?.path),
      intervalSeconds: buildInterval(findings, raw?.interval ?? "1m"),
      prune: raw?.prune ?? true,
      suspend: raw?.suspend ?? false,
    },
  };
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
  if (written?.startsWith("/") || stepsOf(written ?? "").includes("..")) {
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

function stepsOf(path: string): readonly string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}

function buildInterval(findings: Findings, written: string): number {
  const interval = (parseDuration(written, ["h", "m", "s"]) ?? 0) / 1000;
  if (interval < shortestInterval) {
    findings.error([...path, "interval"], "out-of-range", `is ${written}; at least ${shortestInterval}s`);
  }
  return interval;
}
