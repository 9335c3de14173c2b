/** Fields that no code of the repository reads, as `<file> <Owner.field>`, with who does. */
export const allowedFields: ReadonlyMap<string, string> = new Map([
  [
    "src/engine/embedded/program/sdk-patches/tested-versions.ts TestedVersion.testedOn",
    "people who decide whether a version is taken from the list",
  ],
  ["stacks/components/sync.ts NamedDefinition.metadata", "the program, through a type of a package that is not loaded"],
  ["stacks/components/sync.ts NamedDefinition.metadata.name", "the same"],
]);
