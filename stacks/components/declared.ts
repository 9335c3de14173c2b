import { createRequire } from "node:module";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { DesiredSharedVpc, DesiredState } from "../../src/desired/index.ts";
import type * as ofAccess from "./access.ts";
import type * as ofArtifacts from "./artifacts.ts";
import type * as ofCaches from "./caches.ts";
import type * as ofCustomRoles from "./custom-roles.ts";
import type * as ofDocuments from "./documents.ts";
import type * as ofKeys from "./keys.ts";
import type * as balancersComponent from "./load-balancers.ts";
import type * as ofLogSinks from "./log-sinks.ts";
import type * as managedComponent from "./managed-machines.ts";
import type * as ofMessaging from "./messaging.ts";
import type * as publicComponent from "./public-buckets.ts";
import type * as ofRun from "./run.ts";
import type * as ofSharedVpc from "./shared-vpc.ts";

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

export function customRoles(
  name: string,
  args: ofCustomRoles.CustomRolesArgs,
  options: ComponentResourceOptions,
): ofCustomRoles.CustomRoles | undefined {
  if (args.customRoles.length === 0) return undefined;
  const loaded = require("./custom-roles.ts") as typeof ofCustomRoles;
  return new loaded.CustomRoles(name, args, options);
}

export function keys(name: string, args: ofKeys.KeysArgs, options: ComponentResourceOptions): ofKeys.Keys | undefined {
  if (args.keyRings.length === 0) return undefined;
  const loaded = require("./keys.ts") as typeof ofKeys;
  return new loaded.Keys(name, args, options);
}

export function access(
  name: string,
  args: ofAccess.AccessArgs,
  options: ComponentResourceOptions,
): ofAccess.Access | undefined {
  if (args.grants.length === 0) return undefined;
  const loaded = require("./access.ts") as typeof ofAccess;
  return new loaded.Access(name, args, options);
}

export function logSinks(
  name: string,
  args: ofLogSinks.LogSinksArgs,
  options: ComponentResourceOptions,
): ofLogSinks.LogSinks | undefined {
  if (args.logSinks.length === 0) return undefined;
  const loaded = require("./log-sinks.ts") as typeof ofLogSinks;
  return new loaded.LogSinks(name, args, options);
}

export function sharedVpc(
  name: string,
  desired: DesiredSharedVpc | undefined,
  options: ComponentResourceOptions,
): ofSharedVpc.SharedVpc | undefined {
  if (desired === undefined) return undefined;
  const loaded = require("./shared-vpc.ts") as typeof ofSharedVpc;
  return new loaded.SharedVpc(name, desired, options);
}
