import type { InputsDigest, Plan } from "../../../src/change/index.ts";
import type { KeptPlans } from "../../../src/history/index.ts";

/** Plans in a map, as JSON, since files hold nothing else. */
export class MemoryPlans implements KeptPlans {
  readonly kept = new Map<string, string>();

  async keep(environment: string, inputs: InputsDigest, plan: Plan): Promise<void> {
    this.kept.set(`${environment} ${inputs}`, JSON.stringify(plan));
  }

  async find(environment: string, inputs: InputsDigest): Promise<Plan | undefined> {
    const text = this.kept.get(`${environment} ${inputs}`);
    return text === undefined ? undefined : (JSON.parse(text) as Plan);
  }
}
