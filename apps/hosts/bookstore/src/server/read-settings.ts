import * as z from 'zod/mini';

const Port = z.string().check(z.regex(/^\d{1,5}$/));
const Environment = z.object({
  PORT: z._default(Port, '4000'),
  HOST: z._default(z.string(), '127.0.0.1'),
  SHOP_NAME: z._default(z.string(), 'The Back Room'),
  SHOP_FILE: z.string(),
  SHOP_PAGES: z.string(),
  SHOP_DEMO: z._default(z.enum(['0', '1']), '0'),
  NATTER_URL: z.url(),
  NATTER_STORE_ID: z.string(),
  NATTER_JWT_SECRET: z.string().check(z.minLength(32)),
  NATTER_API_KEY: z.string().check(z.minLength(1)),
});

/** All that the shop's server needs to know. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly name: string;
  /** Where it keeps its people, clubs and sessions. */
  readonly file: string;
  readonly pages: string;
  readonly isDemo: boolean;
  readonly natterUrl: string;
  readonly storeId: string;
  readonly jwtSecret: string;
  readonly apiKey: string;
}

/** Errors: one sentence that names every variable which is missing or wrong, and no value. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = Environment.safeParse(given);
  if (!read.success) {
    const names = [...new Set(read.error.issues.map(({ path }) => String(path[0])))];
    throw new Error(`The shop cannot open: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} missing or wrong.`);
  }
  const { data } = read;
  return {
    port: Number(data.PORT),
    host: data.HOST,
    name: data.SHOP_NAME,
    file: data.SHOP_FILE,
    pages: data.SHOP_PAGES,
    isDemo: data.SHOP_DEMO === '1',
    natterUrl: data.NATTER_URL,
    storeId: data.NATTER_STORE_ID,
    jwtSecret: data.NATTER_JWT_SECRET,
    apiKey: data.NATTER_API_KEY,
  };
}
