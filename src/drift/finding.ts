import { createHash } from "node:crypto";
import type { Layer } from "../change/index.ts";
import type { AcceptedBy, AuditEntry, Difference, DriftCauseKind, FleetDrift } from "./drift.ts";

/** The same difference for the same reason, in every environment that has it. */
export interface Finding {
  /** 16 hexadecimal digits: the same as long as the difference is, whichever environments have it. */
  readonly fingerprint: string;
  readonly layer: Layer;
  readonly subject: string;
  readonly change: Difference["change"];
  readonly paths: readonly string[];
  readonly cause: DriftCauseKind;
  /** Sorted. */
  readonly environments: readonly string[];
  /** By environment, where an audit log tells. */
  readonly by: Readonly<Record<string, AuditEntry>>;
  /** By environment. */
  readonly accepted: Readonly<Record<string, AcceptedBy>>;
}

/** All differences of a fleet, those that most environments have first; without those of environments that are changing. */
export function findingsOf({ environments }: Pick<FleetDrift, "environments">): readonly Finding[] {
  const groups = new Map<string, Difference[]>();
  for (const difference of environments.flatMap(({ layers }) =>
    layers.flatMap(({ differences, changing }) => (changing ? [] : differences)),
  )) {
    const fingerprint = fingerprintOf(difference);
    groups.set(fingerprint, [...(groups.get(fingerprint) ?? []), difference]);
  }
  const findings = [...groups].flatMap(([fingerprint, all]) => {
    const [first] = all;
    return first ? [findingOf(fingerprint, first, all)] : [];
  });
  return findings.toSorted(
    (a, b) => b.environments.length - a.environments.length || (a.fingerprint < b.fingerprint ? -1 : 1),
  );
}

function findingOf(fingerprint: string, first: Difference, all: readonly Difference[]): Finding {
  const { layer, subject, change, paths, cause } = first;
  return {
    fingerprint,
    layer,
    subject,
    change,
    paths,
    cause: cause.kind,
    environments: [...new Set(all.map(({ environment }) => environment))].toSorted(),
    by: Object.fromEntries(
      all.flatMap(({ environment, cause }) =>
        cause.kind === "changed-outside" && cause.by ? [[environment, cause.by]] : [],
      ),
    ),
    accepted: Object.fromEntries(
      all.flatMap(({ environment, accepted }) => (accepted ? [[environment, accepted]] : [])),
    ),
  };
}

/** Who changed it, and when, is no part of it: the same change by another person is the same difference. */
export function fingerprintOf({ layer, subject, change, paths, cause }: Difference): string {
  const parts = JSON.stringify([layer, subject, change, paths, cause.kind]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 16);
}
