import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ansibleMachines } from "../../src/playbook/ansible/index.ts";
import type { Machine } from "../../src/playbook/index.ts";
import { providedAnsible } from "../real/ansible/provided-ansible.ts";
import { type SshServer, startSshServer } from "../real/ansible/ssh-server.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";
import { rowsOfOneRun } from "./rows-of-one-run.ts";

/** So many machines its goal is about. */
export const comparedMachines = 20;
const tasks = 50;
const forks = 10;
const rounds = 2;

/** Milliseconds: the quickest of each, which were taken in turns. */
interface Figures {
  readonly ours: number;
  readonly bare: number;
}

/** The same machines and playbook, by the comparison and by `ansible-playbook --check` alone, in turns. */
async function contest(count: number): Promise<Figures | undefined> {
  const { ansible, sshServer } = await providedAnsible({ environment: process.env, onProgress: console.error });
  if ("missing" in ansible || "missing" in sshServer) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-ansiblediff-"));
  await chmod(folder, 0o711);
  await mkdir(path.join(folder, "sshd"));
  const addresses = Array.from({ length: count }, (_, index) => `127.0.0.${index + 1}`);
  const server = await startSshServer(sshServer.executable, path.join(folder, "sshd"), { addresses });
  try {
    const scene = { server, addresses, folder, playbook: ansible.executable };
    const figures: Figures[] = [];
    for (let round = 0; round < rounds; round += 1)
      figures.push({ bare: await bare(scene, round), ours: await ours(scene) });
    return {
      ours: Math.min(...figures.map((each) => each.ours)),
      bare: Math.min(...figures.map((each) => each.bare)),
    };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}

interface Scene {
  readonly server: SshServer;
  readonly addresses: readonly string[];
  readonly folder: string;
  /** The executable. */
  readonly playbook: string;
}

async function ours({ server, addresses, playbook }: Scene): Promise<number> {
  const environment = { ...process.env, PATH: `${path.dirname(playbook)}:${process.env["PATH"] ?? ""}` };
  const comparison = ansibleMachines({ environment, privateKeyFile: server.privateKeyFile, forks });
  const files = new Map([
    ["site.yml", Buffer.from(siteOf(server))],
    ["known_hosts", Buffer.from(server.knownHosts)],
  ]);
  return await milliseconds(async () => {
    const { machines } = await comparison.compare({
      files,
      playbooks: ["site.yml"],
      machines: machinesAt(addresses),
      connection: { user: server.user, through: { kind: "internal-address" } },
      signal: new AbortController().signal,
    });
    const looked = machines.filter(({ verdict, counts }) => verdict === "diverged" && counts["in-sync"] === tasks / 2);
    if (looked.length !== addresses.length) throw new Error(`${looked.length} machines were compared in full.`);
  });
}

/** With the settings that make Ansible quick: what is ours alone is left in the ratio. */
async function bare({ server, addresses, folder, playbook }: Scene, round: number): Promise<number> {
  const home = path.join(folder, `bare-${round}`);
  const at = (name: string) => path.join(home, name);
  await mkdir(home);
  await writeFile(at("site.yml"), siteOf(server));
  await writeFile(at("known_hosts"), server.knownHosts);
  const hosts = machinesAt(addresses).map(({ key, internalIp }) => `${key} ansible_host=${internalIp}`);
  await writeFile(at("inventory"), `[web]\n${hosts.join("\n")}\n`);
  const asked = ["-F", "none", "-o", "BatchMode=yes", "-o", `UserKnownHostsFile=${at("known_hosts")}`];
  const args = ["--check", "--inventory", at("inventory"), "--user", server.user, "--forks", String(forks)];
  const keyed = ["--private-key", server.privateKeyFile, `--ssh-common-args=${asked.join(" ")}`, at("site.yml")];
  return await milliseconds(async () => {
    const environment = { PATH: process.env["PATH"], HOME: home, ANSIBLE_PIPELINING: "1", LC_ALL: "C.UTF-8" };
    const child = spawn(playbook, [...args, ...keyed], { cwd: home, env: environment, stdio: "ignore" });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`ansible-playbook ended with ${code}.`);
  });
}

/** Half of the tasks find what they declare, and half do not. */
function siteOf({ port, home }: SshServer): string {
  const each = Array.from({ length: tasks / 2 }, (_, index) => [
    `    - name: Folder ${index}`,
    `      file: { path: "${home}", state: directory }`,
    `    - name: File ${index}`,
    `      copy: { content: "line ${index}\\n", dest: "${home}/{{ inventory_hostname }}-${index}" }`,
  ]);
  return [
    "- hosts: web",
    "  gather_facts: false",
    `  vars: { ansible_port: ${port}, ansible_python_interpreter: /usr/bin/python3 }`,
    "  tasks:",
    ...each.flat(),
    "",
  ].join("\n");
}

function machinesAt(addresses: readonly string[]): readonly Machine[] {
  return addresses.map((internalIp, index) => ({
    key: `web-${index + 1}`,
    name: `bench-web-${index + 1}`,
    group: "web",
    zone: "europe-west1-b",
    labels: {},
    internalIp,
    externalIp: "",
  }));
}

export function ansiblediffBenchmarks(count: number): readonly Benchmark[] {
  const title = `ansiblediff of ${count} machines with ${tasks} tasks over SSH`;
  return rowsOfOneRun(title, () => contest(count), [
    { name: "time", unit: "ms", goal: Number.POSITIVE_INFINITY, of: ({ ours: time }) => time },
    {
      name: "time, of ansible-playbook --check with the same forks",
      unit: "%",
      goal: 120,
      of: ({ ours: time, bare: theirs }) => (100 * time) / theirs,
    },
  ]);
}
