import path from "node:path";
import { memberOf } from "../../../../lib/index.ts";
import { NoProject } from "../../../errors.ts";
import { readSettingsFile } from "../../../settings-file.ts";
import { type FileProblem, ProjectInvalid } from "./errors.ts";
import type { ConfigDeclaration, ProjectSettings, ProviderPlugin, Runtime } from "./project.ts";
import { parseYamlFile, type YamlFile } from "./yaml-file.ts";

const fileNames = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];
const projectName = /^[A-Za-z0-9_.-]{1,100}$/u;
const configTypes = ["string", "integer", "number", "boolean", "array", "object"];

type Fields = Readonly<Record<string, unknown>>;

/** Reads and checks the project file in `folder`. @throws {NoProject}, {@link ProjectInvalid} */
export async function readProject(folder: string, configFile?: string): Promise<ProjectSettings> {
  for (const name of fileNames) {
    const file = path.join(folder, name);
    const text = await readSettingsFile(file);
    if (text !== undefined)
      return { ...parseProject(file, text), ...(configFile !== undefined && { stackConfigFile: configFile }) };
  }
  throw new NoProject({ folder });
}

/** @throws {ProjectInvalid} with every problem that was found. */
export function parseProject(file: string, text: string): ProjectSettings {
  const { problems: syntaxProblems, yaml } = parseYamlFile(file, text);
  if (syntaxProblems.length > 0) throw new ProjectInvalid({ file, problems: syntaxProblems });
  const problems: FileProblem[] = [];
  const settings = settingsOf(yaml, problems);
  if (problems.length > 0) throw new ProjectInvalid({ file, problems });
  return settings;
}

function settingsOf(yaml: YamlFile, problems: FileProblem[]): ProjectSettings {
  const fields = isFields(yaml.value) ? yaml.value : {};
  if (!isFields(yaml.value)) problems.push(yaml.problemAt([], "has to be a map with at least name and runtime"));

  const textAt = (...at: readonly string[]): string | undefined => {
    const value = at.reduce<unknown>((parent, key) => (isFields(parent) ? memberOf(parent, key) : undefined), fields);
    if (typeof value === "string" || value === undefined || value === null) return value ?? undefined;
    problems.push(yaml.problemAt(at, "has to be a text"));
    return undefined;
  };

  const name = textAt("name") ?? "";
  if (isFields(yaml.value) && !projectName.test(name))
    problems.push(yaml.problemAt(["name"], "is required: 1 to 100 letters, digits, hyphens, underscores and periods"));
  const folder = path.dirname(yaml.file);
  const { description, main, backendUrl, requiredPulumiVersion } = {
    description: textAt("description"),
    main: textAt("main"),
    backendUrl: textAt("backend", "url"),
    requiredPulumiVersion: textAt("requiredPulumiVersion"),
  };
  // An older spelling: `config` as a text is the folder that is now called `stackConfigDir`.
  const legacyDirectory = typeof fields["config"] === "string" ? fields["config"] : undefined;
  return {
    name,
    folder,
    file: yaml.file,
    ...(description !== undefined && { description }),
    ...(main !== undefined && main !== "" && { main }),
    runtime: runtimeOf(yaml, fields, problems),
    ...(backendUrl !== undefined && { backendUrl }),
    ...(requiredPulumiVersion !== undefined && requiredPulumiVersion !== "" && { requiredPulumiVersion }),
    alwaysRefreshes: textAt("options", "refresh") === "always",
    stackConfigDir: path.resolve(folder, textAt("stackConfigDir") ?? legacyDirectory ?? "."),
    config: declarationsOf(yaml, name, fields["config"], problems),
    providerPlugins: providerPluginsOf(yaml, fields["plugins"], folder, problems),
  };
}

function runtimeOf(yaml: YamlFile, fields: Fields, problems: FileProblem[]): Runtime {
  const runtime = fields["runtime"];
  if (typeof runtime === "string" && runtime !== "") return { name: runtime, options: {} };
  if (isFields(runtime) && typeof runtime["name"] === "string") {
    const options = runtime["options"] ?? {};
    if (isFields(options)) return { name: runtime["name"], options };
    problems.push(yaml.problemAt(["runtime", "options"], "has to be a map"));
  } else if (isFields(yaml.value)) {
    problems.push(yaml.problemAt(["runtime"], "is required: a name such as nodejs, or a map with name and options"));
  }
  return { name: "", options: {} };
}

function declarationsOf(
  yaml: YamlFile,
  project: string,
  config: unknown,
  problems: FileProblem[],
): Readonly<Record<string, ConfigDeclaration>> {
  if (config === undefined || config === null || typeof config === "string") return {};
  if (!isFields(config)) {
    problems.push(yaml.problemAt(["config"], "has to be a map of configuration keys"));
    return {};
  }
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, declared]) => {
      const ownNamespace = !key.includes(":") || key.startsWith(`${project}:`);
      const declaration = declarationOf(yaml, key, declared, ownNamespace, problems);
      return declaration === undefined ? [] : [[key.includes(":") ? key : `${project}:${key}`, declaration]];
    }),
  );
}

function declarationOf(
  yaml: YamlFile,
  key: string,
  declared: unknown,
  ownNamespace: boolean,
  problems: FileProblem[],
): ConfigDeclaration | undefined {
  if (declared === null || declared === undefined) return { secret: false, required: ownNamespace };
  // A bare value is a default for the project's own keys, and a fixed value for those of providers.
  if (!isFields(declared)) return { [ownNamespace ? "default" : "value"]: declared, secret: false, required: false };
  const { type, secret, default: fallback, value } = declared;
  if (type !== undefined && !(typeof type === "string" && configTypes.includes(type))) {
    problems.push(yaml.problemAt(["config", key, "type"], `has to be one of ${configTypes.join(", ")}`));
    return undefined;
  }
  if (type !== undefined && !ownNamespace) {
    problems.push(yaml.problemAt(["config", key], "belongs to another namespace, so it can have a value and no type"));
    return undefined;
  }
  if (fallback !== undefined && value !== undefined) {
    problems.push(yaml.problemAt(["config", key], "has both default and value; only one of them can be meant"));
    return undefined;
  }
  return {
    ...(typeof type === "string" && { type }),
    ...(fallback !== undefined && { default: fallback }),
    ...(value !== undefined && { value }),
    secret: secret === true,
    required: ownNamespace && fallback === undefined && value === undefined,
  };
}

function providerPluginsOf(
  yaml: YamlFile,
  plugins: unknown,
  folder: string,
  problems: FileProblem[],
): readonly ProviderPlugin[] {
  const providers = isFields(plugins) ? plugins["providers"] : plugins;
  if (providers === undefined || providers === null) return [];
  if (!Array.isArray(providers)) {
    problems.push(yaml.problemAt(["plugins", "providers"], "has to be a list of providers with name and path"));
    return [];
  }
  const seen = new Set<string>();
  return providers.flatMap((provider: unknown, index) => {
    const { name, path: at, version } = isFields(provider) ? provider : ({} as Fields);
    const where = ["plugins", "providers", index];
    if (typeof name !== "string" || name === "" || typeof at !== "string" || at === "") {
      problems.push(yaml.problemAt(where, "needs a name and a path"));
      return [];
    }
    const versioned = typeof version === "string" && version !== "";
    const key = versioned ? `${name} ${version}` : name;
    if (seen.has(key)) problems.push(yaml.problemAt(where, `is the second provider ${key}`));
    seen.add(key);
    return [{ name, folder: path.resolve(folder, at), ...(versioned && { version }) }];
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
