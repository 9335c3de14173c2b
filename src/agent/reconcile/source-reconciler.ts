import { createHash } from "node:crypto";
import path from "node:path";
import { masked } from "../../kubernetes/applied/index.ts";
import type { KubernetesApi, KubernetesObject } from "../../kubernetes/client/index.ts";
import {
  keyOf,
  notReady,
  parseRevision,
  type Revision,
  ready,
  reconciling,
  revisionText,
  secrets,
  stalled,
  type WantedCondition,
  withConditions,
} from "../../kubernetes/flux/index.ts";
import { type Clock, retryDelay } from "../../lib/index.ts";
import {
  Credentials,
  FetchError,
  type FetchedRevision,
  fetchSource,
  isAboutSignatures,
  publicUrl,
  RepositoryCache,
  type SecretValues,
  type Signatures,
  TrustedKeysUnusable,
} from "../fetch/index.ts";
import { type ArtifactStatus, type GitRepository, gitRepositoryOf, isInvalid, remoteMetadata } from "../flux/index.ts";
import type { EventRecorder, Metrics } from "../observe/index.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Sources } from "./sources.ts";

export interface SourceReconcilerParts {
  readonly api: KubernetesApi;
  readonly store: ObjectStore;
  readonly sources: Sources;
  /** Folder for the clones. */
  readonly folder: string;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly metrics: Metrics;
  readonly random: () => number;
  /** Folders in which `git` and `ssh` are looked for, as `PATH` has them. */
  readonly searchPath: string;
  /** A source has another revision than before. */
  readonly onRevision: (sourceKey: string) => void;
}

const backoff = { first: 2_000, longest: 60_000 };

/** Keeps one `GitRepository` after another fetched, and says so in their status. */
export class SourceReconciler {
  readonly #parts: SourceReconcilerParts;
  readonly #failures = new Map<string, number>();
  readonly #credentials: Credentials;

  constructor(parts: SourceReconcilerParts) {
    this.#parts = parts;
    this.#credentials = new Credentials(parts.searchPath, parts.clock);
  }

  /** One pass. Answers when the next is due. @throws {ApiUnavailable} when the status could not be written. */
  async reconcile(key: string): Promise<number | undefined> {
    const object = this.#parts.store.get(key);
    if (object === undefined) return this.#forget(key);
    const repository = gitRepositoryOf(object);
    if (isInvalid(repository)) {
      const message = repository.problems.join("; ");
      await this.#write(object, [notReady(repository.reason, message), stalled(repository.reason, message)]);
      return undefined;
    }
    if (object.metadata.deletionTimestamp !== undefined) return this.#finalize(key, object);
    const cache = new RepositoryCache(this.#cacheFolder(key));
    await this.#restore(key, repository, cache);
    if (repository.suspend) return undefined;
    return this.#fetch(key, object, repository, cache);
  }

  async #fetch(
    key: string,
    object: KubernetesObject,
    repository: GitRepository,
    cache: RepositoryCache,
  ): Promise<number> {
    const { metrics, random } = this.#parts;
    const { namespace, secretName, proxySecretName } = repository;
    let values: readonly string[] = [];
    try {
      const given = {
        secret: await this.#secret(namespace, secretName),
        proxySecret: await this.#secret(namespace, proxySecretName),
      };
      values = Object.values(given).flatMap((secret) =>
        Object.values(secret ?? {}).flatMap((value) => [value, value.trim()]),
      );
      const signatures = await this.#signatures(repository);
      const remote = await this.#credentials.remoteOf(repository, given);
      const revision = await fetchSource(repository, remote, cache, signatures);
      metrics.add("groundwork_agent_fetches_total", { result: "success" });
      this.#failures.delete(key);
      await this.#fetched(key, object, repository, revision, cache);
      return repository.interval;
    } catch (thrown) {
      if (!(thrown instanceof FetchError)) throw thrown;
      metrics.add("groundwork_agent_fetches_total", { result: thrown.reason });
      const attempt = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, attempt);
      const message = masked(thrown.message, values);
      await this.#failed(object, thrown, message);
      // A repair comes as a push or an annotation, so looking at the pace of the interval is enough.
      return thrown.stalls
        ? repository.interval
        : Math.min(repository.interval, retryDelay(attempt, backoff, random()));
    }
  }

  async #fetched(
    key: string,
    object: KubernetesObject,
    repository: GitRepository,
    revision: FetchedRevision,
    cache: RepositoryCache,
  ): Promise<void> {
    const text = revisionText(revision);
    const before = repository.status.artifact;
    const message = `stored artifact for revision '${text}'`;
    const artifact = before?.revision === text ? before : this.#artifactOf(key, text, revision, repository.url);
    const verified = revision.verified === undefined ? [] : [sourceVerified(revision.verified)];
    await this.#write(object, [ready("Succeeded", message), inStorage(message), ...verified], artifact);
    this.#publish(key, repository, revision, cache);
    if (before?.revision !== text)
      this.#parts.events.record({ about: object, type: "Normal", reason: "NewArtifact", message, revision: text });
  }

  async #failed(object: KubernetesObject, error: FetchError, message: string): Promise<void> {
    const artifact = (object["status"] as { artifact?: ArtifactStatus } | undefined)?.artifact;
    const retry = error.stalls ? stalled(error.reason, message) : reconciling("ProgressingWithRetry", message);
    const changed = await this.#write(object, [
      notReady(error.reason, message),
      { type: "FetchFailed", status: "True", reason: error.reason, message },
      ...(isAboutSignatures(error) ? [{ ...notReady(error.reason, message), type: "SourceVerified" }] : []),
      retry,
      ...(artifact === undefined ? [] : [inStorage(`stored artifact for revision '${artifact.revision}'`)]),
    ]);
    if (changed) this.#parts.events.record({ about: object, type: "Warning", reason: error.reason, message });
  }

  /** After a restart, what is on disk serves while the Git server is asked, or cannot be. */
  async #restore(key: string, repository: GitRepository, cache: RepositoryCache): Promise<void> {
    if (this.#parts.sources.has(key)) return;
    const revision = parseRevision(repository.status.artifact?.revision);
    if (revision !== undefined && (await cache.has(revision.commit))) this.#publish(key, repository, revision, cache);
  }

  #publish(key: string, { ignore }: GitRepository, revision: Revision, cache: RepositoryCache): void {
    const { sources, onRevision } = this.#parts;
    const before = sources.get(key);
    if (before !== undefined && before.ignore === ignore && revisionText(before.revision) === revisionText(revision))
      return;
    sources.set(key, { revision, ignore, tree: () => cache.tree(revision.commit, ignore) });
    onRevision(key);
  }

  #artifactOf(key: string, text: string, { commit }: Revision, url: string): ArtifactStatus {
    return {
      revision: text,
      digest: `sha1:${commit}`,
      lastUpdateTime: this.#parts.clock
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, "Z"),
      path: `gitrepository/${key}/${commit}`,
      url: publicUrl(url),
      metadata: { [remoteMetadata]: publicUrl(url) },
    };
  }

  async #signatures({ namespace, verify }: GitRepository): Promise<Signatures | undefined> {
    if (verify === undefined) return undefined;
    const secret = await this.#secret(namespace, verify.secretName);
    // Loaded late: most sources ask for no signatures, and the agent's memory is counted.
    const { TrustedKeys } = await import("../verify/index.ts");
    const keys = secret === undefined ? ["does not exist"] : await TrustedKeys.of(secret);
    if (!(keys instanceof TrustedKeys))
      throw new TrustedKeysUnusable({ secret: `${namespace}/${verify.secretName}`, problems: keys });
    return { mode: verify.mode, keys };
  }

  async #secret(namespace: string, name: string | undefined): Promise<SecretValues | undefined> {
    if (name === undefined) return undefined;
    const secret = await this.#parts.api.get({ resource: secrets, namespace, name });
    if (secret === undefined) return undefined;
    const data = (secret["data"] ?? {}) as Readonly<Record<string, string>>;
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]),
    );
  }

  async #write(
    object: KubernetesObject,
    wanted: readonly WantedCondition[],
    artifact?: ArtifactStatus,
  ): Promise<boolean> {
    const { store, clock, metrics } = this.#parts;
    const key = keyOf({ namespace: object.metadata.namespace ?? "", name: object.metadata.name });
    const status = (object["status"] ?? {}) as GitRepository["status"];
    const generation = object.metadata.generation ?? 0;
    const requested = object.metadata.annotations?.["reconcile.fluxcd.io/requestedAt"];
    const conditions = withConditions(status.conditions ?? [], wanted, { generation, now: clock.now() });
    const isReady = wanted.some(({ type, status }) => type === "Ready" && status === "True");
    metrics.set("groundwork_agent_ready", { kind: "GitRepository", object: key }, isReady ? 1 : 0);
    await store.writeStatus(key, {
      observedGeneration: generation,
      conditions,
      ...(artifact !== undefined && { artifact }),
      ...(requested !== undefined && { lastHandledReconcileAt: requested }),
    });
    const said = (of: readonly WantedCondition[] | undefined) => of?.find(({ type }) => type === "Ready")?.message;
    return said(status.conditions) !== said(wanted);
  }

  async #finalize(key: string, object: KubernetesObject): Promise<undefined> {
    const rest = (object.metadata.finalizers ?? []).filter((name) => name !== "finalizers.fluxcd.io");
    if (rest.length !== (object.metadata.finalizers ?? []).length) await this.#parts.store.writeFinalizers(key, rest);
    return this.#forget(key);
  }

  async #forget(key: string): Promise<undefined> {
    this.#parts.sources.delete(key);
    this.#failures.delete(key);
    await new RepositoryCache(this.#cacheFolder(key)).delete();
    return undefined;
  }

  #cacheFolder(key: string): string {
    // Names can be longer than a file's may be.
    return path.join(this.#parts.folder, createHash("sha256").update(key).digest("hex").slice(0, 24));
  }
}

const inStorage = (message: string): WantedCondition => ({
  type: "ArtifactInStorage",
  status: "True",
  reason: "Succeeded",
  message,
});

const sourceVerified = (message: string): WantedCondition => ({
  type: "SourceVerified",
  status: "True",
  reason: "Succeeded",
  message,
});
