import { type CheckpointFile, parseCheckpoint } from "./checkpoint-file.ts";
import type { StateText } from "./state-file.ts";

/** The state that was parsed last: the key and the snapshot are taken from the same text, which is parsed once for both. */
export class ParsedState {
  #last: (StateText & { readonly checkpoint: Promise<CheckpointFile> }) | undefined;

  /** @throws {StateUnreadable}, {@link StateTooNew} */
  async checkpointOf(state: StateText): Promise<CheckpointFile> {
    const last = this.#last;
    if (last && last.file === state.file && last.text === state.text) return await last.checkpoint;
    const checkpoint = parseCheckpoint(state);
    this.#last = { ...state, checkpoint };
    return await checkpoint;
  }

  forget(): void {
    this.#last = undefined;
  }
}
