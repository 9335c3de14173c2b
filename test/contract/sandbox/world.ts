import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { nameServer } from "./name-server.ts";

/** What surrounds a program: the files, processes and servers of who runs it, each of which holds the canary. */
export interface World {
  readonly canary: string;
  /** The commit's files, which the program may read. */
  readonly workspace: string;
  readonly home: string;
  readonly checkout: string;
  readonly sharedMemory: string;
  /** A process of the same user, with the canary in its environment, its arguments, its folder and an open file. */
  readonly neighbor: { readonly pid: number; readonly descriptor: number };
  /** A file that this process has open. */
  readonly descriptor: number;
  readonly ports: {
    readonly tcp: number;
    readonly tcp6: number;
    readonly udp: number;
    readonly dns: number;
    readonly metadata: number;
  };
  readonly metadataAddress: string;
  readonly socket: string;
  readonly abstractSocket: string;
  close(): Promise<void>;
}

/** Stands for 169.254.169.254, which no test may give itself: any address that is not the program's own. */
const metadataAddress = "127.0.0.254";

const secretsAtHome = [
  ".ssh/id_ed25519",
  ".config/gcloud/application_default_credentials.json",
  ".aws/credentials",
  ".kube/config",
  ".docker/config.json",
  ".git-credentials",
  ".netrc",
  ".npmrc",
  ".pulumi/credentials.json",
  ".bash_history",
];
const secretsOfCheckout = [
  ".npmrc",
  ".env",
  ".groundwork/passphrase",
  ".groundwork/state/.pulumi/stacks/groundwork/dev.json",
  ".groundwork/state/.pulumi/stacks/groundwork/prod.json",
  ".groundwork/history/00000001.json",
  ".groundwork/cloud/discovery.json",
];

export async function openWorld(): Promise<World> {
  const canary = `canary-${randomUUID()}`;
  const base = mkdtempSync(path.join(tmpdir(), "groundwork-roads-"));
  const [home, checkout, workspace] = ["home", "checkout", "workspace"].map((name) => path.join(base, name)) as [
    string,
    string,
    string,
  ];
  const plant = (file: string, text = canary) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  };
  for (const file of secretsAtHome) plant(path.join(home, file));
  for (const file of secretsOfCheckout) plant(path.join(checkout, file));
  plant(path.join(home, "variables.env"), `FROM_FILE=${canary}`);
  plant(path.join(checkout, ".git/config"), `[http]\n\textraheader = ${canary}`);
  plant(path.join(checkout, ".git/HEAD"), "ref: refs/heads/main");
  mkdirSync(path.join(checkout, ".git/objects"));
  mkdirSync(path.join(checkout, ".git/refs"));
  plant(path.join(base, "workspace-of-another-change/Pulumi.dev.yaml"));
  plant(path.join(base, "runner/set_env"), "");
  plant(path.join(home, "module.cjs"), `console.log(${JSON.stringify(canary)})`);
  plant(path.join(workspace, "index.js"), "");
  plant(path.join(workspace, "node_modules/library/index.js"), "");
  symlinkSync(path.join(home, ".ssh/id_ed25519"), path.join(workspace, "link-to-file"));
  symlinkSync(home, path.join(workspace, "link-to-folder"));
  const sharedMemory = path.join("/dev/shm", `groundwork-${canary}`);
  plant(sharedMemory);
  const neighbor = await startNeighbor(canary, home);
  const descriptor = openSync(path.join(home, ".netrc"), "r");
  const socket = path.join(base, "agent.sock");
  const abstractSocket = `\0groundwork-${canary}`;
  const answer = () => createServer((connection) => void connection.on("error", () => undefined).end(`${canary}\n`));
  const [tcp, tcp6, unix, abstract] = [answer(), answer(), answer(), answer()];
  const metadata = createHttpServer((_, response) => void response.end(canary));
  const ports = {
    tcp: await listening(tcp, 0, "127.0.0.1"),
    tcp6: await listening(tcp6, 0, "::1"),
    metadata: await listening(metadata, 0, metadataAddress),
  };
  await listening(unix, socket);
  await listening(abstract, abstractSocket);
  const udp = createSocket("udp4");
  udp.on("message", (_, from) => udp.send(canary, from.port, from.address));
  udp.bind(0, "127.0.0.1");
  await once(udp, "listening");
  const dns = await nameServer(canary);
  return {
    canary,
    workspace,
    home,
    checkout,
    sharedMemory,
    neighbor: { pid: neighbor.pid ?? 0, descriptor: 3 },
    descriptor,
    ports: { ...ports, udp: udp.address().port, dns: dns.port },
    metadataAddress,
    socket,
    abstractSocket,
    async close() {
      neighbor.kill("SIGKILL");
      closeSync(descriptor);
      udp.close();
      dns.close();
      for (const server of [tcp, tcp6, unix, abstract, metadata]) server.close();
      rmSync(sharedMemory, { force: true });
      rmSync(base, { recursive: true, force: true });
    },
  };
}

async function listening(server: Server | HttpServer, at: number | string, host?: string): Promise<number> {
  if (typeof at === "string") server.listen(at);
  else server.listen(at, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo | string;
  return typeof address === "string" ? 0 : address.port;
}

async function startNeighbor(canary: string, home: string) {
  const open = openSync(path.join(home, ".netrc"), "r");
  const child = spawn(process.execPath, ["--eval", 'console.log("ready"); setInterval(() => {}, 1000)', canary], {
    cwd: path.join(home, ".ssh"),
    env: { ...process.env, CANARY_OF_NEIGHBOR: canary },
    stdio: ["ignore", "pipe", "ignore", open],
  });
  closeSync(open);
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return child;
}
