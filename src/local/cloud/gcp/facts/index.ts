/**
 * What the installed `@pulumi/gcp` declares of its types, and what Google's APIs hold them to, read from generated files when asked for.
 *
 * In:   `data/gcp/*.generated.json` and `data/gcp-apis/*.generated.json`, written by `build/generators/gcp-facts.ts` and `gcp-api/`.
 * Out:  {@link GcpFacts}: per type its id format, inputs, outputs, defaults and the facts of its API; {@link forbidden}.
 * Must not know: any particular type, the store, Pulumi's protocol.
 */
export { ApiFacts, type ApiField, type ApiTypeFacts } from "./api-facts.ts";
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
export { forbidden, kindOfFormat, type ValueRule } from "./value-rule.ts";
