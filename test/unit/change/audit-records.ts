import type {
  ChangeCounts,
  CommitFacts,
  CorrectedDifference,
  RecordOfCorrections,
  RecordOfPreview,
  RecordOfRun,
  ShownStep,
} from "../../../src/change/index.ts";

const counts: ChangeCounts = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
const ada = { name: "Ada", email: "ada@example.com" };
const forge = { name: "Forge", email: "noreply@forge.example.com" };

export const changeRequest = { forge: "gitea", number: 7, url: "https://git.example.com/acme/infra/pulls/7" };
export const approval = { id: "4", name: "Grace", commit: idOf("topic-7"), at: "2026-01-02T09:00:00.000Z" };

/** 40 hexadecimal digits that are the same for the same name. */
export function idOf(name: string): string {
  return Buffer.from(name.padEnd(20, ".")).toString("hex").slice(0, 40);
}

export function commit(name: string, day: number, more: Partial<CommitFacts> = {}): CommitFacts {
  return {
    id: idOf(name),
    parents: [],
    tree: idOf(`tree-${name}`),
    message: `Change ${name}\n\nIn full.\n`,
    author: ada,
    committer: forge,
    committedAt: new Date(Date.UTC(2026, 0, day)),
    ...more,
  };
}

export const step: ShownStep = {
  urn: "urn:pulumi:dev::groundwork::gcp:compute/firewall:Firewall::ssh",
  op: "update",
  paths: { sourceRanges: "0123456789abcdef", allows: "secret" },
};

/** An up of one environment or several on a day of January. */
export function run(
  day: number,
  commit: string,
  environments: readonly string[],
  more: Partial<RecordOfRun> = {},
): RecordOfRun {
  const at = new Date(Date.UTC(2026, 0, day, 12)).toISOString();
  return {
    id: `${at}-up-${idOf(commit).slice(0, 12)}`,
    kind: "up",
    at,
    commit: idOf(commit),
    by: "Ada",
    environments: environments.map((environment) => ({
      environment,
      result: "succeeded",
      milliseconds: 12_000,
      layers: [
        {
          layer: "infrastructure",
          kind: "applied",
          at,
          steps: [step],
          counts: { ...counts, update: 1, replace: 1, delete: 1 },
        },
      ],
    })),
    link: { number: day, digest: `record-sha256:${String(day).padStart(4, "0")}` },
    ...more,
  };
}

/** Corrections that were begun on a day of January, with the record that says so. */
export function correctionsBegun(day: number, commit: string, environments: readonly string[]): RecordOfCorrections {
  const at = new Date(Date.UTC(2026, 0, day, 12)).toISOString();
  return {
    id: `${at}-corrections-${environments.join("-")}-${idOf(commit).slice(0, 12)}`,
    at,
    commit: idOf(commit),
    by: "ci",
    environments: environments.map((environment) => ({ environment, begun: [corrected] })),
    link: { number: day, digest: `record-sha256:${String(day).padStart(4, "0")}` },
  };
}

export const corrected: CorrectedDifference = {
  layer: "infrastructure",
  subject: "gcp:compute:Firewall ssh",
  paths: ["sourceRanges"],
  fingerprint: "0123456789abcdef",
  by: { actor: "eve@example.com", at: "2026-01-04T00:00:00Z" },
};

export function preview(head: string, more: Partial<RecordOfPreview> = {}): RecordOfPreview {
  return { tree: idOf(`tree-${head}`), range: { head: idOf(head) }, changeRequest, approvals: [approval], ...more };
}
