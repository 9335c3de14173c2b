/** A client certificate and its key, both PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** How a request proves who sends it. Empty for an anonymous one. Never logged. */
export interface Credentials {
  readonly token?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly clientCertificate?: ClientCertificate;
}

/** Where one API server is, and as whom to speak to it. */
export interface Connection {
  /** Perhaps with a path, below which the API is served. */
  readonly server: URL;
  /** PEM; the system's authorities when left out. */
  readonly ca?: string;
  /** Name that the server's certificate is for, when it is not the host of `server`. */
  readonly serverName?: string;
  readonly insecureSkipTlsVerify?: boolean;
  /** HTTP proxy that tunnels to the server (`CONNECT`). Connections are made directly when left out. */
  readonly proxy?: URL;
  /** `Impersonate-*` headers of every request. */
  readonly impersonation?: Readonly<Record<string, string | readonly string[]>>;
  /** Namespace of what names none. */
  readonly namespace: string;
  /** Called for every request: tokens are rotated, and certificates end, while the process runs. */
  credentials(): Promise<Credentials>;
  /** Called when the server refused the credentials (401). Where it is left out, asking again would give the same ones. */
  renewCredentials?(): void;
}

/** The connection of a fixed bearer token, to `https://host:port`. */
export function tokenConnection(at: {
  readonly server: string;
  readonly ca?: string;
  readonly token: string;
}): Connection {
  const { server, ca, token } = at;
  return {
    server: new URL(server),
    namespace: "default",
    credentials: async () => ({ token }),
    ...(ca !== undefined && { ca }),
  };
}
