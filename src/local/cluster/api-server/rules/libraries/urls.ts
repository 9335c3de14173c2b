import type { Environment } from "@marcbachmann/cel-js";

/** A URL in parts, each as written: the parts of the web's own `URL` are normalized, those of the server are not. */
class RuleUrl {
  constructor(
    readonly scheme: string,
    readonly host: string,
    readonly path: string,
    readonly query: string,
  ) {}
}

/** Kubernetes' library `url`. */
export function registerUrls(environment: Environment): void {
  environment
    .registerType("URL", { ctor: RuleUrl, fields: {} })
    .registerFunction("isURL(string): bool", (text: string) => urlOf(text) !== undefined)
    .registerFunction("url(string): URL", (text: string) => {
      const url = urlOf(text);
      if (url !== undefined) return url;
      throw new Error(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI`);
    })
    .registerFunction("URL.getScheme(): string", ({ scheme }: RuleUrl) => scheme)
    .registerFunction("URL.getHost(): string", ({ host }: RuleUrl) => host)
    .registerFunction("URL.getHostname(): string", ({ host }: RuleUrl) =>
      host.replace(port, "").replace(/^\[(.*)\]$/, "$1"),
    )
    .registerFunction("URL.getPort(): string", ({ host }: RuleUrl) => port.exec(host)?.[1] ?? "")
    .registerFunction("URL.getEscapedPath(): string", ({ path }: RuleUrl) =>
      path.replaceAll(/[^\w!$&'()*+,\-./:;=@~%[\]]/gu, encodeURIComponent),
    )
    .registerFunction("URL.getQuery(): map<string, list<string>>", ({ query }: RuleUrl) => {
      const found = new Map<string, string[]>();
      for (const [name, value] of new URLSearchParams(query)) found.set(name, [...(found.get(name) ?? []), value]);
      return found;
    })
    .registerOperator(
      "URL == URL",
      (a: RuleUrl, b: RuleUrl) =>
        a.scheme === b.scheme && a.host === b.host && a.path === b.path && a.query === b.query,
    );
}

const port = /:(\d*)$/;
const form = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/su;

/** As Go's `url.ParseRequestURI`: with a scheme, or an absolute path. */
function urlOf(text: string): RuleUrl | undefined {
  const match = form.exec(text);
  // eslint-disable-next-line no-control-regex
  if (match === null || text === "" || /[\u0000-\u001f\u007f]/u.test(text) || /%(?![0-9a-f]{2})/iu.test(text)) {
    return undefined;
  }
  const [, scheme = "", authority, path = "", query = ""] = match;
  if (scheme === "" && !text.startsWith("/")) return undefined;
  const host = authority?.slice(authority.lastIndexOf("@") + 1) ?? "";
  const goodHost = /^(?:\[[0-9a-fA-F:.%]+\]|[^\s[\]<>"\\^`{}|:]*)(?::\d*)?$/u.test(host);
  return goodHost ? new RuleUrl(scheme.toLowerCase(), host, path, query) : undefined;
}
