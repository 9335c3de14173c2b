import { beforeEach, describe, expect, it } from "vitest";
import { previewChange, readStatus, refreshEnvironments } from "../../../src/flows/index.ts";
import { previewReport, runReport, statusReport } from "../../../src/report/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

const urn = "urn:pulumi:dev::groundwork::gcp:compute/network:Network::main";

describe("creations that a killed up left pending in an environment", () => {
  let world: DriverWorld;
  beforeEach(() => {
    world = new DriverWorld(["dev", "staging"]);
    const resource = { urn, type: "gcp:compute/network:Network" };
    world.engine.deployments.set("dev", {
      pending_operations: [
        { type: "creating", resource },
        { type: "updating", resource: { ...resource, urn: `${urn}2` } },
      ],
    });
    world.engine.warnings.set("dev", `An earlier run was interrupted:\n  * ${urn}; it exists as main\nAdopt it`);
  });

  it("make its status unknown, whatever the record says, with the command that adopts them", async () => {
    const status = await readStatus({ environments: [], refresh: false }, world.ports);
    const layers = status.environments.map(({ environment, layers: [first] }) => [environment, first?.verdict]);
    expect(layers).toEqual([
      ["dev", "unknown"],
      ["staging", "diverged"],
    ]);
    expect(status.environments[0]?.layers[0]).toMatchObject({
      detail: "an earlier run was interrupted during 1 creation",
      problems: ["main was being created", "adopt what exists with: groundwork refresh --env dev --adopt --local"],
    });
    expect(JSON.stringify(statusReport(status))).toContain("groundwork refresh --env dev --adopt");
  });

  it("are handed to the environment that their URN names, with the id that a person gives", async () => {
    const other = urn.replace("dev", "staging");
    const pending = { importPendingCreates: { [urn]: "main", [other]: "other" }, clearPendingCreates: true };
    await refreshEnvironments({ environments: [], confirm: async () => true, pending }, world.ports);
    expect(world.engine.refreshed).toEqual([
      ["dev", { importPendingCreates: { [urn]: "main" }, clearPendingCreates: true }],
      ["staging", { importPendingCreates: { [other]: "other" }, clearPendingCreates: true }],
    ]);
  });

  it("stand in the report of a preview and of a refresh", async () => {
    const preview = await previewChange({ environments: ["dev"], refresh: false }, world.ports);
    expect(JSON.stringify(previewReport(preview))).toContain(`${urn}; it exists as main`);
    const request = { environments: ["dev"], confirm: async () => true, pending: { adoptPendingCreates: true } };
    const run = await refreshEnvironments(request, world.ports);
    expect(world.engine.calls).toContain("refresh --adopt dev");
    expect(JSON.stringify(runReport(run))).toContain(`${urn}; it exists as main`);
  });
});
