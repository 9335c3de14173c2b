/** What the table says of a property that the rules would map wrongly, or not at all. */
export type PropertyException =
  /** Decided by Pulumi's provider, and not sent. */
  | "provider"
  | {
      /** From the resource, with `[]` behind lists and `{}` behind maps: `disks[].initializeParams`. */
      readonly path: string;
      /** False where the provider takes values in another form than the API, so that the API's facts do not hold for them. */
      readonly isChecked: boolean;
    };

export type TypeExceptions = Readonly<Record<string, PropertyException>>;

export const own = "provider";

export function at(path: string): PropertyException {
  return { path, isChecked: true };
}

export function inOtherForm(path: string): PropertyException {
  return { path, isChecked: false };
}

/** Exceptions of an object that several types hold, each under its own name. */
export function under(property: string, exceptions: TypeExceptions): TypeExceptions {
  return Object.fromEntries(Object.entries(exceptions).map(([name, each]) => [`${property}.${name}`, each]));
}
