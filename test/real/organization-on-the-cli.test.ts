import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { entryPoint, projectRoot } from "../../src/lib/index.ts";
import { type ObjectStorage, startObjectStorage } from "../fakes/object-storage.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";
import { type Finished, startCommand } from "./run-command.ts";

const declared = `apiVersion: groundwork.dev/v1
kind: Organization
spec:
  cloud: { kind: gcp, parent: organizations/123456789012, billingAccount: 01ABCD-234567-89EF01 }
  seed: { project: acme-groundwork }
  forge: { kind: github, repository: acme/infrastructure }
`;
/** A program that loads the components from their sources: those of an installed package are built when it is packed. */
const program = `const load = require("node:module").createRequire(${JSON.stringify(path.join(projectRoot(), "package.json"))});
load("tsx/cjs/api").register();
const { createOrganization } = load("./stacks/organization-exports.ts");
module.exports = async () => (await createOrganization()).outputs;
`;

const stateFile = ".pulumi/stacks/acme-organization/organization.json";

describeWithPulumi("an organization whose engine is the CLI, with the state in a bucket of Cloud Storage", (pulumi) => {
  let storage: ObjectStorage;
  let folder: string;
  const checkout = () => path.join(folder, "checkout");

  beforeEach(async () => {
    storage = await startObjectStorage();
    folder = await mkdtemp(path.join(inject("runFolder"), "organization-"));
    const organization = path.join(checkout(), "environments", "_organization");
    await mkdir(organization, { recursive: true });
    await writeFile(path.join(organization, "organization.yaml"), declared);
    const project =
      "name: acme-organization\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.cjs\n";
    await writeFile(path.join(organization, "Pulumi.yaml"), project);
    await writeFile(path.join(organization, "index.cjs"), program);
    await symlink(path.join(projectRoot(), "node_modules"), path.join(checkout(), "node_modules"), "junction");
    await startCommand("git", ["init", "--quiet"], { cwd: checkout(), env: pulumi().environment }).finished;
  });
  afterEach(async () => {
    await storage.stop();
    await groundwork("local", "down", "--home", path.join(folder, "cloud"));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const groundwork = async (...args: readonly string[]): Promise<Finished> => {
    const { environment } = pulumi();
    const { command, args: entry } = entryPoint("main");
    const env = {
      ...environment,
      ...storage.environment,
      // Stands in for Google Cloud and its provider.
      PATH: [path.join(projectRoot(), "bin", "plugins"), environment["PATH"]].join(path.delimiter),
      GROUNDWORK_LOCAL_HOME: path.join(folder, "cloud"),
      // There is no key service here.
      GROUNDWORK_SECRETS_PROVIDER: "passphrase",
    };
    return await startCommand(command, [...entry, ...args], { cwd: checkout(), env }).finished;
  };

  it("begins without the bucket, moves its state there once it stands, and goes on there", async () => {
    const cut = await groundwork("bootstrap", "--yes");
    // The provider made a bucket of its own cloud; this one appears later, as one that another person has to create would.
    expect([cut.code, cut.err]).toEqual([2, expect.stringContaining("The bucket of the backend does not exist")]);
    const seed = path.join(checkout(), ".groundwork", "bootstrap", "state");
    expect(await readdir(path.join(seed, path.dirname(stateFile)))).toContain("organization.json");

    storage.buckets.set("acme-groundwork-state", new Map());
    const moved = await groundwork("bootstrap", "--yes", "--json");
    expect([moved.code, moved.err]).toEqual([0, expect.any(String)]);
    expect(JSON.parse(moved.out)).toMatchObject({ state: "gs://acme-groundwork-state", isInBucket: true });
    const bucket = storage.buckets.get("acme-groundwork-state");
    expect(bucket?.get(stateFile)?.toString("utf8")).toContain("gcp:storage/bucket:Bucket");
    expect(await readdir(path.dirname(seed))).not.toContain("state");

    const again = await groundwork("bootstrap", "--yes");
    expect([again.code, again.err]).toEqual([0, expect.any(String)]);
    expect(again.out).toContain("PULUMI_BACKEND_URL=gs://acme-groundwork-state");
    expect(again.out).toMatch(/GROUNDWORK_IDENTITY_PROVIDER=projects\/\d+\/locations\/global/u);
  });
});
