import { environmentJsonSchema, environmentsFolder } from "../environment/index.ts";

/** What a new project is to be. */
export interface NewProject {
  /** Name of the Pulumi project. */
  readonly name: string;
  readonly cloud: "local" | "gcp";
  /** Project id in Google Cloud; given with `gcp`. */
  readonly cloudProject?: string;
  readonly region: string;
  readonly agent: "groundwork" | "flux";
  /** The package that holds this command, with the version range to depend on. */
  readonly package: { readonly name: string; readonly range: string };
  /** Version range of the SDK that the package was built with. */
  readonly sdkRange: string;
}

/** Files by path from the root of the repository. */
export type Files = Readonly<Record<string, string>>;

/**
 * The program and its settings. A person may have changed each of them.
 *
 * @param isModule whether `package.json` makes the program an ECMAScript module
 */
export function programFiles({ name, package: own }: NewProject, isModule: boolean): Files {
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
    [`${environmentsFolder}/environment.schema.json`]: environmentJsonSchema(),
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
