import type { ArtifactRepository, CleanupRule } from "../artifacts.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import { secondsOf } from "./durations.ts";
import type { Findings } from "./findings.ts";
import { checkKnown } from "./lookup.ts";

type Raw = RawSpec["artifactRepositories"];

/** Formats of which Google offers remote and virtual repositories that need nothing but an address. */
const formatsOfAll = ["docker", "npm", "maven", "python"];

export function buildArtifactRepositories(findings: Findings, raw: Raw): ArtifactRepository[] {
  const path = ["spec", "artifactRepositories"];
  findings.uniqueNames(path, raw);
  return raw.map((repository, index) => {
    const at = [...path, index];
    checkMode(findings, at, repository, raw);
    findings.uniqueNames([...at, "cleanup"], repository.cleanup);
    const { description, upstream } = repository;
    return {
      name: repository.name,
      format: repository.format,
      mode: repository.mode,
      ...(description !== undefined && { description }),
      immutableTags: repository.immutableTags,
      ...(upstream !== undefined && { upstream }),
      repositories: repository.repositories,
      cleanup: repository.cleanup.map((rule, rank) => buildCleanup(findings, [...at, "cleanup", rank], rule)),
      cleanupDryRun: repository.cleanupDryRun,
      labels: repository.labels,
    };
  });
}

function checkMode(findings: Findings, at: ValuePath, raw: Raw[number], all: Raw): void {
  const { mode, format } = raw;
  if (mode !== "standard" && !formatsOfAll.includes(format))
    findings.error(
      [...at, "mode"],
      "out-of-range",
      `is ${mode}, which is for ${formatsOfAll.join(", ")}; this is ${format}`,
    );
  if (raw.immutableTags && (format !== "docker" || mode !== "standard"))
    findings.error(
      [...at, "immutableTags"],
      "out-of-range",
      `is for standard repositories of docker; this is ${mode}, of ${format}`,
    );
  if (raw.upstream !== undefined && mode !== "remote")
    findings.error([...at, "upstream"], "out-of-range", `is of a remote repository; this is ${mode}`);
  if (raw.cleanup.length > 0 && mode === "virtual")
    findings.error(
      [...at, "cleanup"],
      "out-of-range",
      "is of repositories that hold something; a virtual one does not",
    );
  if (mode !== "virtual" && raw.repositories.length > 0)
    findings.error([...at, "repositories"], "out-of-range", `is of a virtual repository; this is ${mode}`);
  if (mode !== "virtual") return;
  if (raw.repositories.length === 0)
    findings.error(
      [...at, "repositories"],
      "missing-key",
      "is missing; a virtual repository needs one behind it at least",
    );
  findings.uniqueNames(
    [...at, "repositories"],
    raw.repositories.map((name) => ({ name })),
  );
  const known = all.filter((other) => other.mode !== "virtual" && other.format === format).map(({ name }) => name);
  for (const [index, name] of raw.repositories.entries())
    checkKnown(findings, [...at, "repositories", index], name, {
      what: `standard or remote repository of ${format}`,
      known,
    });
}

function buildCleanup(findings: Findings, at: ValuePath, raw: Raw[number]["cleanup"][number]): CleanupRule {
  const { last, olderThan, newerThan, tags, tagPrefixes } = raw;
  const conditions = Object.entries({ olderThan, newerThan, tags })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key)
    .concat(tagPrefixes.length > 0 ? ["tagPrefixes"] : []);
  if (last !== undefined && raw.action === "delete")
    findings.error([...at, "last"], "out-of-range", "is of action: keep; the most recent versions are what is kept");
  if (last !== undefined && conditions.length > 0)
    findings.error([...at, "last"], "one-of-two", `stands beside ${conditions.join(", ")}; make two rules of it`);
  if (last === undefined && conditions.length === 0 && raw.packages.length === 0)
    findings.error(
      at,
      "no-condition",
      `says not which versions to ${raw.action}; write olderThan, tags or another condition`,
    );
  if (tagPrefixes.length > 0 && tags !== "tagged")
    findings.error([...at, "tagPrefixes"], "out-of-range", "needs tags: tagged");
  return {
    name: raw.name,
    action: raw.action,
    ...(last !== undefined && { last }),
    ...(olderThan !== undefined && { olderThanSeconds: secondsOf(olderThan) }),
    ...(newerThan !== undefined && { newerThanSeconds: secondsOf(newerThan) }),
    ...(tags !== undefined && { tags }),
    tagPrefixes,
    packages: raw.packages,
  };
}
