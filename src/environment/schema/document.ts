import * as z from "zod";
import { access, customRole } from "./access.ts";
import { artifactRepository } from "./artifacts.ts";
import { loadBalancer, securityPolicy } from "./balancing.ts";
import { cache } from "./caches.ts";
import { cluster } from "./clusters.ts";
import { documentDatabase } from "./documents.ts";
import { healthCheck } from "./health.ts";
import { keyReference, keyRing } from "./keys.ts";
import { logSink } from "./log-sinks.ts";
import { machineGroup, serviceAccount } from "./machines.ts";
import { dnsZone, network } from "./network.ts";
import { runJob, runService } from "./run.ts";
import { sync } from "./sync.ts";
import { topic } from "./topics.ts";
import { labels, machineType, name, named, text, zone } from "./words.ts";

const cloud = z
  .strictObject({
    kind: z.enum(["local", "gcp"]).default("local").describe("local is simulated; gcp is Google Cloud."),
    project: z
      .string()
      .regex(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/, {
        error: "a project id has 6 to 30 small letters, digits and hyphens, and starts with a letter",
      })
      .optional()
      .describe("Project id. Required with gcp."),
    region: z.string().optional().describe("For example europe-west1. Required with gcp."),
    zones: z.array(zone).min(1).optional().describe("Zones to spread over; absent: the region's."),
    machineTypes: z
      .array(machineType)
      .default([])
      .describe("Machine types that are newer than this tool's list, or that only this project has."),
  })
  .describe("Where the environment lives.");

const bucket = named({
  storageClass: z
    .enum(["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"])
    .default("STANDARD")
    .describe("Storage class: the colder, the cheaper to keep and the dearer to read."),
  versioning: z.boolean().default(true).describe("Keep what was overwritten."),
  public: z
    .boolean()
    .default(false)
    .describe("Anyone may read the objects, also through a load balancer; otherwise no public access is possible."),
  deleteAfterDays: z.int().min(1).optional().describe("Age in days at which objects are deleted; absent: never."),
  key: keyReference,
});

const database = named({
  version: z
    .string()
    .regex(/^(POSTGRES|MYSQL|SQLSERVER)_[0-9A-Z_]+$/, { error: "write a version, such as POSTGRES_17" })
    .default("POSTGRES_17")
    .describe("Database system and its version, such as POSTGRES_17 or MYSQL_8_4."),
  tier: z.string().min(1).default("db-custom-1-3840").describe("Machine type of the instance."),
  diskSizeGb: z.int().min(10).max(65_536).default(10).describe("Size of the disk in GB."),
  highAvailability: z.boolean().default(false).describe("A standby in a second zone."),
  backups: z.boolean().default(true).describe("Automatic backups."),
  databases: z.array(name).default([]).describe("Databases in the instance."),
  key: keyReference,
});

const spec = z.strictObject({
  cloud: cloud.prefault({}),
  network: network.prefault({}),
  machines: z.array(machineGroup).default([]).describe("Groups of machines."),
  clusters: z.array(cluster).default([]).describe("Kubernetes clusters."),
  serviceAccounts: z.array(serviceAccount).default([]).describe("Identities of machines and workloads."),
  buckets: z.array(bucket).default([]).describe("Buckets of Cloud Storage."),
  databases: z.array(database).default([]).describe("Cloud SQL instances."),
  dns: z.array(dnsZone).default([]).describe("DNS zones."),
  secrets: z
    .array(named({ key: keyReference }))
    .default([])
    .describe("Places of secrets; their values never stand in Git."),
  topics: z.array(topic).default([]).describe("Topics of Pub/Sub, with their subscriptions."),
  runServices: z.array(runService).default([]).describe("Services of Cloud Run."),
  runJobs: z.array(runJob).default([]).describe("Jobs of Cloud Run."),
  artifactRepositories: z.array(artifactRepository).default([]).describe("Repositories of images and packages."),
  caches: z.array(cache).default([]).describe("Instances of Memorystore for Redis."),
  documentDatabases: z.array(documentDatabase).default([]).describe("Databases of Firestore."),
  loadBalancers: z.array(loadBalancer).default([]).describe("Load balancers."),
  securityPolicies: z
    .array(securityPolicy)
    .default([])
    .describe("Cloud Armor: which requests reach backends of load balancers."),
  access: z.array(access).default([]).describe("Who has which role on what; grants of others stay."),
  customRoles: z.array(customRole).default([]).describe("Roles of one's own in the project."),
  keyRings: z
    .array(keyRing)
    .default([])
    .describe("Keys of Cloud KMS. A destroy destroys their versions; what they encrypted is lost."),
  logSinks: z.array(logSink).default([]).describe("Where logs go, beside the log buckets of the project."),
  sync: sync.optional(),
  health: z
    .array(healthCheck)
    .default([])
    .describe("Checks that have to pass before a promotion goes on, beside what the cluster says of itself."),
  values: z
    .record(
      z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,252}$/, {
        error: "manifests refer to it as ${name}, so it starts with a letter and goes on with letters, digits and _",
      }),
      text,
    )
    .default({})
    .describe("Handed to the manifests, which refer to each as ${name}."),
  protect: z
    .union([z.boolean(), z.array(z.string())])
    .default(false)
    .describe("What may not be deleted: true for everything, or a list such as databases or clusters/main."),
  dependsOn: z.array(z.string()).default([]).describe("Environments that have to be up before this one."),
});

const metadata = z.strictObject({
  owner: z.string().min(1).optional().describe("The team or person to ask."),
  description: z.string().optional().describe("What the environment is for."),
  labels: labels.default({}),
});

/** An environment's file, or a profile, as it is written. Everything may come from a profile, so hardly anything is required. */
export const environmentDocument = z.strictObject({
  apiVersion: z.literal("groundwork.dev/v1").describe("Version of this format."),
  kind: z
    .enum(["Environment", "Profile"])
    .describe("Environment for an environment's own file, Profile for what several extend."),
  extends: z.string().min(1).optional().describe("A profile to start from, relative to this file."),
  metadata: metadata.prefault({}).describe("Owner, description and labels."),
  spec: spec.prefault({}).describe("What exists in the environment."),
});

/** What was written and has the right shape, with defaults filled in, not yet checked for sense. */
export type RawEnvironment = z.output<typeof environmentDocument>;
export type RawSpec = RawEnvironment["spec"];
