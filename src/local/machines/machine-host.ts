import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { type Logger, makeFolder } from "../../lib/index.ts";
import { removeCommand } from "./boot-steps.ts";
import { addAccount } from "./machine-files.ts";
import { placesIn } from "./mounts.ts";
import { interpreter, type Requirements, requireInterpreter, requirementsHere } from "./requirements.ts";
import { boot, type RunningMachine, runIn, succeeds } from "./running-machine.ts";
import { connectionCommand, keyAt, knownHosts } from "./ssh-access.ts";
import { writeAccess, writeTree } from "./write-machine.ts";

/** An instance that a machine stands for. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  /** Tells one from a later one of the same id. */
  readonly createdAt: string;
}

export interface MachinesWanted {
  readonly instances: readonly Instance[];
  /** An account that they are to have. @default admin */
  readonly user?: string;
  /** The SSH server to use. Absent: the one that is installed. */
  readonly sshd?: string;
  readonly forPlaybooks: boolean;
}

/** How machines are logged in to. */
export interface MachineAccess {
  readonly user: string;
  readonly privateKeyFile: string;
  readonly knownHostsFile: string;
  /** By the instance's id, a command whose input and output are a connection to its SSH server. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  readonly interpreter: string;
}

interface MachineRecord {
  readonly createdAt: string;
  readonly ids: Requirements["ids"];
}

/**
 * The machines of one local cloud. Each boots at the first login, and runs until it is removed or the host of machines stops;
 * its files stay until it is removed.
 */
export class MachineHost {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #running = new Map<string, Promise<RunningMachine>>();
  #written: Promise<void> = Promise.resolve();

  /** @param folder of the files of all machines */
  constructor({ folder, logger }: { readonly folder: string; readonly logger: Logger }) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /**
   * Boots those machines that do not run.
   *
   * @throws {LocalMachinesUnavailable} {@link LocalMachineDidNotBoot}
   */
  async open({ instances, user = "admin", sshd, forPlaybooks }: MachinesWanted): Promise<MachineAccess> {
    if (forPlaybooks) await requireInterpreter();
    let required: Promise<Requirements> | undefined;
    const requirements = () => (required ??= requirementsHere(sshd));
    await makeFolder(this.#folder, 0o700);
    const privateKeyFile = path.join(this.#folder, "client_key");
    const clientKey = await keyAt(privateKeyFile);
    const machines = await Promise.all(instances.map((instance) => this.#ensure(instance, requirements, clientKey)));
    for (const { process } of machines) await runIn(process, ["/bin/sh", "-c", addAccount, "account", user]);
    await this.#writeKnownHosts();
    const commands = machines.map(({ id, process, server }) => [id, connectionCommand(process, server)]);
    return {
      user,
      privateKeyFile,
      knownHostsFile: this.#knownHostsFile,
      commands: Object.fromEntries(commands),
      interpreter,
    };
  }

  /** Ends a machine and removes its files. Does nothing where there is none. */
  async remove(id: string): Promise<void> {
    const running = await this.#running.get(id)?.catch(() => undefined);
    await running?.end();
    this.#running.delete(id);
    await this.#clear(path.join(this.#folder, folderName(id)));
    await this.#forgetKnownHosts();
  }

  /** Removes the files of machines that are no instances any more, as far as the process ended before it could. */
  async removeOthers(instances: readonly Instance[]): Promise<void> {
    const kept = new Set(instances.map(({ id }) => folderName(id)));
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries)
      if (entry.isDirectory() && !kept.has(entry.name)) await this.#clear(path.join(this.#folder, entry.name));
    await this.#forgetKnownHosts();
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#running.values()].map(async (machine) => (await machine.catch(() => undefined))?.end()),
    );
  }

  get #knownHostsFile(): string {
    return path.join(this.#folder, "known_hosts");
  }

  /** Leaves the lines of machines that run: the key of one that is gone proves nothing of the next one of its name. */
  async #forgetKnownHosts(): Promise<void> {
    if (existsSync(this.#knownHostsFile)) await this.#writeKnownHosts();
  }

  /** One after the other: what is written last has to be what runs then. */
  async #writeKnownHosts(): Promise<void> {
    const before = this.#written;
    const write = async () => {
      await before;
      await writeFileAtomic(this.#knownHostsFile, knownHosts(await this.#all()), { mode: 0o600 });
    };
    const writing = write();
    this.#written = writing.catch(() => undefined);
    await writing;
  }

  /** Those that run, two that are named alike among them. */
  async #all(): Promise<readonly RunningMachine[]> {
    const all = await Promise.allSettled(this.#running.values());
    return all.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  }

  #ensure(instance: Instance, requirements: () => Promise<Requirements>, clientKey: string): Promise<RunningMachine> {
    const { id } = instance;
    const known = this.#running.get(id);
    if (known) return known;
    const starting = this.#boot(instance, requirements, clientKey);
    this.#running.set(id, starting);
    const forget = () => {
      if (this.#running.get(id) === starting) this.#running.delete(id);
    };
    starting.then((machine) => machine.ended.then(forget), forget);
    return starting;
  }

  async #boot(
    instance: Instance,
    requirements: () => Promise<Requirements>,
    clientKey: string,
  ): Promise<RunningMachine> {
    const required = await requirements();
    const { id, name, createdAt } = instance;
    const folder = path.join(this.#folder, folderName(id));
    const places = placesIn(folder);
    const file = path.join(folder, "machine.json");
    const record = await recordIn(file);
    const fresh = record?.createdAt !== createdAt;
    if (fresh) {
      await this.#clear(folder);
      await mkdir(folder, { mode: 0o700 });
      await writeTree(name, places, required);
    }
    const ids = fresh ? required.ids : record.ids;
    const hostKey = await keyAt(path.join(folder, "host_key"));
    await writeAccess(folder, places, { clientKey, required });
    const machine = await boot({ id, name, hostKey, places, required: { ...required, ids }, fresh });
    if (fresh) await writeFileAtomic(file, JSON.stringify({ createdAt, ids } satisfies MachineRecord), { mode: 0o600 });
    this.#logger.info({ id, process: machine.process, fresh }, "machine has booted");
    return machine;
  }

  /** Files of a machine's accounts are not those of an ordinary user, who removes them as the one that gave the ids away. */
  async #clear(folder: string): Promise<void> {
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (thrown) {
      if (process.getuid?.() === 0) throw thrown;
      await succeeds(removeCommand(folder));
    }
  }
}

/** `undefined` for a machine that has not booted yet. */
async function recordIn(file: string): Promise<MachineRecord | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as MachineRecord);
}

/** Ids hold slashes; a folder's name may not. */
function folderName(id: string): string {
  return id.replaceAll("/", "_");
}
