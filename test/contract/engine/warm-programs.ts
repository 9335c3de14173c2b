import { warmRunner } from "../../../src/engine/embedded/index.ts";

/** Ends with the tests of a file: its processes do not outlive whoever started them. */
export const warmPrograms = warmRunner({ environment: process.env, remember: true });
