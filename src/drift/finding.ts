import { createHash } from "node:crypto";
import type { Layer } from "../change/index.ts";
import {
  type AcceptedBy,
  type AuditEntry,
  type Difference,
  type DriftCauseKind,
  type FleetDrift,
  withoutConsequences,
} from "./drift.ts";

/** The same difference for the same reason, in every environment that has it. */
export interface Finding {
  /**
   * 16 hexadecimal digits: the same as long as anything of the subject differs, whichever environments have it. Findings of one subject
   * that differ in their properties or causes have the same one.
   */
  readonly fingerprint: string;
  readonly layer: Layer;
  readonly subject: string;
  readonly change: Difference["change"];
  readonly paths: readonly string[];
  readonly cause: DriftCauseKind;
  /** Sorted. */
  readonly environments: readonly string[];
  /** Subjects of what follows from it in any of its environments, sorted: no finding of their own. */
  readonly consequences: readonly string[];
  /** By environment, where an audit log tells. */
  readonly by: Readonly<Record<string, AuditEntry>>;
  /** By environment. */
  readonly accepted: Readonly<Record<string, AcceptedBy>>;
}

/** All differences of a fleet, those that most environments have first; without those of environments that are changing. */
export function findingsOf({ environments }: Pick<FleetDrift, "environments">): readonly Finding[] {
  const groups = new Map<string, Told[]>();
  for (const difference of environments.flatMap(({ layers }) =>
    layers.flatMap(({ differences, changing }) => (changing ? [] : withoutConsequences(differences))),
  )) {
    const { layer, subject, change, paths, cause } = difference;
    const alike = JSON.stringify([layer, subject, change, paths, cause.kind]);
    groups.set(alike, [...(groups.get(alike) ?? []), difference]);
  }
  const findings = [...groups].flatMap(([alike, all]) => {
    const [first] = all;
    return first ? [{ alike, finding: findingOf(fingerprintOf(first), first, all) }] : [];
  });
  return findings
    .toSorted((a, b) => b.finding.environments.length - a.finding.environments.length || (a.alike < b.alike ? -1 : 1))
    .map(({ finding }) => finding);
}

type Told = Difference & Pick<Finding, "consequences">;

function findingOf(fingerprint: string, first: Told, all: readonly Told[]): Finding {
  const { layer, subject, change, paths, cause } = first;
  return {
    fingerprint,
    layer,
    subject,
    change,
    paths,
    cause: cause.kind,
    environments: [...new Set(all.map(({ environment }) => environment))].toSorted(),
    consequences: [...new Set(all.flatMap(({ consequences }) => consequences))].toSorted(),
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

/** Of what differs alone: a difference that grows, shrinks, or gets another cause or author is still the one that people were told of. */
export function fingerprintOf({ layer, subject }: Pick<Difference, "layer" | "subject">): string {
  const parts = JSON.stringify([layer, subject]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 16);
}
