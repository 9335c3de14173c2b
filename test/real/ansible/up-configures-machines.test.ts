import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ansibleRuns, ansibleSyntax } from "../../../src/playbook/ansible/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { describeWithAnsible } from "./describe-with-ansible.ts";
import type { SshServer } from "./ssh-server.ts";

const folder = "environments/dev/machines";

describeWithAnsible("groundwork up of machines", (tools) => {
  let ssh: SshServer;
  let world: DriverWorld;
  beforeAll(async () => {
    ssh = await tools().startServer();
  });
  afterAll(async () => ssh.stop());
  beforeEach(async () => {
    for (const name of ["web-1", "web-2", "healthy"]) await rm(path.join(ssh.home, name), { force: true });
    const { environment } = tools();
    const { privateKeyFile } = ssh;
    world = new DriverWorld();
    world.local = false;
    world.playbookRuns = ansibleRuns({ environment, privateKeyFile, wait: () => Promise.resolve(), reachLimit: 0 });
    world.playbooks = ansibleSyntax({ environment });
    addresses("127.0.0.1", "127.0.0.1");
    world.git.make({
      "environments/_profiles/small.yaml":
        "apiVersion: groundwork.dev/v1\nkind: Profile\nspec:\n  cloud: { kind: gcp, project: acme-dev, region: europe-west1 }\n",
      "environments/dev/environment.yaml":
        "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\n" +
        "spec:\n  network: { subnets: [{ name: main, cidr: /24 }] }\n" +
        "  machines: [{ name: web, count: 2, machineType: e2-small, image: debian-cloud/debian-12 }]\n",
      [`${folder}/connection.yaml`]: `user: ${ssh.user}\n`,
      [`${folder}/known_hosts`]: ssh.knownHosts,
      [`${folder}/group_vars/all.yml`]: `ansible_port: ${ssh.port}\nansible_python_interpreter: /usr/bin/python3\nhere: ${ssh.home}\n`,
      [`${folder}/site.yml`]: site("one"),
    });
  });

  const site = (content: string, more = "") =>
    `- hosts: web\n  gather_facts: false\n  tasks:\n    - name: Write\n      copy: { content: "${content}", dest: "{{ here }}/{{ inventory_hostname }}" }\n${more}`;
  const addresses = (...all: readonly string[]) => {
    const value = Object.fromEntries(all.map((internalIp, index) => [`web-${index + 1}`, { name: "m", internalIp }]));
    Object.assign(world.engine.given, { machines: { value, secret: false } });
  };
  const up = async (...flags: readonly string[]) => await groundwork(world, "up", "--yes", "--no-wait", ...flags);
  const at = (name: string) => path.join(ssh.home, name);

  it("brings them to their playbook, and finds nothing to do the second time", async () => {
    const first = await up();
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/dev +web-1 +1 +done +1 +1/);
    expect(await readFile(at("web-2"), "utf8")).toBe("one");
    expect((await up()).out).toContain("nothing to do");
    world.git.make({ [`${folder}/site.yml`]: site("two") });
    expect((await up()).code).toBe(0);
    expect(await readFile(at("web-2"), "utf8")).toBe("two");
  });

  it("stops after the first machine where that fails, and goes on once the playbook is mended", async () => {
    world.git.make({ [`${folder}/site.yml`]: site("one", "    - name: Break\n      command: 'false'\n") });
    const failed = await up();
    expect(failed.code).toBe(1);
    expect(failed.out).toContain("web-1: Break (site.yml:6): it failed");
    expect(failed.out).toMatch(/web-2 +2 +not started/);
    expect([existsSync(at("web-1")), existsSync(at("web-2"))]).toEqual([true, false]);
    world.git.make({ [`${folder}/site.yml`]: site("one") });
    expect((await up()).code).toBe(0);
    expect(existsSync(at("web-2"))).toBe(true);
  });

  it("stops after the first machine where its health is not well", async () => {
    const health =
      "- hosts: web\n  gather_facts: false\n  tasks:\n    - name: Answer\n      command: test -f {{ here }}/healthy\n      changed_when: false\n";
    world.git.make({ [`${folder}/health.yml`]: health });
    const sick = await up();
    expect(sick.code).toBe(1);
    expect(sick.out).toMatch(/web-1 +1 +not well afterwards/);
    expect(existsSync(at("web-2"))).toBe(false);
  });

  it("changes no machine while one cannot be reached", async () => {
    addresses("127.0.0.1", "127.0.0.2");
    const refused = await up();
    expect(refused.code).toBe(1);
    expect(refused.out).toContain("1 machine cannot be reached, so nothing was started: web-2");
    expect(existsSync(at("web-1"))).toBe(false);
    addresses("127.0.0.1", "127.0.0.1");
    expect((await up()).code).toBe(0);
  });

  it("says after an interruption which machine was cut off, and which was not started", async () => {
    world.git.make({ [`${folder}/site.yml`]: site("one", "    - name: Wait\n      command: sleep 600\n") });
    const running = up();
    await expect.poll(() => existsSync(at("web-1")), { timeout: 100_000 }).toBe(true);
    world.interrupt.abort();
    const { out } = await running;
    expect(out).toMatch(/web-1 +1 +cut off/);
    expect(out).toMatch(/web-2 +2 +not started/);
  });

  it("changes nothing at all where the playbook cannot be read", async () => {
    world.git.make({ [`${folder}/site.yml`]: "- hosts: web\n  tasks: [{ pingg: }]\n" });
    const { code, out } = await up();
    expect(code).toBeGreaterThan(1);
    expect(out).toContain("pingg");
    expect(world.engine.calls).not.toContain("up dev");
  });
});
