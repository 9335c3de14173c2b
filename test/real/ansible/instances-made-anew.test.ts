import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { entryPoint } from "../../../src/lib/index.ts";
import { type LocalCloud, localCloud } from "../../../src/local/index.ts";
import { PlatformRepository } from "../../scenario/driver-harness/platform-repository.ts";
import { describeWithAnsible } from "./describe-with-ansible.ts";

const declaration = `apiVersion: groundwork.dev/v1
kind: Environment
metadata: { description: lab }
spec:
  cloud: { kind: local, project: acme-lab, region: europe-west3 }
  network: { cidr: 10.0.0.0/20, subnets: [{ name: main, cidr: /24 }] }
  machines: [{ name: web, count: 2, machineType: e2-small, image: debian-cloud/debian-12 }]
`;
const playbook = (content: string) =>
  `- hosts: web\n  gather_facts: false\n  become: true\n  tasks:\n    - copy: { content: "${content}", dest: /etc/configured }\n`;

/** `groundwork`, the local cloud, its machines and Ansible, as they are used. */
describeWithAnsible("machines of the local cloud that are other instances than before", (tools) => {
  let repository: PlatformRepository;
  let cloud: LocalCloud;
  const write = async (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(repository.folder, file)), { recursive: true });
      await writeFile(path.join(repository.folder, file), text);
    }
    await repository.commit("Change");
  };
  const up = async (...flags: readonly string[]) =>
    await repository.groundwork("up", "--env", "lab", "--yes", "--no-wait", ...flags);
  const upPending = async () => await repository.groundwork("up", "--yes", "--no-wait");
  const status = async () => (await repository.groundwork("status", "--env", "lab")).out;
  const fileOn = async (name: string) =>
    (await repository.groundwork("local", "ssh", name, "--", "cat", "/etc/configured")).out;
  const instances = async () =>
    Object.fromEntries(
      (await cloud.list({ type: "gcp:compute/instance:Instance" })).map(({ name, properties }) => [
        name,
        String(properties["instanceId"]),
      ]),
    );
  /** With its group, which keeps an instance of the local cloud from being deleted. */
  const deleteBehindItsBack = async (name: string) => {
    const { id } = await cloud.get(name, "gcp:compute/instance:Instance");
    const zone = id.replace(/\/instances\/.*$/u, "");
    const groups = await cloud.list({ type: "gcp:compute/instanceGroup:InstanceGroup" });
    for (const group of groups) if (group.id.startsWith(zone)) await cloud.delete(group.id);
    await cloud.delete(id);
  };
  beforeEach(async () => {
    repository = await PlatformRepository.withEnvironments();
    await rm(path.join(repository.folder, "environments"), { recursive: true });
    const { sshd, playbook: ansible } = tools();
    repository.tools = path.dirname(ansible);
    repository.variables = { GROUNDWORK_SSHD: sshd, PULUMI_CONFIG_PASSPHRASE: "lab" };
    cloud = localCloud({ home: path.join(repository.folder, ".groundwork", "cloud") });
    await write({
      "environments/lab/environment.yaml": declaration,
      "environments/lab/machines/site.yml": playbook("one"),
    });
    const { code, out, err } = await up();
    if (code !== 0) throw new Error(`The environment could not be brought up:\n${out}\n${err}`);
  });
  afterEach(async () => {
    await cloud.stop();
    await repository.remove();
  });

  /** Ends `up --refresh` without a warning as soon as the state holds another instance than this one, and nothing that is being made. */
  const killRefresh = async (id: string) => {
    const { command, args } = entryPoint("main");
    const child = spawn(command, [...args, "up", "--env", "lab", "--yes", "--no-wait", "--refresh"], {
      cwd: repository.folder,
      env: { ...process.env, ...repository.variables, PATH: tools().environment["PATH"] },
      stdio: "ignore",
      detached: true,
    });
    const exited = once(child, "exit");
    const state = path.join(repository.folder, ".groundwork", "state", ".pulumi", "stacks", "groundwork", "lab.json");
    await expect
      .poll(async () => {
        const text = await readFile(state, "utf8").catch(() => "");
        const found = [...text.matchAll(/"instanceId": ?"(\d+)"/gu)].map(([, each]) => each);
        return new Set(found).size === 2 && !found.includes(id) && !/"type": ?"creating"/u.test(text);
      })
      .toBe(true);
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await exited;
  };

  it("are configured by the next up, where the one that made them was killed before it came to their playbooks", async () => {
    const before = await instances();
    await deleteBehindItsBack("lab-web-1");
    await killRefresh(before["lab-web-1"] ?? "");
    const after = await instances();
    expect(after["lab-web-1"]).not.toBe(before["lab-web-1"]);
    expect(after["lab-web-2"]).toBe(before["lab-web-2"]);
    expect(await fileOn("lab-web-1")).toBe("");
    expect(await status()).toMatch(/lab +infrastructure +applied/);
    expect(await status()).toMatch(/lab +machines +diverged/);
    const next = await upPending();
    expect([next.code, next.out]).toEqual([0, expect.stringMatching(/lab +web-1 +1 +done +1 +1/)]);
    expect(await fileOn("lab-web-1")).toBe("one");
    expect(await status()).toMatch(/lab +machines +applied/);
    expect((await upPending()).out).toContain("nothing to do");
  });

  it("are said to be gone where they were deleted and nothing made them anew, without a wait for their answer", async () => {
    await deleteBehindItsBack("lab-web-2");
    await write({ "environments/lab/machines/site.yml": playbook("two") });
    const startedAt = performance.now();
    const refused = await upPending();
    expect(performance.now() - startedAt).toBeLessThan(120_000);
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining("web-2")]);
    expect(refused.out).toContain("1 machine is gone from the cloud, so nothing was started: web-2");
    expect(refused.out).toMatch(/groundwork up --refresh --env lab/);
    expect(await fileOn("lab-web-1")).toBe("one");
    const drift = await repository.groundwork("drift", "--env", "lab", "--layer", "machines");
    expect(drift.out.match(/web-2: /gu)).toHaveLength(1);
    expect(await up("--refresh")).toMatchObject({ code: 0 });
    expect([await fileOn("lab-web-1"), await fileOn("lab-web-2")]).toEqual(["two", "two"]);
  });
});
