import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pLimit from "p-limit";
import { normalized } from "../../src/kubernetes/applied/index.ts";
import { type KubernetesObject, RestApi, RestClient } from "../../src/kubernetes/client/index.ts";
import { fieldManager } from "../../src/kubernetes/flux/index.ts";
import { projectRoot } from "../../src/lib/index.ts";
import { kubeconfigOf } from "../contract/kubediff/kubeconfig-of.ts";
import { type RealApiServer, startApiServer } from "../real/kubernetes/index.ts";
import { manyObjects } from "../scenario/agent-harness/index.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";
import { realExecutables } from "./real-executables.ts";
import { type Row, rowsOfOneRun } from "./rows-of-one-run.ts";

/** So many objects its goals are about. */
export const thousand = 1_000;
const namespace = "bench";

/** Milliseconds that each comparison took: of objects that stand as they are declared, and of objects that all differ. */
interface Figures {
  readonly exact: number;
  readonly exactOfChanged: number;
  readonly readOnly: number;
  /** What a person gets by `kubectl get` of all objects. */
  readonly listing: number;
  readonly kubectlServerSide: number;
  readonly kubectlServerSideOfChanged: number;
  readonly kubectl: number;
}

type Manifests = Readonly<Record<string, string>>;

async function contest(count: number): Promise<Figures | undefined> {
  const found = await realExecutables(["etcd", "kubeApiServer"]);
  const kubectl = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, "kubectl"))
    .find((file) => existsSync(file));
  if (found === undefined || kubectl === undefined) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-kubediff-"));
  await mkdir(path.join(folder, "server"));
  const server = await startApiServer(found, path.join(folder, "server"));
  try {
    return await measured(count, { server, kubectl, folder });
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}

interface Scene {
  readonly server: RealApiServer;
  readonly kubectl: string;
  readonly folder: string;
}

async function measured(count: number, { server, kubectl, folder }: Scene): Promise<Figures> {
  const config = path.join(folder, "kubeconfig");
  await writeFile(config, kubeconfigOf({ server: server.url, token: server.token }), { mode: 0o600 });
  const declared = placed(manyObjects(count));
  const changed = mapped(declared, (text) =>
    text.replaceAll('"metadata":{"namespace"', '"metadata":{"annotations":{"changed":"yes"},"namespace"'),
  );
  await Promise.all([written(declared, path.join(folder, "declared")), written(changed, path.join(folder, "changed"))]);
  const client = new RestClient(server.connection);
  const api = new RestApi(client, { fieldManager });
  await applyAll(declared, api);

  const kinds = "serviceaccounts,configmaps,secrets,services,deployments";
  const listed = ["get", kinds, "--namespace", namespace, "--output", "json", "--kubeconfig", config];
  const ours = async (of: string, expected: number, ...flags: readonly string[]) => {
    const bin = path.join(projectRoot(), "bin", "groundwork.js");
    const args = [bin, "kubediff", "--path", path.join(folder, of), "--kubeconfig", config, "--exit-code", ...flags];
    return await timed(process.execPath, args, { home: folder, expected });
  };
  const theirs = async (of: string, flags: readonly string[], expected?: number) => {
    const args = ["diff", ...flags, "--filename", path.join(folder, of, "apps"), "--kubeconfig", config];
    return await timed(kubectl, args, { home: folder, ...(expected !== undefined && { expected }) });
  };
  const serverSide = ["--server-side", "--force-conflicts", `--field-manager=${fieldManager}`];
  const figures = {
    listing: await median(async () => await timed(kubectl, listed, { home: folder, expected: 0 })),
    readOnly: await median(async () => await ours("declared", 0, "--read-only")),
    exact: await median(async () => await ours("declared", 0)),
    exactOfChanged: await median(async () => await ours("changed", 3)),
    kubectlServerSide: await theirs("declared", serverSide, 0),
    kubectlServerSideOfChanged: await theirs("changed", serverSide, 1),
    // It has never applied these objects, and shows what it would note on them.
    kubectl: await theirs("declared", []),
  };
  client.close();
  return figures;
}

/** Each in the benchmark's namespace. */
const placed = (files: Manifests): Manifests =>
  mapped(files, (text) => text.replaceAll('"metadata":{"name"', `"metadata":{"namespace":"${namespace}","name"`));

const mapped = (files: Manifests, to: (text: string) => string): Manifests =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [file, to(text)]));

async function written(files: Manifests, folder: string): Promise<void> {
  await mkdir(path.join(folder, "apps"), { recursive: true });
  // kubectl takes a file that begins with a brace for JSON, which has no second document.
  await Promise.all(Object.entries(files).map(([file, text]) => writeFile(path.join(folder, file), `---\n${text}`)));
}

async function applyAll(files: Manifests, api: RestApi): Promise<void> {
  const of = await api.resourceOf("v1", "Namespace");
  await api.apply(
    { resource: of, name: namespace },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
  );
  const limit = pLimit(16);
  const objects = Object.values(files).flatMap((text) => text.split("\n---\n"));
  await limit.map(objects, async (text) => {
    const object = normalized(JSON.parse(text) as KubernetesObject);
    const resource = await api.resourceOf(object.apiVersion, object.kind);
    await api.apply({ resource, namespace, name: object.metadata.name }, object);
  });
}

/** The middle of three, after one that is left out. */
async function median(time: () => Promise<number>): Promise<number> {
  await time();
  const times = [await time(), await time(), await time()];
  return times.toSorted((a, b) => a - b)[1] ?? Number.NaN;
}

/** Milliseconds of a command that has to end with the code that is expected. */
async function timed(
  command: string,
  args: readonly string[],
  { home, expected }: { readonly home: string; readonly expected?: number },
): Promise<number> {
  const environment = { PATH: process.env["PATH"] ?? "", HOME: home };
  return await milliseconds(
    () =>
      new Promise<void>((resolve, reject) => {
        execFile(command, args, { env: environment, maxBuffer: 64 << 20 }, (error, out, said) => {
          const code = error === null ? 0 : error.code;
          if (expected === undefined || code === expected) resolve();
          else reject(new Error(`${command} ended with ${String(code)}: ${(out + said).slice(0, 2_000)}`));
        });
      }),
  );
}

/** Ours beside `kubectl diff`, of objects on a kube-apiserver. */
export function kubediffBenchmarks(count: number): readonly Benchmark[] {
  const row = (name: string, unit: Benchmark["unit"], goal: number, of: Row<Figures>["of"]) => ({
    name,
    unit,
    goal,
    of,
  });
  const unlimited = Number.POSITIVE_INFINITY;
  return rowsOfOneRun(`kubediff, ${count} objects`, () => contest(count), [
    row("exact", "ms", unlimited, ({ exact }) => exact),
    row("kubectl diff --server-side", "ms", unlimited, (all) => all.kubectlServerSide),
    row("kubectl diff", "ms", unlimited, ({ kubectl }) => kubectl),
    row("exact, of kubectl diff --server-side", "%", 33.3, (all) => (100 * all.exact) / all.kubectlServerSide),
    row("exact, of kubectl diff", "%", 3.3, (all) => (100 * all.exact) / all.kubectl),
    row("exact, all changed", "ms", unlimited, ({ exactOfChanged }) => exactOfChanged),
    row(
      "exact, all changed, of kubectl diff --server-side",
      "%",
      // The server makes the same dry runs for both, and they take most of the time.
      100,
      (all) => (100 * all.exactOfChanged) / all.kubectlServerSideOfChanged,
    ),
    row("read-only", "ms", unlimited, ({ readOnly }) => readOnly),
    row("read-only, of kubectl get", "%", 200, ({ readOnly, listing }) => (100 * readOnly) / listing),
  ]);
}
