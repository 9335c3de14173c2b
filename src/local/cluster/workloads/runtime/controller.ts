import { type Logger, messageOf, type Work, WorkQueue } from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject, ResourceId } from "../../api-server/index.ts";

/** A kind to watch, and which keys its objects concern. */
export interface Source {
  readonly resource: ResourceId;
  readonly keysOf: (object: KubernetesObject) => readonly string[];
}

/** One kind's controller: keys come from its sources, and each is made right by itself. */
export interface Controller {
  readonly name: string;
  readonly sources: readonly Source[];
  /** Makes what a key stands for right, from what the cluster says now. May be called at any time and any number of times. */
  readonly reconcile: Work;
  /** Gets the function that queues a key, for changes that no source reports. */
  readonly onStart?: (lookAt: (key: string) => void) => void;
  /** Ends what the controller holds besides its queue. */
  readonly stop?: () => Promise<void>;
}

const concurrency = 8;
const backoff = { first: 50, longest: 30_000 };

/** Runs controllers until they are stopped. Each starts with every object that exists, so a restart forgets nothing. */
export function runControllers(
  api: ClusterApi,
  controllers: readonly Controller[],
  logger: Logger,
): { stop(): Promise<void> } {
  const running = controllers.map((controller) => {
    const queue = new WorkQueue(controller.reconcile, {
      concurrency,
      backoff,
      onFailure: (key, thrown) =>
        logger.warn({ controller: controller.name, key, error: messageOf(thrown) }, "controller will try again"),
    });
    controller.onStart?.((key) => queue.add(key));
    const stops = controller.sources.map(({ resource, keysOf }) =>
      api.watch(resource, ({ object }) => {
        for (const key of keysOf(object)) queue.add(key);
      }),
    );
    return async () => {
      for (const stop of stops) stop();
      await queue.stop();
      await controller.stop?.();
    };
  });
  return {
    stop: async () => {
      await Promise.all(running.map((stop) => stop()));
    },
  };
}
