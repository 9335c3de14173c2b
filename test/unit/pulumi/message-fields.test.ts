import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it } from "vitest";
import { monitorCalls } from "../../../src/engine/embedded/operation/monitor/monitor-server.ts";
import { calls } from "../../../src/engine/embedded/providers/calls.ts";
import { takeStructs } from "../../../src/pulumi/struct/index.ts";

type MessageClass = new () => { serializeBinary(): Uint8Array };
type Fields = Readonly<Record<string, number>>;

/** The structs that our numbers find in a message that the protocol's own class wrote, each with its name in it. */
function foundIn(type: unknown, fields: Fields, nameInClass = (name: string) => name): unknown {
  if (Object.keys(fields).length === 0) return {};
  const message = new (type as MessageClass)();
  for (const name of Object.keys(fields)) {
    const own = nameInClass(name);
    const set: unknown = Reflect.get(message, `set${own.charAt(0).toUpperCase()}${own.slice(1)}`);
    if (typeof set !== "function") throw new TypeError(`The message has no field ${own}.`);
    set.call(message, structPb.Struct.fromJavaScript({ name }));
  }
  return takeStructs(message.serializeBinary(), fields).structs;
}

const named = (fields: Fields) => Object.fromEntries(Object.keys(fields).map((name) => [name, { name }]));

describe("the numbers of fields that are structs", () => {
  const requests: { readonly [Call in keyof typeof calls]?: unknown } = {
    checkConfig: providerPb.CheckRequest,
    diffConfig: providerPb.DiffRequest,
    configure: providerPb.ConfigureRequest,
    check: providerPb.CheckRequest,
    diff: providerPb.DiffRequest,
    create: providerPb.CreateRequest,
    read: providerPb.ReadRequest,
    update: providerPb.UpdateRequest,
    delete: providerPb.DeleteRequest,
    invoke: providerPb.InvokeRequest,
    construct: providerPb.ConstructRequest,
  };

  it.each(Object.entries(calls))("are the protocol's in the provider's %s", (name, { asked, answered, response }) => {
    expect(foundIn(requests[name as keyof typeof calls], asked)).toEqual(named(asked));
    expect(foundIn(response, answered)).toEqual(named(answered));
  });

  /** The engine calls the one struct of each message `properties`; the protocol's classes have these names. */
  const monitorMessages: Readonly<Record<string, { asked: string; answered?: string; response?: unknown }>> = {
    invoke: { asked: "args", answered: "return", response: providerPb.InvokeResponse },
    readResource: { asked: "properties", answered: "properties", response: resourcePb.ReadResourceResponse },
    registerResource: { asked: "object", answered: "object", response: resourcePb.RegisterResourceResponse },
    registerResourceOutputs: { asked: "outputs" },
  };

  it.each(Object.entries(monitorCalls))("are the protocol's in the monitor's %s", (name, call) => {
    const { asked = {}, answered = {}, request } = call as { asked?: Fields; answered?: Fields; request: unknown };
    const names = monitorMessages[name];
    expect(foundIn(request, asked, () => names?.asked ?? "")).toEqual(named(asked));
    expect(foundIn(names?.response, answered, () => names?.answered ?? "")).toEqual(named(answered));
  });
});
