/** What is known of one property. */
export interface PropertyFacts {
  /** `s` string, `n` number, `b` boolean, `a` any value, `[x]` list of x, `{x}` map to x, `@Name` object of that type, `@` object of unknown type. */
  readonly type: TypeCode;
  readonly required: boolean;
  /** Changing it needs a new resource. */
  readonly replaces: boolean;
  /** The cloud has a value for it even when the program gives none. */
  readonly always: boolean;
  readonly sensitive: boolean;
}

export type TypeCode = string;

export type Properties = Readonly<Record<string, PropertyFacts>>;

/** Reads the codes that the generator writes, for example `[s]!*`. */
export function propertyFacts(code: string): PropertyFacts {
  const type = code.replace(/[!*+~]*$/, "");
  const flags = code.slice(type.length);
  return {
    type,
    required: flags.includes("!"),
    replaces: flags.includes("*"),
    always: flags.includes("+"),
    sensitive: flags.includes("~"),
  };
}

/** Properties as the generator writes them, by name. */
export type PropertyCodes = Readonly<Record<string, string>>;

export function propertiesOf(codes: PropertyCodes): Properties {
  return Object.fromEntries(Object.entries(codes).map(([name, code]) => [name, propertyFacts(code)]));
}

/** The type inside a list or a map; `undefined` for anything else. */
export function elementOf(type: TypeCode): TypeCode | undefined {
  return /^[[{]/.test(type) ? type.slice(1, -1) : undefined;
}
