import type { ShopClub } from '../shop-data.ts';

/** The shop's two clubs, and one of a friendly shop by the harbour. */
export function seedClubs(storeId: string): ShopClub[] {
  return [
    {
      id: 'tuesday-table',
      name: 'The Tuesday Table',
      meets: 'Tuesdays at seven, in the back room',
      about: 'Fiction from anywhere. One book a month, one cake a week, no homework.',
      storeId,
      isOurs: true,
    },
    {
      id: 'crime-after-dark',
      name: 'Crime after Dark',
      meets: 'First Friday, when the shutters are down',
      about: 'Who did it, why, and whether chapter nine was fair.',
      storeId,
      isOurs: true,
    },
    {
      id: 'harbour-readers',
      name: 'Harbour Readers',
      meets: 'Sundays, Harbour Books',
      about: 'A club of another store. Its members are welcome to browse.',
      storeId: 'harbour-books',
      isOurs: false,
    },
  ];
}
