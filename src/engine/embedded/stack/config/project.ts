/** How a project's program is run. */
export interface Runtime {
  /** Pulumi's name of the language host: `nodejs`, `yaml`, `python` … */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What `Pulumi.yaml` says about one configuration key. */
export interface ConfigDeclaration {
  /** `string`, `integer`, `number`, `boolean`, `array` or `object`; absent when any value will do. */
  readonly type?: string;
  /** Value for stacks that give none. */
  readonly default?: unknown;
  /** A fixed value of the project; stacks may override it. */
  readonly value?: unknown;
  readonly secret: boolean;
  /** True when every stack has to give a value: a declared type without default or value. */
  readonly required: boolean;
}

/** A valid `Pulumi.yaml`. */
export interface ProjectSettings {
  readonly name: string;
  /** Absolute path of the folder that holds `Pulumi.yaml`. */
  readonly folder: string;
  /** Absolute path of `Pulumi.yaml` itself. */
  readonly file: string;
  readonly description?: string;
  /** Entry of the program, relative to {@link folder}; a folder or a file. */
  readonly main?: string;
  readonly runtime: Runtime;
  /** `backend.url`, for example `file://./state`. */
  readonly backendUrl?: string;
  /** Versions of Pulumi that the project may be run with, for example `>=3.100.0`. */
  readonly requiredPulumiVersion?: string;
  /** `options.refresh: always`: operations that can refresh first do, unless they are told not to. */
  readonly alwaysRefreshes: boolean;
  /** Absolute path of the folder of the `Pulumi.<stack>.yaml` files. */
  readonly stackConfigDir: string;
  /** Absolute path of the stack's configuration file, where `--config-file` names one. */
  readonly stackConfigFile?: string;
  /** Keys with their namespace: `<project>:<name>`. */
  readonly config: Readonly<Record<string, ConfigDeclaration>>;
  /** Providers that the project brings along, from `plugins: providers:`. */
  readonly providerPlugins: readonly ProviderPlugin[];
}

/** A provider that is taken from a folder instead of being looked for. */
export interface ProviderPlugin {
  readonly name: string;
  readonly version?: string;
  /** Absolute path. */
  readonly folder: string;
}

/** The configuration of one run, as the program's SDK wants it. */
export interface ResolvedConfig {
  /** `<namespace>:<name>` to its value in clear; objects and arrays as JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys of {@link values} that are secret, wholly or in parts. */
  readonly secretKeys: readonly string[];
  /** Keys whose value is JSON of an object or an array. */
  readonly objectKeys: readonly string[];
  /** The same as it may be written into the history: values as their files have them, secrets as ciphertext. */
  readonly record: Readonly<Record<string, unknown>>;
}
