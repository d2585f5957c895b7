-- Gives the space of deleted rows back, after much was deleted. Not within a transaction.
-- SQLite writes the whole file anew, and workers wait meanwhile: new names have no answer, the audit stays in the journal. Do it when little is going on, with as much room on
-- the disk as the file has. New rows use the space of deleted ones anyway. PostgreSQL's autovacuum does by itself what this does there, and nobody waits.
VACUUM;
