import * as z from "zod";
import { named } from "./words.ts";

const url = z
  .string()
  .regex(/^https?:\/\/[^\s/@]+(\/[^\s]*)?$/, {
    error: "write an address that starts with https:// or http://, without a user and a password",
  })
  .max(2000);

const duration = z
  .string()
  .regex(/^(\d+m)?(\d+s)?$/, { error: "write a duration, such as 5s or 2m" })
  .min(2);

const status = z.int().min(200).max(599);

const http = z
  .strictObject({
    url: url.describe("Address that is asked with GET. Redirects are not followed."),
    status: z
      .union([status, z.array(status).min(1)])
      .default(200)
      .describe("The status, or all statuses, of a healthy answer. A redirect is none."),
  })
  .describe("An address that has to answer. Either this or prometheus.");

const prometheus = z
  .strictObject({
    url: url.describe("Address of Prometheus, without /api/v1/query."),
    query: z.string().min(1).max(4000).describe("A PromQL query that gives one number, or one for each series."),
    atMost: z.number().optional().describe("No number of the answer may be greater."),
    atLeast: z.number().optional().describe("No number of the answer may be smaller."),
  })
  .describe("A query whose answer has to lie within limits. Either this or http.");

/** What tells whether an environment is healthy, beside what its cluster says. */
export const healthCheck = named({
  http: http.optional(),
  prometheus: prometheus.optional(),
  timeout: duration.default("5s").describe("How long one answer may take."),
  within: duration
    .default("1m")
    .describe("How long after it was brought up the environment may take to become healthy."),
});
