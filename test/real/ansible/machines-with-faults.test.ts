import { execFile } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AnsibleMachinesSettings, ansibleMachines } from "../../../src/playbook/ansible/index.ts";
import type { Machine, MachineDiff } from "../../../src/playbook/index.ts";
import { describeWithAnsible, openFolder } from "./describe-with-ansible.ts";
import type { SshServer, SshServerSettings } from "./ssh-server.ts";

describeWithAnsible("of machines that are reached over SSH", (tools) => {
  const start = async (settings: SshServerSettings = {}): Promise<SshServer> => {
    const server = await tools().startServer(settings);
    onTestFinished(() => server.stop());
    return server;
  };
  const compare = async (
    server: SshServer,
    machines: readonly Machine[],
    tasks: readonly string[],
    settings: Partial<AnsibleMachinesSettings> = {},
    play: readonly string[] = [],
    others: Readonly<Record<string, Uint8Array>> = {},
  ): Promise<Readonly<Record<string, MachineDiff>>> => {
    const site = [
      "- hosts: web",
      "  gather_facts: false",
      `  vars: { ansible_port: ${server.port}, ansible_python_interpreter: /usr/bin/python3 }`,
      ...play,
      "  tasks:",
      ...tasks,
      "",
    ].join("\n");
    const comparison = ansibleMachines({
      environment: tools().environment,
      privateKeyFile: server.privateKeyFile,
      ...settings,
    });
    const diff = await comparison.compare({
      files: new Map([
        ["site.yml", Buffer.from(site)],
        ["known_hosts", Buffer.from(server.knownHosts)],
        ...Object.entries(others),
      ]),
      playbooks: ["site.yml"],
      machines,
      connection: { user: server.user, through: { kind: "internal-address" } },
      signal: new AbortController().signal,
    });
    return Object.fromEntries(diff.machines.map((machine) => [machine.machine, machine]));
  };
  const answers = ["    - name: Answer", "      ping:"];

  it("one is unknown where nothing listens, and the others are compared", async () => {
    const server = await start();
    const found = await compare(server, [machine("web-1", "127.0.0.1"), machine("web-2", "127.0.0.2")], answers);
    expect(found["web-1"]).toMatchObject({ verdict: "in-sync", counts: { "in-sync": 1 } });
    expect(found["web-2"]).toMatchObject({ verdict: "unknown" });
    expect(found["web-2"]?.findings[0]?.because).toMatch(/not be reached/u);
  });

  it("one is unknown where its server takes the connection and never speaks, and the others are compared", async () => {
    const server = await start();
    const silent = await silentAt("127.0.0.2", server.port);
    onTestFinished(() => void silent.close());
    const found = await compare(server, [machine("web-1", "127.0.0.1"), machine("web-2", "127.0.0.2")], answers);
    expect(found["web-1"]?.verdict).toBe("in-sync");
    expect(found["web-2"]?.verdict).toBe("unknown");
  });

  it("all are unknown where they refuse the key", async () => {
    const server = await start();
    const stranger = path.join(await openFolder("key-"), "key");
    await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", stranger]);
    const found = await compare(server, [machine("web-1", "127.0.0.1")], answers, { privateKeyFile: stranger });
    expect(found["web-1"]?.verdict).toBe("unknown");
    expect(found["web-1"]?.findings[0]?.because).toMatch(/not be reached/u);
  });

  it("one is unknown where its disk takes no file that a check hands over, and says that this failed", async () => {
    const tasks = [
      "    - name: Unpack",
      "      unarchive: { src: packed.tar, dest: /tmp }",
      "    - name: Answer",
      "      ping:",
    ];
    const packed = { "packed.tar": Buffer.alloc(10_240) };
    const [roomy, full] = [await start(), await start({ fileSizeLimit: 0 })];
    const one = [machine("web-1", "127.0.0.1")];
    const skipped = await compare(roomy, one, tasks, {}, [], packed);
    const failed = await compare(full, one, tasks, {}, [], packed);
    // Check mode skips a tar that has arrived, so that only the reason tells the two apart.
    expect(skipped["web-1"]).toMatchObject({ counts: { "in-sync": 1, unknown: 1 } });
    expect(failed["web-1"]).toMatchObject({ verdict: "unknown", counts: { "in-sync": 0, unknown: 2 } });
    expect(failed["web-1"]?.findings[0]).toMatchObject({
      task: "Unpack",
      because: expect.stringMatching(/^it failed/u),
    });
  });

  describe("with a playbook that asks the person before it", () => {
    it("they are compared with what it would be without an answer, and never wait for one", async () => {
      const server = await start();
      const prompt = ["  vars_prompt:", "    - { name: city, prompt: Which city, default: Ghent, private: false }"];
      const tasks = [
        "    - name: Wait for a person",
        "      pause: { prompt: Is it done }",
        "    - name: City",
        `      copy: { content: "{{ city }}\\n", dest: "${server.home}/city" }`,
      ];
      const found = await compare(server, [machine("web-1", "127.0.0.1")], tasks, {}, prompt);
      expect(found["web-1"]).toMatchObject({ findings: [{ task: "City", verdict: "diverged" }] });
    });
  });
});

function machine(key: string, internalIp: string): Machine {
  return { key, name: `dev-${key}`, group: "web", zone: "europe-west1-b", labels: {}, internalIp, externalIp: "" };
}

/** Takes connections, and answers none. */
async function silentAt(address: string, port: number): Promise<Server> {
  const server = createServer((socket) => socket.on("error", () => undefined).unref());
  server.listen(port, address);
  await once(server, "listening");
  if ((server.address() as AddressInfo).port !== port) throw new Error("The port is another one.");
  return server;
}
