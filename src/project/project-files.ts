import type { Files } from "./files.ts";
import type { NewProject } from "./new-project.ts";

/**
 * The program and its settings. A person may have changed each of them.
 *
 * @param isModule whether `package.json` makes the program an ECMAScript module
 */
export function programFiles(project: NewProject, isModule: boolean): Files {
  const { name, package: own, schemas } = project;
  return {
    "Pulumi.yaml": [
      `name: ${name}`,
      "description: Every folder under environments/ is a stack.",
      "main: stacks/index.ts",
      "runtime: nodejs",
      "",
    ].join("\n"),
    "tsconfig.json": `${JSON.stringify(compilerSettings, undefined, 2)}\n`,
    "stacks/index.ts": programSource(own.name, isModule),
    ...schemas,
  };
}

const compilerSettings = {
  compilerOptions: {
    target: "es2022",
    module: "nodenext",
    moduleResolution: "nodenext",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["stacks"],
};

/** Pulumi's SDK takes a default export of ECMAScript modules only, and the whole export of CommonJS. */
function programSource(packageName: string, isModule: boolean): string {
  const exported = isModule ? "export default" : "export =";
  return `import { createEnvironment } from "${packageName}/stack";

/**
 * One environment: all that environments/<name of the stack>/environment.yaml declares.
 *
 * Resources of any Pulumi provider can be added here. They may refer to those of the environment, as in
 * environment.network.vpc.id. Give each its name: one that the provider makes up is another at each run, and up refuses
 * what the preview did not show. What is returned becomes the outputs of the stack.
 */
${exported} async () => {
  const environment = await createEnvironment();
  return { ...environment.outputs };
};
`;
}

/** Lines of `.gitignore`. */
export const ignoredPaths: readonly string[] = ["node_modules/", ".groundwork/"];

/** What `package.json` has to have. */
export function manifestParts({ name, package: own, sdkRange }: NewProject) {
  return {
    name,
    private: true,
    dependencies: { [own.name]: own.range, "@pulumi/pulumi": sdkRange },
    devDependencies: { typescript: "^5.9.0" },
  } as const;
}
