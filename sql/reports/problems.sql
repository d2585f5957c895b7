-- What the relay found wrong with the tables, the newest first: empty, if all is well. A row leaves by itself when what it names is mended.
SELECT since, table_name, row_key, message
FROM problem
ORDER BY since DESC, table_name, row_key, message;
