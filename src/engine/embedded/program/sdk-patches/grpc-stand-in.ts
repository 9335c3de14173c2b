import { messageOf } from "../../../../lib/errors.ts";
import { registerResource, takeStructs, withStructs } from "../../../../pulumi/struct/index.ts";
import type { RpcClient } from "../../grpc/rpc-client.ts";
import { RpcError, status } from "../../grpc/status.ts";
import { lazyModule } from "./lazy-module.ts";
import { clientOf } from "./monitor-pipe.ts";
import { plainStructOf } from "./plain-structs.ts";
import { oncePerCopy, type SdkPatch } from "./sdk-patch.ts";

/** A method of a service, as `protoc` generates it for `@grpc/grpc-js`. */
interface MethodDefinition {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (request: unknown) => Uint8Array;
  readonly responseDeserialize: (message: Uint8Array) => unknown;
  /** The method's name as the `.proto` file has it: clients have it beside the generated name. */
  readonly originalName?: string;
}

type Services = Readonly<Record<string, MethodDefinition>>;
type Callback = (error: RpcError | null, answer?: unknown) => void;

interface ClientOptions {
  readonly interceptors?: readonly unknown[];
}

type ClientClass = new (address: string, credentials: unknown, options?: ClientOptions) => object;

/** The members of `@grpc/grpc-js` that are used here. */
interface Grpc {
  readonly credentials: { createInsecure(): unknown };
  makeGenericClientConstructor(services: Services, name: string, options?: unknown): ClientClass;
}

/** Stands for the package's insecure credentials, which only the package itself can make. */
const insecure = Object.freeze({ insecure: true });

/**
 * Sends the SDK's unary calls over the engine's pipe, where the engine answers there, and over Node's own HTTP/2 otherwise.
 *
 * `@grpc/grpc-js` takes 35 ms to load and twice the processor time for a call. It is loaded when a program uses anything
 * else of it: metadata, interceptors, credentials, streams.
 */
export const grpcOverPipe: SdkPatch = {
  name: "unary gRPC calls go over the engine's pipe",
  concerns: ({ request }) => request === "@grpc/grpc-js",
  apply: oncePerCopy(({ load }) => grpcStandIn(load)),
};

/** Stands for the package `@grpc/grpc-js`. */
export function grpcStandIn(load: () => unknown): unknown {
  const grpc = lazyModule(load) as Grpc;
  const makeGenericClientConstructor = (services: Services, name: string, options?: unknown) =>
    clientClass(services, grpc, () => grpc.makeGenericClientConstructor(services, name, options));
  return lazyModule(() => grpc, {
    credentials: lazyModule(() => grpc.credentials, { createInsecure: () => insecure }),
    makeGenericClientConstructor,
    makeClientConstructor: makeGenericClientConstructor,
  });
}

/** The class of a service's clients. */
function clientClass(services: Services, grpc: Grpc, fullClass: () => ClientClass): ClientClass {
  function create(address: string, credentials: unknown, options: ClientOptions = {}): object {
    const isInsecure = credentials === insecure;
    const full = () =>
      new (fullClass())(address, isInsecure ? grpc.credentials.createInsecure() : credentials, options);
    return isInsecure && !options.interceptors?.length ? unaryClient(services, address, full) : full();
  }
  return Object.assign(create, { service: services }) as unknown as ClientClass;
}

type Members = Record<PropertyKey, unknown>;

/** A client that makes calls of a message and a callback itself, and leaves everything else to a client of the package. */
function unaryClient(services: Services, address: string, makeFull: () => object): object {
  const client = clientOf(address);
  let made: Members | undefined;
  const full = () => (made ??= makeFull() as Members);
  const own: Members = {
    close() {
      client.close();
      (made?.["close"] as (() => void) | undefined)?.call(made);
    },
  };
  for (const [name, definition] of Object.entries(services)) {
    if (definition.requestStream || definition.responseStream) continue;
    const call = (...args: readonly unknown[]) => {
      const [request, callback, ...more] = args;
      if (typeof callback !== "function" || more.length > 0)
        return (full()[name] as (...args: unknown[]) => unknown).apply(full(), [...args]);
      void makeCall(client, definition, request, callback as Callback);
      return undefined;
    };
    own[name] = call;
    if (definition.originalName !== undefined) own[definition.originalName] = call;
  }
  return new Proxy(own, {
    get(target, key) {
      if (key in target) return target[key];
      // `await` looks for a `then` on every value: a client is no promise.
      return key === "then" ? undefined : full()[key];
    },
  });
}

async function makeCall(
  client: RpcClient,
  definition: MethodDefinition,
  request: unknown,
  callback: Callback,
): Promise<void> {
  try {
    const response = await responseTo(client, definition, request);
    // In a microtask, so that an error that the callback throws is not taken for an error of the call.
    queueMicrotask(() => callback(null, response));
  } catch (error) {
    const failure = error instanceof RpcError ? error : new RpcError(status.INTERNAL, messageOf(error));
    queueMicrotask(() => callback(failure));
  }
}

interface WithObject {
  getObject(): unknown;
  setObject(struct: unknown): unknown;
}

async function responseTo(
  client: RpcClient,
  { path, requestSerialize, responseDeserialize }: MethodDefinition,
  request: unknown,
): Promise<unknown> {
  const struct = path === registerResource.path ? (request as WithObject).getObject() : undefined;
  const plainStruct = plainStructOf(struct);
  if (!plainStruct) return responseDeserialize(await client.call({ path, message: requestSerialize(request) }));
  const withObject = request as WithObject;
  withObject.setObject(undefined);
  const rest = requestSerialize(request);
  withObject.setObject(struct);
  const message = withStructs(rest, registerResource.asked, { properties: plainStruct.plain });
  const { rest: responseRest, structs } = takeStructs(await client.call({ path, message }), registerResource.answered);
  const response = responseDeserialize(responseRest) as WithObject;
  if (structs.properties) response.setObject(plainStruct.another(structs.properties));
  return response;
}
