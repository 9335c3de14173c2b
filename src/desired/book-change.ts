import type { AddressBook } from "../environment/index.ts";

/** What writing the address book anew would change, as the end of a sentence about its file. */
export function describeBookChange(written: AddressBook, complete: AddressBook): string {
  const lacks = linesMissing(complete, written);
  const surplus = linesMissing(written, complete);
  if (lacks.length === 0 && surplus.length === 0) return "is not written as this tool writes it";
  return [
    ...(lacks.length === 0 ? [] : [`lacks planned addresses: ${lacks.join("; ")}`]),
    ...(surplus.length === 0 ? [] : [`has addresses that nothing needs any more: ${surplus.join("; ")}`]),
  ].join(", and ");
}

/** What one book has and another has not: `dev network, subnets/main`. */
function linesMissing(of: AddressBook, from: AddressBook): readonly string[] {
  return [...of.environments]
    .map(([name, ranges]) => {
      const known = from.environments.get(name);
      const keys = [...ranges].filter(([key, cidr]) => known?.get(key)?.text !== cidr.text).map(([key]) => key);
      return { name, keys: keys.toSorted() };
    })
    .filter(({ keys }) => keys.length > 0)
    .map(({ name, keys }) => `${name} ${keys.join(", ")}`)
    .toSorted();
}
