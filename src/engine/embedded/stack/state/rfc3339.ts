/**
 * A time as Go writes it: RFC 3339, without zeros at the end of the second's fraction. A state that the Pulumi CLI reads and
 * writes again stays the same text.
 */
export function rfc3339(time: Date): string {
  return time.toISOString().replace(/\.?0+Z$/u, "Z");
}
