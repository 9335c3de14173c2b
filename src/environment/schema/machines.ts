import * as z from "zod";
import { role } from "./access.ts";
import { managed } from "./managed.ts";
import { diskSizeGb, diskType, labels, machineType, name, named, tags, text, zone } from "./words.ts";

export const machineGroup = named({
  count: z.int().min(0).max(500).default(1).describe("How many machines."),
  machineType: machineType.default("e2-small"),
  image: z
    .string()
    .min(1)
    .default("debian-cloud/debian-12")
    .describe("Image or image family: <project>/<family>, or a full link."),
  bootDisk: z
    .strictObject({ sizeGb: diskSizeGb.default(20), type: diskType })
    .default({ sizeGb: 20, type: "pd-balanced" })
    .describe("The disk that a machine starts from."),
  disks: z
    .array(named({ sizeGb: diskSizeGb, type: diskType }))
    .default([])
    .describe("Data disks of every machine."),
  subnet: name.optional().describe("Name of a subnet; absent: the first one."),
  zones: z.array(zone).min(1).optional().describe("Where the machines may stand; absent: the environment's zones."),
  spread: z.enum(["even", "pack"]).default("even").describe("Go round the zones, or fill the first one."),
  tags: tags.default([]),
  labels: labels.default({}),
  metadata: z
    .record(z.string().regex(/^[-_a-zA-Z0-9]{1,128}$/), text)
    .default({})
    .describe("Instance metadata."),
  startupScript: text.optional().describe("Run by every machine at every start."),
  cloudInit: text.optional().describe("cloud-init user data."),
  serviceAccount: name.optional().describe("One of the environment's serviceAccounts; absent: the machines have none."),
  externalAddress: z
    .enum(["none", "ephemeral", "static"])
    .default("none")
    .describe("static reserves the address, so that a replaced machine keeps it."),
  canIpForward: z.boolean().default(false).describe("May send packets that are not from its own address: routers."),
  spot: z.boolean().default(false).describe("Cheaper, and may be stopped at any time."),
  ports: z
    .array(named({ port: z.int().min(1).max(65_535).describe("Number of the port.") }))
    .default([])
    .describe("Named ports of the instance groups."),
  managed,
});

export const serviceAccount = named({
  roles: z.array(role).default([]).describe("Roles in the project."),
  workloads: z
    .array(z.strictObject({ namespace: name, serviceAccount: name }))
    .default([])
    .describe("Kubernetes service accounts that may act as this one, through workload identity."),
});
