/** Fields of a crontab as Cloud Scheduler reads them: minute, hour, day of the month, month, day of the week. */
const fields = [
  "[0-5]?\\d",
  "(?:1?\\d|2[0-3])",
  "(?:[12]?\\d|3[01])",
  "(?:[1-9]|1[0-2]|[A-Za-z]{3})",
  "(?:[0-7]|[A-Za-z]{3})",
].map((value) => {
  const range = `(?:\\*|${value}(?:-${value})?)(?:/\\d+)?`;
  return `${range}(?:,${range})*`;
});

/** Five fields whose numbers lie in their ranges. */
export const crontab = new RegExp(`^${fields.join(" +")}$`);
