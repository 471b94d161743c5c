import { sqlFact } from '../src/facts/texts/sql.js';

const fact = (text: string): NonNullable<ReturnType<typeof sqlFact>> => sqlFact(text)!;

test.each([
  ['a query of its own name', 'WITH recent AS (SELECT id FROM orders WHERE day > 1) SELECT * FROM recent JOIN customers c ON c.id = recent.id', ['orders', 'customers']],
  ['several, one with columns', 'with a as (select 1 from x), b (id) as (select id from y) select * from a, b', ['x', 'y']],
  ['quoted names', 'SELECT [Name] FROM [dbo].[Order Items]', ['dbo.order_items']],
  ['backticks around the whole', 'SELECT a FROM `project.set.table` WHERE b = ?', ['project.set.table']],
  ['words in a text', "SELECT id FROM notes WHERE text = 'copied from users'", ['notes']],
  ['a quote inside a text', "SELECT id FROM notes WHERE text = 'it''s from users'", ['notes']],
  ['words in comments', 'SELECT id /* from a */ FROM notes -- from b', ['notes']],
  ['from of a function', 'SELECT extract(year from created_at) FROM orders', ['orders']],
  ['a query for a value', 'SELECT id, (SELECT count(*) FROM items i WHERE i.order_id = o.id) FROM orders o', ['orders', 'items']],
])('tables: %s', (_what, text, tables) => {
  expect(fact(text).tables).toEqual(tables);
});

test.each([
  ['a query for a value narrows nothing', 'SELECT id, (SELECT count(*) FROM items i WHERE i.order_id = o.id) AS n FROM orders o', false],
  ['nor does one that is set', 'UPDATE orders SET total = (SELECT sum(x) FROM items WHERE items.order_id = orders.id)', false],
  ['the rows of a filtered query', 'SELECT * FROM (SELECT id FROM orders WHERE day > 1) recent', true],
  ['a named query that is filtered', 'WITH recent AS (SELECT id FROM orders WHERE day > 1) SELECT id FROM recent', true],
  ['a condition on a query', 'DELETE FROM orders WHERE id IN (SELECT id FROM old)', true],
  ['compared with a query', 'SELECT id FROM orders WHERE day = (SELECT max(day) FROM orders)', true],
  ['one part of a union only', 'SELECT id FROM a WHERE x = 1 UNION ALL SELECT id FROM b', false],
  ['every part of a union', 'SELECT id FROM a WHERE x = 1 UNION SELECT id FROM b WHERE x = 2', true],
  ['the word in a text', "SELECT 'where it is' AS note, id FROM orders", false],
  ['the word in a comment', 'SELECT id FROM orders /* where id = 1 */', false],
  ['rows inserted by a query', 'INSERT INTO log (id) (SELECT id FROM orders WHERE day > 1)', true],
])('a condition: %s', (_what, text, where) => {
  expect(fact(text).where).toBe(where);
});

test('a quote that never ends takes nothing with it', () => {
  expect(fact("SELECT id FROM orders WHERE name = 'O").where).toBe(true);
});

test('a long text of quotes takes no time', () => {
  const started = Date.now();
  sqlFact(`SELECT ${"'\"`[".repeat(20_000)}`);
  expect(Date.now() - started).toBeLessThan(1000);
});
