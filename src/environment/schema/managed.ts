import * as z from "zod";
import { named } from "./words.ts";

export const duration = z
  .string()
  .regex(/^(\d+h)?(\d+m)?(\d+s)?$/, { error: "write a duration, such as 30s, 5m or 1h" })
  .min(2);

/** A health check of Google's: of machines that are to be healed, and of backends of load balancers. */
export const probe = z.strictObject({
  protocol: z
    .enum(["http", "https", "http2", "tcp", "ssl", "grpc"])
    .optional()
    .describe(
      "What is spoken; absent: http, or tcp behind an internal load balancer. With tcp and ssl a connection is enough.",
    ),
  port: z.int().min(1).max(65_535).optional().describe("Port that is asked; absent: that of the traffic."),
  path: z
    .string()
    .regex(/^\/[^\s?#]*$/, { error: "write a path that starts with /, such as /healthz" })
    .max(1024)
    .optional()
    .describe("Path that is asked for with HTTP; absent: /."),
  interval: duration.default("10s").describe("How often it is asked, 1s to 5m."),
  timeout: duration.default("5s").describe("How long one answer may take; not longer than interval."),
  healthy: z.int().min(1).max(10).default(2).describe("Answers in a row after which a machine is healthy."),
  unhealthy: z.int().min(1).max(10).default(3).describe("Misses in a row after which a machine is unhealthy."),
});

const schedule = named({
  min: z.int().min(0).max(1000).describe("Machines that there are at least."),
  starts: z
    .string()
    .regex(/^\S+( \S+){4}$/, { error: 'write five fields of cron, such as "0 8 * * MON-FRI"' })
    .describe('When it begins, as cron writes it: "0 8 * * MON-FRI".'),
  duration: duration.default("1h").describe("How long it lasts, at least 5m."),
  timeZone: z
    .string()
    .regex(/^[A-Za-z_]+([/+-][A-Za-z0-9_+-]+)*$/, { error: "write a time zone, such as Europe/Berlin" })
    .default("UTC")
    .describe("Time zone of starts, such as Europe/Berlin."),
});

const autoscaling = z
  .strictObject({
    min: z.int().min(0).max(1000).default(1).describe("Machines that there are at least."),
    max: z.int().min(1).max(1000).describe("Machines that there are at most."),
    cpu: z.number().min(0.01).max(1).default(0.6).describe("Share of the CPUs that is to be busy."),
    cooldown: duration.default("1m").describe("How long a new machine takes until its load counts."),
    schedules: z.array(schedule).default([]).describe("Times in which there are more machines than the load needs."),
  })
  .describe("The number of machines follows their load; count is left out then.");

const amount = z.union([
  z.int().min(0).max(1000),
  z.string().regex(/^\d{1,3}%$/, { error: "write a number of machines, or a share of them, such as 20%" }),
]);

const settings = z.strictObject({
  autoscaling: autoscaling.optional(),
  autohealing: z
    .strictObject({
      check: probe.prefault({}).describe("What a healthy machine answers."),
      initialDelay: duration.default("5m").describe("How long a new machine may take until it is healthy, up to 1h."),
    })
    .optional()
    .describe("Machines that do not answer are made anew."),
  rollout: z
    .strictObject({
      type: z
        .enum(["proactive", "opportunistic"])
        .default("proactive")
        .describe("opportunistic changes machines only when something else makes them anew."),
      maxSurge: amount
        .optional()
        .describe("Machines more than the group has, while it is changed; absent: one for each zone."),
      maxUnavailable: amount.default(0).describe("Machines that may be away at a time while the group is changed."),
    })
    .prefault({})
    .describe("How machines are replaced when what they are made of changes."),
});

export const managed = z
  .union([z.boolean(), settings])
  .default(false)
  .describe("The cloud makes the machines out of a template, and replaces them: true for the defaults.");
