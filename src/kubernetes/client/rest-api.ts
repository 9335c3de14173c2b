import { Discovery } from "./discovery.ts";
import { isRejected } from "./errors.ts";
import type {
  AppliedObject,
  ApplyOptions,
  CreateOptions,
  DeleteOptions,
  KubernetesApi,
  ObjectList,
  RequestOptions,
  Selection,
  WatchEvent,
} from "./kubernetes-api.ts";
import { apiVersionOf, type KubernetesObject, type ObjectAddress, type Resource } from "./object.ts";
import { collectionPath, objectPath, selectors } from "./paths.ts";
import type { RestClient, RestRequest } from "./rest-client.ts";

const metadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
const metadataObject = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
const pageSize = 500;
const watchSeconds = 300;

/** {@link KubernetesApi} over REST. */
export class RestApi implements KubernetesApi {
  readonly #client: RestClient;
  readonly #fieldManager: string;
  readonly #discovery: Discovery;

  /** @param fieldManager in whose name objects are written, unless a write says otherwise */
  constructor(client: RestClient, { fieldManager }: { readonly fieldManager: string }) {
    this.#client = client;
    this.#fieldManager = fieldManager;
    this.#discovery = new Discovery((path) => this.#find({ method: "GET", path }));
  }

  resourceOf(apiVersion: string, kind: string): Promise<Resource> {
    return this.#discovery.resourceOf(apiVersion, kind);
  }

  forgetResources(): void {
    this.#discovery.forget();
  }

  get(at: ObjectAddress, { signal }: RequestOptions = {}): Promise<KubernetesObject | undefined> {
    return this.#find({ method: "GET", path: objectPath(at), ...(signal && { signal }) });
  }

  async list(resource: Resource, selection: Selection, { signal }: RequestOptions = {}): Promise<ObjectList> {
    const items: KubernetesObject[] = [];
    let resourceVersion = "";
    let next: string | undefined;
    do {
      const page = await this.#ask<ListPage>({
        method: "GET",
        path: collectionPath(resource, selection.namespace),
        query: { ...selectors(selection), limit: pageSize, continue: next },
        ...(selection.metadataOnly === true && { accept: metadataList }),
        ...(signal && { signal }),
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
      resourceVersion: selection.resourceVersion,
      allowWatchBookmarks: true,
      timeoutSeconds: watchSeconds,
    };
    const options = { signal, ...(selection.metadataOnly === true && { accept: metadataObject }) };
    for await (const event of this.#client.watch(collectionPath(resource, selection.namespace), parameters, options)) {
      const object = event.object as KubernetesObject;
      yield event.type === "BOOKMARK"
        ? { type: "BOOKMARK", resourceVersion: object.metadata.resourceVersion ?? "" }
        : { type: event.type, object };
    }
  }

  async apply(at: ObjectAddress, body: string | object, options: ApplyOptions = {}): Promise<AppliedObject> {
    const { fieldManager = this.#fieldManager, force = true, dryRun, fieldValidation, signal } = options;
    const { status, content } = await this.#client.exchange({
      method: "PATCH",
      path: objectPath(at),
      query: { fieldManager, force, fieldValidation, dryRun: dryRun ? "All" : undefined },
      contentType: "application/apply-patch+yaml",
      body,
      ...(signal && { signal }),
    });
    return { object: content as KubernetesObject, created: status === 201 };
  }

  create(resource: Resource, object: object, { dryRun }: CreateOptions = {}): Promise<KubernetesObject> {
    const { metadata } = object as { readonly metadata?: { readonly namespace?: string } };
    return this.#ask({
      method: "POST",
      path: collectionPath(resource, metadata?.namespace),
      query: { fieldManager: this.#fieldManager, dryRun: dryRun ? "All" : undefined },
      body: object,
    });
  }

  replace(at: ObjectAddress, object: object, { dryRun }: CreateOptions = {}): Promise<KubernetesObject> {
    return this.#ask({
      method: "PUT",
      path: objectPath(at),
      query: { fieldManager: this.#fieldManager, dryRun: dryRun ? "All" : undefined },
      body: object,
    });
  }

  mergePatch(
    at: ObjectAddress,
    patch: object,
    { subresource, signal }: { readonly subresource?: "status"; readonly signal?: AbortSignal } = {},
  ): Promise<KubernetesObject> {
    return this.#ask({
      method: "PATCH",
      path: objectPath(at) + (subresource ? `/${subresource}` : ""),
      query: { fieldManager: this.#fieldManager },
      contentType: "application/merge-patch+json",
      body: patch,
      ...(signal && { signal }),
    });
  }

  async delete(
    at: ObjectAddress,
    { uid, resourceVersion, propagation = "Background", signal }: DeleteOptions = {},
  ): Promise<boolean> {
    const conditional = uid !== undefined || resourceVersion !== undefined;
    const body = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: propagation,
      ...(conditional && { preconditions: { uid, resourceVersion } }),
    };
    const answer = await this.#find({ method: "DELETE", path: objectPath(at), body, ...(signal && { signal }) });
    return answer !== undefined;
  }

  async #find<T>(request: RestRequest): Promise<T | undefined> {
    try {
      return await this.#ask<T>(request);
    } catch (thrown) {
      if (isRejected(thrown, 404)) return undefined;
      throw thrown;
    }
  }

  async #ask<T>(request: RestRequest): Promise<T> {
    return (await this.#client.request(request)) as T;
  }
}

interface ListPage {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly KubernetesObject[];
}
