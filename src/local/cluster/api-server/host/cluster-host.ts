import { asError, GroundworkError, silentLogger, systemClock } from "../../../../lib/index.ts";
import type { ClusterHost, ClusterHostOptions, RunningCluster, WantedCluster } from "../cluster-host.ts";
import { newIdentity } from "./certificates.ts";
import { type ClusterRecord, ClusterRecords } from "./cluster-record.ts";
import { type StartedCluster, startCluster } from "./running.ts";

/** A cluster's port is taken by another process, so that clients would reach that one. */
export class ClusterPortTaken extends GroundworkError {
  readonly code = "cluster-port-taken";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly id: string; readonly port: number },
    options?: ErrorOptions,
  ) {
    super(
      `Port ${data.port} of the local cluster ${data.id} is in use by another process. ` +
        `Stop that process (another local cloud with the same home?), then start this one again.`,
      options,
    );
  }
}

/** Long enough that a client which does not ask again fails, and short enough that no test waits for it. In milliseconds. */
const defaultServedAfter = 25;

const nothingAttached: NonNullable<ClusterHostOptions["onClusterStarted"]> = () =>
  Promise.resolve({ stop: () => Promise.resolve() });

/**
 * Runs every cluster of one local cloud in this process, one HTTPS listener each.
 *
 * Clusters that were running when the last process ended, however it ended, run again when this returns.
 * @throws {ClusterPortTaken} {@link ClusterRecordUnreadable} {@link JournalDamaged} for a cluster that cannot
 */
export async function clusterHost(options: ClusterHostOptions): Promise<ClusterHost> {
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? silentLogger;
  const onClusterStarted = options.onClusterStarted ?? nothingAttached;
  const { definitionsServedAfter = defaultServedAfter } = options;
  const records = new ClusterRecords(options.home);
  const running = new Map<string, StartedCluster>();
  /** One change of a cluster after the other: two calls for one id must not start it twice. */
  const queues = new Map<string, Promise<unknown>>();

  const inTurn = <T>(id: string, act: () => Promise<T>): Promise<T> => {
    const turn = (queues.get(id) ?? Promise.resolve()).then(act, act);
    queues.set(id, turn);
    return turn;
  };

  const start = async (record: ClusterRecord): Promise<StartedCluster> => {
    const { id } = record.wanted;
    try {
      const means = { clock, logger, onClusterStarted, definitionsServedAfter };
      const started = await startCluster(record, records.journal(id), means);
      running.set(id, started);
      logger.info({ cluster: id, endpoint: started.cluster.endpoint }, "Serving a local cluster");
      return started;
    } catch (thrown) {
      if ((asError(thrown) as NodeJS.ErrnoException).code !== "EADDRINUSE") throw thrown;
      throw new ClusterPortTaken({ id, port: record.port }, { cause: asError(thrown) });
    }
  };

  const ensure = async (wanted: WantedCluster): Promise<RunningCluster> => {
    const known = running.get(wanted.id);
    if (known === undefined) {
      const identity = await newIdentity(clock.now());
      const started = await start({ wanted, port: 0, identity });
      await records.save({ wanted, port: started.port, identity });
      return started.cluster;
    }
    await known.adopt(wanted);
    const record = (await records.all()).find((one) => one.wanted.id === wanted.id);
    if (record !== undefined) await records.save({ ...record, wanted });
    return known.cluster;
  };

  const stopAll = async (): Promise<void> => {
    await Promise.all([...running.values()].map((started) => started.stop()));
    running.clear();
  };

  try {
    for (const record of await records.all()) await start(record);
  } catch (thrown) {
    // Who was told that it failed cannot stop the clusters that did start.
    await stopAll().catch(() => undefined);
    throw thrown;
  }

  return {
    ensure: (wanted) => inTurn(wanted.id, () => ensure(wanted)),
    find: (id) => running.get(id)?.cluster,
    list: () => [...running.values()].map(({ cluster }) => cluster),
    delete: (id) =>
      inTurn(id, async () => {
        await running.get(id)?.stop();
        running.delete(id);
        await records.delete(id);
      }),
    stop: async () => {
      await Promise.all([...queues.values()].map((turn) => turn.catch(() => {})));
      await stopAll();
    },
  };
}
