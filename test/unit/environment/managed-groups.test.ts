import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn } from "./written.ts";

async function issuesOf(group: string): Promise<readonly string[]> {
  const issues = await issuesIn({ dev: `spec:\n  machines:\n    - name: web\n${group}` });
  return issues.map((issue) => issue.slice(issue.indexOf("spec.machines[web].") + "spec.machines[web].".length));
}

describe("a managed machine group", () => {
  it("replaces machines zone by zone when nothing else is declared", async () => {
    const { machines } = await environmentIn({ dev: "spec: { machines: [{ name: web, managed: true }] }\n" }, "dev");
    const rollout = { type: "proactive", maxSurge: { fixed: 3 }, maxUnavailable: { fixed: 0 } };
    expect(machines[0]?.managed).toEqual({ rollout });
  });

  it("has a health check at the port of its traffic", async () => {
    const spec = "machines: [{ name: web, ports: [{ name: http, port: 8080 }], managed: { autohealing: {} } }]";
    const { machines } = await environmentIn({ dev: `spec: { ${spec} }\n` }, "dev");
    expect(machines[0]?.managed?.autohealing).toEqual({
      check: {
        protocol: "http",
        port: 8080,
        path: "/",
        intervalSeconds: 10,
        timeoutSeconds: 5,
        healthy: 2,
        unhealthy: 3,
      },
      initialDelaySeconds: 300,
    });
  });

  it("is no managed one where a file takes away what its profile says", async () => {
    const spec = "machines: [{ name: web, managed: false }]";
    const { machines } = await environmentIn({ dev: `spec: { ${spec} }\n` }, "dev");
    expect(machines[0]).not.toHaveProperty("managed");
  });

  it("refuses what only machines have that are declared one by one, all at once", async () => {
    const group = `      managed: true
      externalAddress: static
      disks: [{ name: data, sizeGb: 10 }]
`;
    expect(await issuesOf(group)).toEqual([
      "externalAddress: machines of a managed group come and go, so none keeps an address; write none or ephemeral, and put a load balancer in front",
      "disks: a managed machine is replaced together with its disks, and what is on them is lost; leave disks out, or take managed away",
    ]);
  });

  it.each([
    ["{ autoscaling: { min: 5, max: 3 } }", "managed.autoscaling.min: is 5, greater than max, 3"],
    ["{ autoscaling: { max: 3, cooldown: 2h } }", "managed.autoscaling.cooldown: is 2h; 0s to 3600s"],
    [
      '{ autoscaling: { max: 3, schedules: [{ name: day, min: 4, starts: "0 8 * * *" }] } }',
      "managed.autoscaling.schedules[day].min: is 4, greater than max, 3",
    ],
    [
      '{ autoscaling: { max: 3, schedules: [{ name: day, min: 2, starts: "0 8 * * *", duration: 1m }] } }',
      "managed.autoscaling.schedules[day].duration: is 1m; 300s to 604800s",
    ],
    ["{ autohealing: {} }", "managed.autohealing.check.port: is missing; write the port that is asked"],
    [
      "{ autohealing: { check: { port: 1, interval: 5s, timeout: 6s } } }",
      "managed.autohealing.check.timeout: is 6s, longer than interval, 5s",
    ],
    [
      "{ autohealing: { check: { port: 1, protocol: tcp, path: /a } } }",
      "managed.autohealing.check.path: tcp has no paths; leave it out, or write http",
    ],
    ["{ rollout: { maxSurge: 2 } }", "managed.rollout.maxSurge: is 2; a group over 3 zones takes 0, or at least 3"],
    [
      "{ rollout: { maxSurge: 20% } }",
      "managed.rollout.maxSurge: a share is possible from 10 machines on, and there may be 1; write a number of machines",
    ],
    ["{ rollout: { maxSurge: 0 } }", "managed.rollout: has neither surge nor unavailable machines; write one of them"],
  ])("with %s is refused", async (managed, issue) => {
    expect(await issuesOf(`      managed: ${managed}\n`)).toEqual([issue]);
  });

  it("has no count beside autoscaling, and takes a profile's away with null", async () => {
    const group = "      managed: { autoscaling: { max: 3 } }\n";
    expect(await issuesOf(`      count: 2\n${group}`)).toEqual([
      "count: autoscaling decides how many machines there are; leave count out (null, where a profile has it)",
    ]);
    expect(await issuesOf(`      count: null\n${group}`)).toEqual([]);
  });

  it("needs room in its subnet for all machines that stand while it is rolled out", async () => {
    const spec = "network: { subnets: [{ name: main, cidr: /28 }] }, machines: [{ name: web, managed:";
    const issues = await issuesIn({ dev: `spec: { ${spec} { autoscaling: { max: 10 } } }] }\n` });
    expect(issues).toEqual([expect.stringContaining("a /28 holds 12 machines and nodes, and up to 13 are declared")]);
  });
});
