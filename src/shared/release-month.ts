/** Year and month of a gateway's version as one number, 202608; null for one that states none. Pure. */
export function releaseMonth(version: string | null): number | null {
  const [, year, month] = /^(\d{4})\.(\d{1,2})\./.exec(version ?? "") ?? [];
  return year === undefined ? null : Number(year) * 100 + Number(month);
}
