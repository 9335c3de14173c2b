import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn, profile } from "./written.ts";

async function issuesOf(spec: string): Promise<readonly string[]> {
  return (await issuesIn({ dev: `spec:\n${spec}` })).map((issue) => issue.replaceAll("dev/environment.yaml:", ""));
}

const entry = (text: string) =>
  `  access: [{ name: a, on: project, role: roles/viewer, members: ["group:o@example.com"], ${text} }]\n`;
const member = (written: string) =>
  `  access: [{ name: a, on: project, role: roles/viewer, members: ["${written}"] }]\n`;

describe("members", () => {
  it.each([
    "user:jo@example.com",
    "group:ops@example.com",
    "serviceAccount:api@acme.iam.gserviceaccount.com",
    "serviceAccount:acme.svc.id.goog[shop/api]",
    "domain:example.com",
    "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/subject/repo:acme",
    "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/attribute.repository/acme/shop",
  ])("in Google's syntax are taken: %s", async (written) => {
    expect(await issuesOf(member(written))).toEqual([]);
  });

  it.each([
    [
      "jo@example.com",
      'is "jo@example.com"; write serviceAccounts/<name>, or a principal that begins with user:, group:, serviceAccount:, domain:, principal:, principalSet:',
    ],
    ["user:jo", 'is "user:jo"; write it as user:jo@example.com'],
    ["domain:acme", 'is "domain:acme"; write it as domain:example.com'],
    ["principal:acme", 'is "principal:acme"; write it as principal://iam.googleapis.com/…/subject/…'],
    [
      "projectOwner:acme",
      'is "projectOwner:acme"; write serviceAccounts/<name>, or a principal that begins with user:, group:, serviceAccount:, domain:, principal:, principalSet:',
    ],
    ["allUsers", "is allUsers, which gives it to everybody; Google takes no role for everybody on a project"],
    ["serviceAccounts/api", 'no service account is called "api"; there are none'],
  ])("like %s are refused", async (written, problem) => {
    expect(await issuesOf(member(written))).toEqual([`4:66 spec.access[a].members[0]: ${problem}`]);
  });

  it("may be service accounts of other environments, which have to be up first", async () => {
    const files = {
      hub: "spec: { serviceAccounts: [{ name: api }] }\n",
      dev: `spec:\n${member("serviceAccount:${environments.hub.outputs.serviceAccounts.api}")}`,
    };
    expect(await issuesIn(files)).toEqual([]);
    expect((await environmentIn(files, "dev")).dependsOn).toEqual(["hub"]);
    expect(await issuesIn({ ...files, hub: "spec: {}\n" })).toEqual([
      expect.stringContaining('spec.access[a].members[0]: hub has no output "serviceAccounts.api"'),
    ]);
  });

  it("that stand for everybody need the word for it, and a kind that may be public", async () => {
    const spec = (more: string, on: string) =>
      `  buckets: [{ name: site }]\n  secrets: [{ name: db }]\n  access: [{ name: a, on: ${on}, role: roles/viewer, members: [allUsers]${more} }]\n`;
    expect(await issuesOf(spec("", "buckets/site"))).toEqual([
      expect.stringContaining("write public: true beside it where that is meant"),
    ]);
    expect(await issuesOf(spec(", public: true", "buckets/site"))).toEqual([]);
    expect(await issuesOf(spec(", public: true", "secrets/db"))).toEqual([
      expect.stringContaining("secrets are for members with a name"),
    ]);
  });
});

describe("access", () => {
  it("on what is not declared is refused, with the nearest name", async () => {
    const spec =
      '  buckets: [{ name: uploads }]\n  access: [{ name: a, on: buckets/upload, role: roles/viewer, members: ["group:o@example.com"] }]\n';
    expect(await issuesOf(spec)).toEqual([
      '5:27 spec.access[a].on: no resource is called "buckets/upload" (did you mean buckets/uploads?); there are project, subnets/main, buckets/uploads',
    ]);
  });

  it("that is said twice is named at both places, also where an account has the role", async () => {
    const issues = await issuesOf(`  serviceAccounts: [{ name: api, roles: [roles/viewer] }]
  access:
    - { name: a, on: project, role: roles/viewer, members: ["group:Ops@example.com", serviceAccounts/api] }
    - { name: b, on: project, role: roles/viewer, members: ["group:ops@example.com"] }
`);
    expect(issues).toEqual([
      "6:86 spec.access[a].members[1]: the same is said at 4:42 already; take one of the two out",
      "7:61 spec.access[b].members[0]: the same is said at 6:61 already; take one of the two out",
    ]);
  });

  it("is one grant for each condition", async () => {
    const spec = (title: string) => `    - name: ${title}
      on: project
      role: roles/logging.viewer
      members: ["group:ops@example.com"]
      condition: { title: ${title}, expression: "true" }
`;
    expect(await issuesOf(`  access:\n${spec("one")}${spec("other")}`)).toEqual([]);
  });

  it.each([
    ["request.time < timestamp('2027", "has a text without its closing quote"],
    ["resource.name.startsWith('a'", "has a ( without its partner"],
    ["resource.name = 'a'", "has =; CEL compares with =="],
    ["a & b", "has & or | alone; CEL has && and ||"],
    [Array.from({ length: 14 }, () => "a").join(" && "), "has 13 logical operators; a condition has 12 at most"],
    [" ", "is empty; write an expression in CEL, or leave condition out"],
  ])("under the condition %s is refused", async (expression, problem) => {
    const issues = await issuesOf(
      `  access: [{ name: a, on: project, role: roles/logging.viewer, members: ["group:o@example.com"], condition: { title: t, expression: "${expression}" } }]\n`,
    );
    expect(issues).toEqual([expect.stringContaining(`spec.access[a].condition.expression: ${problem}`)]);
  });

  it("has no condition beside a basic role", async () => {
    expect(await issuesOf(entry('condition: { title: t, expression: "true" }'))).toEqual([
      expect.stringContaining("spec.access[a].condition: cannot stand beside roles/viewer, which counts always"),
    ]);
  });

  it("of a profile can be taken away", async () => {
    const files = {
      dev: "extends: ../_profiles/base.yaml\nspec: { access: [{ name: a, remove: true }] }\n",
      "_profiles/base.yaml": profile(`spec:\n${entry("public: false")}`),
    };
    expect((await environmentIn(files, "dev")).access).toEqual([]);
  });
});

describe("a shared network", () => {
  it("is attached to other projects, each once", async () => {
    const issues = await issuesOf(`  cloud: { kind: gcp, project: acme-hub, region: europe-west1 }
  network: { sharedVpc: { serviceProjects: [acme-shop, acme-hub, acme-shop] } }
`);
    expect(issues).toEqual([
      "5:56 spec.network.sharedVpc.serviceProjects[1]: is acme-hub, the host itself; name projects that use its networks",
      "5:66 spec.network.sharedVpc.serviceProjects[2]: acme-shop stands here twice; first at 5:45",
    ]);
  });
});

describe("custom roles", () => {
  it("are known to access and to service accounts", async () => {
    const issues = await issuesOf(`  customRoles: [{ name: reader, permissions: [storage.objects.get] }]
  serviceAccounts: [{ name: api, roles: [customRoles/reader, customRoles/raeder] }]
  access: [{ name: a, on: project, role: customRoles/riter, members: ["group:o@example.com"] }]
`);
    expect(issues.map((issue) => issue.split(";")[0])).toEqual([
      '5:62 spec.serviceAccounts[api].roles[1]: no custom role is called "raeder" (did you mean reader?)',
      '6:42 spec.access[a].role: no custom role is called "riter"',
    ]);
  });

  it("have no permission that only organizations give", async () => {
    expect(await issuesOf("  customRoles: [{ name: reader, permissions: [resourcemanager.projects.list] }]\n")).toEqual(
      [
        "4:47 spec.customRoles[reader].permissions[0]: is refused in roles of a project; only roles of an organization have it",
      ],
    );
  });

  it("have permissions of three words", async () => {
    const issues = await issuesOf("  customRoles: [{ name: reader, permissions: [storage.get] }]\n");
    expect(issues).toEqual([expect.stringContaining("write a permission: service, resource and verb")]);
  });
});

describe("keys", () => {
  it.each([
    ["purpose: sign, algorithm: HMAC_SHA256", "algorithm: HMAC_SHA256 is no algorithm of a key for purpose: sign"],
    [
      "purpose: mac, rotationDays: 30",
      "rotationDays: Cloud KMS rotates keys of purpose: encrypt alone, and this one has purpose: mac",
    ],
  ])("with %s are refused", async (text, problem) => {
    const issues = await issuesOf(`  keyRings: [{ name: main, keys: [{ name: k, ${text} }] }]\n`);
    expect(issues).toEqual([expect.stringContaining(`spec.keyRings[main].keys[k].${problem}`)]);
  });

  it("of what is encrypted have to be declared, to encrypt, and to lie where it lies", async () => {
    const issues = await issuesOf(`  keyRings:
    - { name: main, keys: [{ name: data }, { name: tokens, purpose: sign }] }
    - { name: wide, location: global, keys: [{ name: data }] }
  buckets: [{ name: a, key: main/date }, { name: b, key: wide/data }, { name: c, key: main/data }]
  databases: [{ name: a, key: main/tokens }]
  secrets: [{ name: a, key: wide/data }]
`);
    expect(issues.map((issue) => issue.split(";")[0])).toEqual([
      '7:29 spec.buckets[a].key: no key is called "main/date" (did you mean main/data?)',
      "7:58 spec.buckets[b].key: lies in global",
      "8:31 spec.databases[a].key: has purpose: sign",
    ]);
  });
});

describe("log sinks", () => {
  it.each([
    ["buckets/log", 'no bucket is called "log"'],
    ["topics/orders", 'no topic is called "orders"'],
    ["gs://logs", 'is "gs://logs"'],
    [
      "bigquery.googleapis.com/projects/acme/datasets/my-logs",
      'is "bigquery.googleapis.com/projects/acme/datasets/my-logs"',
    ],
    [
      "pubsub.googleapis.com/projects/acme/topics/${environments.hub.outputs.network.name}",
      "may refer to another environment's outputs behind storage.googleapis.com/ alone",
    ],
  ])("to %s are refused", async (destination, problem) => {
    const issues = await issuesIn({
      hub: "spec: {}\n",
      dev: `spec:\n  logSinks: [{ name: a, destination: "${destination}" }]\n`,
    });
    expect(issues).toEqual([expect.stringContaining(`spec.logSinks[a].destination: ${problem}`)]);
  });

  it.each([
    "storage.googleapis.com/acme-logs",
    "logging.googleapis.com/projects/acme/locations/global/buckets/_Default",
  ])("to %s are taken", async (destination) => {
    expect(await issuesOf(`  logSinks: [{ name: a, destination: "${destination}" }]\n`)).toEqual([]);
  });

  it("with a filter that does not close what it opens are refused", async () => {
    expect(
      await issuesOf(
        '  logSinks: [{ name: a, destination: storage.googleapis.com/logs, filter: "(severity>=ERROR" }]\n',
      ),
    ).toEqual([expect.stringContaining("spec.logSinks[a].filter: has 1 opening and 0 closing parentheses")]);
  });
});
