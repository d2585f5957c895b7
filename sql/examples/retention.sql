-- Removes what the audit has of flows that began more than 90 days ago. Flows that are open keep their rows. --audit-days 90 of a worker does the same all the time.
-- On PostgreSQL whole partitions go at once with it, which is quicker than this and leaves nothing to vacuum: SELECT connection_drop_partitions(datetime('now', '-90 days'));
DELETE FROM connection WHERE accepted_at < datetime('now', '-90 days') AND outcome <> 'open';
DELETE FROM audit_loss WHERE ended_at < datetime('now', '-90 days');
