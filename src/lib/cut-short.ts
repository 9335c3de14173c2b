/** The first items of a list and, where there are more than `most`, how many follow: `and 3 more`. */
export function cutShort<T>(items: readonly T[], most: number): readonly (T | string)[] {
  const more = items.length - most;
  return more > 0 ? [...items.slice(0, most), `and ${more} more`] : items;
}
