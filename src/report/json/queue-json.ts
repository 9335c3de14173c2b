import type { LeftWaiting } from "../../change/index.ts";
import type { RunJson } from "./run-json.ts";

/** `up --queue --json`: what a job brought up of a branch, and what it left. */
export interface QueueJson {
  readonly kind: "queue";
  readonly version: 1;
  readonly branch: string;
  /** The tag on the branch that was brought up. Absent: all of the branch. */
  readonly tag?: string;
  /** In their order, also those that were refused. */
  readonly runs: readonly RunJson[];
  /** Merges of this job's push that other runs have brought up, with the time at which the last of these ended. */
  readonly contained: readonly { readonly commit: string; readonly at: string }[];
  /** Merges of this job's push whose environments later merges have removed. */
  readonly removed: readonly string[];
  /** Merges of this job's push that environments wait for still. */
  readonly waiting: readonly string[];
  /** Environments that wait still, and why. */
  readonly left: readonly LeftWaiting[];
  /** Environments that other runs are changing. */
  readonly held: readonly string[];
  /** Environments that stand and that the branch has removed. */
  readonly leftGit: readonly string[];
}

export function queueJson(members: Omit<QueueJson, "kind" | "version">): QueueJson {
  return { kind: "queue", version: 1, ...members };
}
