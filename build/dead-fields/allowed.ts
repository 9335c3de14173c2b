const ofEnvironment =
  "name cloud labels network networkCidr subnets addresses machines clusters serviceAccounts buckets databases dnsZones secrets topics runServices runJobs artifactRepositories keys values provider outputs";
const ofTested = [
  "TestedEnvironment.outputs",
  "TestedEnvironment.outputs.resources",
  "TestedEnvironment.kubeconfigs",
  "TestedEnvironments.console",
];

/** Fields that no code of the repository reads, as `<file> <Owner.field>`, with who does. */
export const allowedFields: ReadonlyMap<string, string> = new Map([
  [
    "src/engine/embedded/program/sdk-patches/tested-versions.ts TestedVersion.testedOn",
    "people who decide whether a version is taken from the list",
  ],
  ["stacks/components/sync.ts NamedDefinition.metadata", "the program, through a type of a package that is not loaded"],
  ["stacks/components/sync.ts NamedDefinition.metadata.name", "the same"],
  ...ofEnvironment
    .split(" ")
    .map(
      (field) =>
        [
          `stacks/resources/resources-environment.ts ResourcesEnvironment.${field}`,
          "each project's resources.ts",
        ] as const,
    ),
  ["stacks/organization/organization-stack.ts OrganizationStack.outputs", "each project's program of its organization"],
  ...ofTested.map((field) => [`src/tested/index.ts ${field}`, "each project's tests"] as const),
]);
