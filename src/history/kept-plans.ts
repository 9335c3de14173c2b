import type { InputsDigest, Plan } from "../change/index.ts";

/**
 * Plans in full, so that one that was shown can be shown again: records hold no values.
 *
 * A plan that is lost is made again, and nothing else is lost with it, so no method rejects.
 */
export interface KeptPlans {
  /** Keeps a plan of an environment, and the last few others of it. */
  keep(environment: string, inputs: InputsDigest, plan: Plan): Promise<void>;
  /** `undefined` for a plan that is not there, or was damaged. */
  find(environment: string, inputs: InputsDigest): Promise<Plan | undefined>;
}
