import { embeddedEngine, processRunner } from "../../../src/engine/embedded/index.ts";
import { FileStateStore, fileConfigSource, PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import type { MakeEngine } from "./scene.ts";
import { warmPrograms } from "./warm-programs.ts";

const keys = new PassphraseKeys(async () => await Promise.resolve("correct horse"));
/** One key for all stacks of a test file: making one takes 0.3 s. */
export const encryptionSalt = keys.create("tests").then(({ salt }) => salt);

/** The embedded engine on a folder of its own. */
export const makeEmbedded: MakeEngine = ({ stateFolder, cloud, realProcess }) =>
  embeddedEngine({
    store: new FileStateStore({
      root: stateFolder,
      keys,
      writtenBy: "v3.256.0",
      saltOf: async () => await encryptionSalt,
    }),
    config: fileConfigSource(keys),
    providers: cloud,
    programs: realProcess ? processRunner({ environment: process.env }) : warmPrograms,
  });
