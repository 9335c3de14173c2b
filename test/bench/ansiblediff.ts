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

/** `ansible-playbook --check` of the same machines and playbook, with nothing of Groundwork. */
interface Peer {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly variables: NodeJS.ProcessEnv;
}

const bare: Peer = { name: "bare", arguments: [], variables: {} };
const pipelined: Peer = { name: "pipelined", arguments: [], variables: { ANSIBLE_PIPELINING: "1" } };
const pipelinedDiff: Peer = { ...pipelined, name: "pipelined-diff", arguments: ["--diff"] };
const peers = [bare, pipelined, pipelinedDiff];

/** In milliseconds, one run each, for some minutes each. */
interface Figures {
  readonly ours: number;
  /** By name. */
  readonly peers: ReadonlyMap<string, number>;
}

/** The same machines and playbook, by the comparison and by `ansible-playbook --check` alone. */
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
    const took = new Map<string, number>();
    for (const peer of peers) took.set(peer.name, await checked(scene, peer));
    return { ours: await ours(scene), peers: took };
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

async function checked({ server, addresses, folder, playbook }: Scene, peer: Peer): Promise<number> {
  const home = path.join(folder, peer.name);
  const at = (name: string) => path.join(home, name);
  await mkdir(home);
  await writeFile(at("site.yml"), siteOf(server));
  await writeFile(at("known_hosts"), server.knownHosts);
  const hosts = machinesAt(addresses).map(({ key, internalIp }) => `${key} ansible_host=${internalIp}`);
  await writeFile(at("inventory"), `[web]\n${hosts.join("\n")}\n`);
  const asked = ["-F", "none", "-o", "BatchMode=yes", "-o", `UserKnownHostsFile=${at("known_hosts")}`];
  const args = [
    "--check",
    "--inventory",
    at("inventory"),
    "--user",
    server.user,
    "--forks",
    String(forks),
    ...peer.arguments,
  ];
  const keyed = ["--private-key", server.privateKeyFile, `--ssh-common-args=${asked.join(" ")}`, at("site.yml")];
  return await milliseconds(async () => {
    const environment = { PATH: process.env["PATH"], HOME: home, LC_ALL: "C.UTF-8", ...peer.variables };
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
  const title = `ansiblediff of ${count} machines with ${tasks} tasks over SSH, of which half find a difference`;
  const shareOf = ({ name }: Peer, { ours: time, peers: took }: Figures) =>
    (100 * time) / (took.get(name) ?? Number.NaN);
  return rowsOfOneRun(title, () => contest(count), [
    { name: "time", unit: "ms", goal: Number.POSITIVE_INFINITY, of: ({ ours: time }) => time },
    {
      name: "time, of ansible-playbook --check with the same forks",
      unit: "%",
      goal: 120,
      of: (figures) => shareOf(bare, figures),
    },
    {
      name: "time, of the same with ANSIBLE_PIPELINING=1, as it is compared",
      unit: "%",
      goal: Number.POSITIVE_INFINITY,
      of: (figures) => shareOf(pipelined, figures),
    },
    {
      name: "time, of the same with --diff, too",
      unit: "%",
      goal: Number.POSITIVE_INFINITY,
      of: (figures) => shareOf(pipelinedDiff, figures),
    },
  ]);
}
