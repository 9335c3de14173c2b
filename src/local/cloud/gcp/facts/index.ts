/**
 * What the installed `@pulumi/gcp` declares of its types, read from generated files when asked for.
 *
 * In:   `data/gcp/*.generated.json`, written by `build/generators/gcp-facts.ts`.
 * Out:  {@link GcpFacts}: per type its id format, inputs, outputs, defaults.
 * Must not know: any particular type, the store, Pulumi's protocol.
 */
export { UnknownResourceType } from "./errors.ts";
export { GcpFacts, type TypeFacts } from "./gcp-facts.ts";
export {
  elementOf,
  type Properties,
  type PropertyCodes,
  type PropertyFacts,
  propertiesOf,
  type TypeCode,
} from "./property-facts.ts";
