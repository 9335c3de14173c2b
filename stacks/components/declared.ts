import { createRequire } from "node:module";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type * as ofArtifacts from "./artifacts.ts";
import type * as ofCaches from "./caches.ts";
import type * as ofDocuments from "./documents.ts";
import type * as ofMessaging from "./messaging.ts";
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
