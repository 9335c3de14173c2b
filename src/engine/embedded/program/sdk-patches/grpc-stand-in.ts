import { messageOf } from "../../../../lib/errors.ts";
import { registerResource, takeStructs, withStructs } from "../../../../pulumi/struct/index.ts";
import type { RpcClient } from "../../grpc/http2-client.ts";
import { RpcError, status } from "../../grpc/status.ts";
import { lazyModule } from "./lazy-module.ts";
import { clientOf } from "./monitor-pipe.ts";
import { plainStructOf } from "./plain-structs.ts";

/** What the compiler of the protocol has made of one method. */
interface MethodDefinition {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (request: unknown) => Uint8Array;
  readonly responseDeserialize: (message: Uint8Array) => unknown;
  /** Its name as it stands in the protocol. */
  readonly originalName?: string;
}

type Services = Readonly<Record<string, MethodDefinition>>;
type Callback = (error: RpcError | null, answer?: unknown) => void;

interface ClientOptions {
  readonly interceptors?: readonly unknown[];
}

type ClientClass = new (address: string, credentials: unknown, options?: ClientOptions) => object;

/** What is used here of the package for gRPC. */
interface Grpc {
  readonly credentials: { createInsecure(): unknown };
  makeGenericClientConstructor(services: Services, name: string, options?: unknown): ClientClass;
}

/** Credentials that say that there are none. */
const insecure = Object.freeze({ insecure: true });

/**
 * Stands for the package for gRPC, which is loaded when something of it is used: but for the clients of services, which ask an
 * unencrypted server for unary calls without it.
 */
export function lightGrpc(load: () => unknown): unknown {
  const grpc = lazyModule(load) as Grpc;
  const makeGenericClientConstructor = (services: Services, name: string, options?: unknown) =>
    clientClass(services, grpc, () => grpc.makeGenericClientConstructor(services, name, options));
  return lazyModule(() => grpc, {
    credentials: lazyModule(() => grpc.credentials, { createInsecure: () => insecure }),
    makeGenericClientConstructor,
    makeClientConstructor: makeGenericClientConstructor,
  });
}

/** What clients are made with, by `new`. */
function clientClass(services: Services, grpc: Grpc, fullClass: () => ClientClass): ClientClass {
  function create(address: string, credentials: unknown, options: ClientOptions = {}): object {
    const isLight = credentials === insecure;
    const full = () => new (fullClass())(address, isLight ? grpc.credentials.createInsecure() : credentials, options);
    return isLight && !options.interceptors?.length ? lightClient(services, address, full) : full();
  }
  return Object.assign(create, { service: services }) as unknown as ClientClass;
}

type Members = Record<PropertyKey, unknown>;

/** A client whose calls with a message and a callback go the short way; all else is done by the full one. */
function lightClient(services: Services, address: string, makeFull: () => object): object {
  const client = clientOf(address);
  let made: Members | undefined;
  const full = () => (made ??= makeFull() as Members);
  const light: Members = {
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
      void answer(client, definition, request, callback as Callback);
      return undefined;
    };
    light[name] = call;
    if (definition.originalName !== undefined) light[definition.originalName] = call;
  }
  return new Proxy(light, {
    get(target, key) {
      if (key in target) return target[key];
      // Asked of whatever is awaited.
      return key === "then" ? undefined : full()[key];
    },
  });
}

async function answer(
  client: RpcClient,
  definition: MethodDefinition,
  request: unknown,
  callback: Callback,
): Promise<void> {
  try {
    const response = await responseTo(client, definition, request);
    // What the callback throws is nobody's answer.
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
  const light = plainStructOf(struct);
  if (!light) return responseDeserialize(await client.ask({ path, message: requestSerialize(request) }));
  const withObject = request as WithObject;
  withObject.setObject(undefined);
  const rest = requestSerialize(request);
  withObject.setObject(struct);
  const message = withStructs(rest, registerResource.asked, { properties: light.plain });
  const answered = takeStructs(await client.ask({ path, message }), registerResource.answered);
  const response = responseDeserialize(answered.rest) as WithObject;
  const { properties } = answered.structs;
  if (properties) response.setObject(light.another(properties));
  return response;
}
