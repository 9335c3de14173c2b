import { setTimeout as delay } from "node:timers/promises";
import { asError } from "../../lib/index.ts";
import { Discovery } from "./discovery.ts";
import { ApiRejected, ApiUnavailable, isRejected, type RejectionCause } from "./errors.ts";
import { lines } from "./json-lines.ts";
import type {
  AppliedObject,
  ApplyOptions,
  DeleteOptions,
  KubernetesApi,
  ObjectList,
  Selection,
  WatchEvent,
} from "./kubernetes-api.ts";
import { apiVersionOf, type KubernetesObject, type ObjectAddress, type Resource } from "./object.ts";
import { collectionPath, objectPath, query, selectors } from "./paths.ts";
import type { ApiRequest, Transport } from "./transport.ts";

const metadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
const metadataObject = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
const pageSize = "500";
/** Statuses by which a server says that it cannot answer now. */
const busy = [429, 500, 502, 503, 504];
const retryDelays = [200, 600];

/** {@link KubernetesApi} over REST. */
export class RestApi implements KubernetesApi {
  readonly #transport: Transport;
  readonly #fieldManager: string;
  readonly #server: string;
  readonly #discovery: Discovery;

  constructor(
    transport: Transport,
    { fieldManager, server }: { readonly fieldManager: string; readonly server: string },
  ) {
    this.#transport = transport;
    this.#fieldManager = fieldManager;
    this.#server = server;
    this.#discovery = new Discovery((path) => this.#find({ method: "GET", path }));
  }

  resourceOf(apiVersion: string, kind: string): Promise<Resource> {
    return this.#discovery.resourceOf(apiVersion, kind);
  }

  forgetResources(): void {
    this.#discovery.forget();
  }

  get(at: ObjectAddress): Promise<KubernetesObject | undefined> {
    return this.#find<KubernetesObject>({ method: "GET", path: objectPath(at) });
  }

  async list(resource: Resource, selection: Selection): Promise<ObjectList> {
    const items: KubernetesObject[] = [];
    let resourceVersion = "";
    let next: string | undefined;
    do {
      const parameters = { ...selectors(selection), limit: pageSize, continue: next };
      const page = await this.#ask<ListPage>({
        method: "GET",
        path: collectionPath(resource, selection.namespace) + query(parameters),
        ...(selection.metadataOnly === true && { accept: metadataList }),
      });
      // Items of a list do not say what they are.
      for (const item of page.items ?? [])
        items.push({ ...item, apiVersion: apiVersionOf(resource), kind: resource.kind });
      resourceVersion = page.metadata.resourceVersion ?? "";
      next = page.metadata.continue === "" ? undefined : page.metadata.continue;
    } while (next !== undefined);
    return { items, resourceVersion };
  }

  async *watch(
    resource: Resource,
    selection: Selection & { readonly resourceVersion: string },
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent> {
    const parameters = {
      ...selectors(selection),
      watch: "true",
      resourceVersion: selection.resourceVersion,
      allowWatchBookmarks: "true",
      timeoutSeconds: "300",
    };
    const path = collectionPath(resource, selection.namespace) + query(parameters);
    const { status, body } = await this.#transport.stream({
      method: "GET",
      path,
      signal,
      ...(selection.metadataOnly === true && { accept: metadataObject }),
    });
    try {
      if (status !== 200) throw this.#refusal({ method: "GET", path }, status, await textOf(body));
      for await (const line of lines(body)) {
        const event = JSON.parse(line) as { type: string; object: KubernetesObject };
        if (event.type === "ERROR") throw this.#refusal({ method: "GET", path }, 410, JSON.stringify(event.object));
        if (event.type === "BOOKMARK")
          yield { type: "BOOKMARK", resourceVersion: event.object.metadata.resourceVersion ?? "" };
        else yield event as WatchEvent;
      }
    } catch (thrown) {
      if (thrown instanceof ApiRejected || thrown instanceof ApiUnavailable || signal.aborted) throw thrown;
      throw new ApiUnavailable({ server: this.#server, reason: asError(thrown).message }, { cause: thrown });
    }
  }

  async apply(at: ObjectAddress, body: string, { dryRun }: ApplyOptions = {}): Promise<AppliedObject> {
    const { status, content } = await this.#exchange({
      method: "PATCH",
      path:
        objectPath(at) + query({ fieldManager: this.#fieldManager, force: "true", dryRun: dryRun ? "All" : undefined }),
      contentType: "application/apply-patch+yaml",
      body,
    });
    return { object: content as KubernetesObject, created: status === 201 };
  }

  create(resource: Resource, object: object, { dryRun }: ApplyOptions = {}): Promise<KubernetesObject> {
    const { metadata } = object as { readonly metadata?: { readonly namespace?: string } };
    return this.#ask({
      method: "POST",
      path:
        collectionPath(resource, metadata?.namespace) +
        query({ fieldManager: this.#fieldManager, dryRun: dryRun ? "All" : undefined }),
      body: JSON.stringify(object),
    });
  }

  replace(at: ObjectAddress, object: object): Promise<KubernetesObject> {
    return this.#ask({
      method: "PUT",
      path: objectPath(at) + query({ fieldManager: this.#fieldManager }),
      body: JSON.stringify(object),
    });
  }

  mergePatch(at: ObjectAddress, patch: object, subresource?: "status"): Promise<KubernetesObject> {
    return this.#ask({
      method: "PATCH",
      path: objectPath(at) + (subresource ? `/${subresource}` : "") + query({ fieldManager: this.#fieldManager }),
      contentType: "application/merge-patch+json",
      body: JSON.stringify(patch),
    });
  }

  async delete(
    at: ObjectAddress,
    { uid, resourceVersion, propagation = "Background" }: DeleteOptions = {},
  ): Promise<boolean> {
    const conditional = uid !== undefined || resourceVersion !== undefined;
    const options = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: propagation,
      ...(conditional && { preconditions: { uid, resourceVersion } }),
    };
    const answer = await this.#find({ method: "DELETE", path: objectPath(at), body: JSON.stringify(options) });
    return answer !== undefined;
  }

  async #find<T>(request: ApiRequest): Promise<T | undefined> {
    try {
      return await this.#ask<T>(request);
    } catch (thrown) {
      if (isRejected(thrown, 404)) return undefined;
      throw thrown;
    }
  }

  async #ask<T>(request: ApiRequest): Promise<T> {
    return (await this.#exchange(request)).content as T;
  }

  async #exchange(request: ApiRequest): Promise<{ readonly status: number; readonly content: unknown }> {
    for (let attempt = 0; ; attempt += 1) {
      const wait = retryDelays[attempt];
      try {
        const { status, text, retryAfter } = await this.#transport.request(request);
        if (status >= 200 && status < 300) return { status, content: JSON.parse(text) };
        if (!busy.includes(status) || wait === undefined) throw this.#refusal(request, status, text);
        await delay(Math.min(Number(retryAfter ?? 0) * 1000, 5000) || wait);
      } catch (thrown) {
        // A create whose answer was lost may have happened: only the caller knows whether to repeat it.
        const repeatable = request.method !== "POST" && request.method !== "PUT";
        if (!(thrown instanceof ApiUnavailable) || wait === undefined || !repeatable) throw thrown;
        await delay(wait);
      }
    }
  }

  #refusal(request: ApiRequest, status: number, text: string): ApiRejected | ApiUnavailable {
    const answer = statusObject(text);
    const message = answer?.message ?? text.slice(0, 500);
    if (status === 429 || status >= 502)
      return new ApiUnavailable({ server: this.#server, reason: `${status} ${message}` });
    return new ApiRejected(
      {
        status: answer?.code ?? status,
        reason: answer?.reason ?? `HTTP ${status}`,
        causes: answer?.details?.causes ?? [],
        request: `${request.method} ${request.path.replace(/\?.*$/s, "")}`,
      },
      message,
    );
  }
}

interface ListPage {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly KubernetesObject[];
}

interface StatusObject {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: readonly RejectionCause[] };
}

function statusObject(text: string): StatusObject | undefined {
  try {
    return JSON.parse(text) as StatusObject;
  } catch {
    return undefined;
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
