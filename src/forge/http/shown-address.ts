/** An address for people, without a name, a password or parameters, which may hold a secret. */
export function shownAddress(url: string): string {
  return URL.canParse(url) ? `${new URL(url).origin}${new URL(url).pathname}` : "an address that cannot be read";
}
