import { describe, expect, it } from "vitest";
import { type DesiredState, readDesiredState } from "../../../src/desired/index.ts";
import { formatIssue } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { fleetIssuesIn, written } from "../environment/written.ts";

async function stateOf(spec: string): Promise<DesiredState> {
  const reading = await readDesiredState(memoryTree(written({ dev: `spec:\n${spec}` })), "dev");
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return reading.value;
}

const group = '["group:ops@example.com"]';

describe("planned access", () => {
  it("is one grant for each member, by the name of its entry and of the member", async () => {
    const { grants } = await stateOf(`  serviceAccounts: [{ name: api }]
  access: [{ name: a, on: project, role: roles/viewer, members: [serviceAccounts/api, "group:ops@example.com"] }]
`);
    expect(grants).toEqual([
      expect.objectContaining({ key: "a-group:ops@example.com", member: { principal: ["group:ops@example.com"] } }),
      expect.objectContaining({ key: "a-serviceAccounts/api", member: { serviceAccount: "api" } }),
    ]);
  });

  it("names the environment's own roles in full, beside a role of Google's with the same name", async () => {
    const { roles } = await stateOf(`  customRoles: [{ name: viewer, permissions: [storage.objects.get] }]
  serviceAccounts: [{ name: api, roles: [roles/viewer, customRoles/viewer] }]
`);
    expect(roles.map(({ key, args, customRole }) => [key, args.role, customRole])).toEqual([
      ["api-customRoles/viewer", "projects/groundwork-local/roles/dev_viewer", "viewer"],
      ["api-viewer", "roles/viewer", undefined],
    ]);
  });

  it("of everybody on a bucket opens that bucket alone", async () => {
    const { buckets } = await stateOf(`  buckets: [{ name: site }, { name: data }]
  access: [{ name: a, on: buckets/site, role: roles/storage.objectViewer, members: [allUsers], public: true }]
`);
    expect(buckets.map(({ key, args }) => [key, args.publicAccessPrevention])).toEqual([
      ["data", "enforced"],
      ["site", "inherited"],
    ]);
  });
});

describe("planned custom roles", () => {
  it("whose ids would be one are refused", async () => {
    const role = (name: string) => `spec: { customRoles: [{ name: ${name}, permissions: [storage.objects.get] }] }\n`;
    expect(await fleetIssuesIn({ dev: role("eu-viewer"), "dev-eu": role("viewer") })).toEqual([
      expect.stringContaining("custom role dev_eu_viewer would have the same name as one of"),
    ]);
  });
});

describe("planned keys", () => {
  it("rotate where they encrypt, and have no name of their own that a second up would be refused", async () => {
    const { keyRings, cryptoKeys } = await stateOf(
      "  keyRings: [{ name: main, keys: [{ name: data }, { name: tokens, purpose: sign, restorableDays: 1 }] }]\n",
    );
    expect(keyRings).toEqual([
      {
        key: "dev-main",
        protect: false,
        ring: "main",
        args: { project: "groundwork-local", location: "europe-west1" },
      },
    ]);
    expect(cryptoKeys.map(({ key, args }) => [key, args.rotationPeriod, args.destroyScheduledDuration])).toEqual([
      ["main_data", "7776000s", "2592000s"],
      ["main_tokens", undefined, "86400s"],
    ]);
    expect(cryptoKeys[0]?.args).not.toHaveProperty("name");
  });

  it("of one region keep a secret there; global ones let Google spread it", async () => {
    const { secrets } = await stateOf(`  keyRings:
    - { name: main, keys: [{ name: data }] }
    - { name: wide, location: global, keys: [{ name: data }] }
  secrets: [{ name: a, key: main/data }, { name: b, key: wide/data }, { name: c }]
`);
    expect(secrets.map(({ args, cryptoKey }) => [args.replication, cryptoKey])).toEqual([
      [{ location: "europe-west1" }, "main/data"],
      [{ auto: {} }, "wide/data"],
      [{ auto: {} }, undefined],
    ]);
  });
});

describe("planned log sinks", () => {
  it("to log buckets of another project are granted exactly these", async () => {
    const { sinkWriters } = await stateOf(`  logSinks:
    - { name: own, destination: logging.googleapis.com/projects/groundwork-local/locations/global/buckets/own }
    - { name: other, destination: logging.googleapis.com/projects/acme/locations/global/buckets/all }
`);
    expect(sinkWriters).toEqual([
      {
        key: "log-bucket/acme/global/all",
        protect: false,
        sink: "other",
        on: { project: "acme" },
        args: {
          role: "roles/logging.bucketWriter",
          condition: {
            title: "log bucket all",
            expression: "resource.name.endsWith('locations/global/buckets/all')",
          },
        },
      },
    ]);
  });
});

describe("what is planned", () => {
  it("needs the APIs of what is declared alone", async () => {
    const head = "  cloud: { kind: gcp, project: acme-dev, region: europe-west1 }\n";
    const servicesOf = async (spec: string) => (await stateOf(head + spec)).services.map(({ key }) => key);
    const keys = "  keyRings: [{ name: main }]\n";
    const sinks = "  logSinks: [{ name: a, destination: storage.googleapis.com/logs }]\n";
    const access = `  access: [{ name: a, on: project, role: roles/viewer, members: ${group} }]\n`;
    expect(await servicesOf(access)).toEqual(["compute", "iam"]);
    expect(await servicesOf(keys + sinks)).toEqual(["cloudkms", "compute", "iam", "logging"]);
  });
});
