import type { Problem } from "./problem.ts";
import type { Suspension } from "./suspension.ts";

/** What came of asking the sync agents of one environment for something. */
export type HandledAgents = {
  readonly environment: string;
} /** They applied the commit that they found, and everything is healthy. */ & (
  | { readonly kind: "converged"; readonly commit: string }
  /** It was not waited for what they make of it. */
  | { readonly kind: "asked" }
  | { readonly kind: "suspended"; readonly clusters: readonly string[]; readonly suspension: Suspension }
  | { readonly kind: "resumed"; readonly clusters: readonly string[] }
  | { readonly kind: "failed"; readonly problem: Problem }
);
