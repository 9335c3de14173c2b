import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { describeWithAnsible } from "./describe-with-ansible.ts";
import { type LocalWorld, localWorld } from "./local-world.ts";

const play = (...tasks: readonly string[]) =>
  [
    "- hosts: web",
    "  gather_facts: false",
    "  become: true",
    "  tasks:",
    ...tasks.flatMap((task) => task.split("\n").map((line) => `    ${line}`)),
    "",
  ].join("\n");

const declared = play(
  "- name: Message\n  template: { src: motd.j2, dest: /etc/motd }",
  '- name: Settings\n  copy: { content: "a=1\\n", dest: /home/admin/settings, owner: admin, group: admin, mode: "0600" }',
  "- name: Index\n  command: { cmd: touch /var/lib/index, creates: /var/lib/index }",
);
const template = { "motd.j2": "{{ inventory_hostname }} is {{ inventory_hostname_short }}\n" };

describeWithAnsible("machines of the local cloud", (tools) => {
  let world: LocalWorld;
  beforeAll(() => {
    world = localWorld(tools(), inject("runFolder"));
  });
  afterAll(() => world.close());

  it("converge by a playbook, keep what it did, and have diverged when somebody changes a file", async () => {
    expect((await world.compare(declared, template)).machines.map(({ verdict }) => verdict)).toEqual([
      "diverged",
      "diverged",
    ]);
    const applied = await world.apply(declared, template);
    expect(applied).toMatchObject({ succeeded: true, output: expect.stringMatching(/changed=3[^]*changed=3/) });
    expect(await world.compare(declared, template)).toMatchObject({ verdict: "in-sync" });

    await world.host.stop();
    expect(await world.compare(declared, template)).toMatchObject({ verdict: "in-sync" });

    const meddling = play("- shell: echo other > /etc/motd\n  when: inventory_hostname == 'web-2'");
    expect((await world.apply(meddling)).succeeded).toBe(true);
    const diff = await world.compare(declared, template);
    expect(diff.machines.map(({ machine, verdict }) => [machine, verdict])).toEqual([
      ["web-1", "in-sync"],
      ["web-2", "diverged"],
    ]);
    expect(diff.machines[1]?.findings).toMatchObject([{ task: "Message", diffs: [{ file: "/etc/motd" }] }]);
  });

  it("have accounts that become others, with sudo as playbooks call it", async () => {
    const { output } = await world.apply(
      play("- command: id -un\n  register: said\n  become_user: sshd\n- debug: { msg: 'as={{ said.stdout }}' }"),
    );
    expect(output).toContain("as=sshd");
  });

  describe("never reach the host:", () => {
    const canary = `groundwork-canary-${process.pid}`;
    const places = [tmpdir(), homedir(), "/etc", "/root"];
    const canaries = [...new Set(places)].map((folder) => path.join(folder, canary));
    let written: string[] = [];
    beforeAll(async () => {
      written = [];
      for (const file of canaries)
        await writeFile(file, "canary of the host\n", { mode: 0o666 }).then(
          () => written.push(file),
          () => undefined,
        );
    });
    afterAll(async () => {
      for (const file of written) await rm(file, { force: true });
    });

    it("a canary is neither read nor written, by whatever path", async () => {
      const prefixes = ["", "/proc/1/root", "/proc/self/root/../..", "/proc/1/cwd/../../.."];
      const paths = written.flatMap((file) => prefixes.map((prefix) => prefix + file));
      const { output } = await world.apply(
        play(
          `- command: cat {{ item }}\n  loop: ${JSON.stringify(paths)}\n  ignore_errors: true`,
          `- shell: echo overwritten > {{ item }}\n  loop: ${JSON.stringify(paths)}\n  ignore_errors: true`,
        ),
      );
      expect(written).not.toEqual([]);
      expect(output).not.toContain("canary of the host");
      for (const file of written) expect(await readFile(file, "utf8")).toBe("canary of the host\n");
    });

    it("its disks, its mounts and its settings stay as they are", async () => {
      const attempts = [
        "mount -o remount,rw,bind /usr",
        "umount -l /usr",
        "mknod /root/disk b 254 0",
        "sh -c 'echo x > /usr/groundwork-written'",
        "sh -c 'echo other > /proc/sys/kernel/core_pattern'",
        "sh -c 'echo x > /.groundwork/authorized_keys'",
      ];
      const task = (attempt: string) =>
        `- shell: ${JSON.stringify(attempt)}\n  register: tried\n  failed_when: tried.rc == 0`;
      const before = readFileSync("/proc/sys/kernel/core_pattern", "utf8");
      expect(await world.apply(play(...attempts.map(task)))).toMatchObject({ succeeded: true });
      expect(readFileSync("/proc/sys/kernel/core_pattern", "utf8")).toBe(before);
      expect(existsSync("/usr/groundwork-written")).toBe(false);
    });

    it("its processes and its network are not seen", async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as { port: number };
      const { output } = await world.apply(
        play(
          "- shell: cat /proc/[0-9]*/comm\n  register: seen\n- debug: { msg: 'seen={{ seen.stdout_lines }}' }",
          `- wait_for: { host: 127.0.0.1, port: ${port}, timeout: 1 }\n  ignore_errors: true`,
          "- command: ls /sys/class/net\n  ignore_errors: true",
        ),
      );
      server.close();
      expect(output).toContain("seen=");
      expect(output).not.toMatch(/seen=.*node/);
      expect(output).toContain(`Timeout when waiting for 127.0.0.1:${port}`);
    });
  });

  it("fail a task that writes into the system, or more than there is room for", async () => {
    const system = await world.apply(play("- copy: { content: x, dest: /usr/bin/own }"));
    expect(system).toMatchObject({ succeeded: false, output: expect.stringMatching(/FAILED!.*not writable/) });
    const full = await world.apply(play("- command: dd if=/dev/zero of=/tmp/full bs=1M count=400"));
    expect(full).toMatchObject({ succeeded: false, output: expect.stringMatching(/No space left/) });
    expect((await world.apply(play("- command: rm -f /tmp/full"))).succeeded).toBe(true);
  });

  it("end with the process that booted them, also where it is killed", async () => {
    const folder = mkdtempSync(path.join(inject("runFolder"), "killed-"));
    const program = fileURLToPath(new URL("boot-and-wait.ts", import.meta.url));
    const owner = spawn(process.execPath, ["--import", "tsx", program, folder, tools().sshd], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(owner.stdout.setEncoding("utf8"), "data")) as [string];
    const machine = Number(line);
    expect(existsSync(`/proc/${machine}`)).toBe(true);
    owner.kill("SIGKILL");
    await expect.poll(() => existsSync(`/proc/${machine}`)).toBe(false);
  });

  it("go with their instances, and stand anew without what was on them", async () => {
    const other = localWorld(tools(), inject("runFolder"));
    try {
      expect((await other.apply(declared, template)).succeeded).toBe(true);
      const [first] = other.instances;
      const knownHosts = () => readFileSync(path.join(other.folder, "known_hosts"), "utf8").match(/^\S+/gmu);
      expect(knownHosts()).toEqual(["dev-web-1", "dev-web-2"]);
      await other.host.remove(first?.id ?? "");
      expect(knownHosts()).toEqual(["dev-web-2"]);
      const folders = (await readdir(other.folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
      expect(folders.map(({ name }) => name)).toEqual(["projects_acme_zones_europe-west1-b_instances_dev-web-2"]);
      const diff = await other.compare(declared, template);
      expect(diff.machines.map(({ verdict }) => verdict)).toEqual(["diverged", "in-sync"]);
    } finally {
      await other.close();
    }
  });
});
