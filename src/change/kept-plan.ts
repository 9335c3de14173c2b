import { createHash } from "node:crypto";
import type { Plan } from "./plan.ts";

/** `plan-sha256:` and 64 hexadecimal digits over a whole plan as JSON, with all that is shown of it and binds nothing. */
export type KeptPlanDigest = `plan-sha256:${string}`;

/** The same of a plan and of what was read from its JSON. */
export function digestOfKeptPlan(plan: Plan): KeptPlanDigest {
  return `plan-sha256:${createHash("sha256").update(JSON.stringify(plan)).digest("hex")}`;
}
