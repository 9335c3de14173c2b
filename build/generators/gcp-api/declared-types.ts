// The types of `@pulumi/gcp` as the facts of its declarations have them.

/** Codes of properties by name, with their flags; `data/gcp/<service>.generated.json` has them. */
export type TypeCodes = Readonly<Record<string, string>>;

/** Object types by name. */
export type ObjectCodes = Readonly<Record<string, TypeCodes>>;
