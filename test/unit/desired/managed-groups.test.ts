import { describe, expect, it } from "vitest";
import { type DesiredState, readDesiredState } from "../../../src/desired/index.ts";
import { contentName } from "../../../src/desired/of-program/index.ts";
import { formatIssue } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { written } from "../environment/written.ts";

async function stateOf(spec: string): Promise<DesiredState> {
  const reading = await readDesiredState(memoryTree(written({ dev: `spec:\n${spec}` })), "dev");
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return reading.value;
}

describe("the managed groups of a desired state", () => {
  it("are managers and templates instead of machines", async () => {
    const { machines, instanceGroups, managed } = await stateOf(
      "  machines: [{ name: web, count: 4, managed: true }, { name: one, spread: pack, managed: true }]\n",
    );
    expect([machines, instanceGroups]).toEqual([[], []]);
    expect(managed?.managers.map(({ key, template, args }) => ({ key, template, ...args }))).toMatchObject([
      { key: "one", template: "one", zone: "europe-west1-b", targetSize: 1, updatePolicy: { maxSurgeFixed: 1 } },
      {
        key: "web",
        template: "web",
        name: "dev-web",
        baseInstanceName: "dev-web",
        region: "europe-west1",
        distributionPolicyZones: ["europe-west1-b", "europe-west1-c", "europe-west1-d"],
        targetSize: 4,
        updatePolicy: { type: "PROACTIVE", minimalAction: "REPLACE", maxSurgeFixed: 3, maxUnavailableFixed: 0 },
      },
    ]);
    expect(managed?.templates[1]).toMatchObject({ prefix: "dev-web", subnet: "main", external: "none" });
  });

  it("have no size where an autoscaler decides it", async () => {
    const { managed } = await stateOf(`  machines:
    - name: web
      managed: { autoscaling: { min: 2, max: 9, cpu: 0.5, schedules: [{ name: day, min: 4, starts: "0 8 * * 1-5" }] } }
`);
    expect(managed?.managers[0]?.args).not.toHaveProperty("targetSize");
    expect(managed?.autoscalers.map(({ manager, args }) => [manager, args])).toEqual([
      [
        "web",
        {
          name: "dev-web",
          description: "Machines web of environment dev",
          region: "europe-west1",
          autoscalingPolicy: {
            minReplicas: 2,
            maxReplicas: 9,
            cooldownPeriod: 60,
            cpuUtilization: { target: 0.5 },
            scalingSchedules: [
              { name: "day", minRequiredReplicas: 4, schedule: "0 8 * * 1-5", durationSec: 3600, timeZone: "UTC" },
            ],
          },
        },
      ],
    ]);
  });

  it("let Google's health checkers reach the machines that are healed, at the port that is asked", async () => {
    const { managed, firewallRules } = await stateOf(
      "  machines: [{ name: web, tags: [web], managed: { autohealing: { check: { protocol: tcp, port: 22 } } } }]\n",
    );
    expect(managed?.healthChecks[0]?.args).toMatchObject({ name: "dev-web", tcpHealthCheck: { port: 22 } });
    expect(managed?.managers[0]?.autohealing).toEqual({ healthCheck: "web", initialDelaySec: 300 });
    expect(managed?.templates[0]?.args.tags).toEqual(["web", "balanced-web"]);
    expect(firewallRules.map(({ args }) => args)).toMatchObject([
      {
        name: "dev-health-checks-web",
        direction: "INGRESS",
        allows: [{ protocol: "tcp", ports: ["22"] }],
        sourceRanges: ["130.211.0.0/22", "35.191.0.0/16"],
        targetTags: ["balanced-web"],
      },
    ]);
  });

  it("are protected with the machine group, whole", async () => {
    const { managed } = await stateOf(
      "  machines: [{ name: web, managed: { autohealing: { check: { port: 80 } }, autoscaling: { max: 2 } } }]\n  protect: [machines/web]\n",
    );
    expect(
      Object.values(managed ?? {}).flatMap((list: readonly { protect: boolean }[]) => list.map((one) => one.protect)),
    ).toEqual([true, true, true, true]);
  });
});

describe("the name of what cannot change", () => {
  it("is another one for other contents, and the same for the same", () => {
    const name = contentName("dev-web", { a: 1 });
    expect(name).toMatch(/^dev-web-[0-9a-f]{10}$/);
    expect(contentName("dev-web", { a: 1 })).toBe(name);
    expect(contentName("dev-web", { a: 2 })).not.toBe(name);
  });
});
