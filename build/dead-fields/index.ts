/**
 * Fields that are declared and never read.
 *
 * In:   the folder of a project with its `tsconfig.json`, the folders to look into.
 * Out:  {@link deadFields}.
 * Must not know: this project's own types.
 */
export { type DeadField, deadFields } from "./dead-fields.ts";
