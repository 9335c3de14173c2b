// The rules by which a property's name finds its field, in the order in which they are tried.
import { bare, sameButNumber, sameWord } from "./words.ts";

export interface NamedProperty {
  readonly name: string;
  /** Name of the property that holds this one; empty at the top. */
  readonly within: string;
}

export type FieldRule = (property: NamedProperty, field: string) => boolean;

/** What APIs write behind a name, and Pulumi does not. */
const ENDS = [
  "sec",
  "seconds",
  "gb",
  "mb",
  "url",
  "uri",
  "urls",
  "uris",
  "link",
  "name",
  "names",
  "id",
  "ids",
  "config",
  "spec",
  "settings",
  "bytes",
  "ms",
];

/** What Pulumi writes behind a name, and APIs do not. */
const OWN_ENDS = ["selflink", "link", "id", "ids", "name", "config", "configs", "wo"];

export const fieldRules: readonly FieldRule[] = [
  ({ name }, field) => name === field,
  ({ name }, field) => sameWord(name, field),
  ({ name }, field) => sameButNumber(name, field),
  ({ name }, field) => ENDS.some((end) => bare(field) === `${bare(name)}${end}`),
  ({ name }, field) =>
    OWN_ENDS.some((end) => bare(name) === `${bare(field)}${end}` || bare(name) === `${bare(singular(field))}${end}`),
  ({ name }, field) => ownNameWithout("selflink", name).some((start) => bare(field) === `${start}name`),
  ({ name }, field) => bare(field) === `source${bare(name)}`,
  ({ name, within }, field) => isPrefixed(bare(name), bare(field), bare(within)),
];

function singular(name: string): string {
  return name.replace(/s$/, "");
}

function ownNameWithout(end: string, name: string): string[] {
  return bare(name).endsWith(end) ? [bare(name).slice(0, -end.length)] : [];
}

/** `type` of `guestAccelerators` is `acceleratorType`: the field repeats a part of what holds it. */
function isPrefixed(name: string, field: string, within: string): boolean {
  const ends = [name, ...ENDS.map((end) => `${name}${end}`)];
  return ends.some((end) => {
    const start = field.endsWith(end) ? field.slice(0, -end.length) : "";
    return start.length > 2 && within.includes(start);
  });
}
