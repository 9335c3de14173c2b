import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

let repository: PlatformRepository;
beforeEach(async () => {
  repository = await PlatformRepository.withEnvironments();
});
afterEach(async () => {
  await repository.groundwork("local", "down");
  await repository.remove();
});

const define = 'import { defineResources } from "../../stacks/resources-exports.ts";\n';
const defineOfProfile = 'import { defineResources } from "../../../stacks/resources-exports.ts";\n';
const topic = 'import { Topic } from "@pulumi/gcp/pubsub/topic.js";\n';

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files))
    await writeFile(path.join(repository.folder, "environments", name), content);
  await repository.commit("Change resources");
}

const at = (...names: readonly string[]) => path.join(repository.folder, "environments", ...names);
const smallest = (name: string, spec: string) =>
  `apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/tiny.yaml\nmetadata: { description: ${name} }\nspec:\n${spec}`;
const tiny =
  "apiVersion: groundwork.dev/v1\nkind: Profile\nspec:\n  cloud: { kind: local }\n  network: { subnets: [{ name: main, cidr: /24 }] }\n";

/** Two environments of a profile: what one returns, the other uses. */
async function writeHubAndSpoke(spoke = ""): Promise<void> {
  for (const name of ["hub", "spoke", "_profiles/tiny"])
    await mkdir(path.join(repository.folder, "environments", name), { recursive: true });
  await write({
    "_profiles/tiny.yaml": tiny,
    "_profiles/tiny/resources.ts": `${defineOfProfile}${topic}
export default defineResources((environment) => {
  const audit = new Topic("audit", { name: environment.name + "-audit" });
  return { audit: audit.name, from: "profile" };
});
`,
    "hub/environment.yaml": smallest("hub", "  protect: [resources/orders]\n  buckets: [{ name: uploads }]\n"),
    "hub/resources.ts": `${define}${topic}import { Bucket } from "@pulumi/gcp/storage/bucket.js";
export default defineResources(async (environment) => {
  const orders = new Topic("orders", { name: "hub-orders", labels: { team: "shop" } });
  await Promise.resolve();
  return { orders: orders.name, from: "hub after " + environment.outputs["from"], subnets: environment.subnets.names };
}, {
  buckets: (declared, environment) => Object.fromEntries(declared.map(({ key, args }) => {
    const bucket = new Bucket(key, { ...args, storageClass: "NEARLINE" });
    return [key, { name: bucket.name, url: bucket.url }];
  })),
});
`,
    "spoke/environment.yaml": smallest(
      "spoke",
      `  values: { topic: "\${environments.hub.outputs.resources.orders}", bucket: "\${environments.hub.outputs.buckets.uploads.name}" }\n`,
    ),
    "spoke/resources.ts": `export = (environment: { values: Iterable<readonly [string, unknown]>; outputOf(name: string, path: string): unknown }) => ({
  ...Object.fromEntries(environment.values), subnet: environment.outputOf("hub", "subnets.main.name")
});
${spoke}`,
  });
}

async function outputsOf(stack: string): Promise<Record<string, unknown>> {
  repository.variables = {
    PULUMI_BACKEND_URL: `file://${path.join(repository.folder, ".groundwork", "state")}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: path.join(repository.folder, ".groundwork", "passphrase"),
  };
  const { out, err } = await repository.groundwork("stack", "output", "--stack", stack, "--json");
  repository.variables = {};
  expect(err).toBe("");
  return JSON.parse(out) as Record<string, unknown>;
}

describe("resources that a team writes in TypeScript", () => {
  it("come up, are unchanged, are used by others, are protected, and leave with their environment", async () => {
    await writeHubAndSpoke();
    const up = await repository.groundwork("up", "--env", "hub", "--env", "spoke", "--yes", "--json");
    expect(up).toMatchObject({ code: 0 });
    expect(await outputsOf("hub")).toMatchObject({
      buckets: { uploads: { url: expect.stringContaining("gs://") } },
      resources: { audit: "hub-audit", orders: "hub-orders", from: "hub after profile", subnets: ["main"] },
    });
    expect((await outputsOf("spoke"))["resources"]).toMatchObject({
      audit: "spoke-audit",
      topic: "hub-orders",
      bucket: expect.stringContaining("uploads"),
      subnet: "hub-main",
    });
    const unchanged = await repository.groundwork("preview", "--env", "hub", "--env", "spoke", "--exit-code");
    expect(unchanged).toMatchObject({ code: 0 });

    const shown = await repository.groundwork("local", "ls", "--json");
    expect(shown.out).toContain("hub-orders");
    expect(shown.out).toMatch(/"managed-by":\s*"groundwork"[^}]*"team":\s*"shop"|"team":\s*"shop"[^}]*"managed-by"/u);
    expect(shown.out).toContain("NEARLINE");

    const refused = await repository.groundwork("destroy", "--env", "spoke", "--env", "hub", "--yes");
    expect(refused.code).not.toBe(0);
    expect(refused.out + refused.err).toContain("protect");
    await write({ "hub/environment.yaml": smallest("hub", "  buckets: [{ name: uploads }]\n") });
    expect(await repository.groundwork("up", "--env", "hub", "--yes")).toMatchObject({ code: 0 });
    const destroyed = await repository.groundwork("destroy", "--env", "spoke", "--env", "hub", "--yes");
    expect(destroyed).toMatchObject({ code: 0 });
    expect(JSON.parse((await repository.groundwork("local", "status", "--json")).out)).toMatchObject({ resources: 0 });
  });

  it("are deleted, and said to be, where their file leaves the environment", async () => {
    await writeHubAndSpoke();
    await write({ "hub/environment.yaml": smallest("hub", "  buckets: [{ name: uploads }]\n") });
    expect(await repository.groundwork("up", "--env", "hub", "--yes")).toMatchObject({ code: 0 });
    await rm(path.join(repository.folder, "environments", "hub", "resources.ts"));
    await write({ "spoke/environment.yaml": smallest("spoke", "  values: { a: b }\n") });
    const { out } = await repository.groundwork("preview", "--base", "HEAD~1");
    expect(out).toMatch(/hub.*resources\.ts changed/u);
    expect(out).toContain("hub-orders");
  });
});

describe("a resources.ts that is wrong is named at its place, and other environments are previewed", () => {
  const wrong: Readonly<Record<string, readonly [source: string, message: string, spec?: string]>> = {
    "exports nothing": [
      "const a = 1;",
      "environments/spoke/resources.ts:1 exports nothing, and has to export a function",
    ],
    "exports no function": ["export default { a: 1 };", "exports a value of type object as its default"],
    "has no default": ["export const create = () => {};", "exports create, but no default"],
    throws: [
      "interface Longer { a: string }\n\nexport default (): Longer => {\n  throw new TypeError('no such thing');\n};",
      "environments/spoke/resources.ts:4:9 threw TypeError: no such thing",
    ],
    "throws later": [
      "export default async () => {\n  await Promise.resolve();\n  throw new Error('later');\n};",
      "environments/spoke/resources.ts:3:9 threw Error: later",
    ],
    "does not compile": [
      "export default () => ({ a: ;",
      "environments/spoke/resources.ts:1:27 cannot be read: Unexpected",
    ],
    "awaits outside of its function": ["await 1;\nexport default () => {};", "Put the await into the function"],
    "imports what is not installed": [
      '\nimport { Queue } from "@acme/queues/queue.js";\nexport default () => Queue;',
      "environments/spoke/resources.ts:2 imports @acme/queues/queue.js, which is not installed. Run: npm install @acme/queues",
    ],
    "imports a file that is not there": [
      'import { a } from "./lib.ts";\nexport default () => a;',
      "environments/spoke/resources.ts:1 imports ./lib.ts, which is not there",
    ],
    "registers a name twice": [
      `${topic}export default () => {\n  new Topic("a", { name: "x" });\n  new Topic("a", { name: "y" });\n};`,
      "environments/spoke/resources.ts:4:3 another gcp:pubsub/topic:Topic is registered as a: environments/spoke/resources.ts:3:3",
    ],
    "takes a name that a profile's file uses": [
      `${topic}export default () => {\n  new Topic("audit", { name: "x" });\n};`,
      "is registered as audit: environments/_profiles/tiny/resources.ts:5:17",
    ],
    "takes the name in the cloud of what is declared": [
      'import { Network } from "@pulumi/gcp/compute/network.js";\nexport default () => {\n  new Network("mine", { name: "spoke" });\n};',
      "another gcp:compute/network:Network has the name spoke in the cloud: Groundwork creates it of environment.yaml",
    ],
    "asks for what is not declared": [
      "export default (environment: any) => ({ a: environment.subnets.get('mian').name });",
      "spoke has no subnets.mian (did you mean main?); there are main",
    ],
    "uses an environment that it does not depend on": [
      "export default (environment: any) => ({ a: environment.outputOf('dev', 'network.name') });",
      "Add dev to spec.dependsOn of environments/spoke/environment.yaml",
    ],
    "does not say which cluster an object is in": [
      'import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";\nexport default () => { new ConfigMap("a", {}); };',
      "does not say which cluster it belongs to, and the environment has no cluster",
    ],
    "returns a resource": [
      `${topic}export default () => ({ a: { of: new Topic("a", { name: "x" }) } });`,
      "environments/spoke/resources.ts returns a resource as a.of, where one of its outputs is meant, such as its id",
    ],
    "returns no outputs": [
      "export default () => 'x';",
      "environments/spoke/resources.ts returns a value of type string",
    ],
    "replaces a part and does not say what it made": [
      `${define}export default defineResources(() => ({}), { buckets: () => ({}) });`,
      "replaces buckets, and does not return files",
    ],
    "replaces what another part of its environment refers to": [
      `${define}export default defineResources(() => ({}), { buckets: () => ({ files: { name: "f", url: "gs://f" } }) });`,
      "environments/spoke/resources.ts replaces buckets, and another part of environment.yaml refers to files of these",
      "  access: [{ name: readers, on: buckets/files, role: roles/storage.objectViewer, members: ['group:a@example.com'] }]\n",
    ],
    "loops without an end": [
      "export default () => { for (;;); };",
      "environments/spoke/resources.ts has not ended after 2 s",
    ],
    "loops while it is loaded": [
      "for (;;);\nexport default () => {};",
      "environments/spoke/resources.ts has not ended after 2 s",
    ],
    "is never settled": [
      "export default () => new Promise(() => {});",
      "environments/spoke/resources.ts has not ended after 2 s",
    ],
  };

  it("each by an error of its own", async () => {
    await writeHubAndSpoke();
    const cases = Object.entries(wrong).map(([what, [source, message, spec = ""]], index) => {
      const name = `case-${index}`;
      return { what, name, source, spec, message: message.replaceAll("spoke", name) };
    });
    for (const { name, source, spec } of cases) {
      await mkdir(path.join(repository.folder, "environments", name));
      await writeFile(
        path.join(repository.folder, `Pulumi.${name}.yaml`),
        'config: { "groundwork:resourcesSeconds": "2" }\n',
      );
      await writeFile(at(name, "environment.yaml"), smallest(name, `  buckets: [{ name: files }]\n${spec}`));
      await writeFile(at(name, "resources.ts"), source.replaceAll("spoke", name));
    }
    await repository.commit("Be wrong in many ways");
    const all = ["hub", ...cases.map(({ name }) => name)].flatMap((name) => ["--env", name]);
    const { out, code } = await repository.groundwork("preview", ...all);
    const told = out.replaceAll(/\s+/gu, " ");
    const untold = cases.filter(({ message }) => !told.includes(message));
    expect(untold.map(({ what, message }) => `${what}: ${message}`)).toEqual([]);
    expect(out).toMatch(/^hub: \d+ resources/mu);
    expect(code).toBe(5);
  });
});
