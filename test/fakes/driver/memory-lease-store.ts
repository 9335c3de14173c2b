import type { Exchange, LeaseStore } from "../../../src/lease/index.ts";

/** Leases of the runs of one test. */
export class MemoryLeaseStore implements LeaseStore {
  readonly place = "memory";
  readonly documents = new Map<string, string>();

  async read(environments?: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return new Map([...this.documents].filter(([name]) => environments?.includes(name) ?? true));
  }

  async exchange(exchanges: readonly Exchange[]): Promise<boolean> {
    if (exchanges.some(({ environment, expected }) => this.documents.get(environment) !== expected)) return false;
    for (const { environment, text } of exchanges) this.documents.set(environment, text);
    return true;
  }
}
