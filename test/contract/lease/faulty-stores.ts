import { type LeaseStore, LeasesUnreachable } from "../../../src/lease/index.ts";

/** A store whose next exchanges lose their connection. */
export function breakingExchanges(
  store: LeaseStore,
  when: "before" | "after",
): { readonly store: LeaseStore; next: number } {
  const breaks = {
    next: 0,
    store: {
      place: store.place,
      read: (environments?: readonly string[]) => store.read(environments),
      async exchange(exchanges: Parameters<LeaseStore["exchange"]>[0]) {
        if (breaks.next === 0) return await store.exchange(exchanges);
        breaks.next -= 1;
        if (when === "after") await store.exchange(exchanges);
        throw new LeasesUnreachable({ place: store.place, problem: "the connection broke" });
      },
    },
  };
  return breaks;
}

/** A store that refuses every change as if another run had been faster, although none was. */
export function refusing(store: LeaseStore): LeaseStore {
  return { place: store.place, read: (environments) => store.read(environments), exchange: async () => false };
}
