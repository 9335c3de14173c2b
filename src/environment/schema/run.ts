import * as z from "zod";
import { isTimeZone } from "../../lib/time-zone.ts";
import { duration } from "./durations.ts";
import { crontab } from "./schedule.ts";
import { labels, name, named, tags, text } from "./words.ts";

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: "the name of a variable has letters, digits and _, and does not start with a digit",
});
const port = z.int().min(1).max(65_535);

/** What a service's and a job's container have in common. */
const container = {
  image: text.describe("Container image, such as europe-west1-docker.pkg.dev/acme-shop/apps/api:1.4.0."),
  command: z.array(z.string()).default([]).describe("Replaces the image's entrypoint."),
  args: z.array(z.string()).default([]).describe("Arguments of the entrypoint."),
  env: z.record(variable, text).default({}).describe("Environment variables."),
  secretEnv: z
    .record(
      variable,
      z.strictObject({
        secret: name.describe("Name of a secret of the environment."),
        version: z
          .string()
          .regex(/^(latest|[1-9]\d*)$/, { error: 'write latest, or the number of a version in quotes, such as "3"' })
          .default("latest")
          .describe("Version of the secret."),
      }),
    )
    .default({})
    .describe("Environment variables of which each is a secret. The right to read it is granted, too."),
  cpu: z
    .union([z.number().min(0.08).max(1), z.literal([2, 4, 6, 8])])
    .default(1)
    .describe("Cores of an instance: 0.08 to 1, 2, 4, 6 or 8."),
  memory: z
    .string()
    .regex(/^[1-9]\d*(Mi|Gi)$/, { error: "write an amount of memory, such as 512Mi or 2Gi" })
    .default("512Mi")
    .describe("Memory of an instance, up to 32Gi."),
  serviceAccount: name
    .optional()
    .describe("One of the environment's serviceAccounts; absent: one of its own without any role."),
  network: z
    .strictObject({
      subnet: name.optional().describe("Name of a subnet; absent: the first one."),
      egress: z.enum(["private", "all"]).default("private").describe("Which packets go through it."),
      tags: tags.default([]),
    })
    .optional()
    .describe("The way into the environment's network: an interface in a subnet."),
  databases: z
    .array(name)
    .default([])
    .describe("The environment's databases that are reached through sockets under /cloudsql."),
  labels: labels.default({}),
};

const probe = (what: string, longest: number) =>
  z
    .strictObject({
      http: z
        .string()
        .regex(/^\/\S*$/, { error: "write a path that starts with /" })
        .optional()
        .describe("Path that has to answer with 2xx or 3xx."),
      tcp: z.literal(true).optional().describe("true: the port has to accept connections."),
      grpc: z.string().optional().describe("Service whose health is asked through gRPC; empty: the server's."),
      port: port.optional().describe("Absent: the port of the service."),
      delay: z.int().min(0).max(longest).default(0).describe("Seconds before the first probe."),
      period: z.int().min(1).max(longest).default(10).describe("Seconds from one probe to the next."),
      timeout: z.int().min(1).max(longest).default(1).describe("Seconds that an answer may take; at most the period."),
      failures: z.int().min(1).default(3).describe("Failures in a row that count."),
    })
    .describe(what);

export const runService = named({
  ...container,
  description: z.string().max(512).optional().describe("What the service is for."),
  port: port.default(8080).describe("Port on which the container listens."),
  http2: z.boolean().default(false).describe("The container speaks HTTP/2 without TLS, as gRPC servers do."),
  cpuAlways: z.boolean().default(false).describe("Cores also between requests."),
  startupBoost: z.boolean().default(true).describe("More cores while an instance starts."),
  instances: z
    .strictObject({
      min: z.int().min(0).max(1000).default(0).describe("Fewest instances."),
      max: z.int().min(1).max(1000).default(10).describe("Most instances."),
    })
    .default({ min: 0, max: 10 })
    .describe("How many instances."),
  concurrency: z.int().min(1).max(1000).default(80).describe("Most requests at once in one instance."),
  timeout: duration.default("5m").describe("How long an answer may take, 1s to 1h."),
  sessionAffinity: z.boolean().default(false).describe("Requests of one client go to one instance."),
  ingress: z
    .enum(["internal", "load-balancer", "all"])
    .default("internal")
    .describe("Where requests may come from: the project's networks, load balancers too, or everywhere."),
  public: z.boolean().default(false).describe("Anyone may call it, without credentials."),
  invokers: z.array(name).default([]).describe("The environment's serviceAccounts that may call it."),
  startup: probe("What says that an instance is ready for requests.", 240).optional(),
  liveness: probe("What says that an instance still works; one that does not is started again.", 3600).optional(),
});

export const runJob = named({
  ...container,
  tasks: z.int().min(1).max(10_000).default(1).describe("Tasks of one execution."),
  parallelism: z.int().min(1).max(10_000).optional().describe("Most tasks at once; absent: as many as possible."),
  retries: z.int().min(0).max(10).default(3).describe("How often a failed task is started again."),
  timeout: duration.default("10m").describe("How long one attempt of a task may take, 1s to 7d."),
  schedule: z
    .strictObject({
      cron: z
        .string()
        .regex(crontab, { error: 'write five fields of a crontab in their ranges, such as "0 3 * * *"' })
        .describe('When it runs, in the five fields of a crontab: "0 3 * * *".'),
      timeZone: z
        .string()
        .refine(isTimeZone, {
          error: ({ input }) => `is "${String(input)}"; write a time zone, such as Europe/Berlin or Etc/UTC`,
        })
        .default("Etc/UTC")
        .describe("Time zone of these fields."),
      paused: z.boolean().default(false).describe("true: it does not run by itself."),
    })
    .optional()
    .describe("Runs it again and again, through Cloud Scheduler."),
});
