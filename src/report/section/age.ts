const units: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
];

/** How long something has been so: `3 h 10 min`, the two largest units. */
export function ageText(milliseconds: number): string {
  const [first, second] = units
    .map(([name, size], index) => {
      const above = index === 0 ? milliseconds : milliseconds % (units[index - 1]?.[1] ?? 1);
      return { name, count: Math.floor(Math.max(0, above) / size) };
    })
    .filter(({ count }, index, all) => count > 0 || all.slice(0, index).some((each) => each.count > 0))
    .slice(0, 2);
  if (!first) return "0 s";
  return [first, second].flatMap((part) => (part && part.count > 0 ? [`${part.count} ${part.name}`] : [])).join(" ");
}
