import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn, profile } from "./written.ts";

const around = `
  network: { subnets: [{ name: main }] }
  serviceAccounts: [{ name: worker }]
  databases: [{ name: orders }]
  secrets: [{ name: payment }]
`;

async function issuesOf(kind: "runServices" | "runJobs", more: string): Promise<readonly string[]> {
  const issues = await issuesIn({
    dev: `spec:${around}  ${kind}: [{ name: api, image: "example.com/a:1", ${more} }]\n`,
  });
  return issues.map((issue) => issue.replace(/^.*?spec\.\w+\[api\]\.?/, ""));
}

describe("a service of Cloud Run", () => {
  it.each([
    "cpu: 0.08, concurrency: 1, memory: 128Mi",
    "cpu: 8, memory: 32Gi, instances: { min: 1, max: 1 }",
    "secretEnv: { KEY: { secret: payment, version: '3' } }, databases: [orders], network: {}",
    "startup: { tcp: true, timeout: 10 }, liveness: { grpc: '' }, invokers: [worker], serviceAccount: worker",
  ])("may be declared with %s", async (more) => {
    expect(await issuesOf("runServices", more)).toEqual([]);
  });

  it.each([
    ["cpu: 3", "cpu: "],
    ["cpu: 0.5, memory: 256Mi", "concurrency: is 80; with less than one core it is 1"],
    ["memory: 64Mi", "memory: is 64Mi; allowed: 128Mi to 32Gi"],
    ["memory: 33Gi, cpu: 8", "memory: is 33Gi; allowed: 128Mi to 32Gi"],
    ["memory: 5Gi", "memory: is 5Gi, which needs cpu: 2 at least; it is 1"],
    ["memory: 1Gi, cpu: 0.4, concurrency: 1", "memory: is 1Gi, which needs cpu: 0.5 at least; it is 0.4"],
    ["memory: 1Gi, cpu: 4", "memory: is 1Gi; cpu: 4 needs 2Gi at least"],
    ["instances: { min: 3, max: 2 }", "instances.max: is 2, smaller than min 3"],
    ["timeout: 61m", "timeout: is 61m; allowed: 1s to 1h"],
    ["env: { PORT: '80' }", "env.PORT: PORT is set by Cloud Run itself"],
    ["secretEnv: { K_SERVICE: { secret: payment } }", "secretEnv.K_SERVICE: K_SERVICE is set by Cloud Run itself"],
    [
      "secretEnv: { KEY: { secret: paymnt } }",
      'secretEnv.KEY.secret: no secret is called "paymnt" (did you mean payment?); there are payment',
    ],
    [
      "env: { KEY: a }, secretEnv: { KEY: { secret: payment } }",
      "secretEnv.KEY: KEY is set by env at dev/environment.yaml:8:68",
    ],
    ["databases: [order]", 'databases[0]: no database is called "order" (did you mean orders?); there are orders'],
    ["databases: [orders, orders]", "databases[1]: orders stands here twice; first at dev/environment.yaml:8:68"],
    ["network: { subnet: mian }", 'network.subnet: no subnet is called "mian" (did you mean main?); there are main'],
    ["serviceAccount: a", 'serviceAccount: no service account is called "a"; there are worker'],
    ["invokers: [b]", 'invokers[0]: no service account is called "b"; there are worker'],
    ["startup: {}", "startup: write one of http, tcp and grpc: what is asked"],
    ["startup: { http: /, tcp: true }", "startup: write one of http, tcp and grpc: what is asked"],
    ["liveness: { http: /, timeout: 11 }", "liveness.timeout: is 11; at most the period, 10"],
    ["startup: { http: /, delay: 241 }", "startup.delay: "],
  ])("with %s is refused", async (more, issue) => {
    const issues = await issuesOf("runServices", more);
    expect(issues.filter((each) => each.startsWith(issue))).toHaveLength(1);
  });

  it("is callable from within alone, by nothing without a grant, unless that is declared", async () => {
    const { runServices } = await environmentIn({ dev: 'spec: { runServices: [{ name: a, image: "b:1" }] }\n' }, "dev");
    expect(runServices).toMatchObject([{ ingress: "internal", public: false, invokers: [], instances: { max: 10 } }]);
  });

  it("merges with the profile's by name, variable by variable, and can be taken away", async () => {
    const { runServices } = await environmentIn(
      {
        "_profiles/base.yaml": profile(`spec:
  runServices:
    - { name: api, image: "example.com/api:1", env: { A: a, B: b } }
    - { name: old, image: "example.com/old:1" }
`),
        dev: `extends: ../_profiles/base.yaml
spec:
  runServices:
    - { name: api, env: { B: c } }
    - { name: old, remove: true }
`,
      },
      "dev",
    );
    expect(runServices).toMatchObject([{ name: "api", image: ["example.com/api:1"], env: { A: ["a"], B: ["c"] } }]);
    expect(runServices).toHaveLength(1);
  });
});

describe("a job of Cloud Run", () => {
  it.each([
    ["cpu: 0.5", "cpu: is 0.5; a job has at least one core"],
    ["parallelism: 2", "parallelism: is 2, greater than the number of tasks, 1"],
    ["timeout: 8d", "timeout: is 8d; allowed: 1s to 7d"],
    ...["99 * * * *", "0 24 * * *", "0 0 32 * *", "0 0 * 13 *", "0 0 * * 8"].map((cron) => [
      `schedule: { cron: "${cron}" }`,
      `schedule.cron: is "${cron}"; write five fields of a crontab in their ranges, such as "0 3 * * *"`,
    ]),
    [
      'schedule: { cron: "*/5 1-6 1,15 JAN-MAR MON", timeZone: Mars/Base }',
      'schedule.timeZone: is "Mars/Base"; write a time zone, such as Europe/Berlin or Etc/UTC',
    ],
    [
      "schedule: { cron: daily }",
      'schedule.cron: is "daily"; write five fields of a crontab in their ranges, such as "0 3 * * *"',
    ],
  ])("with %s is refused", async (more, issue) => {
    expect(await issuesOf("runJobs", more)).toContain(issue);
  });

  it("has outputs that other environments may refer to", async () => {
    const other = `spec: { values: { a: "\${environments.dev.outputs.runJobs.report}", b: "\${environments.dev.outputs.runServices.api.url}" } }\n`;
    expect(
      (
        await issuesIn({
          dev: 'spec: { runJobs: [{ name: report, image: "r:1" }], runServices: [{ name: api, image: "a:1" }] }\n',
          shop: other,
        })
      ).map((issue) => issue.split("; it has")[0]),
    ).toEqual([
      'shop/environment.yaml:3:71 spec.values.b: dev has no output "runServices.api.url" (did you mean runServices.api.uri?)',
    ]);
  });
});
