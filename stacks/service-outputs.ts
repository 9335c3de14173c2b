import { type Input, interpolate } from "@pulumi/pulumi";
import type { DesiredState } from "../src/desired/index.ts";
import {
  type artifacts,
  type caches,
  describeEach,
  type documents,
  type messaging,
  type run,
} from "./components/index.ts";

/** The components of services; absent are those of which the environment declares nothing. */
export interface ServiceParts {
  readonly desired: DesiredState;
  readonly artifacts: ReturnType<typeof artifacts>;
  readonly caches: ReturnType<typeof caches>;
  readonly documents: ReturnType<typeof documents>;
  readonly run: ReturnType<typeof run>;
  readonly messaging: ReturnType<typeof messaging>;
}

/** What manifests may refer to. */
export function serviceFacts(
  { artifacts, caches, documents, run, messaging }: ServiceParts,
  named: (prefix: string, key: string) => string,
): Record<string, Input<string>> {
  const facts = <R>(prefix: string, resources: ReadonlyMap<string, R> | undefined, of: (each: R) => Input<string>) =>
    [...(resources ?? [])].map(([key, each]) => [named(prefix, key), of(each)] as const);
  return Object.fromEntries([
    ...facts("artifact_repository", artifacts?.repositories, ({ registryUri }) => registryUri),
    ...facts("cache", caches?.instances, ({ host, port }) => interpolate`${host}:${port}`),
    ...facts("document_database", documents?.databases, ({ name }) => name),
    ...facts("run_service", run?.services, ({ uri }) => uri),
    ...facts("run_job", run?.jobs, ({ name }) => name),
    ...facts("topic", messaging?.topics, ({ name }) => name),
    ...facts("subscription", messaging?.subscriptions, ({ name }) => name),
  ]);
}

/** Outputs of the stack. A kind of which nothing is declared has none: Pulumi would show an empty one in every environment. */
export function describeServices({ desired, artifacts, caches, documents, run, messaging }: ServiceParts) {
  const subscriptionsOf = (topic: string) =>
    desired.subscriptions
      .filter((each) => each.topic === topic)
      .map(({ key, subscription }) => [subscription, messaging?.subscriptions.get(key)?.name] as const);
  return {
    ...(messaging && {
      topics: Object.fromEntries(
        [...messaging.topics].map(([key, { id, name }]) => [
          key,
          { id, name, subscriptions: Object.fromEntries(subscriptionsOf(key)) },
        ]),
      ),
    }),
    ...(artifacts && {
      artifactRepositories: describeEach(artifacts.repositories, ({ name, registryUri }) => ({
        name,
        uri: registryUri,
      })),
    }),
    ...(caches && { caches: describeEach(caches.instances, ({ name, host, port }) => ({ name, host, port })) }),
    ...(documents && { documentDatabases: describeEach(documents.databases, ({ name }) => name) }),
    ...(run && {
      runServices: describeEach(run.services, ({ name, uri }) => ({ name, uri })),
      runJobs: describeEach(run.jobs, ({ name }) => name),
    }),
  };
}
