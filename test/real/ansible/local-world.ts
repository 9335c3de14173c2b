import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { silentLogger } from "../../../src/lib/index.ts";
import { type Instance, MachineHost } from "../../../src/local/machines/index.ts";
import { ansibleMachines } from "../../../src/playbook/ansible/index.ts";
import { inventoryOf } from "../../../src/playbook/ansible/run/index.ts";
import type { LocalMachines, Machine, MachinesDiff } from "../../../src/playbook/index.ts";
import { machines } from "../../unit/playbook/check-mode/case.ts";
import type { AnsibleTools } from "./describe-with-ansible.ts";

/** What a playbook that was run in earnest has said. */
export interface EarnestRun {
  readonly succeeded: boolean;
  readonly output: string;
}

/** Two machines of a local cloud, with the tools that reach them. */
export interface LocalWorld {
  readonly folder: string;
  readonly host: MachineHost;
  readonly instances: readonly Instance[];
  apply(site: string, files?: Readonly<Record<string, string>>): Promise<EarnestRun>;
  compare(site: string, files?: Readonly<Record<string, string>>): Promise<MachinesDiff>;
  close(): Promise<void>;
}

const connection = { user: "admin", through: { kind: "local", project: "acme" } } as const;
export const idOf = ({ name }: Pick<Machine, "name">): string => `projects/acme/zones/europe-west1-b/instances/${name}`;

export function localWorld(tools: AnsibleTools, runFolder: string): LocalWorld {
  const folder = mkdtempSync(path.join(runFolder, "local-"));
  const home = path.join(folder, "machines");
  const host = new MachineHost({ folder: home, logger: silentLogger });
  const instances = machines.map((machine) => ({ id: idOf(machine), name: machine.name, createdAt: "2026-12-01" }));
  const { environment } = tools;
  const port: LocalMachines = {
    async open({ user = "admin" }) {
      const access = await host.open({ instances, user, sshd: tools.sshd, forPlaybooks: true });
      const commands = new Map(machines.map((machine) => [machine.key, access.commands[idOf(machine)] ?? []]));
      return { ...access, commands };
    },
  };
  return {
    folder: home,
    host,
    instances,
    async apply(site, files = {}) {
      const run = mkdtempSync(path.join(runFolder, "apply-"));
      for (const [name, text] of Object.entries({ ...files, "site.yml": site }))
        await writeFile(path.join(run, name), text);
      const access = await port.open({ machines, project: "acme" });
      await writeFile(
        path.join(run, "inventory.json"),
        JSON.stringify(inventoryOf(machines, { ...connection, ...access })),
      );
      const settings = {
        ANSIBLE_LOCAL_TEMP: path.join(run, "tmp"),
        ANSIBLE_PIPELINING: "1",
        ANSIBLE_SSH_ARGS: "-o ControlMaster=no",
        HOME: run,
      };
      return await new Promise((resolve) => {
        const args = ["--inventory", "inventory.json", "site.yml"];
        execFile(tools.playbook, args, { cwd: run, env: { ...environment, ...settings } }, (error, stdout, stderr) =>
          resolve({ succeeded: error === null, output: stdout + stderr }),
        );
      });
    },
    async compare(site, files = {}) {
      return await ansibleMachines({ environment, localMachines: port }).compare({
        files: new Map(Object.entries({ ...files, "site.yml": site }).map(([name, text]) => [name, Buffer.from(text)])),
        playbooks: ["site.yml"],
        machines,
        connection,
        signal: new AbortController().signal,
      });
    },
    close: () => host.stop(),
  };
}
