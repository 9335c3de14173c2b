import { fileURLToPath } from "node:url";
import { ensureFresh } from "../build/freshness.js";

/** Child processes of the tests run the built files: build them from what is being tested. */
export async function setup(): Promise<void> {
  await ensureFresh(fileURLToPath(new URL("..", import.meta.url)));
}
