import * as z from "zod";

/** A name in the cloud: RFC 1035, at most 63 characters. */
const rfc1035 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

export const name = z
  .string()
  .regex(rfc1035, {
    error:
      "a name starts with a small letter, goes on with small letters, digits and hyphens, and has at most 63 characters",
  })
  .describe("Small letters, digits and hyphens, starting with a letter, at most 63 characters.");

export const cidr = z
  .string()
  .regex(/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/, { error: "write an IPv4 block, such as 10.4.0.0/16" })
  .describe("An IPv4 block, such as 10.4.0.0/16.");

/** A block, or only its size. */
export const range = z
  .string()
  .regex(/^((\d{1,3}\.){3}\d{1,3})?\/\d{1,2}$/, {
    error: "write an IPv4 block, such as 10.4.0.0/16, or only its size, such as /16, to have one planned",
  })
  .describe("An IPv4 block, such as 10.4.0.0/16, or only its size, such as /16: then a free block is planned.");

export const labels = z
  .record(
    z.string().regex(/^[a-z][-_a-z0-9]{0,62}$/, {
      error:
        "a label's key starts with a small letter, goes on with small letters, digits, _ and -, and has at most 63 characters",
    }),
    z.string().regex(/^[-_a-z0-9]{0,63}$/, {
      error: "a label's value has small letters, digits, _ and -, and at most 63 characters",
    }),
  )
  .describe("Labels of the cloud's resources.");

export const tags = z.array(name).describe("Network tags, which firewall rules refer to.");

export const zone = z.string().regex(/^[a-z]+-[a-z]+\d+-[a-z]$/, {
  error: "write a zone, such as europe-west1-b",
});

export const text = z
  .string()
  .describe("Text; may refer to another environment's outputs: ${environments.<name>.outputs.network.selfLink}.");

export const diskType = z
  .enum(["pd-standard", "pd-balanced", "pd-ssd", "hyperdisk-balanced"])
  .default("pd-balanced")
  .describe("Kind of disk.");

export const diskSizeGb = z.int().min(10).max(65_536).describe("Size of the disk in GB.");

export const machineType = z
  .string()
  .regex(/^[a-z][a-z0-9]*-[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: "write a machine type: family, kind and size, such as e2-medium, n2-standard-4 or e2-custom-4-8192",
  })
  .describe("Machine type, such as e2-medium or n2-standard-4.");

/** An entry of a list that is identified by its name. Over a profile, such lists merge by name. */
export function named<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject({
    name,
    remove: z.boolean().optional().describe("true takes away what a profile declares under this name."),
    ...shape,
  });
}
