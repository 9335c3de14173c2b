import { expect, it } from "vitest";
import type { RunnerCases } from "./runner-contract.ts";

const registersTwo = `
  const { ComponentResource, CustomResource } = require("@pulumi/pulumi");
  const group = new ComponentResource("test:index:Group", "group");
  new CustomResource("test:index:Thing", "thing", { size: 1, tags: { a: [null, "b"] } }, { parent: group });
`;
const registered = ["pulumi:pulumi:Stack::proj-dev", "test:index:Group::group", "test:index:Thing::thing"];

/** A program calls its monitor. */
export const monitorCases: RunnerCases = ({ stage, patched }) => {
  // Without patches the SDK always calls the address of the monitor.
  const ways = patched ? (["either way", "over the pipe", "at its address"] as const) : (["either way"] as const);

  it.each(ways)("%s", async (reached) => {
    await stage().write({ "index.js": registersTwo });
    const program = await (await stage().start({}, reached)).finished;
    expect(program.end).toEqual({ kind: "finished" });
    expect(program.registered).toEqual(registered);
  });

  it("at its address with a client of the program itself, too", async () => {
    await stage().write({
      "index.js": `
        const grpc = require("node:module").createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js");
        const { ResourceMonitorClient } = require("@pulumi/pulumi/proto/resource_grpc_pb");
        const { SupportsFeatureRequest } = require("@pulumi/pulumi/proto/resource_pb");
        const client = new ResourceMonitorClient(process.env.PULUMI_NODEJS_MONITOR, grpc.credentials.createInsecure());
        exports.supports = new Promise((resolve, reject) => {
          const request = new SupportsFeatureRequest().setId("secrets");
          client.supportsFeature(request, new grpc.Metadata(), (error, answer) => {
            client.close();
            if (error) reject(error);
            else resolve(console.log("supported: " + answer.getHassupport()));
          });
        });
      `,
    });
    const program = await (await stage().start()).finished;
    expect(program.end).toEqual({ kind: "finished" });
    expect(program.printed).toEqual(["supported: true"]);
  });

  it("with no more registrations at once than memory is there for", async () => {
    if (!patched) return;
    const program = await stage().run(`
      const { CustomResource } = require("@pulumi/pulumi");
      for (let index = 0; index < 1000; index += 1) new CustomResource("test:index:Thing", "thing-" + index, { index });
    `);
    expect(program.end).toEqual({ kind: "finished" });
    expect(new Set(program.registered).size).toBe(1_001);
    expect(program.mostAtOnce).toBeLessThan(200);
  });

  it("with resources of which each waits for the one that is declared after it", async () => {
    const program = await stage().run(`
      const { CustomResource } = require("@pulumi/pulumi");
      const things = [];
      const all = new Promise((resolve) => setImmediate(() => resolve(things)));
      for (let index = 0; index < 500; index += 1)
        things.push(new CustomResource("test:index:Thing", "thing-" + index, {
          next: all.then((made) => made[index + 1] && made[index + 1].urn),
        }));
    `);
    expect(program.end).toEqual({ kind: "finished" });
    expect(program.registered.slice(1)).toEqual(
      Array.from({ length: 500 }, (_, index) => `test:index:Thing::thing-${499 - index}`),
    );
  });

  it("and gets the reason of a refusal", async () => {
    await stage().write({
      "index.js": `
        const pulumi = require("@pulumi/pulumi");
        exports.answer = pulumi.runtime.invoke("test:index:ask", {}).catch((error) => console.log(error.message));
      `,
    });
    const program = await (await stage().start()).finished;
    expect(program.printed.join("\n")).toContain("The server does not implement the method");
  });
};
