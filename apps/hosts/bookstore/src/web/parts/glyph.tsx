const PATHS = {
  book: 'M4 5.5c3-1.300 5.700-1 8 .8 2.300-1.800 5-2.100 8-.8v13c-3-1.300-5.700-1-8 .8-2.300-1.800-5-2.100-8-.8zM12 6.500v12.500',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.300 3.300 0 0 1 0 6.300M17.500 14.200c2.200.7 3.600 2.600 4 5.800',
  mask: 'M4 6c5 2 11 2 16 0 .8 6-1 12-5 12-1.500 0-2-2-3-2s-1.500 2-3 2C5 18 3.200 12 4 6zM7.500 11c1.200-.8 2.300-.8 3.200 0M13.300 11c.9-.8 2-.8 3.200 0',
  letter: 'M3.500 6h17v12.500h-17zM3.800 6.400l8.200 6.800 8.200-6.800',
} as const;

export type GlyphName = keyof typeof PATHS;

/** A drawn sign beside a word; says nothing by itself. */
export function Glyph({ name }: { readonly name: GlyphName }) {
  return (
    <svg className="br-glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
