import type { PostgresServer } from '@mastra-datasets/test-servers';

/** Fills the tables, so that the server has reasons to take one index rather than another. */
const FILL = `
  INSERT INTO mastra_datasets (id, name, version, "createdAt", "updatedAt")
    SELECT gen_random_uuid(), 'x', 50, n, n FROM generate_series(1, 300) n;
  INSERT INTO mastra_dataset_versions
    SELECT d.id, n, n, 1, 1, 0, 0, 1, NULL FROM mastra_datasets d, generate_series(1, 50) n;
  INSERT INTO mastra_dataset_items
      (id, "datasetId", "externalId", version, input, "createdAt", "updatedAt")
    SELECT gen_random_uuid(), d.id, n, n, n, n - n % 2, n
    FROM mastra_datasets d, generate_series(1, 100) n;
  INSERT INTO mastra_dataset_item_history
      (id, "datasetId", "externalId", version, input, "createdAt", "updatedAt", "validTo")
    SELECT id, "datasetId", "externalId", n, input, "createdAt", n, n + 1
    FROM mastra_dataset_items, generate_series(1, 3) n;
  INSERT INTO mastra_dataset_tags
    SELECT d.id, n, n, n FROM mastra_datasets d, generate_series(1, 10) n;
  INSERT INTO mastra_dataset_staged_items
      (id, "datasetId", "importId", "externalId", "stagedAt", input)
    SELECT gen_random_uuid(), d.id, d.id, n, n, n FROM mastra_datasets d, generate_series(1, 50) n;
  ANALYZE`;

/** Fills the tables of a database that nobody filled. */
export async function fillTables(server: PostgresServer, database: string): Promise<void> {
  await server.query(FILL, database);
}

/** How a statement finds rows: the indexes it uses, without `mastra_`, and whole tables. */
export async function accessesOf(
  server: PostgresServer,
  database: string,
  text: string,
): Promise<string[]> {
  const plan = await server.query(`EXPLAIN (GENERIC_PLAN) ${text}`, database);
  return plan.flatMap((row) => {
    const step = String(row['QUERY PLAN']);
    const index = /Index .*(?:using|Scan on) mastra_(?:dataset_)?(\S+)/.exec(step)?.[1];
    if (index !== undefined) return index;
    return step.includes('Seq Scan on mastra_') ? 'whole table' : [];
  });
}

/**
 * Which indexes the statements of a form have to use. Where one is missing, the server takes any
 * other that begins with the dataset's id, and reads all that the dataset has.
 */
export const EXPECTED_INDEXES: readonly { readonly form: RegExp; readonly indexes: string[] }[] = [
  {
    form: /"mastra_datasets"(?: d)? (?:CROSS .* )?WHERE (?:d\.)?"id" = /,
    indexes: ['datasets_pkey'],
  },
  { form: /^UPDATE "mastra_datasets"/, indexes: ['datasets_pkey'] },
  { form: /FROM "mastra_datasets"(?: d)? ORDER BY/, indexes: ['datasets_by_creation'] },
  { form: /_items" i WHERE (?:i\."datasetId" = \S+ AND )?i\."id" /, indexes: ['items_by_id'] },
  { form: /^(?:DELETE FROM|UPDATE) "\w+_items".* "id" = /, indexes: ['items_by_id'] },
  { form: /^INSERT INTO "\w+_item_history"(?!.* s\."importId" IN )/, indexes: ['items_by_id'] },
  // All items of the dataset that an import does not name.
  { form: / s\."importId" IN /, indexes: ['staged_by_external_id'] },
  { form: /_items" i WHERE .*i\."externalId" /, indexes: ['items_by_external_id'] },
  {
    form: /_history" h WHERE (?!.*"purgedAt" IS NOT NULL)(?:h\."datasetId" = \S+ AND )?h\."id" /,
    indexes: ['history_by_id'],
  },
  { form: /_history" h WHERE .*h\."purgedAt" IS NOT NULL/, indexes: ['history_by_purge'] },
  { form: /^UPDATE "\w+_item_history"/, indexes: ['history_by_id'] },
  { form: /_history" h WHERE .*h\."externalId" /, indexes: ['history_by_external_id'] },
  {
    form: /_history" h WHERE h\."datasetId" = \$1 AND h\."validTo" = /,
    indexes: ['history_by_end'],
  },
  {
    form: /_items" i WHERE i\."datasetId" = \$1 AND i\."createdAt" = /,
    indexes: ['items_by_creation'],
  },
  // All the rest of a snapshot.
  {
    form: /^SELECT \* FROM \(SELECT i\..* UNION ALL .* h\."validTo" > \$2 AND h\."version" \+ 0 /,
    indexes: ['history_by_end'],
  },
  {
    form: /^SELECT \* FROM \(\(SELECT .*"pageEnd"/,
    indexes: ['items_by_creation', 'history_by_creation', 'history_by_end', 'history_by_id'],
  },
  // What a page skips is counted in an index only where nothing was changed since.
  {
    form: /_items" u WHERE u\."datasetId" = \$1 AND u\."version" > \$2 /,
    indexes: ['items_by_version'],
  },
  {
    form: /SELECT \* FROM \(SELECT "id" FROM .*"purgedAt" IS NOT NULL UNION /,
    indexes: ['items_by_purge', 'history_by_purge'],
  },
  {
    form: /^SELECT \* FROM \(SELECT "id" FROM (?!.*"purgedAt" IS NOT NULL).* UNION /,
    indexes: ['items_by_version', 'items_by_creation', 'history_by_version', 'history_by_end'],
  },
  { form: /_versions" v WHERE .*v\."number" = /, indexes: ['versions_by_number'] },
  { form: /_versions" v (?:JOIN|ON|WHERE .*v\."version" )/, indexes: ['versions_pkey'] },
  { form: /_tags"(?: t)? (?:JOIN|ON|WHERE .*"tag" = )/, indexes: ['tags_pkey'] },
  {
    form: /"mastra_datasets" d JOIN "\w+_staged_items" s ON .* WHERE d\."id" = /,
    indexes: ['datasets_pkey', 'staged_by_external_id'],
  },
  { form: /_staged_items" s WHERE .*s\."importId" = /, indexes: ['staged_by_external_id'] },
];

/** Statements that are about all that a dataset has, or about all datasets. */
export const ABOUT_ALL =
  /^(?:DELETE FROM "\w+"(?: s)? WHERE "datasetId" = \$1$|SELECT count\(\*\) FROM "mastra_datasets"$|SELECT s\."importId" FROM|INSERT INTO "\w+" \([^)]*\) VALUES)/;
