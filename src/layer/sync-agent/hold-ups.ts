import { type HeldUpBy, holdUpsOf } from "../../change/index.ts";
import type { ClusterAccess, Clusters, SyncStatus } from "../../cluster/index.ts";

/** Objects are looked at less often than the status: there may be a thousand of them. */
const everyMilliseconds = 2_000;

/** Which objects keep agents from being converged, as far as that is known while it is waited for. */
export class HoldUps {
  readonly #clusters: Pick<Clusters, "objectTree">;
  readonly #elapsed: () => number;
  readonly #looks = new Map<string, { readonly at: number; readonly found: readonly HeldUpBy[] }>();

  /** @param elapsed milliseconds since the wait began */
  constructor(clusters: Pick<Clusters, "objectTree">, elapsed: () => number) {
    this.#clusters = clusters;
    this.#elapsed = elapsed;
  }

  /** Those that the agent names, or, where it waits for their health, those that are not current in the cluster. */
  async of(access: ClusterAccess, status: SyncStatus): Promise<readonly HeldUpBy[]> {
    if (status.problems.length > 0) return status.problems.map(({ object, problem: message }) => ({ object, message }));
    if (!waitsForHealth(status)) return [];
    const before = this.#looks.get(access.name);
    if (before && this.#elapsed() - before.at < everyMilliseconds) return before.found;
    const found = await this.#clusters.objectTree(access).then(
      ({ root }) => holdUpsOf(root),
      // The status has been read, and says enough to go on waiting.
      () => before?.found ?? [],
    );
    this.#looks.set(access.name, { at: this.#elapsed(), found });
    return found;
  }
}

function waitsForHealth({ ready, suspended, attemptedCommit }: SyncStatus): boolean {
  return !suspended && attemptedCommit !== undefined && ready !== undefined && healthReasons.has(ready.reason);
}

const healthReasons: ReadonlySet<string> = new Set(["Progressing", "ProgressingWithRetry", "HealthCheckFailed"]);
