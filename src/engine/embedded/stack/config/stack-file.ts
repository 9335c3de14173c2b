import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { parseDocument, Scalar } from "yaml";
import { parsePath } from "../../../../pulumi/index.ts";
import { readSettingsFile } from "../../../settings-file.ts";
import { type FileProblem, InvalidConfigKey, StackConfigInvalid } from "./errors.ts";
import { plainScalar } from "./plain-scalar.ts";
import type { ProjectSettings } from "./project.ts";
import { parseYamlFile, type YamlFile } from "./yaml-file.ts";

/** One value as the file has it: plain, `{ secure: <ciphertext> }`, or a map or list with such values in it. */
export interface WrittenValue {
  readonly value: unknown;
  /** The key as it is spelled in the file, for messages. */
  readonly spelled: string;
}

/** A valid `Pulumi.<stack>.yaml`, secrets still encrypted. */
export interface StackFile {
  readonly file: string;
  readonly encryptionSalt?: string;
  readonly secretsProvider?: string;
  /** Keys with their namespace. */
  readonly values: ReadonlyMap<string, WrittenValue>;
  problemAt(path: readonly (string | number)[], message: string): FileProblem;
}

/** Where the configuration of `stack` stands, whether or not it exists. */
export function stackFilePath(project: ProjectSettings, stack: string): string {
  return project.stackConfigFile ?? path.join(project.stackConfigDir, `Pulumi.${stack}${path.extname(project.file)}`);
}

/** A file that does not exist is an empty one. @throws {StackConfigInvalid} */
export async function readStackFile(project: ProjectSettings, stack: string): Promise<StackFile> {
  const file = stackFilePath(project, stack);
  const text = await readSettingsFile(file);
  return parseStackFile(file, project.name, text ?? "");
}

/** @throws {StackConfigInvalid} with every problem that was found. */
export function parseStackFile(file: string, projectName: string, text: string): StackFile {
  const { problems: syntaxProblems, yaml } = parseYamlFile(file, text, plainScalar);
  if (syntaxProblems.length > 0) throw new StackConfigInvalid({ file, problems: syntaxProblems });
  const problems: FileProblem[] = [];
  const fields = (yaml.value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof fields !== "object" || Array.isArray(fields))
    throw new StackConfigInvalid({ file, problems: [yaml.problemAt([], "has to be a map")] });

  if (fields["environment"] !== undefined && fields["environment"] !== null)
    problems.push(
      yaml.problemAt(["environment"], "Pulumi ESC environments are not supported; write the values under config:"),
    );
  const salt = textField(yaml, "encryptionsalt", fields, problems);
  const provider = textField(yaml, "secretsprovider", fields, problems);
  const values = valuesOf(yaml, projectName, fields["config"], problems);
  for (const at of infinitiesIn(fields["config"], ["config"]))
    problems.push(yaml.problemAt(at, "is not a finite number, which JSON cannot hold; write it in quotes"));
  if (problems.length > 0) throw new StackConfigInvalid({ file, problems });
  return {
    file,
    ...(salt !== undefined && { encryptionSalt: salt }),
    ...(provider !== undefined && { secretsProvider: provider }),
    values,
    problemAt: (at, message) => yaml.problemAt(at, message),
  };
}

/** Where infinities and what is not a number stand. The Pulumi CLI refuses a configuration that has any. */
function infinitiesIn(value: unknown, at: readonly (string | number)[]): readonly (readonly (string | number)[])[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [at];
  if (typeof value !== "object" || value === null) return [];
  const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return members.flatMap(([key, member]) => infinitiesIn(member, [...at, key]));
}

/**
 * Writes values into the stack's file, keeping its comments and order, and creates it when there is none.
 *
 * `at` is the key followed by the path inside of its value.
 */
export async function writeStackValues(
  file: string,
  values: readonly {
    readonly at: readonly (string | number)[];
    readonly value: string | number | bigint | boolean;
  }[],
): Promise<void> {
  // Every scalar is a text here, and so is written again as it is spelled.
  const document = parseDocument((await readSettingsFile(file)) ?? "", { schema: "failsafe", logLevel: "silent" });
  for (const { at, value } of values) document.setIn(["config", ...at], scalarOf(value));
  await writeFileAtomic(file, document.toString());
}

/** A text that would be read as something else has to be quoted. */
function scalarOf(value: string | number | bigint | boolean): Scalar {
  const scalar = new Scalar(String(value));
  if (typeof value === "string" && plainScalar(value) !== value) scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** `name`, `<namespace>:name` or the older `<namespace>:config:name`, as `<namespace>:name`; `undefined` when it is none of these. */
export function configKey(projectName: string, spelled: string): string | undefined {
  const [first = "", second, third, ...rest] = spelled.split(":");
  if (rest.length > 0 || first === "") return undefined;
  if (second === undefined) return `${projectName}:${first}`;
  if (third === undefined) return second === "" ? undefined : `${first}:${second}`;
  return second === "config" && third !== "" ? `${first}:${third}` : undefined;
}

/**
 * Where the value of a key that was given on a command line stands below `config`: the key with its namespace and, when it is
 * a path such as `list[0].name`, the places inside of its value.
 *
 * @throws {InvalidConfigKey}
 */
export function configPath(
  projectName: string,
  given: string,
  isPath: boolean,
): readonly [string, ...(string | number)[]] {
  const steps = isPath ? parsePath(given) : [given];
  const [first, ...rest] = steps ?? [];
  const key = configKey(projectName, String(first ?? ""));
  if (key === undefined || first === undefined) throw new InvalidConfigKey({ key: given });
  return [key, ...rest];
}

function valuesOf(
  yaml: YamlFile,
  projectName: string,
  config: unknown,
  problems: FileProblem[],
): ReadonlyMap<string, WrittenValue> {
  const values = new Map<string, WrittenValue>();
  if (config === undefined || config === null) return values;
  if (typeof config !== "object" || Array.isArray(config)) {
    problems.push(yaml.problemAt(["config"], "has to be a map of configuration keys"));
    return values;
  }
  for (const [spelled, value] of Object.entries(config)) {
    const key = configKey(projectName, spelled);
    if (key === undefined)
      problems.push(yaml.problemAt(["config", spelled], "is no configuration key: write <namespace>:<name>"));
    else values.set(key, { value, spelled });
  }
  return values;
}

function textField(
  yaml: YamlFile,
  name: string,
  fields: Readonly<Record<string, unknown>>,
  problems: FileProblem[],
): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  problems.push(yaml.problemAt([name], "has to be a text"));
  return undefined;
}
