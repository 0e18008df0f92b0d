import type { Office, Tier } from '../../shared/wire.ts';

export const TIERS: Readonly<Record<Tier, string>> = {
  free: 'Free',
  privileged: 'Privileged',
  privileged_plus: 'Privileged Plus',
};

export const OFFICES: Readonly<Record<Office, string>> = { manager: 'Store manager', owner: 'Store owner' };

/** Cents as a price tag. */
export function priceOf(cents: number): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' }).format(cents / 100);
}

/** `March 2021`, for "member since". */
export function monthOf(instant: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' }).format(new Date(instant));
}
