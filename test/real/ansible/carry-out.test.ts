import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";
import { type AnsibleRunsSettings, ansibleRuns, ansibleSyntax } from "../../../src/playbook/ansible/index.ts";
import { type Machine, type MachineSession, playbooksToRun, readRollout } from "../../../src/playbook/index.ts";
import { describeWithAnsible } from "./describe-with-ansible.ts";
import type { SshServer } from "./ssh-server.ts";

describeWithAnsible("playbooks carried out on machines", (tools) => {
  let ssh: SshServer;
  beforeAll(async () => {
    ssh = await tools().startServer();
  });
  afterAll(async () => ssh.stop());

  const machine = (key: string, internalIp = "127.0.0.1"): Machine => ({
    key,
    name: key,
    group: key.replace(/-\d+$/u, ""),
    zone: "",
    labels: {},
    externalIp: "",
    internalIp,
  });
  const machines = [machine("web-1"), machine("web-2"), machine("db-1")];
  const shared = () => ({
    known_hosts: ssh.knownHosts,
    "group_vars/all.yml": `ansible_port: ${ssh.port}\nansible_python_interpreter: /usr/bin/python3\nhere: ${ssh.home}\n`,
  });

  const on = async <T>(
    files: Readonly<Record<string, string>>,
    act: (session: MachineSession) => Promise<T>,
    { of = machines, ...settings }: Partial<AnsibleRunsSettings> & { readonly of?: readonly Machine[] } = {},
  ): Promise<T> => {
    const runs = ansibleRuns({
      environment: tools().environment,
      privateKeyFile: ssh.privateKeyFile,
      wait: () => Promise.resolve(),
      reachLimit: 0,
      ...settings,
    });
    const session = await runs.open({
      files: new Map(Object.entries({ ...shared(), ...files }).map(([file, text]) => [file, Buffer.from(text)])),
      machines: of,
      connection: { user: ssh.user, through: { kind: "internal-address" } },
    });
    try {
      return await act(session);
    } finally {
      await session.close();
    }
  };
  const never = new AbortController().signal;
  const kinds = ({ machines: all }: { readonly machines: readonly { machine: string; kind: string }[] }) =>
    Object.fromEntries(all.map(({ machine: key, kind }) => [key, kind]));

  it("change the machines of the batch alone, in the order of plays, and nothing the second time", async () => {
    const site = [
      "- hosts: db\n  gather_facts: false\n  tasks:",
      '    - lineinfile: { path: "{{ here }}/order", line: "db {{ inventory_hostname }}", create: true }',
      "- hosts: web\n  gather_facts: false\n  tasks:",
      '    - lineinfile: { path: "{{ here }}/order", line: "web {{ inventory_hostname }} of {{ groups.web | length }}", create: true }',
    ].join("\n");
    await on({ "site.yml": site }, async (session) => {
      const first = await session.run(["site.yml"], ["web-1", "db-1"], never);
      expect(kinds(first)).toEqual({ "web-1": "done", "db-1": "done" });
      expect(first.problems).toEqual([]);
      expect(first.machines.map(({ counts }) => counts.changed)).toEqual([1, 1]);
      expect(readFileSync(path.join(ssh.home, "order"), "utf8")).toBe("db db-1\nweb web-1 of 2\n");
      const second = await session.run(["site.yml"], ["web-1", "db-1"], never);
      expect(second.machines.map(({ counts }) => counts.changed)).toEqual([0, 0]);
    });
  });

  it("are told apart by their tasks, whatever the exit code and the recap say", async () => {
    const site = `- hosts: all
  gather_facts: false
  tasks:
    - name: Ignored
      raw: exit 1
      ignore_errors: true
    - block:
        - name: Rescued
          raw: exit 1
        - name: Left out
          raw: exit 0
      rescue:
        - raw: exit 0
    - name: Broken
      raw: exit 1
      when: inventory_hostname == "web-2"
    - name: Last
      raw: exit 0
`;
    const outcome = await on({ "site.yml": site }, (session) => session.run(["site.yml"], ["web-1", "web-2"], never));
    expect(kinds(outcome)).toEqual({ "web-1": "done", "web-2": "failed" });
    expect(outcome.machines[0]?.counts).toMatchObject({ tolerated: 2, failed: 0 });
    expect(outcome.machines[1]?.failures).toEqual([{ task: "Broken", place: "site.yml:14", because: "it failed" }]);
  });

  it("come with plays on the machine that runs them, which counts as one of its own", async () => {
    const site =
      "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - name: Prepare\n      debug: { msg: here }\n- hosts: web\n  gather_facts: false\n  tasks:\n    - raw: exit 0\n";
    const outcome = await on({ "site.yml": site }, (session) => session.run(["site.yml"], ["web-1"], never));
    expect(kinds(outcome)).toEqual({ "web-1": "done", localhost: "done" });
  });

  it("are asked first whether they can be reached, again until the limit, and say which cannot", async () => {
    let waits = 0;
    let now = 0;
    const outcome = await on({}, (session) => session.reach(["web-1", "gone-1"], never), {
      of: [machine("web-1"), machine("gone-1", "127.0.0.2")],
      reachLimit: 2,
      now: () => now++,
      wait: () => Promise.resolve(void waits++),
    });
    expect(kinds(outcome)).toEqual({ "web-1": "done", "gone-1": "unreachable" });
    expect(waits).toBe(1);
  });

  it("are not waited for where the cloud does not have one of them, which it is asked once", async () => {
    const asked: (readonly string[])[] = [];
    const whichAreGone = async (missing: readonly string[]) => {
      asked.push(missing);
      return await Promise.resolve(missing.filter((key) => key === "gone-1"));
    };
    const outcome = await on({}, (session) => session.reach(["web-1", "gone-1", "late-1"], never, whichAreGone), {
      of: [machine("web-1"), machine("gone-1", "127.0.0.2"), machine("late-1", "127.0.0.3")],
      reachLimit: 300_000,
      wait: () => Promise.reject(new Error("It waits.")),
    });
    expect(kinds(outcome)).toEqual({ "web-1": "done", "gone-1": "gone", "late-1": "unreachable" });
    expect(asked).toEqual([["gone-1", "late-1"]]);
  });

  it("are cut off by an interruption, which ends the run and its connections", async () => {
    const interrupt = new AbortController();
    const site = `- hosts: web\n  gather_facts: false\n  tasks:\n    - raw: touch {{ here }}/began\n    - raw: sleep 600; touch {{ here }}/late\n`;
    const outcome = await on({ "site.yml": site }, async (session) => {
      const running = session.run(["site.yml"], ["web-1"], interrupt.signal);
      await expect.poll(() => existsSync(path.join(ssh.home, "began")), { timeout: 60_000 }).toBe(true);
      interrupt.abort();
      return await running;
    });
    expect(outcome.isInterrupted).toBe(true);
    expect(kinds(outcome)).toEqual({ "web-1": "cut-off" });
  });

  it("stop at the first playbook that does not end well", async () => {
    const bad = "- hosts: web\n  gather_facts: false\n  tasks: [{ raw: exit 1 }]\n";
    const late = '- hosts: web\n  gather_facts: false\n  tasks: [{ raw: "touch {{ here }}/second" }]\n';
    const outcome = await on({ "a.yml": bad, "b.yml": late }, (session) =>
      session.run(["a.yml", "b.yml"], ["web-1"], never),
    );
    expect(kinds(outcome)).toEqual({ "web-1": "failed" });
    expect(existsSync(path.join(ssh.home, "second"))).toBe(false);
  });

  it("are those of the example, as far as their form goes", async () => {
    const folder = path.join(projectRoot(), "docs/examples/environments/rack/machines");
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = new Map(
      names
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => [path.relative(folder, file), readFileSync(file)] as const),
    );
    const { PATH } = tools().environment;
    const playbooks = [...playbooksToRun(files), "health.yml"];
    const answers = await ansibleSyntax({ environment: { PATH } }).check(files, playbooks, never);
    expect([...answers]).toEqual([
      ["site.yml", { kind: "well-formed" }],
      ["health.yml", { kind: "well-formed" }],
    ]);
    expect(readRollout(files)).toEqual({ batches: [3, 1], health: "health.yml" });
  });

  describe("that cannot be read", () => {
    it("reach no machine, and say why", async () => {
      const site = "- hosts: web\n  tasks: [{ pingg: }]\n";
      const outcome = await on({ "site.yml": site }, (session) => session.run(["site.yml"], ["web-1"], never));
      expect(kinds(outcome)).toEqual({ "web-1": "not-reached" });
      expect(outcome.problems[0]).toContain("pingg");
    });
  });
});
