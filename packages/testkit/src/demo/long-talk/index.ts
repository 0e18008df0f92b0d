export { LONG_TALK } from './ending.ts';
export { tellYear, type YearOptions } from './tell-year.ts';
