/**
 * The order in which a run brings environments up, as the promotion file says it.
 *
 * In:   the promotion file of the commit before the change, records of runs, the health of environments, through ports.
 * Out:  {@link governingPromotions}: which files hold for changes; {@link promote}: environments brought up wave by wave, and why the
 *       others are held; {@link foreseenPromotion}: what of this is known before a merge.
 * Must not know: how an environment is brought up, how results are shown.
 */
export { foreseenPromotion } from "./foreseen-promotion.ts";
export { governingPromotions } from "./governing-promotion.ts";
export { type Promoted, promote } from "./promote.ts";
