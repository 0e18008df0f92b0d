import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Probe, probe } from '../probe.ts';
import { allBut, codeOf, putBlock, tellHost, withRules } from '../store-rules.ts';
import type { WallWorld } from '../wall-world.ts';

type Words = readonly (readonly [word: string, action: 'refuse' | 'report'])[];

const PUT = 'SELECT * FROM natter.put_words($1, $2)';
const asJson = (words: Words) => JSON.stringify(words.map(([word, action]) => ({ word, action })));

/** A scene in which the staff has written these words; they are gone afterwards. */
async function withWords(
  world: WallWorld,
  words: Words,
  use: (scene: {
    ada: string;
    bo: string;
    staff: string;
    conversation: string;
    say: (text: string) => Promise<unknown>;
  }) => Promise<void>,
): Promise<void> {
  const { ada, bo, conversation } = await world.newScene();
  const staff = await world.newPerson();
  await tellHost(world, staff, { roles: ['manager'] });
  await world.call(PUT, [staff, asJson(words)]);
  try {
    await use({
      ada,
      bo,
      staff,
      conversation,
      say: async (text) => (await world.send(conversation, ada, text))['verdict'],
    });
  } finally {
    await world.look('UPDATE natter.policy SET refused_pattern = NULL, reported_pattern = NULL');
    await world.look('DELETE FROM natter.filter_words');
  }
}

/** Every text against these words; answers those that went the other way. */
async function misjudged(
  world: WallWorld,
  words: readonly string[],
  refused: readonly string[],
  sent: readonly string[],
): Promise<string[]> {
  const wrong: string[] = [];
  await withWords(
    world,
    words.map((word) => [word, 'refuse']),
    async ({ say }) => {
      for (const text of refused) if ((await say(text)) !== 'word_refused') wrong.push(`sent: ${text}`);
      for (const text of sent) if ((await say(text)) !== 'sent') wrong.push(`refused: ${text}`);
    },
  );
  return wrong;
}

const ZERO_WIDTH = '\u200B';

export const WORD_PROBES: readonly Probe[] = [
  probe(
    'words-form',
    '[WORDS-1] a word is found whatever its case, its width and what cannot be seen in it',
    async (world) => {
      const refused = [
        'bad',
        'BAD',
        'so Bad!',
        '(bad)',
        '_bad_',
        '*bad*',
        'bad.',
        `b${ZERO_WIDTH}a${ZERO_WIDTH}d`,
        'b\u00ADad',
        'ＢＡＤ',
        'b\u202Ead',
        'ba\uFE0Fd',
        'b\u{E0041}ad',
        'b\u2064ad',
        'STRAẞE'.replace('ẞ', 'ß'),
        'ÜBEL',
        'U\u0308bel',
        `U${ZERO_WIDTH}\u0308bel`,
      ];
      const sent = ['badge', 'abad', 'b a d', 'bad2', '2bad', 'übler', 'ba', 'the bath'];
      assert.deepEqual(await misjudged(world, ['bad', 'straße', 'übel'], refused, sent), []);
      assert.deepEqual(await misjudged(world, [`B${ZERO_WIDTH}AD`, ' Übel\n'], ['bad', 'übel'], ['badge']), []);
    },
  ),
  probe('words-literal', '[WORDS-2] words are literal: spaces are any space, signs are signs', async (world) => {
    const words = ['two words', 'a+b', 'c(d', '.*', 'e\\d', '$$$', '[x]', 'f|g', '^h', 'x{2}', '日本'];
    const refused = [
      'two words',
      'Two \n\t words',
      'two\u00A0words',
      '1 a+b',
      'c(d)',
      'any .* thing',
      'e\\d',
      'pay $$$ now',
      '$$$$',
      'pay5$$$x',
      '[x]',
      'f|g',
      '^h',
      'x{2}',
      'これは日本です',
    ];
    const sent = [
      'twowords',
      'two',
      'aab',
      'ab',
      'cd',
      'anything',
      'e5',
      '$$',
      'x',
      'f',
      'g',
      'h',
      'xx',
      'two, words',
      'a+bc',
    ];
    assert.deepEqual(await misjudged(world, words, refused, sent), []);
  }),
  probe(
    'words-empty',
    '[WORDS-2] a word of which nothing can be seen refuses nothing, nor does an empty list',
    async (world) => {
      assert.deepEqual(await misjudged(world, [ZERO_WIDTH, ' ', '\u00AD\u2060'], [], ['anything', ' x ', 'b']), []);
      assert.deepEqual(await misjudged(world, [], [], ['anything']), []);
    },
  ),
  probe(
    'words-report',
    '[WORDS-3] words to report let the message through and tell the staff, but for what is void',
    async (world) => {
      await withWords(
        world,
        [
          ['hm', 'report'],
          ['bad', 'refuse'],
        ],
        async ({ ada, bo, conversation, say }) => {
          const id = randomUUID();
          assert.deepEqual(
            [
              (await world.send(conversation, ada, 'hm, hm', { id }))['verdict'],
              await say('bad hm'),
              await say('fine'),
            ],
            ['sent', 'word_refused', 'sent'],
          );
          const reports = () =>
            world.look(
              'SELECT message_id, reporter_id, author_id, reason, content FROM natter.reports WHERE conversation_id = $1',
              [conversation],
            );
          const expected = [{ message_id: id, reporter_id: null, author_id: ada, reason: 'word', content: 'hm, hm' }];
          assert.deepEqual(await reports(), expected);
          await putBlock(world, bo, ada);
          assert.equal(await say('hm to nobody'), 'sent');
          assert.equal(await say('bad to nobody'), 'word_refused');
          assert.deepEqual(await reports(), expected);
        },
      );
    },
  ),
  probe('words-off', '[WORDS-4] switched off, no word is looked for and no list is read or written', async (world) => {
    await withWords(
      world,
      [
        ['bad', 'refuse'],
        ['hm', 'report'],
      ],
      async ({ staff, conversation, say }) => {
        await withRules(world, { features: allBut('word_filter') }, async () => {
          assert.deepEqual([await say('bad'), await say('hm')], ['sent', 'sent']);
          assert.equal(await codeOf(world, 'SELECT * FROM natter.read_words($1)', [staff]), 'NT002');
          assert.equal(await codeOf(world, PUT, [staff, '[]']), 'NT002');
        });
        assert.deepEqual(
          await world.look('SELECT 1 FROM natter.reports WHERE conversation_id = $1', [conversation]),
          [],
        );
        assert.equal(await say('bad'), 'word_refused');
      },
    );
  }),
  probe(
    'words-list',
    '[WORDS-5] the list is replaced as a whole, a thousand words at most, and that is recorded',
    async (world) => {
      await withWords(world, [['one', 'refuse']], async ({ staff, say }) => {
        const list = await world.call(PUT, [
          staff,
          asJson([
            ['two', 'refuse'],
            ['three', 'report'],
            ['two', 'report'],
          ]),
        ]);
        assert.deepEqual(list, [
          { word: 'three', action: 'report' },
          { word: 'two', action: 'report' },
        ]);
        assert.deepEqual(await world.call('SELECT * FROM natter.read_words($1)', [staff]), list);
        assert.deepEqual([await say('one'), await say('two')], ['sent', 'sent']);
        const many = Array.from({ length: 1001 }, (_, index): Words[number] => [`w${index}`, 'refuse']);
        assert.equal(await codeOf(world, PUT, [staff, asJson(many)]), '22023');
        assert.equal(await codeOf(world, PUT, [staff, asJson([['', 'refuse']])]), '23514');
        assert.equal(await codeOf(world, PUT, [staff, JSON.stringify([{ word: 'x', action: 'shout' }])]), '23514');
        assert.equal((await world.call(PUT, [staff, asJson(many.slice(0, 1000))])).length, 1000);
        assert.deepEqual([await say('W999!'), await say('w1000')], ['word_refused', 'sent']);
      });
    },
  ),
  probe(
    'words-record',
    '[WORDS-8] the record has the words that went and came, what went first, up to 400 characters; no change, no record',
    async (world) => {
      await withWords(world, [['one', 'refuse']], async ({ staff }) => {
        const records = async () =>
          (
            await world.look(
              "SELECT note FROM natter.moderation_actions WHERE by_id = $1 AND action = 'words_changed' ORDER BY id",
              [staff],
            )
          ).map((row) => String(row['note']));
        const put = (words: Words) => world.call(PUT, [staff, asJson(words)]);
        await put([
          ['zoo', 'report'],
          ['one', 'report'],
          ['két szó', 'refuse'],
        ]);
        const known = [
          '−0 +1: + one (refuse)',
          '−1 +3: − one (refuse), + két szó (refuse), + one (report), + zoo (report)',
        ];
        assert.deepEqual(await records(), known);
        await put([
          ['két szó', 'refuse'],
          ['zoo', 'report'],
          ['one', 'report'],
        ]);
        assert.deepEqual(await records(), known);
        await put(Array.from({ length: 4 }, (_, n) => [`${n}${'😀'.repeat(98)}`, 'refuse'] as const));
        const [, , long = ''] = await records();
        assert.equal([...long].length, 401);
        assert.match(
          long,
          /^−3 \+4: − két szó \(refuse\), − one \(report\), − zoo \(report\), \+ 0(😀){98} \(refuse\), .*😀…$/u,
        );
        await put([]);
        assert.match((await records())[3] ?? '', /^−4 \+0: − 0😀/u);
      });
    },
  ),
  probe('words-secret', '[WORDS-6] who is not of the staff learns no word', async (world) => {
    await withWords(world, [['bad', 'refuse']], async ({ ada }) => {
      for (const sql of [
        'SELECT refused_pattern FROM natter.policy',
        'SELECT reported_pattern FROM natter.policy',
        "SELECT 1 FROM natter.policy WHERE refused_pattern LIKE '%b%'",
        'SELECT p FROM natter.policy p',
        'SELECT xmin FROM natter.policy',
        'SELECT word FROM natter.filter_words',
      ]) {
        await assert.rejects(world.readAs(ada, sql), { code: '42501' }, sql);
      }
      assert.equal((await world.readAs(ada, 'SELECT requires_membership, features FROM natter.policy')).length, 1);
      assert.ok((await world.readAs(ada, 'SELECT kind, name, entitlement FROM natter.entitlements')).length > 0);
    });
  }),
];
