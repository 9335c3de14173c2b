/**
 * What is wrong with inputs before the cloud is asked.
 *
 * In:   a program's inputs, the type's facts and rules.
 * Out:  {@link checkResource}: inputs with their autoname, failures by property path.
 * Must not know: the store, other resources, Pulumi's wire format.
 */
export { checkProperties } from "./check-properties.ts";
export { checkResource } from "./check-resource.ts";
