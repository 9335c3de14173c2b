/** The addresses of a server's APIs, without a slash at their end. */
export interface ApiAddresses {
  readonly rest: string;
  readonly graphql: string;
}

/** Of github.com, of a company's part of ghe.com, and of an own GitHub Enterprise Server. @param url that people use */
export function apiAddresses(url: string): ApiAddresses {
  const { protocol, host } = new URL(url);
  if (host === "github.com" || host.endsWith(".ghe.com")) {
    const api = `${protocol}//api.${host}`;
    return { rest: api, graphql: `${api}/graphql` };
  }
  return { rest: `${url}/api/v3`, graphql: `${url}/api/graphql` };
}
