import { credentials, type ServiceError } from "@grpc/grpc-js";
import aliasPb from "@pulumi/pulumi/proto/alias_pb.js";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/resource_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { ProgramEnd, ProgramRunner } from "../../src/engine/embedded/index.ts";

/**
 * One resource that a {@link scriptedProgram} registers. A resource is listed before the resources that refer to it.
 */
export interface Wanted {
  readonly name: string;
  /** A component, which has no inputs. */
  readonly group?: boolean;
  /** `test:index:Thing` or, for a component, `my:index:Group` when absent. */
  readonly type?: string;
  /** What it was called before: specifications as the SDK sends them, or whole URNs. */
  readonly aliases?: readonly (
    | string
    | { readonly name?: string; readonly type?: string; readonly parent?: string | null }
  )[];
  /** Name of a component; the stack itself when absent. */
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Inputs that are the output `out` of other resources, by name. */
  readonly from?: Readonly<Record<string, string>>;
  /** Id of a resource that exists and is to be taken over. */
  readonly import?: string;
}

/**
 * A program without an SDK, in this process: registers each wanted resource as soon as the resources that it needs are registered.
 *
 * It speaks to the engine as any program does, over the resource monitor's gRPC service.
 */
export function scriptedProgram(wanted: readonly Wanted[]): ProgramRunner {
  return {
    verify: () => undefined,
    async start({ stack, address }) {
      const client = new ResourceMonitorClient(address, credentials.createInsecure());
      const run = async (): Promise<ProgramEnd> => {
        try {
          await registerAll(client, `${stack.project}-${stack.stack}`, wanted);
          return { kind: "finished" };
        } catch {
          return { kind: "failed", reported: true };
        }
      };
      const ended = run();
      return await Promise.resolve({
        started: "cold",
        ended,
        async stop() {
          client.close();
          await ended;
        },
      });
    },
  };
}

async function registerAll(client: ResourceMonitorClient, stackName: string, wanted: readonly Wanted[]): Promise<void> {
  const stackUrn = (await register(client, "pulumi:pulumi:Stack", stackName, false)).getUrn();
  const registered = new Map<string, Promise<pb.RegisterResourceResponse>>();
  for (const each of wanted) registered.set(each.name, registerOne(client, each, stackUrn, registered));
  await Promise.all(registered.values());
  const outputs = new pb.RegisterResourceOutputsRequest()
    .setUrn(stackUrn)
    .setOutputs(structOf({ count: wanted.length }));
  await answerOf((done) => client.registerResourceOutputs(outputs, done));
}

async function registerOne(
  client: ResourceMonitorClient,
  { name, group = false, type, aliases = [], parent, inputs = {}, from = {}, import: importId = "" }: Wanted,
  stackUrn: string,
  registered: ReadonlyMap<string, Promise<pb.RegisterResourceResponse>>,
): Promise<pb.RegisterResourceResponse> {
  const request = new pb.RegisterResourceRequest().setImportid(importId);
  const properties: Record<string, unknown> = { ...inputs };
  const dependencies = new Set<string>();
  for (const key of Object.keys(inputs))
    request.getPropertydependenciesMap().set(key, new pb.RegisterResourceRequest.PropertyDependencies());
  for (const [key, source] of Object.entries(from)) {
    const needed = await registered.get(source);
    if (needed === undefined) throw new Error(`${name} needs ${source}, which is not wanted before it.`);
    // What is left out has no outputs.
    properties[key] = needed.getObject()?.toJavaScript()["out"] ?? null;
    dependencies.add(needed.getUrn());
    request
      .getPropertydependenciesMap()
      .set(key, new pb.RegisterResourceRequest.PropertyDependencies().setUrnsList([needed.getUrn()]));
  }
  const parentUrn = parent === undefined ? stackUrn : (await registered.get(parent))?.getUrn();
  request
    .setParent(parentUrn ?? "")
    .setObject(structOf(properties))
    .setDependenciesList([...dependencies]);
  request.setAliasesList(aliases.map(aliasOf));
  return await register(client, type ?? (group ? "my:index:Group" : "test:index:Thing"), name, !group, request);
}

function aliasOf(alias: NonNullable<Wanted["aliases"]>[number]): aliasPb.Alias {
  if (typeof alias === "string") return new aliasPb.Alias().setUrn(alias);
  const { name = "", type = "", parent = "" } = alias;
  const spec = new aliasPb.Alias.Spec().setName(name).setType(type);
  if (parent === null) spec.setNoparent(true);
  else if (parent !== "") spec.setParenturn(parent);
  return new aliasPb.Alias().setSpec(spec);
}

async function register(
  client: ResourceMonitorClient,
  type: string,
  name: string,
  custom: boolean,
  request = new pb.RegisterResourceRequest(),
): Promise<pb.RegisterResourceResponse> {
  request.setType(type).setName(name).setCustom(custom).setAcceptsecrets(true).setSupportspartialvalues(true);
  return await answerOf((done) => client.registerResource(request, done));
}

async function answerOf<Response>(
  ask: (done: (error: ServiceError | null, response: Response) => void) => void,
): Promise<Response> {
  return await new Promise<Response>((resolve, reject) => {
    ask((error, response) => (error ? reject(error) : resolve(response)));
  });
}

function structOf(value: Readonly<Record<string, unknown>>): structPb.Struct {
  return structPb.Struct.fromJavaScript(value as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}
