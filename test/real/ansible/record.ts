/**
 * Writes the event streams of test/unit/playbook/check-mode again, from the `ansible-playbook` on PATH:
 * `PATH=<folder of ansible-playbook>:$PATH npx tsx test/real/ansible/record.ts [<case> ...]`.
 */
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cleaningUp, projectRoot } from "../../../src/lib/index.ts";
import { inventoryOf, runPlaybook, variablesOf } from "../../../src/playbook/ansible/run/index.ts";
import { writeFiles } from "../../../src/playbook/ansible/write-files.ts";
import { type CheckModeCase, machines } from "../../unit/playbook/check-mode/case.ts";
import { checkModeCases } from "../../unit/playbook/check-mode/cases.ts";

const target = fileURLToPath(new URL("../../unit/playbook/check-mode/recorded", import.meta.url));

async function record({ name, files, mayChange = false }: CheckModeCase): Promise<void> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "groundwork-record-")));
  await cleaningUp(
    async () => {
      const contents = new Map(Object.entries(files).map(([file, text]) => [file, Buffer.from(text)]));
      await writeFiles(path.join(folder, "files"), contents);
      await writeFile(path.join(folder, "ansible.cfg"), "");
      const connection = { through: { kind: "internal-address" }, knownHostsFile: "/dev/null" } as const;
      await writeFile(path.join(folder, "inventory.json"), JSON.stringify(inventoryOf(machines, connection)));
      const eventsFile = path.join(folder, "events");
      const plugins = path.join(projectRoot(), "data", "ansible");
      const choices = { mayChange, showsText: false, taskLimit: 60_000, forks: 1 };
      const variables = variablesOf(process.env, { folder, plugins, eventsFile, ...choices });
      const { signal } = new AbortController();
      await runPlaybook({
        mode: "check",
        playbook: "site.yml",
        folder,
        eventsFile,
        variables,
        limit: 120_000,
        patience: 5_000,
        signal,
      });
      const events = await readFile(eventsFile, "utf8");
      await writeFile(path.join(target, `${name}.jsonl`), withoutTraces(events, folder));
    },
    () => rm(folder, { recursive: true, force: true }),
  );
}

/** Equal for equal runs: identities are numbered, and the folder of the run has another name. */
function withoutTraces(events: string, folder: string): string {
  const numbers = new Map<string, string>();
  return events
    .replaceAll(folder, "/run")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu, (id) => {
      const number = numbers.get(id) ?? `id-${numbers.size + 1}`;
      numbers.set(id, number);
      return number;
    });
}

const wanted = process.argv.slice(2);
await mkdir(target, { recursive: true });
for (const each of checkModeCases) if (wanted.length === 0 || wanted.includes(each.name)) await record(each);
