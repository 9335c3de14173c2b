import { describe, expect, it } from "vitest";
import type { AuditLog } from "../../../src/audit/index.ts";
import { findingsOf } from "../../../src/drift/index.ts";
import { exceptionsPath } from "../../../src/exceptions/index.ts";
import { isRun } from "../../../src/history/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { changedFiles, DriverWorld } from "../../fakes/driver/driver-world.ts";
import { broughtUp, differences, drifted, layerOf } from "./drifted-world.ts";

describe("drift", () => {
  describe("of a deleted resource and what hangs on it", () => {
    const wanted = { network: { x: 1 }, subnet: { x: 1 }, machine: { x: 1 }, other: { x: 1 } };
    const urnOf = (name: string) => `urn:pulumi:dev::groundwork::gcp:compute/network:Network::${name}`;
    async function deleted(state: unknown) {
      const world = new DriverWorld(["dev"]);
      world.engine.wanted.set("dev", wanted);
      await broughtUp(world);
      world.engine.deployments.set("dev", state);
      world.engine.cloud.set("dev", { other: { x: 2 } });
      return world;
    }
    const resources = [
      { urn: urnOf("network") },
      { urn: urnOf("subnet"), dependencies: [urnOf("network")] },
      { urn: urnOf("machine"), dependencies: [urnOf("subnet")] },
      { urn: urnOf("other"), dependencies: [urnOf("network")] },
    ];

    it("is one finding with what follows from it counted, beside one that was changed itself", async () => {
      const world = await deleted({ resources });
      const drift = await drifted(world);
      expect(new Map(findingsOf(drift).map(({ subject, consequences }) => [subject, consequences]))).toEqual(
        new Map<string, readonly string[]>([
          ["gcp:compute:Network network", ["gcp:compute:Network machine", "gcp:compute:Network subnet"]],
          ["gcp:compute:Network other", []],
        ]),
      );
      expect(layerOf(drift, "dev")?.detail).toBe("2 differences, and 2 more that follow");
      const { out } = await groundwork(world, "drift");
      expect(out).toContain("Network network is missing in dev; 2 more follow: gcp:compute:Network machine");
    });

    it.each([
      ["that says nothing of dependencies", { resources: [] }],
      ["that is none", "garbage"],
    ])("is each of them by itself with a state %s", async (_, state) => {
      expect(findingsOf(await drifted(await deleted(state)))).toHaveLength(4);
    });

    it("stands by itself where an exception accepts what it follows from", async () => {
      const world = await deleted({ resources });
      const exception = "{ environments: [dev], subject: '* network', owner: ada, reason: audit, until: 2026-12-31 }";
      world.git.make({
        [exceptionsPath]: `apiVersion: groundwork.dev/v1\nkind: Exceptions\nspec:\n  exceptions:\n    - ${exception}\n`,
      });
      const subjects = findingsOf(await drifted(world)).flatMap(({ subject, accepted }) =>
        Object.keys(accepted).length > 0 ? [] : [subject.split(" ")[1]],
      );
      expect(new Set(subjects)).toEqual(new Set(["machine", "other", "subnet"]));
    });
  });

  describe("that a refresh has taken over into the state", () => {
    const entry = { actor: "eve", at: "2026-01-01T02:00:00Z" };
    async function refreshed(sinces: Date[] = []) {
      const world = await broughtUp(new DriverWorld(["dev"]));
      world.engine.standing.set("dev", { main: { cidr: "10.9.0.0/16" } });
      world.engine.cloud.set("dev", { main: { cidr: "10.9.0.0/16" } });
      world.git.make(changedFiles("staging", "b"));
      const log: AuditLog = {
        lastChanges: async (ids, since) => {
          sinces.push(since);
          return await Promise.resolve(new Map(ids.map((id) => [id, entry])));
        },
      };
      // What the state says of its last save is not what the record says of the last run.
      const later = new Date(world.now + 60_000).toISOString();
      const stateFor = async () => await Promise.resolve({ location: "/state", stacks: new Map([["dev", later]]) });
      return { world, engines: { ...world.ports.engines, stateFor }, auditLogs: { of: () => log } };
    }

    it("still has who changed it", async () => {
      const { world, engines, auditLogs } = await refreshed();
      expect(differences(await drifted(world, { engines }), "dev")).toEqual([
        ["gcp:compute:Network main", "changed", "unexplained"],
      ]);
      const [difference] = layerOf(await drifted(world, { engines, auditLogs }), "dev")?.differences ?? [];
      expect(difference?.cause).toEqual({ kind: "changed-outside", by: entry });
    });

    it("is not said to be done by the run that changed it last, where later runs changed nothing", async () => {
      const sinces: Date[] = [];
      const { world, engines, auditLogs } = await refreshed(sinces);
      const changing = (await world.ports.history.list()).records.filter(isRun)[0];
      if (!changing) throw new Error("there is no run");
      await world.history.record({
        ...changing,
        id: "later",
        at: new Date(world.now + 1000).toISOString(),
        environments: changing.environments.map((each) => ({
          ...each,
          layers: each.layers.map((layer) => ({ ...layer, steps: [] })),
        })),
      });
      world.now += 2000;
      await drifted(world, { engines, auditLogs });
      expect(sinces.map((since) => since.toISOString())).toEqual([changing.at]);
    });
  });
});
