import { nameOfUrn, typeOfUrn } from "../pulumi/index.ts";
import type { ExistingSubject, PropertyMap, Subject } from "./resource-provider.ts";
import { fromStruct } from "./wire.ts";

interface ResourceRequest {
  getUrn(): string;
}

interface Call {
  once(event: "cancelled", listener: () => void): unknown;
}

type Structured = Parameters<typeof fromStruct>[0];

/** The resource that a request is about. Its signal aborts when the caller gives up, the request's timeout is over or `cancelled` fires. */
export function subjectOf(request: ResourceRequest, call: Call, cancelled: AbortSignal): Subject {
  const urn = request.getUrn();
  return {
    urn,
    type: typeOfUrn(urn),
    name: nameOfUrn(urn),
    signal: signalOf(request, call, cancelled),
  };
}

export function existingOf(
  request: ResourceRequest & { getId(): string },
  call: Call,
  cancelled: AbortSignal,
): ExistingSubject {
  return { ...subjectOf(request, call, cancelled), id: request.getId() };
}

/** The inputs that a failed request carried, for the engine to keep beside a half-made resource. */
export function inputsOf(request: unknown): PropertyMap {
  const { getProperties, getNews } = request as { getProperties?: () => Structured; getNews?: () => Structured };
  return fromStruct((getNews ?? getProperties)?.call(request));
}

/** Aborts when the caller gives up, the request's timeout is over or `cancelled` fires. */
export function signalOf(request: object, call: Call, cancelled: AbortSignal): AbortSignal {
  const abandoned = new AbortController();
  call.once("cancelled", () => abandoned.abort());
  const { getTimeout } = request as { getTimeout?: () => number };
  const seconds = getTimeout?.call(request) ?? 0;
  return AbortSignal.any([
    abandoned.signal,
    cancelled,
    ...(seconds > 0 ? [AbortSignal.timeout(Math.ceil(seconds * 1000))] : []),
  ]);
}
