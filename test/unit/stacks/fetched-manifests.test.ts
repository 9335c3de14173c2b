import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FluxDigestMismatch, FluxManifestsUnreachable } from "../../../src/desired/flux/index.ts";
import { fetchedManifests } from "../../../stacks/flux-manifests.ts";
import { fluxRelease } from "../../fixtures/flux-release.ts";

const digest = `sha256:${createHash("sha256").update(fluxRelease()).digest("hex")}`;

let server: Server;
let folder: string;
let asked: string[];
let url: string;

beforeEach(async () => {
  asked = [];
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-flux-"));
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/moved.yaml") return response.writeHead(302, { location: "/install.yaml" }).end();
    return request.url === "/install.yaml" ? response.end(fluxRelease()) : response.writeHead(404).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

describe("manifests of Flux at an address", () => {
  it("are fetched once for their digest, also through a redirect", async () => {
    const cache = path.join(folder, "cache");
    const first = await fetchedManifests({ url: `${url}/moved.yaml`, digest }, cache);
    expect(await fetchedManifests({ url: `${url}/moved.yaml`, digest }, cache)).toEqual(first);
    expect(first.definitions).toHaveLength(2);
    expect(asked).toEqual(["/moved.yaml", "/install.yaml"]);
    expect(await readdir(cache)).toEqual([`${digest.replace(":", "-")}.yaml`]);
  });

  it("are refused with another digest, and not kept", async () => {
    const other = `sha256:${"0".repeat(64)}`;
    await expect(fetchedManifests({ url: `${url}/install.yaml`, digest: other }, folder)).rejects.toThrow(
      FluxDigestMismatch,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it("are fetched again where what was kept is another file, and do without a place to keep them", async () => {
    await writeFile(path.join(folder, `${digest.replace(":", "-")}.yaml`), "cut off");
    expect((await fetchedManifests({ url: `${url}/install.yaml`, digest }, folder)).definitions).toHaveLength(2);
    const noFolder = path.join(folder, "file");
    await writeFile(noFolder, "");
    expect((await fetchedManifests({ url: `${url}/install.yaml`, digest }, noFolder)).definitions).toHaveLength(2);
    expect(asked).toHaveLength(2);
  });

  it("that cannot be fetched are said with the reason, and with the way to do without", async () => {
    const missing = fetchedManifests({ url: `${url}/none.yaml`, digest }, folder);
    await expect(missing).rejects.toThrow(
      `${url}/none.yaml: it answers 404. Try again, or add the file to the repository`,
    );
    server.close();
    server.closeAllConnections();
    await expect(fetchedManifests({ url: `${url}/install.yaml`, digest }, folder)).rejects.toThrow(
      FluxManifestsUnreachable,
    );
  });
});
