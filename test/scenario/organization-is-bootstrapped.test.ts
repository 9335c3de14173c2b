import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entryPoint, projectRoot } from "../../src/lib/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

const init =
  "bootstrap init --parent organizations/123456789012 --billing-account 01ABCD-234567-89EF01 " +
  "--seed-project acme-groundwork --forge github --repository acme/infrastructure";

/** A program that loads the components from their sources: those of an installed package are built when it is packed. */
const program = `const load = require("node:module").createRequire(${JSON.stringify(path.join(projectRoot(), "package.json"))});
load("tsx/cjs/api").register();
const { createOrganization } = load("./stacks/organization-exports.ts");
module.exports = async () => (await createOrganization()).outputs;
`;

let repository: PlatformRepository;

beforeEach(async () => {
  repository = await PlatformRepository.empty();
  const { folder } = repository;
  await repository.git("init", "--quiet", "--initial-branch=main");
  await writeFile(path.join(folder, "Pulumi.yaml"), "name: acme\nruntime: nodejs\n");
  const packages = path.join(folder, "node_modules");
  await mkdir(packages);
  await symlink(path.join(projectRoot(), "node_modules", "@pulumi"), path.join(packages, "@pulumi"), "junction");
  await repository.groundwork(...init.split(" "));
  await writeFile(path.join(folder, "environments", "_organization", "index.cjs"), program);
});

afterEach(async () => {
  await repository.groundwork("local", "down");
  await repository.remove();
});

const places = () => ({
  seed: path.join(repository.folder, ".groundwork", "bootstrap", "state"),
  bucket: path.join(repository.folder, ".groundwork", "cloud", "buckets", "acme-groundwork-state"),
});

/** Ids of the resources that a state holds, by URN; empty where there is none. */
async function stateIn(root: string): Promise<ReadonlyMap<string, string | undefined>> {
  const file = path.join(root, ".pulumi", "stacks", "acme-organization", "organization.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return new Map();
  const { checkpoint } = JSON.parse(text) as {
    readonly checkpoint: { readonly latest?: { readonly resources?: readonly { urn: string; id?: string }[] } };
  };
  return new Map((checkpoint.latest?.resources ?? []).map(({ urn, id }) => [urn, id]));
}

const bucketUrn = /gcp:storage\/bucket:Bucket::state$/u;

describe("an organization on the local cloud", () => {
  it("is shown, brought up, and has its state in the bucket that it made; a second run changes nothing", async () => {
    const shown = await repository.groundwork("bootstrap", "--preview-only");
    expect(shown.code).toBe(0);
    expect(shown.out).toContain("The state is kept in");
    expect(await stateIn(places().seed)).toEqual(new Map());

    const first = await repository.groundwork("bootstrap", "--yes");
    expect([first.code, first.err]).toEqual([0, expect.any(String)]);
    expect(first.out).toContain("The state of the organization is in gs://acme-groundwork-state of the local cloud.");
    const state = await stateIn(places().bucket);
    expect([...state.keys()].some((urn) => bucketUrn.test(urn))).toBe(true);
    expect(await stateIn(places().seed)).toEqual(new Map());

    const { code, out } = await repository.groundwork("bootstrap", "--yes", "--json");
    expect(code).toBe(0);
    const again = JSON.parse(out) as { readonly isInBucket: boolean; readonly operation: { readonly steps: object[] } };
    expect(again.isInBucket).toBe(true);
    expect(again.operation.steps).toEqual(again.operation.steps.map(() => expect.objectContaining({ op: "same" })));
    expect(await stateIn(places().bucket)).toEqual(state);
  });

  it("that was killed in the middle is finished by the next run, with each resource made once", async () => {
    // The run is killed while its bucket is being made.
    const late = await repository.groundwork(
      ..."local faults add --on create --type storage/bucket: --late 10m".split(" "),
    );
    expect([late.code, late.err]).toEqual([0, expect.any(String)]);
    const { command, args } = entryPoint("main");
    const child = spawn(command, [...args, "bootstrap", "--yes"], {
      cwd: repository.folder,
      env: { ...process.env, NO_COLOR: "1", CI: "true" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    for await (const part of child.stderr) {
      said += String(part);
      if (/CryptoKey state created/u.test(said)) break;
    }
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    expect((await stateIn(places().bucket)).size).toBe(0);

    await repository.groundwork("local", "faults", "clear");
    const pending = await repository.groundwork("bootstrap", "--yes");
    expect([pending.code, pending.err]).toEqual([0, expect.any(String)]);
    const state = await stateIn(places().bucket);
    const listed = await repository.groundwork("local", "list", "--type", "storage/bucket:", "--json");
    expect(listed.out.match(/"id": "acme-groundwork-state"/gu)).toHaveLength(1);
    expect([...state.keys()].filter((urn) => bucketUrn.test(urn))).toHaveLength(1);
  });

  it("keeps its bucket as long as a state is in it", async () => {
    await repository.groundwork("bootstrap", "--yes");
    const refused = await repository.groundwork("local", "delete", "acme-groundwork-state");
    expect([refused.code, refused.err]).toEqual([4, expect.any(String)]);
    expect(refused.err).toContain("objects were written into it");
    expect(await readdir(places().bucket)).toContain(".pulumi");
  });

  it("names the program that is missing, and everything that is wrong with its file", async () => {
    const folder = path.join(repository.folder, "environments", "_organization");
    const file = path.join(folder, "organization.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace("region: europe-west1", "regoin: europe-west1"));
    const wrong = await repository.groundwork("bootstrap");
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("organization.yaml:7:5")]);
    expect(wrong.err).toContain("did you mean region?");
    const checked = await repository.groundwork("env", "validate");
    expect([checked.code, checked.out]).toEqual([2, expect.stringContaining("organization.yaml:7:5")]);
  });
});
