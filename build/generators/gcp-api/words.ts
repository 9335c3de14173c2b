// Names as Pulumi and Google's APIs write them.

/** A name as it is compared: without case, underscores and dashes. */
export function bare(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "").toLowerCase();
}

export function sameWord(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

export function plural(name: string): string {
  if (/(s|x|ch|sh)$/i.test(name)) return `${name}es`;
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  return `${name}s`;
}

/** True for a word and its plural, in either order. */
export function sameButNumber(one: string, other: string): boolean {
  const [a, b] = [bare(one), bare(other)];
  return bare(plural(one)) === b || bare(plural(other)) === a || `${a}s` === b || `${b}s` === a;
}
