import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { LeaseAccess, RecordRequest } from "../cli/index.ts";
import { mergeTreesWithGit } from "../git/executable/index.ts";
import { openRepository } from "../git/isomorphic/index.ts";
import { actorOf } from "../history/index.ts";
import { fileLeases } from "../lease/file/index.ts";
import { refLeases } from "../lease/git-refs/index.ts";
import { HeldLeases, type LeaseSettings, type LeaseStore, leasesOver } from "../lease/index.ts";
import { identityOf, systemClock } from "../lib/index.ts";
import { checkoutFolder } from "./checkout-folder.ts";
import { driverHome } from "./driver-home.ts";
import { databaseAt, placeOf, type RecordChoice } from "./record.ts";

/** A run that is cut off keeps others out for this long, and a run that is alive is told from it within a quarter of it. */
const leaseSeconds = 60;

const time: LeaseSettings = {
  seconds: leaseSeconds,
  clock: systemClock,
  monotonic: () => performance.now(),
  // A timer alone keeps no process from ending: what is waited for does.
  wait: (milliseconds, signal) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** What the leases of a process need besides their place. */
export interface LeaseHolding {
  /** For how long a lease counts without a renewal, in whole seconds. @default 60 */
  readonly seconds?: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly actor: string;
  readonly waits: boolean;
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
  readonly onLost: () => void;
}

/** The leases that this process takes, in the place that keeps the record as well. */
export async function holdLeases(
  choice: Omit<RecordChoice, "environment">,
  { environment, actor, seconds = leaseSeconds, ...holding }: LeaseHolding,
): Promise<HeldLeases> {
  const job = jobOf(environment);
  return new HeldLeases({
    ...time,
    ...holding,
    seconds,
    leases: leasesOver(await storeAt({ ...choice, environment }), { ...time, seconds }),
    owner: { actor, host: hostname(), ...(job !== undefined && { job }), process: await identityOf(process.pid) },
  });
}

/** The leases alone, for commands that hold none. */
export async function openLeases(
  { cwd, local, record }: RecordRequest,
  environment: NodeJS.ProcessEnv,
): Promise<LeaseAccess> {
  const git = await openRepository(cwd, mergeTreesWithGit(environment), environment);
  const root = checkoutFolder(git, cwd);
  const store = await storeAt({ git, root, local, ...(record !== undefined && { record }), environment });
  return { leases: leasesOver(store, time), actor: await actorOf(git, environment) };
}

/** A rehearsal has leases of its own, as it has a state of its own. */
async function storeAt(choice: RecordChoice): Promise<LeaseStore> {
  const { root, local, environment } = choice;
  const home = driverHome(root, local);
  const named = await placeOf(choice);
  if (local || named.place === "file") return fileLeases(home.leases);
  if (named.place === "git") return refLeases({ folder: root, remote: "origin", environment });
  const { database, isLocal } = await databaseAt(named, home);
  const { tableLeases } = await import("../lease/postgres/index.ts");
  return tableLeases(database, { isLocal });
}

/** Address of the job that a CI runs this in, for people who meet its lease. */
function jobOf({
  GITHUB_SERVER_URL: server,
  GITHUB_REPOSITORY: repository,
  GITHUB_RUN_ID: run,
  CI_JOB_URL: gitlab,
  BITBUCKET_GIT_HTTP_ORIGIN: bitbucket,
  BITBUCKET_BUILD_NUMBER: build,
}: NodeJS.ProcessEnv): string | undefined {
  if (server && repository && run) return `${server}/${repository}/actions/runs/${run}`;
  if (bitbucket && build) return `${bitbucket}/pipelines/results/${build}`;
  return gitlab;
}
