/** The name in `address:<name>`, how a DNS record refers to one of the network's addresses. */
export function addressName(value: string): string | undefined {
  return value.startsWith("address:") ? value.slice("address:".length) : undefined;
}
