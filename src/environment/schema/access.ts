import * as z from "zod";
import { named, text } from "./words.ts";

export const role = z
  .string()
  .regex(
    /^(customRoles\/[a-z]([-a-z0-9]*[a-z0-9])?|(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[a-zA-Z0-9_.]+)$/,
    { error: "write a role, such as roles/logging.logWriter, or customRoles/<name> for one of spec.customRoles" },
  )
  .describe("A role, such as roles/storage.objectViewer, or customRoles/<name>.");

const condition = z
  .strictObject({
    title: z.string().min(1).max(100).describe("What the condition is for."),
    description: z.string().max(256).optional().describe("More about it."),
    expression: z.string().min(1).describe("In CEL, such as request.time < timestamp('2027-01-01T00:00:00Z')."),
  })
  .optional()
  .describe("When the role counts; absent: always.");

export const access = named({
  on: z
    .string()
    .regex(/^(project|[a-zA-Z]+(\/[a-z][-a-z0-9]*){1,2})$/, {
      error: "write project, or a kind and a name, such as buckets/uploads",
    })
    .describe("project, or a kind and a name: buckets/uploads, topics/orders, serviceAccounts/api, keys/main/orders."),
  role,
  members: z
    .array(text)
    .min(1)
    .describe("serviceAccounts/<name> of this environment, or as Google writes them, such as group:ops@example.com."),
  condition,
  public: z.boolean().default(false).describe("true allows the members allUsers and allAuthenticatedUsers."),
});

export const customRole = named({
  title: z.string().min(1).max(100).optional().describe("What people see; absent: the name."),
  description: z.string().max(256).optional().describe("What the role is for."),
  permissions: z
    .array(
      z.string().regex(/^[a-z][a-zA-Z0-9]*(\.[a-zA-Z0-9]+){2}$/, {
        error: "write a permission: service, resource and verb, such as storage.objects.get",
      }),
    )
    .min(1)
    .describe("What the role allows, such as storage.objects.get."),
  stage: z
    .enum(["ALPHA", "BETA", "GA", "DEPRECATED", "DISABLED", "EAP"])
    .default("GA")
    .describe("Launch stage; DISABLED makes the role allow nothing."),
}).describe("After a deletion Google restores the role for 7 days, and refuses its name for 30 more.");
