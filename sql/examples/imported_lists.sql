-- The rules of lists that urelay import has made: the name of the list stands in their column origin, which rules written by hand do not have.
-- What there is, and how much of it is in force:
SELECT origin, action, priority, count(*) AS rules, sum(CASE WHEN enabled THEN 1 ELSE 0 END) AS in_force
FROM rule WHERE origin IS NOT NULL GROUP BY origin, action, priority ORDER BY origin, action, priority;

-- A name that you need, with all below it, whatever lists say of it, today and after their next import: a rule of your own that goes before all of theirs.
INSERT INTO rule (priority, domain, action, comment)
SELECT coalesce(max(priority), 0) + 1, 'shop.example.net', 'relay', 'needed, whatever lists say' FROM rule WHERE origin IS NOT NULL;

-- One rule of a list out of force. The row belongs to the list, so it stays for as long as the list has it, and imports leave it as it is.
UPDATE rule SET enabled = false, comment = 'the shop needs it' WHERE origin = 'ads' AND domain = '=tracker.example.org';

-- A whole list out of force. What a later import adds to it would be in force, so do not import it meanwhile.
UPDATE rule SET enabled = false WHERE origin = 'gambling';

-- A list that is wanted no more, as urelay import social --remove does it.
DELETE FROM rule WHERE origin = 'social';
