import * as z from "zod";

export const projectId = z.string().regex(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/, {
  error: "a project id has 6 to 30 small letters, digits and hyphens, and starts with a letter",
});

export const sharedVpc = z
  .strictObject({
    serviceProjects: z
      .array(projectId)
      .max(1000)
      .default([])
      .describe("Projects that may use the subnets. Who of them may is said in spec.access, on subnets/<name>."),
  })
  .optional()
  .describe(
    "Makes the environment's project a host, whose networks other projects use. One environment of a project has it.",
  );
