import * as z from "zod";

/** A length of time in days, hours, minutes and seconds. */
export const duration = z
  .string()
  .regex(/^(\d{1,7}d)?(\d{1,7}h)?(\d{1,7}m)?(\d{1,9}s)?$/, { error: "write a duration, such as 30s, 10m, 1h30m or 7d" })
  .min(2, { error: "write a duration, such as 30s, 10m, 1h30m or 7d" });
