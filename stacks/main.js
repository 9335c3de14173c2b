/**
 * The program's entry: makes Node load TypeScript, then loads `index.ts`. It exports the program as a function.
 *
 * It needs nothing but Node itself, no arguments and no compiler, because some language hosts do not pass these on.
 * Everything is loaded as CommonJS: Node's hooks for ECMAScript modules take as long to start as all these modules take
 * to load.
 */
import { createRequire } from "node:module";
import { register } from "tsx/cjs/api";

register();
// Loads the program when it is called: Node keeps this module for good, and everything that it would hold.
export default () => createRequire(import.meta.url)("./index.ts").program();
