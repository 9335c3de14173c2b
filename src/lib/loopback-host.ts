/**
 * Whether the host of a URL, or the `Host` header of a request, is this machine's loopback, with or without a port: `localhost`,
 * 127.0.0.0/8 or `[::1]`.
 *
 * Names below `localhost` are none: which address they have is up to the resolver. A server on loopback refuses every other name: a page that a browser has open can make its own name point to 127.0.0.1
 * (DNS rebinding), and the browser then still sends that name. An address cannot be made to point elsewhere.
 */
export function isLoopbackHost(written: string | undefined): boolean {
  const [, host = ""] = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(written ?? "") ?? [];
  return host.toLowerCase() === "localhost" || host === "[::1]" || isLoopbackAddress(host);
}

/** 127.0.0.0/8 in its one usual spelling. */
function isLoopbackAddress(host: string): boolean {
  const parts = host.split(".");
  return (
    parts.length === 4 && parts[0] === "127" && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
  );
}
