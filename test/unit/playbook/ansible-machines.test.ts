import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AnsibleMachinesSettings, ansibleMachines } from "../../../src/playbook/ansible/index.ts";
import type { MachinesRequest } from "../../../src/playbook/index.ts";
import { fakeLocalMachines } from "../../fakes/machines/fake-local-machines.ts";
import { machines } from "./check-mode/case.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-machines-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts programs in the place of `ansible-playbook` and `ssh`. The first runs these lines of shell. */
function installed(...lines: readonly string[]): NodeJS.ProcessEnv {
  const bin = path.join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const scripts = { "ansible-playbook": ["#!/bin/sh", ...lines].join("\n"), ssh: "#!/bin/sh\nexit 255\n" };
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(path.join(bin, name), script);
    chmodSync(path.join(bin, name), 0o755);
  }
  return { PATH: `${bin}:/usr/bin:/bin`, HOME: "/home/somebody", GROUNDWORK_FORGE_TOKEN: "hunter2" };
}

/** Shell that writes what ansible-core wrote of a case. */
const tells = (name: string) =>
  `cat ${new URL(`check-mode/recorded/${name}.jsonl`, import.meta.url).pathname} >> "$GROUNDWORK_EVENTS_FILE"`;

const request: MachinesRequest = {
  files: new Map([["site.yml", Buffer.from("- hosts: all\n")]]),
  playbooks: ["site.yml"],
  machines,
  connection: { through: { kind: "internal-address" } },
  signal: new AbortController().signal,
};

const compare = (settings: AnsibleMachinesSettings, changed: Partial<MachinesRequest> = {}) =>
  ansibleMachines({ patience: 200, ...settings }).compare({ ...request, ...changed });
const verdicts = async (environment: NodeJS.ProcessEnv, changed: Partial<MachinesRequest> = {}) =>
  (await compare({ environment }, changed)).machines.map(({ verdict }) => verdict);

describe("machines compared by ansible-playbook", () => {
  it("are asked in check mode, with files of the commit and an inventory of their own, and without a token", async () => {
    const environment = installed(
      'test "$1 $2 $3 $5" = "--check --diff --inventory ./site.yml" || exit 9',
      'test -f site.yml && test ! -s "$ANSIBLE_CONFIG" && grep -q 192.0.2.1 "$4" || exit 9',
      "env | grep -q hunter2 && exit 9",
      'test "$ANSIBLE_INVENTORY_UNPARSED_FAILED$ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED$ANSIBLE_HOST_KEY_CHECKING" = 111 || exit 9',
      'test "$LC_ALL" = C.UTF-8 && test "$ANSIBLE_PIPELINING" = 1 && test "$ANSIBLE_TASK_TIMEOUT" = 300 || exit 9',
      'test -f "$ANSIBLE_CALLBACK_PLUGINS/$ANSIBLE_STDOUT_CALLBACK.py" || exit 9',
      'test -z "$GROUNDWORK_ALLOW_CHANGES$GROUNDWORK_DIFF_TEXT" || exit 9',
      tells("in-sync"),
    );
    expect(await compare({ environment })).toMatchObject({ verdict: "in-sync", version: "2.19.14", problems: [] });
  });

  it.each([0, 2, 4])("are what the events say, whatever the exit code: %i", async (code) => {
    expect(await verdicts(installed(tells("diverged"), `exit ${code}`))).toEqual(["diverged", "in-sync"]);
    expect(await verdicts(installed(`exit ${code}`))).toEqual(["unknown", "unknown"]);
  });

  it("are unknown with the first error of the tool, without the lines of the file that it shows", async () => {
    const environment = installed(
      `printf "[ERROR]: couldn't resolve module 'pingg'.\\nOrigin: $PWD/site.yml:3:7\\n\\n3   password: hunter2\\n" >&2`,
      "exit 4",
    );
    const { problems, verdict } = await compare({ environment });
    expect(verdict).toBe("unknown");
    expect(problems[0]).toBe("site.yml: couldn't resolve module 'pingg'.");
    expect(problems.join()).not.toContain("hunter2");
  });

  it("are unknown when the run is interrupted, which Ansible is told by SIGINT and waited for", async () => {
    const interrupted = new AbortController();
    const ready = path.join(folder, "ready");
    const done = path.join(folder, "done");
    const environment = installed(
      tells("in-sync").replace("cat ", "head -n 4 "),
      `trap 'touch ${done}; exit 99' INT`,
      `touch ${ready}`,
      "while :; do sleep 0.05; done",
    );
    const comparison = compare({ environment, patience: 30_000 }, { signal: interrupted.signal });
    await expect.poll(() => existsSync(ready)).toBe(true);
    interrupted.abort();
    const { machines: found, problems } = await comparison;
    expect(found.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown"]);
    expect(problems[0]).toBe("site.yml: it was interrupted");
    expect(existsSync(done)).toBe(true);
  });

  it("are unknown when the playbook does not end within the limit, also where it takes no signal", async () => {
    const environment = installed("trap '' INT TERM", tells("in-sync").replace("cat ", "head -n 4 "), "exec sleep 60");
    const { verdict, problems } = await compare({ environment, limit: 50, patience: 20 });
    expect(verdict).toBe("unknown");
    expect(problems[0]).toContain("was not done after");
  });

  it("are not asked when the command was interrupted before", async () => {
    const environment = installed(`touch ${path.join(folder, "started")}`);
    expect(await verdicts(environment, { signal: AbortSignal.abort() })).toEqual(["unknown", "unknown"]);
    expect(existsSync(path.join(folder, "started"))).toBe(false);
  });

  it("are reached as their local cloud says, where they are its machines, and not by what reaches real ones", async () => {
    const localMachines = fakeLocalMachines();
    const seen = path.join(folder, "seen");
    const environment = installed(`cp "$4" ${seen}`, tells("in-sync"));
    const connection = { user: "deploy", through: { kind: "local", project: "acme" } } as const;
    const files = new Map([...request.files, ["known_hosts", Buffer.from("* ssh-ed25519 AAAA\n")]]);
    await compare({ environment, localMachines, privateKeyFile: "/real/key" }, { connection, files });
    expect(localMachines.asked).toEqual([{ machines, project: "acme", user: "deploy" }]);
    const inventory = JSON.parse(readFileSync(seen, "utf8")) as { all: { hosts: Record<string, unknown> } };
    expect(inventory.all.hosts["web-1"]).toMatchObject({
      ansible_user: "deploy",
      ansible_ssh_private_key_file: "/local/client",
      ansible_ssh_common_args: expect.stringMatching(
        /UserKnownHostsFile=\/local\/known_hosts .*'ProxyCommand=enter \S+'$/,
      ),
    });
  });

  it("are unknown where nothing leads to the local cloud's machines", async () => {
    const connection = { through: { kind: "local", project: "acme" } } as const;
    await expect(compare({ environment: installed() }, { connection })).rejects.toMatchObject({
      code: "local-machines-unreachable",
      kind: "unknown",
    });
  });

  it("are an error when there is none", async () => {
    await expect(compare({ environment: installed() }, { machines: [] })).rejects.toMatchObject({
      code: "no-machines-to-compare",
      kind: "unknown",
    });
  });

  it.each([
    ["ansible-playbook", /pip install ansible-core/],
    ["ssh", /apt-get install openssh-client/],
  ])("need %s, and the error says how it is installed", async (tool, remedy) => {
    const environment = installed();
    rmSync(path.join(folder, "bin", tool));
    const PATH = path.join(folder, "bin");
    await expect(compare({ environment: { ...environment, PATH } })).rejects.toMatchObject({
      code: "ansible-unavailable",
      message: expect.stringMatching(remedy),
    });
  });

  it("are not asked where tasks would run for real, with their files and lines", async () => {
    const started = path.join(folder, "started");
    const text = "- hosts: all\n  tasks:\n    - command: rm -rf /srv\n      check_mode: false\n";
    const files = new Map([["site.yml", Buffer.from(text)]]);
    const environment = installed(`touch ${started}`, tells("in-sync"));
    await expect(compare({ environment }, { files })).rejects.toMatchObject({
      code: "playbook-changes-machines",
      data: { places: ["site.yml:4"] },
    });
    expect(existsSync(started)).toBe(false);
    expect(await verdicts(environment, { files, mayChange: true })).toEqual(["in-sync", "in-sync"]);
  });

  it("are not compared where the callback stopped before a task that no file shows", async () => {
    const refused = JSON.stringify({ n: 1, event: "refused", name: "Hidden", path: "roles/x/tasks/main.yml:3" });
    const environment = installed(`printf '%s\\n' '${refused}' > "$GROUNDWORK_EVENTS_FILE"`, "exit 97");
    await expect(compare({ environment })).rejects.toMatchObject({ data: { places: ["roles/x/tasks/main.yml:3"] } });
  });

  it("are compared with executable files where the commit has them", async () => {
    const files = new Map([...request.files, ["run.sh", Buffer.from("")], ["plain", Buffer.from("")]]);
    const environment = installed("test -x run.sh && test ! -x plain || exit 9", tells("in-sync"));
    expect(await verdicts(environment, { files, executables: new Set(["run.sh"]) })).toEqual(["in-sync", "in-sync"]);
  });

  it("are reached with the key and the host keys that were named, or those that lie beside the playbook", async () => {
    const copy = path.join(folder, "inventory.json");
    const environment = installed(`cp "$4" ${copy}`);
    await compare({ environment, privateKeyFile: "/keys/id", knownHostsFile: "/keys/known" });
    expect(readFileSync(copy, "utf8")).toContain('"ansible_ssh_private_key_file":"/keys/id"');
    expect(readFileSync(copy, "utf8")).toContain("UserKnownHostsFile=/keys/known");
    await compare({ environment });
    expect(readFileSync(copy, "utf8")).toContain("UserKnownHostsFile=/home/somebody/.ssh/known_hosts");
    const files = new Map([...request.files, ["known_hosts", Buffer.from("")]]);
    await compare({ environment, knownHostsFile: "/keys/known" }, { files });
    expect(readFileSync(copy, "utf8")).toMatch(/UserKnownHostsFile=\S+\/files\/known_hosts/);
  });

  it("leave nothing in the folder for temporary files", async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => /^groundwork-machines-[^t]/u.test(name));
    const before = left();
    await compare({ environment: installed(tells("in-sync")) });
    expect(left().filter((name) => !before.includes(name))).toEqual([]);
  });
});
