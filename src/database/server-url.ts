/** The address of a PostgreSQL server and its database. */
export interface ServerUrl {
  /** With the password, for the client alone. */
  readonly connection: string;
  readonly hasPassword: boolean;
  /** Without user, password and settings. */
  readonly place: string;
  /** `text` without the password, in both ways of writing it. */
  readonly withoutPassword: (text: string) => string;
}

/** `undefined` for a text that is no URL of PostgreSQL: `postgres://` or `postgresql://`. */
export function readServerUrl(text: string): ServerUrl | undefined {
  if (!/^postgres(?:ql)?:\/\//u.test(text) || !URL.canParse(text)) return undefined;
  const { host, pathname, password, searchParams } = new URL(text);
  const secrets = [password, decoded(password), ...searchParams.getAll("password")].filter((secret) => secret !== "");
  return {
    connection: text,
    hasPassword: secrets.length > 0,
    place: `postgres://${host}${pathname}`,
    withoutPassword: (message) => secrets.reduce((kept, secret) => kept.replaceAll(secret, "[secret]"), message),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
