import path from "node:path";
import { memberOf, setMember } from "../../../../lib/index.ts";
import { unknownValue } from "../../../../pulumi/index.ts";
import type { Program, StackConfig } from "../../../engine.ts";
import { type PassphraseKeys, SecretUnreadable, UnsupportedSecretsProvider } from "../secrets/index.ts";
import { type FileProblem, MissingConfig, StackConfigInvalid } from "./errors.ts";
import type { ProjectSettings, ResolvedConfig } from "./project.ts";
import { readProject } from "./read-project.ts";
import type { ConfigSource, ResolveOptions } from "./source.ts";
import { configKey, readStackFile, type StackFile } from "./stack-file.ts";
import { type ConfigValue, configValueOf, fitsType, holdsSecure } from "./values.ts";

/**
 * Configuration from `Pulumi.yaml` and `Pulumi.<stack>.yaml`, secrets decrypted with `keys`.
 *
 * @param keys `withheld`: each secret is an unknown value, and no key is asked for.
 */
export function fileConfigSource(keys: PassphraseKeys | "withheld"): ConfigSource {
  return {
    loadProject: (program: Program) => readProject(path.resolve(program.folder), program.configFile),
    async resolve(project, stack, overrides = {}, options = {}) {
      const file = await readStackFile(project, stack);
      return resolved(project, stack, file, { overrides, options, decrypt: await decrypterFor(file, stack, keys) });
    },
  };
}

interface Layers {
  readonly overrides: StackConfig;
  readonly options: ResolveOptions;
  readonly decrypt: (ciphertext: string) => string;
}

function resolved(
  project: ProjectSettings,
  stack: string,
  file: StackFile,
  { overrides, options, decrypt }: Layers,
): ResolvedConfig {
  const values = new Map<string, ConfigValue>();
  const record: Record<string, unknown> = {};
  const declaredSecret = (key: string) => memberOf(project.config, key)?.secret === true;
  for (const [key, { default: fallback, value, secret }] of Object.entries(project.config)) {
    const written = value ?? fallback;
    if (written === undefined) continue;
    const given = configValueOf(written, decrypt);
    values.set(key, { ...given, secret: given.secret || secret });
    setMember(record, key, secret ? "[secret]" : written);
  }
  for (const [key, { value }] of file.values) {
    const given = configValueOf(value, decrypt);
    values.set(key, given);
    setMember(record, key, recorded(value, given, declaredSecret(key)));
  }
  for (const [spelled, { value, secret = false }] of Object.entries(overrides)) {
    const key = configKey(project.name, spelled) ?? spelled;
    values.set(key, { text: value, secret, object: false });
    setMember(record, key, secret ? "[secret]" : value);
  }
  if (options.validate ?? true) validate(project, stack, file, values);
  const keysWhere = (is: (value: ConfigValue, key: string) => boolean) =>
    [...values].filter(([key, value]) => is(value, key)).map(([key]) => key);
  return {
    values: Object.fromEntries([...values].map(([key, { text }]) => [key, text])),
    secretKeys: keysWhere(({ secret }, key) => secret || declaredSecret(key)),
    objectKeys: keysWhere(({ object }) => object),
    record,
  };
}

/** As the file has it, secrets as ciphertext; never in clear what the project calls secret. */
function recorded(written: unknown, { text, secret }: ConfigValue, declaredSecret: boolean): unknown {
  if (declaredSecret && !secret) return "[secret]";
  return typeof written === "object" && written !== null ? written : text;
}

function validate(
  project: ProjectSettings,
  stack: string,
  file: StackFile,
  values: ReadonlyMap<string, ConfigValue>,
): void {
  const missing = Object.entries(project.config)
    .filter(([key, { required }]) => required && !values.has(key))
    .map(([key]) => key);
  if (missing.length > 0) throw new MissingConfig({ stack, file: file.file, keys: missing.toSorted() });

  const problems: FileProblem[] = [];
  for (const [key, { type, secret }] of Object.entries(project.config)) {
    const value = values.get(key);
    const written = file.values.get(key);
    if (value === undefined || type === undefined) continue;
    const at = ["config", written?.spelled ?? key];
    if (!fitsType(value, type)) problems.push(file.problemAt(at, `has to be of type ${type}, as Pulumi.yaml declares`));
    if (secret && !value.secret)
      problems.push(file.problemAt(at, "is declared secret in Pulumi.yaml and stands in clear"));
  }
  if (problems.length > 0) throw new StackConfigInvalid({ file: file.file, problems });
}

/** Asks for the passphrase only when something has to be decrypted. */
async function decrypterFor(
  file: StackFile,
  stack: string,
  keys: PassphraseKeys | "withheld",
): Promise<(ciphertext: string) => string> {
  if (keys === "withheld") return () => unknownValue;
  if (file.secretsProvider !== undefined && file.secretsProvider !== "passphrase" && file.secretsProvider !== "default")
    throw new UnsupportedSecretsProvider({ of: file.file, provider: file.secretsProvider });
  if (![...file.values.values()].some(({ value }) => holdsSecure(value)))
    return () => {
      throw new SecretUnreadable({
        of: file.file,
        problem: "a default of Pulumi.yaml is encrypted, and defaults belong to no stack",
      });
    };
  if (file.encryptionSalt === undefined)
    throw new SecretUnreadable({ of: file.file, problem: "there are secure values and no encryptionsalt" });
  const crypter = await keys.open(file.encryptionSalt, `stack ${stack} (${file.file})`);
  return (ciphertext) => crypter.decrypt(ciphertext);
}
