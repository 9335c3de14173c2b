/**
 * Providers of packages whose resources exist in no cloud: their outputs stand in the program's state alone.
 *
 * In:   a package's facts; what each of its types makes, checks and replaces, as {@link LogicalType}.
 * Out:  {@link LogicalProvider}.
 * Must not know: any package, the store, the wire format.
 */
export { ImportIdInvalid } from "./errors.ts";
export { LogicalProvider } from "./logical-provider.ts";
export type { LogicalFunction, LogicalResource, LogicalType } from "./logical-type.ts";
export { PackageFacts } from "./package-facts.ts";
