-- Takes step 7 (store_status) back: written by `vitest -u` from the difference it makes, and tested to leave none.

SET LOCAL ROLE {{owner}};
DROP FUNCTION
  natter.first_id_at(timestamp with time zone),
  natter.read_storage(),
  natter.read_store_facts(),
  natter.read_volume();
DROP TABLE
  natter.backups;
