import type { Program, StackConfig } from "../../../engine.ts";
import type { ProjectSettings, ResolvedConfig } from "./project.ts";

export interface ResolveOptions {
  /** Checks values against what the project declares. On by default; off where the program is not run. */
  readonly validate?: boolean;
}

/** Reads what a project and its stacks are configured to. */
export interface ConfigSource {
  /** @throws {ProjectInvalid} with file, line and column of each problem. */
  loadProject(program: Program): Promise<ProjectSettings>;
  /**
   * The project's defaults, under `Pulumi.<stack>.yaml`, under `overrides`.
   *
   * @throws {StackConfigInvalid} with file, line and column of each problem, {@link MissingConfig} naming required keys without value.
   * @throws {WrongPassphrase}, {@link MissingPassphrase} when there are secrets that cannot be decrypted.
   */
  resolve(
    project: ProjectSettings,
    stack: string,
    overrides?: StackConfig,
    options?: ResolveOptions,
  ): Promise<ResolvedConfig>;
}
