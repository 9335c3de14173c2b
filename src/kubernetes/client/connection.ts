/** How to reach one API server, and as whom. */
export interface Connection {
  readonly server: URL;
  /** PEM; the system's authorities when left out. */
  readonly ca?: string;
  /** Read at every request: tokens of service accounts are rotated while the process runs. */
  token(): Promise<string | undefined>;
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  readonly insecureSkipTlsVerify?: boolean;
  /** Namespace this identity lives in. */
  readonly namespace: string;
}
