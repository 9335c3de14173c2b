import path from "node:path";
import type { Logger } from "../../../lib/index.ts";
import type { ClusterEffects, World } from "../../cloud/index.ts";
import { type Instance, type MachineAccess, MachineHost } from "../../machines/index.ts";

const INSTANCE = "gcp:compute/instance:Instance";

/** The request of a client: which instances, and how they are to be entered. */
export interface MachinesRequest {
  readonly ids: readonly string[];
  readonly user?: string;
  readonly sshd?: string;
  readonly forPlaybooks?: boolean;
}

/** The machines behind the simulated Compute Engine. None runs before the first login. */
export class Machines {
  readonly #host: MachineHost;

  constructor({ home, logger }: { readonly home: string; readonly logger: Logger }) {
    this.#host = new MachineHost({ folder: path.join(home, "machines"), logger });
  }

  /** `effects`, and besides them a machine's end with its instance. */
  effects(effects: ClusterEffects): ClusterEffects {
    return {
      created: (resource) => effects.created(resource),
      updated: (resource) => effects.updated(resource),
      deleted: async (resource) => {
        if (resource.type === INSTANCE) await this.#host.remove(resource.id);
        await effects.deleted(resource);
      },
    };
  }

  /** Removes what is left of machines whose instances are gone. */
  async tidy(world: World): Promise<void> {
    await this.#host.removeOthers(instancesOf(world));
  }

  /** Those that are no instances are left out of the answer. @throws {LocalMachinesUnavailable} {@link LocalMachineDidNotBoot} */
  async open({ ids, forPlaybooks = false, ...request }: MachinesRequest, world: World): Promise<MachineAccess> {
    const instances = instancesOf(world).filter(({ id }) => ids.includes(id));
    return await this.#host.open({ ...request, instances, forPlaybooks });
  }

  stop(): Promise<void> {
    return this.#host.stop();
  }
}

function instancesOf(world: World): readonly Instance[] {
  return world.ofType(INSTANCE).map(({ id, name, createdAt }) => ({ id, name, createdAt }));
}
