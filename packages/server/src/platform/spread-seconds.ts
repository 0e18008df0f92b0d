/** A time between the two, uniform, in seconds with one decimal: those who are told to come again do not come at once (LOAD-5). */
export function spreadSeconds(random: () => number, { from, to }: { from: number; to: number }): number {
  return Math.round((from + random() * (to - from)) * 10) / 10;
}
