import {
  historyVersion,
  lostRecordsOf,
  type RememberedCorrection,
  rememberedCorrections,
} from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";
import { CorrectionsNotKnown, NotPaused } from "./errors.ts";

/** What is remembered of corrections. @throws {CorrectionsNotKnown} @throws {RecordUnreachable} */
export async function readRemembered({
  history,
}: Pick<FlowPorts, "history">): Promise<readonly RememberedCorrection[]> {
  const page = await history.list();
  const lost = lostRecordsOf(page);
  if (lost.length > 0) throw new CorrectionsNotKnown({ lost });
  return rememberedCorrections(page.records);
}

/** Of one environment's infrastructure, by subject. */
export function correctedBefore(
  remembered: readonly RememberedCorrection[],
  environment: string,
): ReadonlyMap<string, RememberedCorrection> {
  return new Map(
    remembered
      .filter(({ environment: of, last }) => of === environment && last.layer === "infrastructure")
      .map((each) => [each.last.subject, each] as const),
  );
}

/**
 * Lets corrections go on that are paused, and records who said so. Nothing is corrected: the next run does that.
 *
 * @param environments those in which they go on; empty: all that have them
 * @param dryRun nothing is recorded: what would go on is told, and stays paused
 * @throws {NotPaused} {@link CorrectionsNotKnown} {@link RecordNotWritten}
 */
export async function resumeCorrections(
  fingerprints: readonly string[],
  environments: readonly string[],
  ports: Pick<FlowPorts, "history" | "git" | "clock" | "actor">,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<readonly RememberedCorrection[]> {
  const paused = (await readRemembered(ports)).filter(({ isPaused }) => isPaused);
  const wanted = paused.filter(
    (each) =>
      (environments.length === 0 || environments.includes(each.environment)) &&
      each.fingerprints.some((fingerprint) => fingerprints.includes(fingerprint)),
  );
  const missing = fingerprints.filter((fingerprint) => !wanted.some((each) => each.fingerprints.includes(fingerprint)));
  if (missing.length > 0) {
    const lines = paused.map(({ environment, last }) => `${last.fingerprint}  ${environment}: ${last.subject}`);
    throw new NotPaused({ fingerprints: missing, paused: lines });
  }
  if (dryRun) return wanted;
  const at = ports.clock.now().toISOString();
  const commit = await ports.git.resolve("HEAD");
  await ports.history.record({
    version: historyVersion,
    kind: "corrections",
    id: `${at}-corrections-resumed-${commit.slice(0, 12)}`,
    at,
    commit,
    by: ports.actor,
    environments: [...new Set(wanted.map(({ environment }) => environment))].map((environment) => ({
      environment,
      begun: [],
      resumed: fingerprints,
    })),
  });
  return wanted;
}
