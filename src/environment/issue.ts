import { printable } from "../lib/index.ts";

/** Where something stands in a file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with what was declared. */
export interface Issue extends Place {
  /** An error keeps the environment from being used; a warning only asks for attention. */
  readonly severity: "error" | "warning";
  /** Stable name of the case, for example `overlapping-ranges`. */
  readonly code: string;
  /** Path of the value, with list entries by their names: `spec.machines[web].count`. Empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what is allowed or to be done. */
  readonly message: string;
}

/** The value that was read, or all issues. Warnings may come with both. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** A line of each issue that is an error: what keeps a file from being used. */
export function errorLines(issues: readonly Issue[]): readonly string[] {
  return issues.filter(({ severity }) => severity === "error").map(formatIssue);
}

/**
 * One line: `environments/dev/environment.yaml:7:12 spec.network.cidr: …`. Control characters of the file are shown as
 * escapes.
 */
export function formatIssue({ file, line, column, path, message, severity }: Issue): string {
  const prefix = severity === "warning" ? "warning: " : "";
  return printable(`${file}:${line}:${column}${path === "" ? "" : ` ${path}`}: ${prefix}${message}`);
}
