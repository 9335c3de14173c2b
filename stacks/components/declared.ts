import { createRequire } from "node:module";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredState } from "../../src/desired/index.ts";
import type * as ofArtifacts from "./artifacts.ts";
import type * as ofCaches from "./caches.ts";
import type * as ofDocuments from "./documents.ts";
import type * as balancersComponent from "./load-balancers.ts";
import type * as managedComponent from "./managed-machines.ts";
import type * as ofMessaging from "./messaging.ts";
import type * as publicComponent from "./public-buckets.ts";
import type * as ofRun from "./run.ts";

/**
 * Components whose kinds few environments declare. Each is loaded only where something of it is declared: their resource classes take as
 * long to load as all the others. `import()` does not work under the hook by which the program is loaded.
 */
const require = createRequire(import.meta.url);

export function messaging(
  name: string,
  args: ofMessaging.MessagingArgs,
  options: ComponentResourceOptions,
): ofMessaging.Messaging | undefined {
  if (args.topics.length === 0) return undefined;
  const loaded = require("./messaging.ts") as typeof ofMessaging;
  return new loaded.Messaging(name, args, options);
}

export function run(name: string, args: ofRun.RunArgs, options: ComponentResourceOptions): ofRun.Run | undefined {
  if (args.runServices.length + args.runJobs.length === 0) return undefined;
  const loaded = require("./run.ts") as typeof ofRun;
  return new loaded.Run(name, args, options);
}

export function artifacts(
  name: string,
  args: ofArtifacts.ArtifactsArgs,
  options: ComponentResourceOptions,
): ofArtifacts.Artifacts | undefined {
  if (args.artifactRepositories.length === 0) return undefined;
  const loaded = require("./artifacts.ts") as typeof ofArtifacts;
  return new loaded.Artifacts(name, args, options);
}

export function caches(
  name: string,
  args: ofCaches.CachesArgs,
  options: ComponentResourceOptions,
): ofCaches.Caches | undefined {
  if (args.caches.length === 0 && args.privateServices === undefined) return undefined;
  const loaded = require("./caches.ts") as typeof ofCaches;
  return new loaded.Caches(name, args, options);
}

export function documents(
  name: string,
  args: ofDocuments.DocumentsArgs,
  options: ComponentResourceOptions,
): ofDocuments.Documents | undefined {
  if (args.documentDatabases.length === 0) return undefined;
  const loaded = require("./documents.ts") as typeof ofDocuments;
  return new loaded.Documents(name, args, options);
}

export function managedMachines(
  name: string,
  { managed, ...args }: Pick<DesiredState, "managed"> & Omit<managedComponent.ManagedMachinesArgs, "managed">,
  options: ComponentResourceOptions,
): managedComponent.ManagedMachines | undefined {
  if (managed === undefined) return undefined;
  const loaded = require("./managed-machines.ts") as typeof managedComponent;
  return new loaded.ManagedMachines(name, { managed, ...args }, options);
}

export function loadBalancers(
  name: string,
  { balancing, ...args }: Pick<DesiredState, "balancing"> & Omit<balancersComponent.LoadBalancersArgs, "balancing">,
  options: ComponentResourceOptions,
): balancersComponent.LoadBalancers | undefined {
  if (balancing === undefined) return undefined;
  const loaded = require("./load-balancers.ts") as typeof balancersComponent;
  return new loaded.LoadBalancers(name, { balancing, ...args }, options);
}

export function publicBuckets(
  name: string,
  args: publicComponent.PublicBucketsArgs,
  options: ComponentResourceOptions,
): publicComponent.PublicBuckets | undefined {
  if (args.publicReaders.length === 0) return undefined;
  const loaded = require("./public-buckets.ts") as typeof publicComponent;
  return new loaded.PublicBuckets(name, args, options);
}
