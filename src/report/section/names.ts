const shownNames = 3;

/** `acme, beta, gamma and 297 more`. */
export function namesText(names: readonly string[]): string {
  const more = names.length - shownNames;
  return names.slice(0, shownNames).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
