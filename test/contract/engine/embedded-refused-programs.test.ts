import { credentials, type ServiceError } from "@grpc/grpc-js";
import callbackPb from "@pulumi/pulumi/proto/callback_pb.js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/resource_pb.js";
import { afterAll, describe, expect, it } from "vitest";
import type { ProgramRunner } from "../../../src/engine/embedded/index.ts";
import { removeWorlds, World } from "../../scenario/crash-harness/world.ts";

afterAll(removeWorlds);

type Done = (error: ServiceError | null) => void;
type Ask = (client: ResourceMonitorClient, done: Done) => unknown;

const registering = (change: (request: pb.RegisterResourceRequest) => unknown): Ask => {
  const request = new pb.RegisterResourceRequest().setType("test:index:Thing").setName("a").setCustom(true);
  change(request);
  return (client, done) => client.registerResource(request, done);
};

/** Everything that the engine refuses by name, as programs ask for it. */
const refused: Readonly<Record<string, Ask>> = {
  "transforms of a stack": (client, done) => client.registerStackTransform(new callbackPb.Callback(), done),
  "transforms of invokes": (client, done) => client.registerStackInvokeTransform(new callbackPb.Callback(), done),
  "resource hooks": (client, done) => client.registerResourceHook(new pb.RegisterResourceHookRequest(), done),
  "error hooks": (client, done) => client.registerErrorHook(new pb.RegisterErrorHookRequest(), done),
  "parameterized packages": (client, done) => client.registerPackage(new pb.RegisterPackageRequest(), done),
  "methods of remote components": (client, done) => client.call(new pb.ResourceCallRequest(), done),
  "transforms of a resource": registering((request) => request.setTransformsList([new callbackPb.Callback()])),
  "remote components": registering((request) => request.setRemote(true)),
  "a parameterized package's resource": registering((request) => request.setPackageref("ref")),
};

/**
 * A program that asks for something while a step is carried out, is refused, asks again, and tells what it makes of that before
 * the step has ended.
 */
function complaining(ask: Ask, slow: { readonly begun: Promise<void>; readonly finish: () => void }): ProgramRunner {
  return {
    verify: () => undefined,
    async start({ address }) {
      const monitor = new ResourceMonitorClient(address, credentials.createInsecure());
      const engine = new EngineClient(address, credentials.createInsecure());
      const answer = async () => await new Promise<string>((resolve) => ask(monitor, (e) => resolve(e?.details ?? "")));
      const { ERROR, WARNING } = enginePb.LogSeverity;
      const log = async (severity: typeof ERROR | typeof WARNING, message: string) =>
        await new Promise((resolve) =>
          engine.log(new enginePb.LogRequest().setSeverity(severity).setMessage(message), resolve),
        );
      const run = async () => {
        registering((request) => request.setName("slow"))(monitor, () => undefined);
        await slow.begun;
        const [first, second] = await Promise.all([answer(), answer()]);
        await log(WARNING, "take care");
        await log(ERROR, `Error: 14 UNAVAILABLE: ${first}`);
        await log(ERROR, `The program failed with an unhandled exception: ${second}`);
        slow.finish();
        return { kind: "failed", reported: false, reason: "it exited with 1" } as const;
      };
      const ended = run();
      const stop = async () => {
        await ended;
        monitor.close();
        engine.close();
      };
      return await Promise.resolve({ started: "cold", ended, stop });
    },
  };
}

describe("a program that asks for something that is not supported", () => {
  it.each(Object.entries(refused))(
    "is told of %s once, and its complaints about that are not told",
    async (_what, ask) => {
      const world = await World.open();
      try {
        let finish: () => void = () => undefined;
        let begin: () => void = () => undefined;
        const finished = new Promise<void>((resolve) => (finish = resolve));
        const begun = new Promise<void>((resolve) => (begin = resolve));
        world.cloud.on("create", "slow", async () => {
          begin();
          await finished;
        });
        const { engine } = world.engine([], { programs: complaining(ask, { begun, finish }) });
        const outcome = await engine.up(world.work);
        expect(outcome.result).toBe("failed");
        const told = outcome.diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
        expect(told.filter((line) => !line.startsWith("warning"))).toEqual([
          expect.stringContaining("error: The embedded engine does not support"),
        ]);
        expect(told).toContain("warning: take care");
        expect(world.cloud.order("create")).toEqual(["slow"]);
      } finally {
        await world.remove();
      }
    },
  );
});
