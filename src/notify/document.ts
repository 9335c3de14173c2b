import * as z from "zod";
import { jsonSchemaText } from "../environment/index.ts";
import { duration } from "../promotion/index.ts";
import { weekDays } from "./quiet-hours.ts";
import { noticeKinds } from "./settings.ts";

const name = z.string().regex(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, {
  error: "a route's name starts with a small letter and goes on with small letters, digits and hyphens",
});

// The forms of these two are checked with the routes: what is wrong with a shape repeats the value, and this one may be a secret.
const variable = z.string().min(1);
const address = z.string().min(1);

const patterns = z.array(z.string().min(1)).min(1);

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'write a time of day, such as "22:00"' });

const quietHours = z
  .strictObject({
    from: time.describe("When they begin, for example 22:00."),
    to: time.describe("When they end; before from: on the next day."),
    days: z
      .array(z.enum(weekDays))
      .min(1)
      .default([...weekDays])
      .describe("Days on which they begin."),
    zone: z.string().default("UTC").describe("A name of the time zone database, for example Europe/Berlin."),
  })
  .describe("When nothing is told. What falls into them is told by the first comparison after them.");

const slack = z
  .strictObject({
    channel: z.string().regex(/^(#[^\s#]+|[CGD][A-Z0-9]{8,})$/u, {
      error: 'write a channel by its name, such as "#platform", or by its id, such as C0123456789',
    }),
    tokenFrom: variable.describe("The variable with the token of a Slack app."),
    url: address.optional().describe("Address of the API, where it is not Slack's own."),
  })
  .describe("A channel of Slack.");

const teams = z
  .strictObject({ urlFrom: variable.describe("The variable with the address of a workflow, which is secret.") })
  .describe("A channel of Microsoft Teams.");

const webhook = z
  .strictObject({
    url: address.optional().describe("Where events are sent. Either this or urlFrom."),
    urlFrom: variable.optional().describe("The variable with the address, where it is secret."),
    secretFrom: variable.describe(
      "The variable with the secret that events are signed with: whsec_ and 24 to 64 bytes in base64.",
    ),
  })
  .describe("Any HTTP server.");

const email = z
  .strictObject({
    host: z.string().min(1).describe("The mail server, which sends on."),
    port: z.int().min(1).max(65_535).default(587),
    tls: z
      .enum(["starttls", "implicit", "none"])
      .default("starttls")
      .describe(
        "How the connection is encrypted. none is refused with a password, unless the server is on this machine.",
      ),
    from: z.string().min(3).describe("The sender's address."),
    to: z.array(z.string().min(3)).min(1).describe("The recipients' addresses."),
    user: z.string().min(1).optional().describe("Name on the mail server."),
    passwordFrom: variable.optional().describe("The variable with the password on the mail server."),
  })
  .describe("E-mail.");

const route = z.strictObject({
  name: name.describe("Name of the route."),
  environments: patterns.default(["*"]).describe("Names of environments; a star stands for any characters."),
  owners: patterns.optional().describe("Owners, as the metadata of environments name them, with stars. Absent: any."),
  tell: z
    .array(z.enum(noticeKinds))
    .min(1)
    .default([...noticeKinds])
    .describe("What is told on it."),
  quietHours: quietHours.optional().describe("Instead of those of all routes."),
  heartbeat: duration.optional().describe("How often it is told that all is well, for example 24h. Absent: never."),
  slack: slack.optional(),
  teams: teams.optional(),
  webhook: webhook.optional(),
  email: email.optional(),
  issue: z.literal(true).optional().describe("An issue of the forge for each environment."),
});

/** The notifications file as it is written. */
export const notificationsDocument = z.strictObject({
  apiVersion: z.literal("groundwork.dev/v1").describe("Version of this format."),
  kind: z.literal("Notifications").describe("Always Notifications."),
  spec: z.strictObject({
    after: z
      .strictObject({
        drift: duration.default("30m").describe("Differences."),
        unknown: duration.default("30m").describe("What cannot be told."),
        failed: duration.default("0s").describe("Runs that failed."),
        waiting: duration.default("1h").describe("Runs that wait for an approval."),
      })
      .prefault({})
      .describe("How long each has to last before it is told."),
    settle: duration
      .default("15m")
      .describe("How long something has to be gone before it is told as gone. What comes back earlier was never gone."),
    convergedAfter: duration
      .default("30m")
      .describe("How long an environment has to be without anything wrong before it is told as converged."),
    digestBeyond: z
      .int()
      .min(1)
      .default(10)
      .describe("As many notices of one comparison are told people one by one. More of them are one message."),
    quietHours: quietHours.optional(),
    routes: z.array(route).min(1).describe("Who is told of what, and where."),
  }),
});

/** What was written and has the right shape, with defaults filled in. */
export type RawNotifications = z.output<typeof notificationsDocument>;
export type RawRoute = RawNotifications["spec"]["routes"][number];

/** The JSON Schema with which editors complete and check the notifications file, as the text of its file. */
export function notificationsJsonSchema(): string {
  const description = "Who is told of differences that last.";
  return jsonSchemaText(notificationsDocument, { title: "Groundwork notifications", description });
}
