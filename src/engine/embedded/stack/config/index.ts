/**
 * What a project and its stacks are configured to: `Pulumi.yaml` and `Pulumi.<stack>.yaml`.
 *
 * In:   the program's folder, the stack's name, values given for one run, the key of the stack's secrets.
 * Out:  {@link ProjectSettings} and {@link ResolvedConfig}: plain values, secrets in clear with the list of their keys.
 * Must not know: the state, engines, how a program is run.
 */
export { assignedValue } from "./assigned-value.ts";
export { fileConfigSource } from "./file-config-source.ts";
export type { ProjectSettings, ResolvedConfig } from "./project.ts";
export { requirePulumiVersion } from "./pulumi-version.ts";
export { readProject } from "./read-project.ts";
export type { ConfigSource } from "./source.ts";
export { readStackFile, stackFilePath, writeStackValues } from "./stack-file.ts";
export { secretTextsOf } from "./values.ts";
