import { execFile } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, it } from "vitest";
import { type AnsibleMachinesSettings, ansibleMachines } from "../../../src/playbook/ansible/index.ts";
import type { MachinesDiff, MachinesRequest } from "../../../src/playbook/index.ts";
import { machines, play, state } from "../../unit/playbook/check-mode/case.ts";
import { checkModeCases } from "../../unit/playbook/check-mode/cases.ts";
import {
  expectedReasons,
  expectedVerdicts,
  reasonsIn,
  verdictsIn,
} from "../../unit/playbook/check-mode/expectations.ts";
import { describeWith } from "../executables.ts";
import { openFolder } from "./describe-with-ansible.ts";
import { startSshServer } from "./ssh-server.ts";

const { ansible, sshServer } = inject("ansible");
const found = "missing" in ansible ? ansible : { playbook: ansible.executable };

describeWith("ansible-core", "machines compared with playbooks", found, (tools) => {
  const environment = () => ({
    ...process.env,
    PATH: `${path.dirname(tools().playbook)}:${process.env["PATH"] ?? ""}`,
  });
  const newFolder = () => mkdtempSync(path.join(inject("runFolder"), "ansible-"));

  const compare = async (
    files: Readonly<Record<string, string | Uint8Array>>,
    changed: Partial<MachinesRequest> = {},
    settings: Partial<AnsibleMachinesSettings> = {},
  ): Promise<MachinesDiff> =>
    await ansibleMachines({ environment: environment(), ...settings }).compare({
      files: new Map(Object.entries(files).map(([file, content]) => [file, Buffer.from(content)])),
      playbooks: ["site.yml"],
      machines,
      connection: { through: { kind: "internal-address" } },
      signal: new AbortController().signal,
      ...changed,
    });
  const said = (diff: MachinesDiff) => JSON.stringify(diff);

  it.each(checkModeCases)("$rule", async (each) => {
    const { files, mayChange = false } = each;
    const diff = await compare(files, { mayChange });
    expect(verdictsIn(diff)).toEqual(expectedVerdicts(each));
    expect(reasonsIn(diff)).toEqual(expectedReasons(each));
  });

  it("are not changed", async () => {
    const target = path.join(newFolder(), "made");
    const diff = await compare({ "site.yml": play(`- copy: { content: x, dest: "${target}" }`) });
    expect(diff.verdict).toBe("diverged");
    expect(existsSync(target)).toBe(false);
  });

  describe("with secrets", () => {
    const encrypt = async (text: string): Promise<{ encrypted: string; passwordFile: string }> => {
      const folder = newFolder();
      await writeFile(path.join(folder, "password"), "password of the vault");
      await writeFile(path.join(folder, "value"), text);
      const python = path.join(path.dirname(tools().playbook), "python");
      const args = ["-m", "ansible", "vault", "encrypt", "--vault-password-file", "password", "value", "--output", "-"];
      const { stdout } = await promisify(execFile)(python, args, { cwd: folder });
      return { encrypted: stdout, passwordFile: path.join(folder, "password") };
    };
    const tasks = play(
      `- name: Vault
  copy: { content: "first {{ of_file }}\\nsecond {{ inline }}\\nplain\\n", dest: "{{ here }}/other" }
- name: Hidden
  copy: { content: hidden-by-task, dest: "{{ here }}/other" }
  no_log: true
- name: Include
  include_tasks: more.yml
  no_log: true`,
      { keys: ["vars_files: [ secret.yml, plain.yml ]"] },
    );
    const more = '- name: Included\n  copy: { content: hidden-by-include, dest: "{{ here }}/other" }\n';
    const indented = (text: string) => text.replaceAll(/^/gmu, "  ").trimEnd();

    const files = async () => {
      const ofFile = await encrypt("of_file: hidden-in-file\n");
      const inline = await encrypt("hidden-inline");
      return {
        files: {
          ...state,
          "site.yml": tasks,
          "more.yml": more,
          "secret.yml": ofFile.encrypted,
          "plain.yml": `inline: !vault |\n${indented(inline.encrypted)}\n`,
        },
        passwordFile: ofFile.passwordFile,
      };
    };

    it("show names of files and counts of lines alone", async () => {
      const { files: given, passwordFile } = await files();
      const settings = { environment: { ...environment(), ANSIBLE_VAULT_PASSWORD_FILE: passwordFile } };
      const diff = await compare(given, {}, settings);
      expect(diff.verdict).toBe("diverged");
      expect(said(diff)).toContain('"added":3,"removed":1');
      expect(said(diff)).not.toMatch(/hidden-|"text":"|plain\b(?!\.yml)/);
    });

    it("show text on request, without values of vaults and of tasks that hide them, also by an include", async () => {
      const { files: given, passwordFile } = await files();
      const settings = { environment: { ...environment(), ANSIBLE_VAULT_PASSWORD_FILE: passwordFile } };
      const diff = await compare(given, { showsText: true }, settings);
      const [vault, hidden, included] = diff.machines[0]?.findings ?? [];
      expect(vault?.diffs[0]?.text).toContain("+first ********\n+second ********\n+plain");
      expect([hidden?.task, hidden?.diffs, included?.task, included?.diffs]).toEqual(["Hidden", [], "Included", []]);
      expect(said(diff)).not.toContain("hidden-");
    });

    it("show no text where a vault cannot be read that no play needs", async () => {
      const { encrypted } = await encrypt("a: hidden-unread\n");
      const site = play('- copy: { content: "plain text\\n", dest: "{{ here }}/other" }');
      const diff = await compare({ ...state, "site.yml": site, "unread.yml": encrypted }, { showsText: true });
      expect(diff.verdict).toBe("diverged");
      expect(said(diff)).not.toContain("plain text");
    });

    it("are unknown where the password of a vault is missing", async () => {
      const { files: given } = await files();
      const diff = await compare(given);
      expect(diff.verdict).toBe("unknown");
      expect(diff.problems.join()).toMatch(/vault/i);
    });
  });

  it("are not asked where the callback meets a task that no file shows to run for real", async () => {
    const target = path.join(newFolder(), "made");
    const site = `[{"hosts": "all", "gather_facts": false, "connection": "local", "tasks": [{"copy": {"content": "x", "dest": "${target}"}, "check\\u005fmode": false}]}]`;
    await expect(compare({ "site.yml": site })).rejects.toMatchObject({ code: "playbook-changes-machines" });
    expect(existsSync(target)).toBe(false);
  });

  it("are unknown when a playbook does not end", async () => {
    const site = play("- name: Answer\n  ping:\n- name: Wait\n  pause: { seconds: 600 }");
    const diff = await compare({ "site.yml": site }, {}, { limit: 4_000 });
    expect(diff.machines.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown"]);
    expect(diff.problems[0]).toMatch(/not done after/);
  });

  it("are unknown when a task takes too long", async () => {
    const site = play("- name: Slow\n  command: sleep 600\n  check_mode: false");
    const diff = await compare({ "site.yml": site }, { mayChange: true }, { taskLimit: 1_000 });
    expect(diff.machines[0]?.findings[0]).toMatchObject({ verdict: "unknown", because: "it took too long" });
  });

  it("are unknown where the playbook cannot be read", async () => {
    const diff = await compare({ "site.yml": play("- pingg:") });
    expect(diff.verdict).toBe("unknown");
    expect(diff.problems[0]).toContain("pingg");
  });

  const bytes = Buffer.from([0x74, 0x65, 0x78, 0x74, 0xff, 0xfe, 0x0a]);

  it("are shown in bounds where a file is huge, or holds bytes that are no text", async () => {
    const site = play(
      `- name: Huge
  lineinfile: { path: "{{ here }}/huge", line: more }
- name: Bytes
  copy: { content: "text\\n", dest: "{{ here }}/bytes" }`,
    );
    const huge = "a line of it\n".repeat(300_000);
    const diff = await compare({ "site.yml": site, "state/huge": huge, "state/bytes": bytes }, { showsText: true });
    expect(diff.verdict).toBe("diverged");
    expect(said(diff).length).toBeLessThan(10_000);
    expect(diff.machines[0]?.findings[0]?.diffs).toMatchObject([{ added: 1, removed: 0, cut: true }]);
    expect(diff.machines[0]?.findings[1]?.diffs).toMatchObject([{ added: 1, removed: 1 }]);
    expect(Buffer.from(said(diff)).toString("utf8")).toBe(said(diff));
  });

  it("are unknown where a module would answer with bytes that are no text, which fails", async () => {
    const site = play('- name: Bytes\n  lineinfile: { path: "{{ here }}/bytes", line: more }');
    const diff = await compare({ "site.yml": site, "state/bytes": bytes });
    expect(diff.machines[0]?.findings).toMatchObject([{ task: "Bytes", verdict: "unknown" }]);
  });

  const server = "missing" in sshServer ? sshServer : { executable: sshServer.executable };
  describeWith("sshd", "reached over SSH", server, (sshd) => {
    it("are compared where the host has the key that is known, and are unknown where it has another", async () => {
      const ssh = await startSshServer(sshd().executable, await openFolder("sshd-"));
      try {
        const target = path.join(ssh.home, "made");
        const site = [
          "- hosts: web",
          "  gather_facts: false",
          `  vars: { ansible_port: ${ssh.port}, ansible_python_interpreter: /usr/bin/python3 }`,
          "  tasks:",
          "    - name: File",
          `      copy: { content: x, dest: "${target}" }`,
          "    - name: Answer",
          "      ping:",
          "",
        ].join("\n");
        const machine = { ...machines[0], key: "web-1", internalIp: "127.0.0.1" } as (typeof machines)[number];
        const asked = {
          machines: [machine],
          connection: { user: ssh.user, through: { kind: "internal-address" } },
        } as const;
        const settings = { privateKeyFile: ssh.privateKeyFile };

        const diff = await compare({ "site.yml": site, known_hosts: ssh.knownHosts }, asked, settings);
        expect(diff.machines[0]?.findings).toMatchObject([{ task: "File", verdict: "diverged" }]);
        expect(diff.machines[0]?.counts).toMatchObject({ "in-sync": 1, unknown: 0 });
        expect(existsSync(target)).toBe(false);

        const stranger = ssh.knownHosts.replace(
          /AAAA\S+/u,
          "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        );
        for (const known of [stranger, ""]) {
          const unknown = await compare({ "site.yml": site, known_hosts: known }, asked, settings);
          expect(unknown.machines[0]?.verdict).toBe("unknown");
        }
      } finally {
        await ssh.stop();
      }
    });
  });
});
