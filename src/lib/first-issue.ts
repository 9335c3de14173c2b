import type { ZodError } from "zod";

/** The first thing that is wrong with a file of our own, in one clause: `faults.0.id is wrong: …`. */
export function firstIssue({ issues: [first] }: ZodError): string {
  if (first === undefined) return "it has another shape";
  return `${first.path.length === 0 ? "the whole of it" : first.path.join(".")} is wrong: ${first.message}`;
}
