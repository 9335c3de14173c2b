import { setTimeout as wait } from "node:timers/promises";
import { type Clock, cleaningUp, messageOf, tellingFailure } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import { nameOfUrn } from "../../../../pulumi/index.ts";
import type { ResourceStore, StoredResource, UnfinishedOperation } from "../../store/index.ts";
import type { GcpFacts, TypeFacts } from "../facts/index.ts";
import type { Faults, MetFault } from "../faults/index.ts";
import { isLongRunning, OperationLog, statusesAfterFailure, statusesDuring } from "../operations/index.ts";
import { lastPart } from "../values/index.ts";
import type { Caller } from "./caller.ts";
import type { ClusterEffects } from "./cluster-effects.ts";
import { CloudIsStopping, OperationFailed, WaitGivenUp } from "./errors.ts";
import type { Latency } from "./latency.ts";

export interface OperationParts {
  readonly store: ResourceStore;
  readonly facts: GcpFacts;
  readonly latency: Latency;
  readonly faults: Faults;
  readonly effects: ClusterEffects;
  readonly clock: Clock;
}

type Kind = UnfinishedOperation["kind"];

/** How a call that was admitted goes on. */
export interface Course {
  readonly milliseconds: number;
  readonly lateMilliseconds: number;
  readonly failure?: MetFault["failure"];
}

/** A resource as a call makes it. */
export interface Change {
  readonly kind: "create" | "update";
  readonly facts: TypeFacts;
  readonly id: string;
  readonly properties: PropertyMap;
}

/**
 * Carries out what the cloud has admitted: it takes its time, can fail half-way, and is listed.
 *
 * A resource of a service with long-running operations exists while its operation runs. A caller that gives up ends its
 * wait and what the fault plan adds to it; the operation ends by itself, as GCP's do.
 */
export class OperationRunner {
  readonly log: OperationLog;
  readonly #parts: OperationParts;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(parts: OperationParts) {
    this.#parts = parts;
    this.log = new OperationLog(parts.clock);
  }

  /**
   * Meets the fault plan. Waits here for an API that answers with the resource itself; nothing is done before the wait is over.
   *
   * @throws {InjectedFailure}, and the signal's reason when it aborts.
   */
  async begin(kind: Kind, facts: TypeFacts, id: string, { by, urn, signal }: Caller): Promise<Course> {
    signal.throwIfAborted();
    const names = [id, lastPart(id), ...(urn === undefined ? [] : [nameOfUrn(urn)])];
    const met =
      by === "provider"
        ? await this.#parts.faults.meet({ operation: kind, type: facts.token, names }, signal)
        : undefined;
    signal.throwIfAborted();
    const course = {
      milliseconds: this.#parts.latency(kind, facts.token),
      lateMilliseconds: met?.lateMilliseconds ?? 0,
      ...(met?.failure !== undefined && { failure: met.failure }),
    };
    if (isLongRunning(facts)) return course;
    await pause(course.milliseconds + course.lateMilliseconds, signal);
    return { ...course, milliseconds: 0, lateMilliseconds: 0 };
  }

  /** Stores a resource, and ends its operation when the time is over. @throws {OperationFailed} {@link WaitGivenUp} */
  async change(change: Change, course: Course, caller: Caller): Promise<StoredResource> {
    const { kind, facts, id } = change;
    return await this.#untilGivenUp(this.#changed(change, course, caller), caller.signal, (cause) => {
      const resource = this.#parts.store.get(facts.token, id);
      return resource === undefined ? cause : new WaitGivenUp({ id, kind }, resource, { cause });
    });
  }

  /** Removes a resource, and what `going` says that goes with it, when the time is over. */
  async remove(
    resource: StoredResource,
    going: () => readonly StoredResource[],
    course: Course,
    caller: Caller,
  ): Promise<void> {
    await this.#untilGivenUp(this.#removed(resource, going, course, caller), caller.signal, (cause) => cause);
  }

  /** Ends what the process's last run left unfinished, as GCP would have without it. */
  async finishInterrupted(going: (resource: StoredResource) => readonly StoredResource[]): Promise<void> {
    const { store, effects } = this.#parts;
    for (const resource of [...store.all()].filter(({ operation }) => operation !== undefined)) {
      const { type, id, properties, operation } = resource;
      if (operation === undefined) continue;
      if (operation.kind !== "delete") {
        await store.commit([{ restate: { type, id, properties: { ...properties, ...operation.settled } } }], CLOUD);
        continue;
      }
      const all = going(resource);
      for (const each of all) await effects.deleted(each);
      await store.commit(
        all.map((each) => ({ remove: { type: each.type, id: each.id } })),
        CLOUD,
      );
    }
  }

  /** Interrupts what still runs, and waits until none of it touches the store. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  async #changed(change: Change, course: Course, caller: Caller): Promise<StoredResource> {
    const { kind, facts, id, properties } = change;
    const { milliseconds, lateMilliseconds, failure } = course;
    const operation = this.log.begin({
      kind,
      type: facts.token,
      target: id,
      milliseconds: milliseconds + lateMilliseconds,
    });
    const during = statusesDuring(kind, facts, properties);
    const takesTime = milliseconds + lateMilliseconds > 0 || isServed(facts);
    const end = (thrown: unknown) => this.log.end(operation.name, messageOf(thrown));
    const mark = takesTime ? { operation: markOf(operation, during, properties) } : {};
    await tellingFailure(async () => {
      await Promise.all([
        this.put(facts, id, { ...properties, ...(takesTime && during) }, caller, mark),
        this.#pass(course, id, caller.signal),
      ]);
    }, end);
    let resource: StoredResource;
    try {
      if (failure !== undefined) throw failure;
      resource = await this.#afterEffects(change, caller, takesTime);
    } catch (thrown) {
      end(thrown);
      throw await this.#failedHalfWay(change, operation.name, thrown);
    }
    this.log.end(operation.name);
    return resource;
  }

  /** Starts or changes the servers behind a resource, and stores the properties that they return. */
  async #afterEffects({ kind, facts, id, properties }: Change, caller: Caller, wasMarked: boolean) {
    const { store, effects } = this.#parts;
    const stored = existing(store, facts, id);
    const answered = await (kind === "create" ? effects.created(stored) : effects.updated(stored));
    if (answered !== undefined) {
      await this.put(facts, id, { ...properties, ...answered }, { ...caller, by: "cloud" }, {});
    } else if (wasMarked) {
      await store.commit([{ restate: { type: facts.token, id, properties } }], CLOUD);
    }
    return existing(store, facts, id);
  }

  async #failedHalfWay(
    { kind, facts, id, properties }: Change,
    operation: string,
    thrown: unknown,
  ): Promise<OperationFailed> {
    const { store } = this.#parts;
    const after = statusesAfterFailure(kind, facts, properties);
    const reason = messageOf(thrown);
    const failure = { kind, message: reason, settled: valuesOf(after, properties) };
    await store.commit(
      [{ restate: { type: facts.token, id, properties: { ...properties, ...after }, failure } }],
      CLOUD,
    );
    return new OperationFailed({ id, operation, reason }, existing(store, facts, id), { cause: thrown });
  }

  async #removed(
    resource: StoredResource,
    going: () => readonly StoredResource[],
    course: Course,
    caller: Caller,
  ): Promise<void> {
    const { store, effects, facts } = this.#parts;
    const { type, id, properties } = resource;
    const duration = course.milliseconds + course.lateMilliseconds;
    const operation = this.log.begin({ kind: "delete", type, target: id, milliseconds: duration });
    await tellingFailure(
      async () => {
        if (duration > 0) {
          const during = statusesDuring("delete", facts.typeOf(type), properties);
          const mark = markOf(operation, during, properties);
          const restate = { type, id, properties: { ...properties, ...during }, operation: mark };
          await Promise.all([store.commit([{ restate }], CLOUD), this.#pass(course, id, caller.signal)]);
        }
        const all = going();
        for (const each of all) await effects.deleted(each);
        await store.commit(
          all.map((each) => ({ remove: { type: each.type, id: each.id } })),
          caller,
        );
      },
      async (thrown) => {
        this.log.end(operation.name, messageOf(thrown));
        if (!(thrown instanceof CloudIsStopping)) await store.commit([{ restate: { type, id, properties } }], CLOUD);
      },
    );
    this.log.end(operation.name);
  }

  /** Visible at once, on disk when the promise resolves. */
  async put(
    { token, inputs, outputs }: TypeFacts,
    id: string,
    properties: PropertyMap,
    caller: Caller,
    mark: { readonly operation?: UnfinishedOperation },
  ): Promise<void> {
    const sensitive = [...Object.entries(inputs), ...Object.entries(outputs)]
      .filter(([, property]) => property.sensitive)
      .map(([name]) => name);
    const owner = caller.urn ?? this.#parts.store.get(token, id)?.urn;
    const name = lastPart(id);
    const put = { type: token, id, name, properties, sensitive, ...mark, ...(owner !== undefined && { urn: owner }) };
    await this.#parts.store.commit([{ put }], caller);
  }

  /** The operation's time. What the fault plan adds ends with the caller's patience. */
  async #pass({ milliseconds, lateMilliseconds }: Course, id: string, signal: AbortSignal): Promise<void> {
    const closing = this.#closing.signal;
    try {
      await pause(milliseconds, closing);
      await pause(lateMilliseconds, AbortSignal.any([signal, closing])).catch((thrown: unknown) => {
        if (closing.aborted || !signal.aborted) throw thrown;
      });
    } catch (thrown) {
      throw closing.aborted ? new CloudIsStopping({ id }, { cause: thrown }) : thrown;
    }
  }

  /** @param signal not aborted yet */
  async #untilGivenUp<Result>(
    work: Promise<Result>,
    signal: AbortSignal,
    failure: (cause: unknown) => unknown,
  ): Promise<Result> {
    const ended = work.then(
      () => undefined,
      // After the caller has gone, the operation's error is in the log of operations.
      () => undefined,
    );
    this.#running.add(ended);
    void ended.then(() => this.#running.delete(ended));
    let stopListening = () => {};
    const givenUp = new Promise<never>((_resolve, reject) => {
      const giveUp = () => reject(failure(signal.reason));
      signal.addEventListener("abort", giveUp, { once: true });
      stopListening = () => signal.removeEventListener("abort", giveUp);
    });
    return await cleaningUp(() => Promise.race([work, givenUp]), stopListening);
  }
}

const CLOUD = { by: "cloud" } as const;

/** Starting the servers of a cluster takes a while with every latency. */
function isServed({ token }: TypeFacts): boolean {
  return token.startsWith("gcp:container/");
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await wait(milliseconds, undefined, { signal });
}

function existing(store: ResourceStore, { token }: TypeFacts, id: string): StoredResource {
  const resource = store.get(token, id);
  // Nothing but its own operation changes a resource while one runs.
  if (resource === undefined) throw new Error(`${token} ${id} vanished during an operation`);
  return resource;
}

function markOf(
  { name, kind, startedAt }: Omit<UnfinishedOperation, "settled">,
  during: PropertyMap,
  properties: PropertyMap,
): UnfinishedOperation {
  return { name, kind, startedAt, settled: valuesOf(during, properties) };
}

/** The values of `properties` for the keys of `others`. */
function valuesOf(others: PropertyMap, properties: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => Object.hasOwn(others, key)));
}
