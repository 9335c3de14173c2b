import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOneInItsPlace, isTakenOver, rulesOf } from "../../../src/local/cloud/gcp/rules/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { GRANT, inputsOf as sampleInputsOf } from "./sample-inputs.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const BUCKET = "gcp:storage/bucket:Bucket";
const inputsOf = (token: string, which: string, scope?: string) =>
  sampleInputsOf(world.facts.typeOf(token), which, scope);
const tokens = () => world.facts.tokens();

const idOf = async (token: string, name: string, inputs: PropertyMap) =>
  (await world.program.create(token, name, inputs)).id;

const wordsOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message.split(". ")[0] : String(thrown));

/** A type whose rules ask for other resources, or for values that no sample has, is created in the test of its service. */
function isMadeFromSamples(token: string): boolean {
  const rules = rulesOf(token);
  return Object.keys(rules.references ?? {}).length === 0 && (GRANT.test(token) || rules.check === undefined);
}

describe("two resources of one type", () => {
  it("have ids of their own, and neither is refused, when only their names differ, whatever the type", async () => {
    const problems: string[] = [];
    let pairs = 0;
    for (const token of tokens()) {
      const facts = world.facts.typeOf(token);
      if (!isMadeFromSamples(token) || GRANT.test(token) || isOneInItsPlace(facts)) continue;
      try {
        const one = await idOf(token, "one", inputsOf(token, "one"));
        const other = await idOf(token, "other", inputsOf(token, "other"));
        if (one === other) problems.push(`${token}: both are ${one}`);
        pairs++;
      } catch (thrown) {
        problems.push(`${token}: ${wordsOf(thrown)}`);
      }
    }
    expect(problems).toEqual([]);
    expect(pairs).toBeGreaterThan(850);
  });

  it("have ids of their own when they are grants on, or types without a documented id in, two places", async () => {
    const problems: string[] = [];
    let pairs = 0;
    for (const token of tokens()) {
      const facts = world.facts.typeOf(token);
      if (!isMadeFromSamples(token) || isTakenOver(facts) !== GRANT.test(token)) continue;
      if (token === BUCKET || (!GRANT.test(token) && facts.idFormat !== undefined)) continue;
      for (const place of ["project", "region", "zone", "location"]) {
        // These formats begin with the name of the parent, which has project and location in it.
        if (facts.inputs[place] === undefined || facts.idFormat?.startsWith("{{feature")) continue;
        const named = facts.inputs["name"] === undefined ? {} : { name: "same" };
        const inputs = { ...inputsOf(token, `same-${place}`), ...named };
        try {
          const [here, there] = place === "region" ? ["europe-west1", "us-east1"] : ["europe-west1-b", "us-east1-c"];
          const one = await idOf(token, "it", { ...inputs, [place]: here });
          const other = await idOf(token, "it", { ...inputs, [place]: there });
          if (one === other) problems.push(`${token} in two of ${place}: both are ${one}`);
          pairs++;
        } catch (thrown) {
          problems.push(`${token} in two of ${place}: ${wordsOf(thrown)}`);
        }
      }
    }
    expect(problems).toEqual([]);
    expect(pairs).toBeGreaterThan(650);
  });
});

describe("two equal grants", () => {
  it("are one at the cloud, which refuses neither, whatever resource they are about", async () => {
    const problems: string[] = [];
    let pairs = 0;
    for (const token of tokens().filter((each) => GRANT.test(each) && isMadeFromSamples(each))) {
      const inputs = { ...inputsOf(token, "equal"), ...(world.facts.typeOf(token).inputs["name"] && { name: "same" }) };
      try {
        const one = await idOf(token, "one", inputs);
        const other = await idOf(token, "other", inputs);
        if (one !== other || one.includes("{{")) problems.push(`${token}: ${one} and ${other}`);
        pairs++;
      } catch (thrown) {
        problems.push(`${token}: ${wordsOf(thrown)}`);
      }
    }
    expect(problems).toEqual([]);
    expect(pairs).toBeGreaterThan(400);
  });

  it("are told apart by resource, role, member and the whole condition", async () => {
    const token = "gcp:projects/iAMMember:IAMMember";
    const grant = { project: "p", role: "roles/viewer", member: "user:jo@example.com" };
    const condition = { title: "until", description: "new year", expression: "request.time < timestamp('2027')" };
    const others = [
      { ...grant, project: "q" },
      { ...grant, role: "roles/editor" },
      { ...grant, member: "user:jim@example.com" },
      { ...grant, condition },
      { ...grant, condition: { ...condition, title: "till" } },
      { ...grant, condition: { ...condition, description: "" } },
      { ...grant, condition: { ...condition, expression: "true" } },
    ];
    const ids = await Promise.all([grant, ...others].map((inputs, index) => idOf(token, `it-${index}`, inputs)));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toBe("p/roles/viewer/user:jo@example.com");
    expect(ids[4]).toBe(`p/roles/viewer/user:jo@example.com/until/new year/${condition.expression}`);
  });

  it.each([
    ["user:Jo@Example.com", "user:jo@example.com"],
    ["serviceAccount:P.svc.id.goog[Default/App]", "serviceAccount:p.svc.id.goog[default/app]"],
    ["deleted:user:Jo@example.com?uid=1A", "deleted:user:jo@example.com?uid=1a"],
    ["principalSet://iam.googleapis.com/Pools/A", "principalSet://iam.googleapis.com/Pools/A"],
  ])("are told apart as Google tells members apart: %s", async (member, canonical) => {
    const grant = { project: "case", role: "roles/viewer" };
    const token = "gcp:projects/iAMMember:IAMMember";
    expect(await idOf(token, "one", { ...grant, member })).toBe(`case/roles/viewer/${canonical}`);
    expect(await idOf(token, "other", { ...grant, member: canonical })).toBe(`case/roles/viewer/${canonical}`);
  });

  const aboutParents: readonly [string, PropertyMap, string, string, PropertyMap][] = [
    [
      "storage/bucketIAMMember:BucketIAMMember",
      { bucket: "assets" },
      "b/assets",
      "storage/bucket:Bucket",
      { name: "assets", location: "EU" },
    ],
    [
      "secretmanager/secretIamMember:SecretIamMember",
      { secretId: "s" },
      "projects/p/secrets/s",
      "secretmanager/secret:Secret",
      { secretId: "s", replication: { auto: {} } },
    ],
    [
      "secretmanager/regionalSecretIamMember:RegionalSecretIamMember",
      { secretId: "s", location: "us-east1" },
      "projects/p/locations/us-east1/secrets/s",
      "secretmanager/regionalSecret:RegionalSecret",
      { secretId: "s", location: "us-east1" },
    ],
    [
      "serviceaccount/iAMMember:IAMMember",
      { serviceAccountId: "projects/p/serviceAccounts/worker@p.iam.gserviceaccount.com" },
      "projects/p/serviceAccounts/worker@p.iam.gserviceaccount.com",
      "serviceaccount/account:Account",
      { accountId: "worker" },
    ],
    [
      "cloudrunv2/serviceIamMember:ServiceIamMember",
      { name: "web", location: "europe-west1" },
      "projects/p/locations/europe-west1/services/web",
      "cloudrunv2/service:Service",
      { name: "web", location: "europe-west1", deletionProtection: false, template: {} },
    ],
    [
      "cloudrunv2/serviceIamMember:ServiceIamMember",
      { name: "projects/q/locations/us-east1/services/web" },
      "projects/q/locations/us-east1/services/web",
      "cloudrunv2/service:Service",
      { name: "web", location: "us-east1", project: "q", deletionProtection: false, template: {} },
    ],
    [
      "pubsub/topicIAMMember:TopicIAMMember",
      { topic: "jobs" },
      "projects/p/topics/jobs",
      "pubsub/topic:Topic",
      { name: "jobs" },
    ],
  ];
  it.each(aboutParents)(
    "go with the resource that they are about: %s",
    async (type, inputs, what, parentType, parent) => {
      const { subject } = await world.program.create(`gcp:${parentType}`, "parent", parent);
      const grant = { ...inputs, role: "roles/viewer", member: "user:jo@example.com" };
      const id = `${what}/roles/viewer/user:jo@example.com`;
      expect(await idOf(`gcp:${type}`, "one", grant)).toBe(id);
      expect(await idOf(`gcp:${type}`, "other", grant)).toBe(id);
      await world.provider.delete(subject);
      expect(world.store.get(`gcp:${type}`, id)).toBeUndefined();
    },
  );

  it.each([
    [
      "cloudrun/iamMember:IamMember",
      { service: "web", location: "europe-west1" },
      "projects/p/locations/europe-west1/services/web",
    ],
    [
      "cloudfunctions/functionIamMember:FunctionIamMember",
      { cloudFunction: "hello", region: "us-east1" },
      "projects/p/locations/us-east1/functions/hello",
    ],
    [
      "compute/instanceIAMMember:InstanceIAMMember",
      { instanceName: "vm", zone: "us-east1-b" },
      "projects/p/zones/us-east1-b/instances/vm",
    ],
    ["folder/iAMMember:IAMMember", { folder: "folders/123" }, "folders/123"],
    ["folder/iAMMember:IAMMember", { folder: "123" }, "folders/123"],
    ["organizations/iAMMember:IAMMember", { orgId: "456" }, "456"],
    [
      "artifactregistry/repositoryIamMember:RepositoryIamMember",
      { repository: "images", location: "eu" },
      "projects/p/locations/eu/repositories/images",
    ],
    ["bigquery/datasetIamMember:DatasetIamMember", { datasetId: "facts" }, "projects/p/datasets/facts"],
  ])("are named as the real provider names them: %s %j", async (type, inputs, what) => {
    const grant = { ...inputs, role: "roles/viewer", member: "user:jo@example.com" };
    expect(await idOf(`gcp:${type}`, "it", grant)).toBe(`${what}/roles/viewer/user:jo@example.com`);
  });
});

describe("what GCP has one of in each place", () => {
  it("is taken over by the program that declares it; what somebody makes there once is refused the second time", async () => {
    const problems: string[] = [];
    const refused: string[] = [];
    let pairs = 0;
    for (const token of tokens()) {
      if (!isMadeFromSamples(token) || !isOneInItsPlace(world.facts.typeOf(token))) continue;
      const { inputs: known } = world.facts.typeOf(token);
      const inputs = {
        ...inputsOf(token, "equal", "settings"),
        ...(known["name"] && { name: "same" }),
        ...(known["parent"] && { parent: "organizations/1" }),
      };
      const one = await idOf(token, "one", inputs);
      const other = await idOf(token, "other", inputs).catch((thrown: { readonly code?: string }) => {
        refused.push(`${token} ${thrown.code}`);
        return one;
      });
      if (one !== other) problems.push(`${token}: ${one} and ${other}`);
      pairs++;
    }
    expect(problems).toEqual([]);
    expect(pairs).toBeGreaterThan(50);
    expect(refused).toEqual([
      "gcp:appengine/application:Application local-already-exists",
      "gcp:apphub/boundary:Boundary local-already-exists",
      "gcp:applicationintegration/client:Client local-already-exists",
      "gcp:discoveryengine/dataConnector:DataConnector local-already-exists",
      "gcp:firebase/project:Project local-already-exists",
      "gcp:firebase/storageDefaultBucket:StorageDefaultBucket local-already-exists",
      "gcp:gkehub/fleet:Fleet local-already-exists",
      "gcp:vertex/aiSemanticGovernancePolicyEngine:AiSemanticGovernancePolicyEngine local-already-exists",
    ]);
  });

  it.each([
    ["projects/service:Service", { service: "run.googleapis.com" }, "p/run.googleapis.com"],
    [
      "projects/serviceIdentity:ServiceIdentity",
      { service: "run.googleapis.com" },
      "projects/p/services/run.googleapis.com",
    ],
    ["compute/projectMetadata:ProjectMetadata", { metadata: { a: "b" } }, "p"],
    [
      "folder/organizationPolicy:OrganizationPolicy",
      { folder: "folders/1", constraint: "compute.disableSerialPortAccess" },
      "folders/1/constraints/compute.disableSerialPortAccess",
    ],
  ])("can be declared twice: %s", async (type, inputs, id) => {
    expect(await idOf(`gcp:${type}`, "one", inputs)).toBe(id);
    expect(await idOf(`gcp:${type}`, "other", inputs)).toBe(id);
  });
});
