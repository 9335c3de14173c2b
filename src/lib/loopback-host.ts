/**
 * Whether the `Host` header of a request names this machine's loopback, with or without a port.
 *
 * A server on loopback refuses every other name: a page that a browser has open can make its own name point to 127.0.0.1
 * (DNS rebinding), and the browser then still sends that name. An address cannot be made to point elsewhere.
 */
export function isLoopbackHost(header: string | undefined): boolean {
  const [, host = ""] = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(header ?? "") ?? [];
  return host.toLowerCase() === "localhost" || host === "[::1]" || isLoopbackAddress(host);
}

/** 127.0.0.0/8 in its one usual spelling. */
function isLoopbackAddress(host: string): boolean {
  const parts = host.split(".");
  return (
    parts.length === 4 && parts[0] === "127" && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
  );
}
