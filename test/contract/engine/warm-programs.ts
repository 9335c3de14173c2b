import { warmRunner } from "../../../src/engine/embedded/index.ts";

/** Ends with the tests of a file, so that no warm process outlives the tests that started it. */
export const warmPrograms = warmRunner({ environment: process.env, remember: true });
