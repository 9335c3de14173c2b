import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entryPoint } from "../../src/lib/index.ts";
import { type LocalCloud, localCloud } from "../../src/local/index.ts";
import { type ProviderClient, providerClient } from "./local-gcp-harness/provider-client.ts";

let home: string;
let cloud: LocalCloud;
beforeEach(async () => {
  home = path.join(await mkdtemp(path.join(os.tmpdir(), "groundwork-local-")), "cloud");
  cloud = localCloud({ home, latency: "none" });
});
afterEach(async () => {
  await cloud.stop();
  await rm(path.dirname(home), { recursive: true, force: true });
});

const NETWORK = "gcp:compute/network:Network";
const BUCKET = "gcp:storage/bucket:Bucket";

async function withProvider<Result>(use: (client: ProviderClient) => Promise<Result>): Promise<Result> {
  const running = await cloud.start({ package: "gcp" });
  const client = providerClient(running.address);
  try {
    await client.configure({ project: "p", region: "europe-west3" });
    return await use(client);
  } finally {
    client.close();
    await running.stop();
  }
}

const createNetworks = (...names: string[]) =>
  withProvider((client) => Promise.all(names.map((name) => client.create(NETWORK, name, { name }))));

const discovery = async () =>
  JSON.parse(await readFile(path.join(home, "local.json"), "utf8")) as { pid: number; url: string; token: string };

describe("the local cloud's process", () => {
  it("is one per home, however many ask for it at once", async () => {
    const others = Array.from({ length: 4 }, () => localCloud({ home, latency: "none" }));
    const statuses = await Promise.all([cloud, ...others].map((one) => one.ensureRunning()));
    expect(new Set(statuses.map(({ pid }) => pid)).size).toBe(1);
  });

  it("says where it cannot keep its files, and what to do", async () => {
    await writeFile(home, "a file in place of the folder");
    const below = localCloud({ home: path.join(home, "below") });
    await expect(below.ensureRunning()).rejects.toMatchObject({
      code: "local-home-not-writable",
      message: expect.stringMatching(/below, which cannot be written to: .*Make the folder writable/u),
    });
  });

  it("looks for the cluster of a program that names none where that program's own run does", async () => {
    const whyOf = async (KUBECONFIG: string) => {
      const running = await localCloud({ home, latency: "none", environment: { KUBECONFIG } }).start({
        package: "kubernetes",
      });
      const client = providerClient(running.address);
      try {
        await client.configure({});
        return await client.create("kubernetes:core/v1:ConfigMap", "one", {}).then(
          () => "created",
          (thrown: unknown) => String(thrown),
        );
      } finally {
        client.close();
        await running.stop();
      }
    };
    expect(await whyOf("/first/config")).toContain("KUBECONFIG names /first/config, which does not exist");
    expect(await whyOf("/second/config")).toContain("KUBECONFIG names /second/config, which does not exist");
  });

  it("takes what is newer than its lists from the program that names it, and from no other one", async () => {
    const instance = { machineType: "e2-standard-64", bootDisk: {}, networkInterfaces: [{ network: "default" }] };
    const failuresOf = async (environment: NodeJS.ProcessEnv) => {
      const running = await localCloud({ home, latency: "none", environment }).start({ package: "gcp" });
      const client = providerClient(running.address);
      try {
        await client.configure({ project: "p" });
        return await client.check("gcp:compute/instance:Instance", "vm", { ...instance, zone: "europe-west99-a" });
      } finally {
        client.close();
        await running.stop();
      }
    };
    const named = {
      GROUNDWORK_LOCAL_MACHINE_TYPES: "q9-standard-4, e2-standard-64",
      GROUNDWORK_LOCAL_ZONES: "europe-west99-a",
    };
    expect(await failuresOf(named)).toEqual({});
    expect(await failuresOf({})).toEqual({
      machineType: expect.stringContaining("no machine type is called e2-standard-64"),
      zone: expect.stringContaining("must be a zone of GCP"),
    });
  });

  it("has everything again after kill -9, and its address file is replaced", async () => {
    const created = await createNetworks("one", "two", "three");
    const { pid } = await discovery();
    process.kill(pid, "SIGKILL");
    expect((await cloud.list()).map(({ id }) => id)).toEqual(created.map(({ id }) => id));
    expect((await discovery()).pid).not.toBe(pid);
    expect(await cloud.events()).toHaveLength(3);
  });

  it("keeps its address to its owner and refuses a wrong token", async () => {
    await cloud.ensureRunning();
    expect((await stat(path.join(home, "local.json"))).mode & 0o077).toBe(0);
    const { url } = await discovery();
    for (const headers of [{}, { authorization: "Bearer wrong" }]) {
      const response = await fetch(`${url}/v1/resources`, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: "local-unauthorized" } });
    }
  });

  it("says so when its port is taken", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    const { port } = squatter.address() as { port: number };
    try {
      await expect(localCloud({ home, port }).ensureRunning()).rejects.toMatchObject({
        code: "local-did-not-start",
        message: expect.stringContaining(`Port ${port} of the local cloud's console cannot be opened`),
      });
    } finally {
      squatter.close();
    }
  });

  it("names a damaged record of its store and keeps the rest", async () => {
    await createNetworks("one");
    await createNetworks("two");
    await cloud.stop();
    const journal = path.join(home, "journal.jsonl");
    await truncate(journal, (await stat(journal)).size - 30);
    const { problems, resources } = await cloud.ensureRunning();
    expect(resources).toBe(1);
    expect(problems).toEqual([expect.stringMatching(/journal\.jsonl line \d+ .*projects\/p\/global\/networks\/two/)]);
  });

  it("ignores what a process that is gone left behind", async () => {
    await cloud.ensureRunning();
    await cloud.stop();
    const gone = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => gone.once("exit", resolve));
    await writeFile(path.join(home, "local.lock"), JSON.stringify({ pid: gone.pid }));
    await writeFile(
      path.join(home, "local.json"),
      JSON.stringify({ pid: gone.pid, url: "http://127.0.0.1:9", token: "x" }),
    );
    const statuses = await Promise.all([cloud.ensureRunning(), localCloud({ home }).ensureRunning()]);
    expect(statuses[0].pid).toBe(statuses[1].pid);
    expect(statuses[0].pid).not.toBe(gone.pid);
  });

  it("fails an operation by name when its disk is full, and has nothing of it", async () => {
    await cloud.ensureRunning();
    await cloud.stop();
    const { command, args } = entryPoint("local");
    // 64 KiB is as much as any file of this process may have: a stand-in for a disk that is full.
    const limited = spawn("prlimit", ["--fsize=65536", command, ...args, "--home", home, "--latency", "none"], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    await new Promise<void>((resolve, reject) => {
      limited.once("message", () => resolve());
      limited.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
    });
    limited.disconnect();
    await withProvider(async (client) => {
      const description = "x".repeat(40_000);
      await client.create(NETWORK, "fits", { name: "fits", description });
      await expect(client.create(NETWORK, "not", { name: "not", description })).rejects.toThrow(
        /The local cloud could not write .*journal\.jsonl .*so the change was not made/,
      );
      await client.create(NETWORK, "small", { name: "small" });
    });
    expect((await cloud.list()).map(({ name }) => name)).toEqual(["fits", "small"]);
    await cloud.stop();
    expect(await cloud.ensureRunning()).toMatchObject({ resources: 2, problems: [] });
  });

  it("stops when told to, and telling it twice is no error", async () => {
    await cloud.ensureRunning();
    await Promise.all([cloud.stop(), cloud.stop(), cloud.stop()]);
    await cloud.stop();
    expect(await cloud.status()).toEqual({ running: false, home });
    // The process logs this line last: a second signal does not interrupt its end.
    expect((await readFile(path.join(home, "local.log"), "utf8")).trim().split("\n").at(-1)).toContain("is down");
  });

  it("is found up or down, and never broken, while it stops", async () => {
    await cloud.ensureRunning();
    const asked = Promise.all(Array.from({ length: 20 }, () => cloud.status()));
    await cloud.stop();
    for (const { home: told } of await asked) expect(told).toBe(home);
    expect(await Promise.all([cloud.list(), cloud.stop(), cloud.list()])).toEqual([[], undefined, []]);
  });
});

describe("the console", () => {
  it("changes a resource behind the tool's back, and a read shows it as drift", async () => {
    await withProvider(async (client) => {
      const { id, outputs } = await client.create(BUCKET, "b", {
        name: "assets",
        location: "EU",
        labels: { team: "a" },
      });
      await cloud.set("assets", { "labels.team": "b", requesterPays: true });
      const read = await client.read(BUCKET, "b", id, {
        inputs: { name: "assets", location: "EU", labels: { team: "a" } },
        outputs,
      });
      expect(read.inputs).toMatchObject({ labels: { team: "b" } });
      const news = { name: "assets", location: "EU", labels: { team: "a" } };
      expect(
        await client.diff(BUCKET, "b", id, { oldInputs: read.inputs, oldOutputs: read.outputs, news }),
      ).toMatchObject({
        "labels.team": "UPDATE",
        requesterPays: "DELETE",
      });
    });
    expect(await cloud.events(1)).toMatchObject([{ by: "console", change: "updated", id: "assets" }]);
  });

  it("refuses what the type does not have, what a name stands for, and what is in use", async () => {
    await createNetworks("main");
    await withProvider((client) =>
      client
        .create("gcp:compute/subnetwork:Subnetwork", "s", { name: "s", network: "main-2", ipCidrRange: "10.0.0.0/20" })
        .catch(() => undefined),
    );
    await expect(cloud.set("main", { nmae: "x" })).rejects.toThrow(
      "nmae of projects/p/global/networks/main is not known (did you mean name?)",
    );
    await expect(cloud.set("main", { name: "x" })).rejects.toThrow("cannot change: the resource is named by it");
    await expect(cloud.set("main", { mtu: "big" })).rejects.toThrow("must be a number");
    await expect(cloud.get("mian")).rejects.toThrow(
      "404 notFound: mian does not exist. The nearest is projects/p/global/networks/main",
    );
    await expect(cloud.start({ package: "aws" })).rejects.toThrow(
      "no provider for the package aws; it has gcp, kubernetes, random and tls",
    );
  });

  it("deletes a resource, which is then gone for the provider", async () => {
    await withProvider(async (client) => {
      const { id, outputs } = await client.create(NETWORK, "main", { name: "main" });
      await cloud.delete("main");
      expect(await client.read(NETWORK, "main", id, { inputs: { name: "main" }, outputs })).toMatchObject({ id: "" });
    });
  });
});

describe("two homes", () => {
  it("stand side by side, each with its own resources", async () => {
    const rehearsal = localCloud({ home: path.join(path.dirname(home), "rehearsal", "cloud"), latency: "none" });
    try {
      await createNetworks("main");
      expect(await rehearsal.list()).toEqual([]);
      expect(await cloud.list()).toHaveLength(1);
    } finally {
      await rehearsal.stop();
    }
  });
});
